"""Credentials of a running room: issued once, believed by strangers, revoked at once, and gone with their holder."""

from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor

import pytest
from openbadgeslib.ob3 import OB3VerificationError, verify_endorsement_jwt

from multaqa.errors import NotFound, Refused
from multaqa.messages import catalogue, sample
from services.events.domain.jws import parsed
from tests.integration.events.badges import (
    SITE,
    Web,
    attended,
    digest,
    downloaded,
    facts,
    issued,
    organisation,
    registered,
    verified,
)
from tests.integration.events.forum import answer_of, opened
from tests.integration.events.judging import judged_contest, score_all, sign
from tests.integration.running import RABAT

ISSUED, REVOKED = "events.credential_issued.v1", "events.credential_revoked.v1"
NOTICE = "events.credential_notice_given.v1"
ASKED = "events.endorsement_requested.v1"
CONTACT = {"name": "Amal Bennis", "email": "amal@atlas.example", "language": "fr"}


@pytest.fixture
def edition(events):
    registered(events, "p1")
    organisation(events)
    return attended(events, "p1")


def public(events, credential, **circumstances):
    return events.ask("verify_credential", link=digest(credential["address"]), **circumstances)


def check(events, token, **circumstances):
    return events.ask("check_credential", token=token, **circumstances)["verdict"]


# issued


def test_a_credential_is_believed_by_an_independent_verifier(events, edition):
    credential = issued(events, edition)
    token = downloaded(events, credential)
    read = verified(events, token)
    assert read.id == credential["address"]
    assert credential["address"].startswith(f"{SITE}/credentials/fes-meknes.")
    assert read.achievement.alignments[0].target_name == "Carrelage / التبليط"
    assert "Atlas g1" in read.raw["credentialSubject"]["source"]["name"]
    assert check(events, token) == "valid"


def test_what_was_issued_is_told_without_a_name(events, edition):
    credential = issued(events, edition)
    (told,) = events.told(ISSUED)
    assert (told.subject, told.facts["person_id"], told.facts["skills"]) == (
        credential["id"], "p1", [{"code": "tiling", "level": 2, "label": {"fr": "Carrelage", "ar": "التبليط"}}],
    )  # fmt: skip
    assert "Salma" not in repr(told.facts)
    catalogue()[ISSUED].decode(told.facts)


def test_only_who_came_through_the_door_gets_one(events, edition):
    registered(events, "p2")
    before = events.holds()
    with pytest.raises(Refused, match=r"credential\.not_attended"):
        issued(events, edition, "p2")
    assert events.holds() == before


def test_the_same_skills_of_an_edition_are_attested_once_however_many_ask(events, edition):
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: answer_of(issued, events, edition), range(8)))
    refused = [one for one in answers if isinstance(one, Refused)]
    assert [one.code for one in refused] == ["credential.already_issued"] * 7
    assert len(events.told(ISSUED)) == 1
    assert events.database.credentials.count_documents({}) == 1


def test_a_repeat_of_the_command_issues_nothing_more(events, edition):
    assert issued(events, edition, key="once") == issued(events, edition, key="once")
    assert len(events.told(ISSUED)) == 1


def test_many_at_once_get_places_of_their_own(events):
    persons = [f"p{n}" for n in range(24)]
    organisation(events)
    edition = attended(events, *persons)
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(lambda person: issued(events, edition, person), persons))
    rows = list(events.database.credentials.find({}))
    assert len({(row["list_number"], row["place"]) for row in rows}) == 24
    assert {row["list_number"] for row in rows} == {1}


def test_a_full_list_is_followed_by_another(events, edition):
    issued(events, edition)
    events.database.status_lists.update_one({"number": 1}, {"$set": {"size": 1}})
    events.database.credentials.update_one({}, {"$set": {"place": 0}})
    second = issued(events, edition, more={"skills": [{"code": "masonry", "level": 1}]})
    row = events.database.credentials.find_one({"_id": second["id"]})
    assert row["list_number"] == 2
    assert [one["is_full"] for one in events.database.status_lists.find({}, sort=[("number", 1)])] == [True, False]
    assert verified(events, downloaded(events, second)).id == second["address"]


# the image, and what its holder is written


def image(events, credential, **circumstances):
    file = events.ask("draw_credential", link=digest(credential["address"]), **circumstances)
    assert file["media_type"] == "image/svg+xml"
    return b64decode(file["content"]).decode()


