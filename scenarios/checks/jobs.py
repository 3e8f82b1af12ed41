"""S8 and S9: hirings, their confirmations, and the insertion rate by sector."""

from collections.abc import Iterator

from scenarios.acts.registration import by_state
from scenarios.api import Body, until
from scenarios.report import Row
from scenarios.stage import Stage


def hirings(stage: Stage) -> Iterator[Row]:
    accepted = sum(stage.ledger.hirings.values())
    found = list(stage.api.each("/v1/hirings"))
    states = by_state(found)
    yield Row("S8", "jobs offered", len(stage.ledger.hirings), len(found))
    yield Row("S8", "accepted", accepted, states["hired"])
    yield Row("S8", "declined", len(stage.ledger.hirings) - accepted, states["declined"])
    for months, confirmed in stage.ledger.confirmed.items():
        counted = sum(months in each["confirmed_months"] for each in found)
        yield Row("S8", f"confirmed after {months} months", len(confirmed), counted)
    gone = sum(bool(each["left_months"]) for each in found)
    yield Row("S8", "no longer there, as they say", len(stage.ledger.left[max(stage.ledger.left)]), gone)


def insertion(stage: Stage) -> Iterator[Row]:
    found = _insertion_figures(stage)
    accepted = sum(stage.ledger.hirings.values())
    inserted = set().union(*stage.ledger.confirmed.values())
    share = _share(found["numerator"], found["denominator"])
    yield Row("S8", "insertion: in a job, of those present", _share(len(inserted), stage.size.came), share)
    rate = round(len(inserted) / stage.size.came, 4)
    yield Row("S8", "insertion rate", rate, found["rate"])
    for milestone in found["milestones"]:
        kept, left = (len(one[milestone["months"]]) for one in (stage.ledger.confirmed, stage.ledger.left))
        at = f"insertion at {milestone['months']} months"
        yield Row("S8", f"{at}: still there, of those hired", _share(kept, accepted), _of_asked(milestone, "confirmed"))
        yield Row(
            "S8", f"{at}: answered, of those asked", _share(kept + left, accepted), _of_asked(milestone, "responses")
        )
        yield Row("S8", f"{at}: response rate", round((kept + left) / accepted, 4), milestone["response_rate"])
    for by in ("by_sector", "by_institute", "by_organisation"):
        yield Row(
            "S8",
            f"confirmed {by.replace('_', ' ')}, in sum",
            len(inserted),
            sum(each["numerator"] for each in found[by]),
        )
    editions = [each["edition_id"] for each in stage.api.get("/v1/insertion/editions")["items"]]
    yield Row("S8", "editions with an insertion rate", [stage.forum], editions)
    by_sector = {each["sector"]: each["hired"] for each in found["by_sector"]}
    yield Row("S9", "hired by sector, in sum", accepted, sum(by_sector.values()))
    offered = {offer.sector for offer in stage.cast.offers}
    yield Row("S9", "sectors of the figures", sorted(offered), sorted(by_sector))


def _insertion_figures(stage: Stage) -> Body:
    """The matching room hears of the door a moment later."""
    figures: Body = until(
        lambda: stage.api.get("/v1/insertion", edition_id=stage.forum),
        lambda read: read["denominator"] == stage.size.came,
    )
    return figures


def _of_asked(milestone: Body, name: str) -> str:
    return _share(milestone[name], milestone["asked"])


def _share(some: int, of: int) -> str:
    return f"{some} of {of}"
