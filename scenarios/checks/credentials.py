"""S5: what a winner holds: a credential that anybody can check, and that changes what an offer thinks of them."""

from collections.abc import Iterator

from scenarios.acts.juries import CARAVANE
from scenarios.api import Body, until
from scenarios.report import Row
from scenarios.stage import Stage


def credentials(stage: Stage) -> Iterator[Row]:
    contest = stage.ledger.moments[f"contest:{CARAVANE}"]["id"]
    awards = [one for one in stage.api.get("/v1/awards", contest_id=contest)["items"] if one["state"] == "given"]
    held = [one for award in awards for one in _held(stage, award)]
    persons = sum(len(award["person_ids"]) for award in awards)
    yield Row("S5", "credentials in the winners' profiles", persons, len(held))
    seen = [stage.public.get(_path(one["address"])) for one in held]
    public = sum(one["state"] == "valid" and one["earned"]["holder"] is None for one in seen)
    yield Row("S5", "that a stranger finds valid, and without a name", persons, public)
    tenant = _path(held[0]["address"]).rpartition("/")[2].partition(".")[0]
    listed = stage.public.get(f"/v1/tenants/{tenant}/did.json")
    yield Row(
        "S5",
        "issuers among them, found at their did:web",
        [listed["id"]],
        sorted({one["issuer"]["id"] for one in seen}),
    )
    skilled = [one for one in held if one["skills"]]
    proven = sum(_is_known(stage, one) for one in skilled)
    yield Row("S5", "whose skills matching counts as proven", len(skilled), proven)


def _held(stage: Stage, award: Body) -> list[Body]:
    persons = [stage.api.get(f"/v1/persons/{person_id}/credentials")["items"] for person_id in award["person_ids"]]
    return [one for items in persons for one in items if one["award_id"] == award["id"] and one["state"] == "valid"]


def _path(address: str) -> str:
    """The public address without the host: this season's door may be elsewhere."""
    return f"/credentials/{address.rpartition('/')[2]}"


def _is_known(stage: Stage, credential: Body) -> bool:
    codes = {one["code"] for one in credential["skills"]}
    path = f"/v1/candidates/{credential['person_id']}/profile"
    profile = until(lambda: stage.api.get(path), lambda told: codes <= {one["code"] for one in told["awarded"]})
    return all(one["source"] == "awarded" for one in profile["awarded"])