def test_the_document_points_to_an_image_that_shows_the_skill_and_its_state(events, edition):
    credential = issued(events, edition)
    read = verified(events, downloaded(events, credential))
    assert read.achievement.image_url == f"{credential['address']}/image"
    assert "Carrelage" in image(events, credential)
    with pytest.raises(NotFound, match=r"credential\.unknown"):
        image(events, credential, tenant=RABAT)
    with pytest.raises(NotFound, match=r"credential\.unknown"):
        image(events, {"address": f"{SITE}/credentials/fes-meknes.{'A' * 43}"})
    events.ask("revoke_credential", credential_id=credential["id"], reason="Délivrée par erreur.")
    assert "Révoquée" in image(events, credential)
    events.has_handled(events.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=9))
    with pytest.raises(NotFound, match=r"credential\.unknown"):
        image(events, credential)


def test_the_holder_is_written_once_when_it_is_issued_and_once_when_it_is_revoked(events, edition):
    credential = issued(events, edition)
    issued_again = answer_of(issued, events, edition)
    assert isinstance(issued_again, Refused)
    events.ask("revoke_credential", credential_id=credential["id"], reason="Délivrée par erreur.")
    first, second = events.told(NOTICE)
    assert [one.facts["person_id"] for one in (first, second)] == ["p1", "p1"]
    assert [(one.facts["outcome"], one.facts["reason"]) for one in (first, second)] == [
        ("valid", None), ("revoked", "Délivrée par erreur."),
    ]  # fmt: skip
    assert f"{SITE}/credentials/{first.facts['token']}" == credential["address"]


def test_an_erased_holder_is_written_nothing(events, edition):
    issued(events, edition)
    events.has_handled(events.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=9))
    assert len(events.told(REVOKED)) == 1
    assert [one.facts["outcome"] for one in events.told(NOTICE)] == ["valid"]


# by an award


def published(events, contest_id, jurors):
    events.ask("freeze_minutes", contest_id=contest_id)
    for juror in jurors:
        sign(events, juror)
    events.ask("publish_result", contest_id=contest_id)


@pytest.fixture
def judged(events):
    """A contest whose first two entries win in this order; their persons are p0 and p1."""
    contest_id, entries, jurors = judged_contest(events)
    ideas = {entry: 3 - n % 4 for n, entry in enumerate(entries)}
    for juror in jurors:
        score_all(events, juror, idea=ideas.get)
    published(events, contest_id, jurors)
    return contest_id, entries, jurors


def held_by(events, person):
    return events.ask("credentials_of", person_id=person)["items"]


def test_winners_hold_a_credential_as_soon_as_the_result_is_published(events, judged):
    (first,) = held_by(events, "p0")
    assert (first["kind"], first["rank"], first["contest_id"], first["state"]) == ("award", 1, judged[0], "valid")
    assert {skill["code"]: skill["level"] for skill in first["skills"]} == {"textile.design": 4, "textile.sewing": 3}
    read = verified(events, downloaded(events, first))
    assert read.achievement.achievement_type == "Award"
    (award,) = [one for one in events.ask("list_awards", contest_id=judged[0])["items"] if one["rank"] == 1]
    assert (first["evidence_digest"], first["assessors"]) == (award["minutes_digest"], award["juror_organisation_ids"])
    assert [len(held_by(events, f"p{n}")) for n in range(4)] == [1, 1, 1, 0]
    assert len(events.told(ISSUED)) == 3


def skills_named(events, *skills, **circumstances):
    other = {"sector": "textile", "level": 2, "links": [], "retired_at": None}
    told = [{"code": code, "label": {"fr": fr, "ar": ar}, "version": n, **other} for code, fr, ar, n in skills]
    message = events.hear("partners.skills_changed.v1", "named", {"id": "named", "skills": told}, **circumstances)
    events.has_handled(message)


def test_a_winner_s_credential_calls_its_skills_as_the_reference_does(events):
    skills_named(
        events,
        ("textile.sewing", "Couture soignée", "الخياطة المتقنة", 2),
        ("textile.design", "Stylisme", "التصميم", 0),
    )
    skills_named(events, ("textile.sewing", "Couture", "الخياطة", 0))
    skills_named(events, ("textile.sewing", "Ailleurs", "في مكان آخر", 9), tenant=RABAT)
    contest_id, _, jurors = judged_contest(events)
    for juror in jurors:
        score_all(events, juror, idea=2)
    published(events, contest_id, jurors)
    (first, *_) = held_by(events, "p0")
    labels = {skill["code"]: skill["label"] for skill in first["skills"]}
    assert labels["textile.sewing"] == {"fr": "Couture soignée", "ar": "الخياطة المتقنة"}
    achievement = verified(events, downloaded(events, first)).achievement
    assert {one.target_name for one in achievement.alignments} == {
        "Couture soignée / الخياطة المتقنة",
        "Stylisme / التصميم",
    }
    assert "Compétences : Couture soignée, Stylisme." in achievement.description
    assert "الكفاءات:" in achievement.description
    assert "Couture soignée" in image(events, first)


