"""The day of the forum at its doors: half of the people come with the network there, the others while it is away."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from multaqa.clock import SystemClock
from scenarios.acts.forum import interviews_of
from scenarios.acts.registration import forum_counts, forum_registrations
from scenarios.api import Body
from scenarios.stage import Stage

DOORS = ("Porte nord", "Porte sud")
BATCH = 50
WALL = SystemClock()


def door_opens(stage: Stage) -> None:
    """Some badges are scanned at both doors while neither knows of the other: each person still comes once."""
    stage.calendar.move_to(stage.forum_day)
    present = expected(stage)[: stage.size.present]
    north, south = (open_door(stage, name) for name in DOORS)
    tokens = stage.together("badges fetched", present, lambda each: badge(stage, each))
    online, offline = tokens[: len(tokens) // 2], tokens[len(tokens) // 2 :]
    stage.together("badges scanned online", online, lambda each: scan(stage, each, north))
    tell(stage, south, offline)
    stage.ledger.moments["scanned"] = forum_counts(stage)
    again = tokens[-stage.size.scanned_twice :] if stage.size.scanned_twice else []
    tell(stage, north, again)
    tell(stage, north, again)
    stage.ledger.moments["at the door"] = stage.door.get(f"/v1/editions/{stage.forum}/door-counts")


def expected(stage: Stage) -> list[str]:
    """Their registrations, those last whose interviews are last: what they leave is still of use to others."""
    first = {one["candidate_id"]: one["slot"] for one in sorted(interviews_of(stage), key=_slot, reverse=True)}
    confirmed = [row for row in forum_registrations(stage) if row["state"] == "confirmed"]
    return [row["id"] for row in sorted(confirmed, key=lambda row: first.get(row["person_id"], 0))]


def _slot(interview: Body) -> int:
    slot: int = interview["slot"]
    return slot


def open_door(stage: Stage, name: str) -> str:
    made = stage.api.post(f"/v1/editions/{stage.forum}/devices", {"name": name}, step=f"device:{name}")
    device: str = made["id"]
    return device


def badge(stage: Stage, registration_id: str) -> str:
    token: str = stage.door.get(f"/v1/registrations/{registration_id}/badge")["token"]
    return token


def scan(stage: Stage, token: str, device_id: str) -> Body:
    body = {"token": token, "device_id": device_id}
    return stage.door.post(f"/v1/editions/{stage.forum}/check-ins", body, step=f"scan:{token}")


def tell(stage: Stage, device_id: str, tokens: Sequence[str]) -> None:
    """A device that was away tells what it scanned; its clock is that of the wall, weeks behind that of the forum."""
    batches = list(batches_of(device_id, tokens))
    stage.together("batches told after the network was away", batches, lambda each: send(stage, each))


def batches_of(device_id: str, tokens: Sequence[str]) -> Iterator[Body]:
    for at in range(0, len(tokens), BATCH):
        now = WALL.now().isoformat()
        scans = [{"nonce": nonce_of(token), "token": token, "at": now} for token in tokens[at : at + BATCH]]
        yield {"device_id": device_id, "device_now": now, "scans": scans}


def nonce_of(token: str) -> str:
    """The same badge at the same door has the same nonce: told twice, it is one scan."""
    return sha256(token.encode()).hexdigest()[:32]


def send(stage: Stage, batch: Body) -> Body:
    step = f"told:{batch['device_id']}:{batch['device_now']}:{batch['scans'][0]['nonce']}"
    return stage.door.post(f"/v1/editions/{stage.forum}/scans", batch, step=step)
