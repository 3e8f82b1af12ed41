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


def insertion(stage: Stage) -> Iterator[Row]:
    found = _insertion_figures(stage)
    accepted = sum(stage.ledger.hirings.values())
    inserted = set().union(*stage.ledger.confirmed.values())
    share = _share(found["numerator"], found["denominator"])
    yield Row("S8", "insertion: in a job, of those present", _share(len(inserted), stage.size.present), share)
    for milestone in found["milestones"]:
        kept = len(stage.ledger.confirmed[milestone["months"]])
        check = f"insertion at {milestone['months']} months: still there, of those hired"
        yield Row("S8", check, _share(kept, accepted), _share(milestone["responses"], milestone["asked"]))
    by_sector = {each["sector"]: each["hired"] for each in found["by_sector"]}
    yield Row("S9", "hired by sector, in sum", accepted, sum(by_sector.values()))
    offered = {offer.sector for offer in stage.cast.offers}
    yield Row("S9", "sectors of the figures", sorted(offered), sorted(by_sector))


def _insertion_figures(stage: Stage) -> Body:
    """The matching room hears of the door a moment later."""
    figures: Body = until(
        lambda: stage.api.get("/v1/insertion", edition_id=stage.forum),
        lambda read: read["denominator"] == stage.size.present,
    )
    return figures


def _share(some: int, of: int) -> str:
    return f"{some} of {of}"
