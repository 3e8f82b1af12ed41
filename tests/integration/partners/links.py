"""What a signatory does with the link and the code a mail brought; here both are read from the room's outbox."""

from hashlib import sha256

from tests.integration.running import FES


def signatory(organisation, name="Signataire", language="fr"):
    return {"organisation_id": organisation, "name": name, "email": email_of(organisation), "language": language}


def email_of(organisation):
    return f"{organisation}@partenaire.example"


def link_of(partners, organisation, email=None):
    """What the door makes of the newest token mailed to this party's signatory."""
    return digest_of(token_of(partners, organisation, email))


def token_of(partners, organisation, email=None):
    told = partners.told("partners.signature_requested.v1") + partners.told("partners.signature_reminded.v1")
    return newest_to(email or email_of(organisation), told).facts["token"]


def digest_of(token):
    return sha256(token.partition(".")[2].encode()).hexdigest()


def code_of(partners, organisation, email=None):
    return newest_to(email or email_of(organisation), partners.told("partners.signature_code.v1")).facts["code"]


def newest_to(email, told):
    found = [one for one in told if [to["email"] for to in one.facts["addressees"]] == [email]]
    return max(found, key=lambda message: message.id)


def ready(partners, organisation, email=None, tenant=FES):
    """Read, consent and ask for a code; the link and the code."""
    link = link_of(partners, organisation, email)
    read = partners.ask("read_to_sign", link=link, tenant=tenant)
    partners.ask("consent_to_sign", link=link, digest=read["digest"], tenant=tenant)
    partners.ask("send_signature_code", link=link, tenant=tenant)
    return link, code_of(partners, organisation, email)


def confirm(partners, link, code, **circumstances):
    return partners.ask("confirm_signature", link=link, code=code, **circumstances)


def sign(partners, agreement, *parties, tenant=FES):
    """Each party is asked, reads, consents and confirms; the agreement after the last of them."""
    text = partners.ask("get_agreement", agreement_id=agreement, tenant=tenant)
    named = {party["organisation_id"]: party["signatory"] or "Signataire" for party in text["parties"]}
    for party in parties:
        asked = signatory(party, named[party])
        partners.ask("request_signature", agreement_id=agreement, facts=asked, tenant=tenant)
        link, code = ready(partners, party, tenant=tenant)
        assert confirm(partners, link, code, tenant=tenant)["state"] == "signed"
    return partners.ask("get_agreement", agreement_id=agreement, tenant=tenant)


def send(partners, agreement, *parties, **more):
    named = [signatory(party) for party in parties]
    return partners.ask("send_for_signature", agreement_id=agreement, signatories=named, **more)
