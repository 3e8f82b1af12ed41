"""A credential is what Open Badges 3.0 asks for: an independent verifier accepts it, and nothing else than it."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3 import OB3VerificationError, verify_endorsement_jwt

from services.events.domain import endorsement, status_list
from services.events.domain.endorsement import Endorsement
from services.events.domain.jws import NotSigned, compact, decoded, encoded, parsed
from services.events.domain.wording import LocalText
from services.events.keys import verifies
from tests.unit.events.badges import (
    AWARD,
    EMAIL,
    ISSUER,
    KEY,
    NOON,
    Key,
    Web,
    credential,
    signed,
    verify,
)

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
TOKEN = signed(credential())
SEGMENTS = ("header", "payload", "signature")


def payload(token):
    return json.loads(decoded(token.split(".")[1]))


def with_octet_changed(token, segment, place):
    """The token with one octet of what a segment says changed, spelled as base64url should be."""
    parts = token.split(".")
    octets = bytearray(urlsafe_b64decode(parts[segment] + "=="))
    octets[place % len(octets)] ^= 0x01
    parts[segment] = encoded(bytes(octets))
    return ".".join(parts)


# accepted


def test_an_independent_verifier_accepts_it_and_reads_what_was_earned():
    read = verify(TOKEN)
    assert read.issuer.id == ISSUER.did == "did:web:multaqa.example:v1:tenants:fes-meknes"
    assert read.achievement.name == "Premier prix / الجائزة الأولى"
    assert read.achievement.achievement_type == "Award"
    (alignment,) = read.achievement.alignments
    assert alignment.target_code == "cooking.moroccan"
    assert alignment.target_url == "https://multaqa.example/v1/tenants/fes-meknes/skills/cooking.moroccan"
    described = {one.id: one.result_type for one in read.achievement.result_descriptions}
    assert [described[one.result_description] for one in read.results] == ["RubricCriterionLevel", "Result"]
    assert read.results[-1].value == "1"


def test_its_subject_is_known_by_a_salted_digest_of_the_address_and_by_nothing_else():
    (identity,) = verify(TOKEN).identifiers
    expected = sha256(f"{EMAIL}{identity.salt}".encode()).hexdigest()
    assert (identity.hashed, identity.identity_type) == (True, "emailAddress")
    assert identity.identity_hash == f"sha256${expected}"


def test_two_credentials_of_one_person_share_nothing_that_tells_they_are_one_persons():
    first, second = (payload(signed(credential()))["credentialSubject"] for _ in range(2))
    assert first["id"] != second["id"]
    assert first["identifier"][0]["salt"] != second["identifier"][0]["salt"]
    images = [one["achievement"].pop("image")["id"] for one in (first, second)]
    assert first["achievement"] == second["achievement"]
    assert images[0] != images[1]


def test_where_the_address_is_unknown_a_random_name_suffices():
    assert verify(signed(credential(), email=None)).identifiers == []


def test_its_source_names_the_organisations_of_the_jury():
    source = payload(TOKEN)["credentialSubject"]["source"]
    assert source["name"] == "Jury / لجنة التحكيم : Hôtel Atlas / فندق الأطلس ; FNBTP / الجامعة"


def test_the_evidence_is_the_digest_of_the_minutes():
    (evidence,) = payload(TOKEN)["evidence"]
    assert decoded(evidence["id"].removeprefix("ni:///sha-256;")).hex() == AWARD.minutes_digest


KNOWN_OF_A_PERSON = {
    "givenName", "familyName", "additionalName", "fullName", "birthDate", "dateOfBirth", "email", "phone", "address",
    "nationalIdentifier", "nationalId", "cin", "sourcedId", "studentId", "otherIdentifier", "parentOrg", "official",
}  # fmt: skip


def members(value, name=""):
    """Every field of a document at any depth, with what it holds."""
    if isinstance(value, dict):
        for inner_name, inner in value.items():
            yield from members(inner, inner_name)
    elif isinstance(value, list):
        for inner in value:
            yield from members(inner, name)
    else:
        yield name, str(value)


def test_no_field_holds_a_name_an_address_or_a_national_number_of_anybody():
    told = list(members(payload(TOKEN)))
    assert not KNOWN_OF_A_PERSON & {name for name, _ in told}
    assert not [value for _, value in told if EMAIL in value or value == "p1"]
    assert {name for name, value in told if "@" in value} <= {"@context"}
    assert {value for name, value in told if name == "identityType"} == {"emailAddress"}


# refused


@pytest.mark.parametrize("segment", range(3), ids=SEGMENTS)
def test_one_changed_octet_is_refused_wherever_it_is(segment):
    octets = len(decoded(TOKEN.split(".")[segment]))
    web = Web()
    for place in range(0, octets, max(1, octets // 120)):
        changed = with_octet_changed(TOKEN, segment, place)
        with pytest.raises(OB3VerificationError):
            verify(changed, web, check_status=False)
        assert not genuine(changed), (segment, place)


def genuine(token):
    """As this house reads it."""
    try:
        read = parsed(token)
    except NotSigned:
        return False
    public = {ISSUER.key(KEY.id): KEY.sealed.public}
    return read.kid in public and verifies(public[read.kid], read.signature, read.signed)


@given(place=st.integers(0, len(TOKEN) - 1), letter=st.sampled_from(ALPHABET + ".=+/ \n"))
def test_this_house_takes_no_other_letter_anywhere_not_even_where_base64_would_not_care(place, letter):
    changed = TOKEN[:place] + letter + TOKEN[place + 1 :]
    assert genuine(changed) == (changed.strip() == TOKEN)


def test_another_key_of_the_same_name_signs_nothing():
    with pytest.raises(OB3VerificationError):
        verify(signed(credential(), key=Key("k1")))


@pytest.mark.parametrize("header", [
    {"alg": "none", "typ": "JWT", "kid": ISSUER.key("k1")},
    {"alg": "HS256", "typ": "JWT", "kid": ISSUER.key("k1")},
    {"alg": "EdDSA", "typ": "JWT"},
    {"alg": "EdDSA", "typ": "JWT", "kid": ISSUER.key("k1"), "crit": ["exp"]},
])  # fmt: skip
def test_a_header_that_this_house_never_writes_is_no_token(header):
    _, told, signature = TOKEN.split(".")
    with pytest.raises(NotSigned):
        parsed(f"{encoded(json.dumps(header).encode())}.{told}.{signature}")


TWICE = encoded(b'{"alg":"EdDSA","alg":"EdDSA"}')
LIST, OBJECT = encoded(b"[]"), encoded(b"{}")


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "....", TOKEN + ".x", "é.é.é", "x" * 40_000,
                                  f"{LIST}.{OBJECT}.{OBJECT}", f"{TWICE}.{OBJECT}.{OBJECT}"])  # fmt: skip
def test_what_is_no_token_is_said_to_be_none(text):
    with pytest.raises(NotSigned):
        parsed(text)


def test_it_is_refused_once_it_is_revoked():
    revoked = credential(place=70_000)
    token = signed(revoked)
    assert verify(token, Web(revoked=[69_999, 70_001])).id == payload(token)["id"]
    with pytest.raises(OB3VerificationError, match="revocation"):
        verify(token, Web(revoked=[70_000]))


def test_a_status_list_of_the_day_before_yesterday_is_refused():
    with pytest.raises(OB3VerificationError, match="expired"):
        verify(TOKEN, Web(at=datetime.now(UTC) - timedelta(days=2)))


# rotation


def test_what_an_old_key_signed_is_accepted_after_another_has_taken_over():
    fresh = Key("k2")
    web = Web(fresh, KEY)
    assert verify(TOKEN, web).issuer.id == ISSUER.did
    assert verify(signed(credential(), key=fresh), web).issuer.id == ISSUER.did


def test_a_key_that_was_never_published_signs_nothing():
    with pytest.raises(OB3VerificationError):
        verify(signed(credential(), key=Key("k9")))


# endorsement


def test_an_endorsement_is_verified_under_the_partners_own_name():
    partner, own = ISSUER.partner("g2", LocalText("FNBTP", "الجامعة")), Key("f1")
    asked = Endorsement.asked("0197a1f2-5c00-7000-8000-0000000001e1", credential(), "g2", "d", at=NOON)
    asked.give("Nous y étions.", at=NOON)
    address = ISSUER.credential_address("s")
    token = compact(endorsement.document(asked, address, partner, NOON), partner.key(own.id), own.private.sign)
    served = {
        "https://multaqa.example/v1/tenants/fes-meknes/organisations/g2/did.json": partner.did_document([own.sealed])
    }
    told = verify_endorsement_jwt(token, download=lambda url: json.dumps(served[url]).encode())
    assert told["issuer"] == "did:web:multaqa.example:v1:tenants:fes-meknes:organisations:g2"
    assert (told["endorses"], told["comment"]) == (address, "Nous y étions.")
    embedded = verify(signed(credential(), endorsements=[token]))
    assert embedded.all_endorsement_jwts() == [token]


# where keys are found


@pytest.mark.parametrize(("site", "did"), [
    ("https://multaqa.example", "did:web:multaqa.example:v1:tenants:fes-meknes"),
    ("https://multaqa.example:8443/forum", "did:web:multaqa.example%3A8443:forum:v1:tenants:fes-meknes"),
    ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000:v1:tenants:fes-meknes"),
])  # fmt: skip
def test_the_identifier_follows_from_the_doors_address(site, did):
    assert type(ISSUER)(site, "fes-meknes", ISSUER.name).did == did


# the list


def test_a_list_says_of_places_whether_they_are_revoked_and_nothing_else():
    told = status_list.document(ISSUER, 3, [0, 9, 131_071], status_list.SIZE, NOON)
    bits = status_list.bitstring([0, 9, 131_071], status_list.SIZE)
    assert (bits[0], bits[1], bits[-1], sum(bits)) == (0x80, 0x40, 0x01, 0xC1)
    assert told["credentialSubject"]["encodedList"].startswith("uH4sI")
    assert set(told["credentialSubject"]) == {"id", "type", "statusPurpose", "encodedList", "ttl"}


def test_a_list_read_twice_in_an_hour_is_the_same():
    first, second = (
        status_list.document(ISSUER, 1, [5], status_list.SIZE, NOON + timedelta(minutes=minutes)) for minutes in (1, 59)
    )
    assert first == second


@given(st.sets(st.integers(0, 63), max_size=64))
def test_a_draw_never_gives_a_place_that_is_taken(taken):
    some = status_list.StatusList("l1", 1, NOON, size=64)
    place = some.first_free(some.draws(), taken)
    assert place is None or (place not in taken and 0 <= place < 64)
    assert some.is_full == (place is None)


def test_a_list_whose_draws_find_nothing_is_full():
    some = status_list.StatusList("l1", 1, NOON, size=8)
    assert some.first_free([3, 3, 5], {3, 5}) is None
    assert some.is_full


def test_places_are_drawn_over_the_whole_list():
    drawn = {place // 16_384 for _ in range(40) for place in status_list.StatusList("l1", 1, NOON).draws()}
    assert drawn == set(range(8))
