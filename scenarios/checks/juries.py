"""S4 and S5: contests whose result professionals gave, held in minutes, with awards that follow from them."""

from collections.abc import Iterator

from scenarios.acts.juries import CARAVANE, CONTESTS, INDUSTRY_DAY, JURY, entrants
from scenarios.acts.registration import FASHION_SHOW
from scenarios.report import Row
from scenarios.stage import Stage

FACTS = {FASHION_SHOW: "S4", CARAVANE: "S5", INDUSTRY_DAY: "S5"}
LEAST = 3


def juries(stage: Stage) -> Iterator[Row]:
    for edition, fact in FACTS.items():
        name, known = CONTESTS[edition][0], stage.ledger.moments[f"contest:{edition}"]
        path = f"/v1/contests/{known['id']}"
        (minutes,) = stage.api.get(f"{path}/minutes")["items"]
        ranking = minutes["document"]["results"]["ranking"]
        judged = sum(one["jurors"] >= LEAST for one in ranking)
        yield Row(fact, f"{name}: entries judged by three or more", len(entrants(stage, edition)), judged)
        partners = [one for one in stage.api.get(f"{path}/jurors")["items"] if one["is_partner"]]
        yield Row(fact, f"{name}: jurors from partners", len(JURY), len(partners))
        signed = sum(one["digest"] == known["digest"] for one in minutes["answers"])
        yield Row(fact, f"{name}: signatures over the minutes", len(JURY), signed)
        awards = stage.api.get("/v1/awards", contest_id=known["id"])["items"]
        prized = sum(one["rank"] <= LEAST for one in ranking)
        yield Row(fact, f"{name}: awards that follow from the minutes", prized, _following(awards, known["digest"]))
        yield Row(fact, f"{name}: state", "published", stage.api.get(path)["state"])


def _following(awards: list[dict[str, object]], digest: str) -> int:
    return sum(one["minutes_digest"] == digest and one["state"] == "given" for one in awards)
