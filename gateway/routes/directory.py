"""Tenants, keys and persons: answered by the gateway itself."""

from gateway.route import ADMINISTRATOR, LINK, PORTAL, STAFF, delete, get, post
from gateway.schemas.directory import (
    Export,
    Key,
    MadeKey,
    NewConsent,
    NewKey,
    NewPerson,
    NewSharingConsent,
    Person,
    SharingConsents,
    Tenant,
)
from gateway.schemas.shape import PageQuery, page_of

OWN = "/v1/links/{token}/sharing"

# fmt: off
READ_SHARING = get(OWN, "gateway.consents_by_link(link)", LINK,
                   "Whether systems outside may know one, and for what, by the link of a mail.", answer=SharingConsents)
DECIDE_SHARING = post(OWN, "gateway.decide_consent_by_link(link, purpose, given)", LINK,
                      "Let systems outside know one, or no longer; it holds from the next message on.",
                      body=NewSharingConsent, answer=SharingConsents, status=200)

ROUTES = (
    READ_SHARING, DECIDE_SHARING,
    get("/v1/tenant", "gateway.get_tenant()", ADMINISTRATOR,
        "The directorate this key speaks for.", answer=Tenant),

    post("/v1/keys", "gateway.make_key(role, label)", ADMINISTRATOR,
         "Make an API key; it is shown once.", body=NewKey, answer=MadeKey),
    get("/v1/keys", "gateway.list_keys(after, limit)", ADMINISTRATOR,
        "API keys, revoked ones included.", query=PageQuery, answer=page_of(Key)),
    delete("/v1/keys/{key_id}", "gateway.revoke_key(key_id)", ADMINISTRATOR,
           "Revoke a key, at once."),

    post("/v1/persons", "gateway.register_person(facts)", PORTAL,
         "Register a person.", body=NewPerson, answer=Person),
    get("/v1/persons", "gateway.list_persons(after, limit)", STAFF,
        "Persons.", query=PageQuery, answer=page_of(Person)),
    get("/v1/persons/{person_id}", "gateway.get_person(person_id)", STAFF,
        "A person.", answer=Person),
    delete("/v1/persons/{person_id}", "gateway.erase_person(person_id, expected_version)", STAFF,
           "Erase a person here and in every room."),
    post("/v1/persons/{person_id}/consents",
         "gateway.decide_consent(person_id, purpose, given, expected_version)", STAFF,
         "Give or withdraw a consent.", body=NewConsent, answer=Person),
    get("/v1/persons/{person_id}/export", "gateway.export_person(person_id)", STAFF,
        "All that is held about a person, in every room.", answer=Export),
)
