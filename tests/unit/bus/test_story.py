"""The story of a failure, and the headers a broker must not see twice."""

from multaqa.bus import story
from multaqa.errors import Refused

DEATHS = {
    "x-death": [{"queue": "events.fes-meknes", "reason": "delivery_limit"}],
    "x-first-death-queue": "events.fes-meknes",
    "x-last-death-reason": "delivery_limit",
    "x-delivery-count": 3,
}


def told(failure):
    return story.of_failure(failure, attempts=2, tenant="fes-meknes", lane="events.fes-meknes", trace="00-a-b-01")


def test_the_brokers_own_headers_are_left_out_and_others_kept():
    assert story.without_brokers_own({**DEATHS, "traceparent": "t"}) == {"traceparent": "t"}
    assert story.without_brokers_own(None) == {}


def test_a_fresh_start_knows_nothing_of_former_failures():
    assert story.without_story({**DEATHS, **told(ValueError("no")), "other": 1}) == {
        "traceparent": "00-a-b-01",
        "other": 1,
    }


def test_the_cause_is_the_code_or_the_class():
    assert told(Refused("edition.closed", "It is closed."))[story.CAUSE] == "edition.closed"
    assert told(ValueError("no"))[story.CAUSE] == "ValueError"


def test_texts_and_tracebacks_are_bounded_and_keep_their_end():
    headers = told(ValueError("x" * 50_000 + " the end"))
    assert len(headers[story.TEXT]) == story.LONGEST_TEXT
    assert len(headers[story.TRACEBACK]) == story.LONGEST_TRACEBACK
    assert headers[story.TRACEBACK].rstrip().endswith("the end")
