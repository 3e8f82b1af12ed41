"""S7: stands on the plan and reached, leads with consent, and the funnel from registration to the job."""

from collections.abc import Iterator

from scenarios.acts.stands import SILENT
from scenarios.api import Body, until
from scenarios.report import Row
from scenarios.stage import Stage


def stands(stage: Stage) -> Iterator[Row]:
    found = list(stage.api.each(f"/v1/editions/{stage.forum}/stands"))
    companies = stage.size.companies
    representatives = [
        one for id in stage.ledger.stands.values() for one in stage.api.each(f"/v1/stands/{id}/representatives")
    ]
    yield Row("S7", "stands with a place on the plan", companies, sum(one["place"] is not None for one in found))
    yield Row("S7", "stands on the same ground", 0, sum(_overlap(one, other) for one in found for other in found))
    yield Row(
        "S7", "stands with somebody to receive people", companies, len({one["stand_id"] for one in representatives})
    )
    yield Row("S7", "stands whose company came", companies, sum(one["arrived_at"] is not None for one in found))


def _overlap(one: Body, other: Body) -> bool:
    if one["label"] >= other["label"]:
        return False
    a, b = one["place"], other["place"]
    apart_x = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
    apart_y = a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]
    return not (apart_x or apart_y)


def leads(stage: Stage) -> Iterator[Row]:
    met = stage.api.get(f"/v1/editions/{stage.forum}/lead-counts")["items"]
    people = [stage.public.get(f"/v1/links/{link}/leads", limit=1)["people"] for link in stage.ledger.links.values()]
    present, companies = stage.size.present, stage.size.companies
    silent = sum(len(range(n, present, companies)) // SILENT for n in range(companies))
    yield Row("S7", "people met at stands, pushed twice, counted once", present, sum(each["met"] for each in met))
    yield Row(
        "S7", "of them known to the company by their consent", present - silent, sum(each["named"] for each in people)
    )


def funnel(stage: Stage) -> Iterator[Row]:
    interviews = stage.api.each(f"/v1/editions/{stage.forum}/interviews")
    interviewed = {each["candidate_id"] for each in interviews if each["state"] == "held"}
    expected = {
        "registered": stage.size.applying - stage.size.cancelling,
        "came": stage.size.came,
        "met": stage.size.present,
        "interviewed": len(interviewed),
    }
    told = until(lambda: _steps(stage), lambda steps: all(steps[name] == count for name, count in expected.items()))
    for name, count in expected.items():
        yield Row("S7", f"funnel: {name}", count, told[name])
    hired = stage.api.get(f"/v1/editions/{stage.forum}/funnel", by="sector")
    by_sector = sum(group["steps"][-1]["count"] for group in hired["groups"])
    yield Row("S8", "funnel: hired, by sector and in all", told["hired"], by_sector)


def _steps(stage: Stage) -> dict[str, int]:
    total = stage.api.get(f"/v1/editions/{stage.forum}/funnel")["total"]
    return {step["step"]: step["count"] for step in total}


def edition_over_edition(stage: Stage) -> Iterator[Row]:
    series = stage.api.get(f"/v1/editions/{stage.forum}")["series_id"]
    compared = stage.api.get(f"/v1/series/{series}/funnel")["items"]
    yield Row("S7", "editions of the forum's series in the comparison", [2], [each["number"] for each in compared])