def test_a_label_that_staff_stated_stands_and_an_unknown_code_stands_for_itself(events, edition):
    skills_named(events, ("tiling", "Pose de carreaux", "وضع البلاط", 1))
    stated = issued(events, edition)
    assert stated["skills"][0]["label"]["fr"] == "Carrelage"
    unnamed = issued(events, edition, more={"skills": [{"code": "masonry", "level": 1}]})
    assert unnamed["skills"][0]["label"] == {"fr": "masonry", "ar": "masonry"}


def test_later_minutes_take_back_what_no_longer_holds_and_prove_the_rest_anew(events, judged):
    contest_id, entries, jurors = judged
    (before,) = held_by(events, "p2")
    events.ask("reopen_contest", contest_id=contest_id, reason="Erreur de relevé.")
    events.database.score_sheets.update_many({"entry_id": entries[1]}, {"$set": {"scores.idea.points": 3}})
    events.database.score_sheets.update_many({"entry_id": entries[0]}, {"$set": {"scores.idea.points": 2}})
    published(events, contest_id, jurors)
    valid = {one["rank"]: one for n in range(4) for one in held_by(events, f"p{n}") if one["state"] == "valid"}
    assert [valid[rank]["person_id"] for rank in (1, 2, 3)] == ["p1", "p0", "p2"]
    assert valid[3]["id"] != before["id"]
    assert valid[3]["evidence_digest"] != before["evidence_digest"]
    assert events.ask("get_credential", credential_id=before["id"])["state"] == "revoked"
    for credential in valid.values():
        assert verified(events, downloaded(events, credential))
    assert len(events.told(REVOKED)) == 3
    told = [one.facts["outcome"] for one in events.told(NOTICE)]
    assert [told.count(one) for one in ("valid", "superseded", "revoked")] == [6, 3, 0]


# revoked


def test_a_revoked_credential_is_refused_by_all_who_ask(events, edition):
    credential, other = issued(events, edition), issued(events, edition, more={"skills": [{"code": "x", "level": 1}]})
    token = downloaded(events, credential)
    told = events.ask("revoke_credential", credential_id=credential["id"], reason="Délivrée par erreur.")
    assert (told["state"], told["reason"]) == ("revoked", "Délivrée par erreur.")
    with pytest.raises(OB3VerificationError, match="revocation"):
        verified(events, token)
    assert (check(events, token), public(events, credential)["state"]) == ("revoked", "revoked")
    with pytest.raises(Refused, match=r"credential\.revoked"):
        downloaded(events, credential)
    assert [one.facts["state"] for one in events.told(REVOKED)] == ["revoked"]
    assert verified(events, downloaded(events, other)).id == other["address"]
    assert "erreur" not in repr(public(events, credential)) + repr(events.told(REVOKED)[0].facts)


def test_after_a_revocation_the_right_one_can_be_issued(events, edition):
    wrong = issued(events, edition)
    events.ask("revoke_credential", credential_id=wrong["id"], reason="Niveau erroné.")
    right = issued(events, edition, more={"skills": [{"code": "tiling", "level": 3}]})
    assert right["state"] == "valid"
    assert [one["id"] for one in events.ask("credentials_of", person_id="p1")["items"]] == [wrong["id"], right["id"]]


def test_the_status_list_tells_of_nobody(events, edition):
    credential = issued(events, edition)
    token = Web(events)(f"{SITE}/v1/tenants/fes-meknes/status-lists/1").decode()
    told = repr(parsed(token).payload)
    for personal in ("p1", "Salma", "stagiaires", credential["id"], credential["address"].rpartition(".")[2]):
        assert personal not in told
    with pytest.raises(NotFound):
        events.ask("get_status_list", number="2")
    with pytest.raises(NotFound):
        events.ask("get_status_list", number="one")


# keys


