"""Whoever runs the platform is written to, in English, about endpoints: once a day for each and what befell it."""

from tests.integration.notifications.hooks import at, subscribe
from tests.integration.running import RABAT

OPERATIONS = "operations@multaqa.example"
TIMES = ("rotated_at", "overlap_ends_at")


def noticed(room, **asked):
    return room.ask("list_mails", email=OPERATIONS, **asked)["items"]


def test_a_renewed_secret_is_told_once_a_day_in_english(notifying, mails, unkind):
    with notifying(smtp_port=mails.smtp_port, operations_email=OPERATIONS) as room:
        subscription = subscribe(room, at(unkind, "keep"), subscriber="ANAPEC")
        for number in range(2):
            facts = {"subscription_id": subscription["id"]} | dict.fromkeys(TIMES, "2026-11-26T10:00:00+00:00")
            notice = room.hear("notifications.secret_rotated.v1", subscription["id"], facts, version=number + 2)
            room.has_handled(notice)
        assert mails.has(1)["mails"][0]["subject"] == "New webhook secret: ANAPEC"
        letter = mails.letter(1)
        assert letter["Content-Language"] == "en"
        assert "Thursday" in letter.get_body(("plain",)).get_content()
        assert '<html lang="en" dir="ltr">' in letter.get_body(("html",)).get_content()
        assert [one["category"] for one in noticed(room)] == ["operations"]
        assert noticed(room, tenant=RABAT) == []


def test_where_nobody_is_named_nobody_is_written_to(notifications, mails, unkind):
    subscription = subscribe(notifications, at(unkind, "keep"))
    facts = {"subscription_id": subscription["id"]} | dict.fromkeys(TIMES, "2026-11-26T10:00:00+00:00")
    notice = notifications.hear("notifications.secret_rotated.v1", subscription["id"], facts, version=2)
    notifications.has_handled(notice)
    assert noticed(notifications) == []
    assert mails.got()["count"] == 0
