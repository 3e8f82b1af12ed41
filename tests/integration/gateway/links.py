"""What mails would bring: links and codes, read from the outbox of the partners' room, for no relay runs here."""

from pymongo import MongoClient

from multaqa.bus.envelope import Envelope


def token_to(running, email):
    return _told(running, "partners.signature_requested.v1", email, "token")


def code_to(running, email):
    return _told(running, "partners.signature_code.v1", email, "code")


def _told(running, type, email, fact):
    """What the newest message to an address tells."""
    with MongoClient(running.mongo_uri) as client:
        rows = list(client[f"{running.databases}_partners"].outbox.find({"type": type}).sort("_id", -1))
    letters = [Envelope.parse(row["body"]) for row in rows]
    return next(one.facts[fact] for one in letters if one.facts["addressees"][0]["email"] == email)