def test_rotation_keeps_what_was_signed_before(events, edition):
    old = downloaded(events, issued(events, edition))
    events.ask("rotate_signing_key", kind="credential")
    fresh = downloaded(events, issued(events, edition, more={"skills": [{"code": "masonry", "level": 1}]}))
    assert parsed(old).kid != parsed(fresh).kid
    for token in (old, fresh):
        assert verified(events, token)
        assert check(events, token) == "valid"
    document = events.ask("did_document")
    assert document["assertionMethod"] == [parsed(fresh).kid, parsed(old).kid]


@pytest.mark.parametrize("place", [5, 200, -5])
def test_a_changed_token_is_not_genuine(events, edition, place):
    token = downloaded(events, issued(events, edition))
    swapped = "A" if token[place] != "A" else "B"
    changed = token[:place] + swapped + (token[place + 1 :] if place + 1 else "")
    assert check(events, changed) == "not_genuine"
    assert check(events, "no.token.atall") == "not_genuine"


def test_what_the_house_signs_that_is_no_credential_is_unknown(events, edition):
    issued(events, edition)
    assert check(events, Web(events)(f"{SITE}/v1/tenants/fes-meknes/status-lists/1").decode()) == "unknown"


# the public page


def test_a_name_is_shown_with_consent_and_hidden_as_soon_as_it_is_withdrawn(events, edition):
    credential = issued(events, edition)
    assert public(events, credential)["earned"]["holder"] is None
    registered(events, "p1", consents=["publish_name"], version=2)
    assert public(events, credential)["earned"]["holder"] == {"latin": "Salma p1", "arabic": "سلمى"}
    registered(events, "p1", version=3)
    shown = public(events, credential)
    assert shown["earned"]["holder"] is None
    assert "Salma" not in repr(shown)
    assert shown["earned"]["assessors"] == [{"fr": "Atlas g1", "ar": "أطلس"}]


def test_an_unknown_address_shows_nothing(events):
    with pytest.raises(NotFound, match=r"credential\.unknown"):
        events.ask("verify_credential", link="0" * 64)


# endorsed


def asked(events, credential, organisation_id="g1", **circumstances):
    told = {"organisation_id": organisation_id, "contact": CONTACT}
    endorsement = events.ask("ask_endorsement", credential_id=credential["id"], facts=told, **circumstances)
    return endorsement, digest(events.told(ASKED)[-1].facts["token"])


def test_a_partner_of_the_jury_endorses_under_its_own_name(events, edition):
    credential = issued(events, edition)
    before = downloaded(events, credential)
    endorsement, link = asked(events, credential)
    assert endorsement["state"] == "asked"
    read = events.ask("read_to_endorse", link=link)
    assert read["credential"]["earned"]["title"]["fr"] == "Atelier zellige"
    assert events.ask("give_endorsement", link=link, comment="Un travail soigné.")["state"] == "given"
    token = downloaded(events, credential)
    read = verified(events, token)
    (jwt,) = read.all_endorsement_jwts()
    told = verify_endorsement_jwt(jwt, download=Web(events))
    assert told["issuer"] == "did:web:127.0.0.1%3A8000:v1:tenants:fes-meknes:organisations:g1"
    assert (told["endorses"], told["comment"]) == (credential["address"], "Un travail soigné.")
    assert verified(events, before).id == credential["address"]
    (shown,) = public(events, credential)["earned"]["endorsements"]
    assert (shown["comment"], shown["token"]) == ("Un travail soigné.", jwt)
    assert "Amal" not in token + jwt


def test_a_link_to_endorse_works_once_and_an_earlier_one_not_at_all(events, edition):
    credential = issued(events, edition)
    _, first = asked(events, credential)
    _, second = asked(events, credential)
    with pytest.raises(NotFound, match=r"link\.not_found"):
        events.ask("give_endorsement", link=first)
    events.ask("give_endorsement", link=second)
    for answer in ("give_endorsement", "decline_endorsement", "read_to_endorse"):
        with pytest.raises(NotFound, match=r"link\.not_found"):
            events.ask(answer, link=second)
    with pytest.raises(Refused, match=r"endorsement\.given"):
        asked(events, credential)


def test_who_declines_endorses_nothing_and_has_no_key(events, edition):
    credential = issued(events, edition)
    _, link = asked(events, credential)
    events.ask("decline_endorsement", link=link)
    assert public(events, credential)["earned"]["endorsements"] == []
    with pytest.raises(NotFound):
        events.ask("partner_did_document", organisation_id="g1")


