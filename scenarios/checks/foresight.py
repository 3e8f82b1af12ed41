"""S3 and S6: the ceremony in the programme, the talk with its speakers, and what is taught because of it."""

from collections.abc import Iterator

from scenarios.acts.foresight import DIGITAL_DAY, EMERGING, INDUSTRY_DAY, NOTE, SPEAKERS, TAUGHT
from scenarios.report import Row
from scenarios.stage import Stage


def ceremony(stage: Stage) -> Iterator[Row]:
    path = f"/v1/editions/{stage.ledger.editions[INDUSTRY_DAY]}/activities"
    (activity,) = stage.api.each(path, kind="signing")
    expected = sorted(each.title_fr for each in stage.script.of_fact("S3"))
    found = sorted(each["title"]["fr"] for each in activity["agreements"])
    yield Row("S3", "conventions signed at the ceremony in its programme", expected, found)


def foresight(stage: Stage) -> Iterator[Row]:
    edition = f"/v1/editions/{stage.ledger.editions[DIGITAL_DAY]}"
    (talk,) = stage.api.each(f"{edition}/activities", kind="talk")
    named = [speaker["name"] for speaker in SPEAKERS]
    yield Row("S6", "speakers of the digital day's talk", named, [one["name"] for one in talk["speakers"]])
    noted = list(stage.api.each(f"{edition}/emerging-skills"))
    yield Row("S6", "emerging skills noted at it", 2, len(noted))
    line = stage.api.get(f"/v1/adaptations/{stage.ledger.moments['adaptation']['id']}")
    change = stage.api.get(f"/v1/curriculum-changes/{line['changes'][0]['id']}")
    yield Row("S6", "taught anywhere when it was noted", 0, len(stage.ledger.moments["adaptation"]["taught"]))
    yield Row("S6", "why the curriculum changes", NOTE, change["reason"])
    yield Row("S6", "what the committee decided on it", "adopted", change["state"])
    programme = stage.api.get(f"/v1/programmes/{change['programme_id']}")
    added = {one["skill"]: one["level"] for one in programme["taught"] if one["since"] == change["from_year"]}
    yield Row("S6", "taught from next year because of the talk", {EMERGING: TAUGHT.adds[EMERGING]}, added)