def test_an_organisation_outside_of_the_jury_endorses_only_as_a_partner(events, edition):
    organisation(events, "g2")
    credential = issued(events, edition)
    with pytest.raises(Refused, match=r"endorsement\.no_partner"):
        asked(events, credential, "g2")
    told = sample("partners.agreement_in_force.v1")["data"]
    parties = [{**told["parties"][0], "organisation_id": "g2"}, *told["parties"][1:]]
    events.has_handled(
        events.hear("partners.agreement_in_force.v1", told["id"], {**told, "parties": parties}, version=9)
    )
    assert asked(events, credential, "g2")[0]["state"] == "asked"


def test_revoking_takes_the_endorsements_along(events, edition):
    credential = issued(events, edition)
    _, link = asked(events, credential)
    events.ask("revoke_credential", credential_id=credential["id"], reason="x")
    with pytest.raises(NotFound, match=r"link\.not_found"):
        events.ask("give_endorsement", link=link)
    (endorsement,) = events.ask("get_credential", credential_id=credential["id"])["endorsements"]
    assert endorsement["state"] == "withdrawn"


# a person's rights


def test_a_holder_is_told_all_that_is_held_of_them(events, edition):
    credential = issued(events, edition)
    (held,) = events.ask("export_person", person_id="p1")["credentials"]
    assert (held["id"], held["token"]) == (credential["id"], downloaded(events, credential))


def test_erasure_revokes_and_unlinks_and_the_place_stays_taken(events, edition):
    credential = issued(events, edition, key="issuing")
    token = downloaded(events, credential)
    place = events.database.credentials.find_one({})["place"]
    events.has_handled(events.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=9))
    (row,) = events.database.credentials.find({})
    assert (row["place"], row["token"], row["secret"], row["person_id"]) == (place, None, None, f"erased-{row['_id']}")
    assert public(events, credential) == {
        "state": "revoked",
        "revoked_at": public(events, credential)["revoked_at"],
        "issuer": public(events, credential)["issuer"],
        "earned": None,
    }
    with pytest.raises(OB3VerificationError, match="revocation"):
        verified(events, token)
    assert check(events, token) == "revoked"
    assert events.ask("export_person", person_id="p1")["credentials"] == []
    (told,) = events.told(REVOKED)
    assert told.facts["person_id"] == f"erased-{credential['id']}"
    with pytest.raises(Refused, match=r"credential\.person_erased"):
        issued(events, edition)


# tenants


def test_another_tenant_reaches_nothing(events, edition):
    credential = issued(events, edition)
    _, link = asked(events, credential)
    token, address = downloaded(events, credential), digest(credential["address"])
    named = {"credential_id": credential["id"]}
    calls = {
        "get_credential": named,
        "download_credential": named,
        "revoke_credential": {**named, "reason": "x"},
        "ask_endorsement": {**named, "facts": {"organisation_id": "g1", "contact": CONTACT}},
        "issue_credential": {"facts": facts(edition)},
        "verify_credential": {"link": address},
        "get_public_credential": {"link": address},
        "read_to_endorse": {"link": link},
        "give_endorsement": {"link": link},
        "decline_endorsement": {"link": link},
        "get_status_list": {"number": "1"},
        "partner_did_document": {"organisation_id": "g1"},
    }
    before = events.holds()
    for method, arguments in calls.items():
        with pytest.raises(NotFound):
            events.ask(method, tenant=RABAT, **arguments)
    assert events.holds() == before
    assert events.ask("list_credentials", tenant=RABAT)["items"] == []
    assert events.ask("credentials_of", person_id="p1", tenant=RABAT)["items"] == []
    assert check(events, token, tenant=RABAT) == "not_genuine"
    ours, theirs = events.ask("did_document"), events.ask("did_document", tenant=RABAT)
    assert not set(ours["assertionMethod"]) & set(theirs["assertionMethod"])


def test_credentials_are_listed_page_by_page_and_by_edition(events, edition):
    codes = ("a", "b", "c")
    ids = [issued(events, edition, more={"skills": [{"code": code, "level": 1}]})["id"] for code in codes]
    first = events.ask("list_credentials", limit=2)
    rest = events.ask("list_credentials", limit=2, after=first["next"])
    assert [one["id"] for one in first["items"] + rest["items"]] == ids
    assert events.ask("list_credentials", edition_id=opened(events, number=9))["items"] == []
