"""S6: an institute registers a class for the digital day from a table; its trainees look after their places by link."""

import re

from scenarios import receivers
from scenarios.acts.foresight import DIGITAL_DAY, DIGITAL_INSTITUTE
from scenarios.api import Body, until
from scenarios.generator import Trainee
from scenarios.stage import NOT_YET_KNOWN, Stage

TRAINEE = "trainee"
LINK = re.compile(r"/registration/([^\s?]+)")


def class_registers(stage: Stage) -> None:
    """All at once under one id: sent, checked, taken in; and taken in once more, which must change nothing."""
    edition, institute = stage.ledger.editions[DIGITAL_DAY], stage.ledger.organisations[DIGITAL_INSTITUTE]
    path = f"/v1/editions/{edition}/class-lists"
    table = "\n".join(["nom;nom_arabe;email;langue;secteur", *(_line(one) for one in stage.cast.trainees)])
    sent = stage.api.send(path, table.encode(), "text/csv", step="class", category=TRAINEE, institute_id=institute)
    address = f"/v1/class-lists/{sent['id']}"
    stage.ledger.moments["class checked"] = _until(stage, address, "checked")
    for turn in ("first", "again"):
        stage.api.post(f"{address}/apply", step=f"class:{turn}", awaiting=NOT_YET_KNOWN)
        stage.ledger.moments[f"class applied: {turn}"] = _until(stage, address, "applied")


def _line(one: Trainee) -> str:
    return ";".join([one.name_latin, one.name_arabic, one.email, one.language, "digital"])


def _until(stage: Stage, address: str, state: str) -> Body:
    read: Body = until(lambda: stage.api.get(address), lambda found: found["state"] == state)
    return read


def trainees_change_their_minds(stage: Stage) -> None:
    """The first who waits leaves the list, then one who has a place gives it back: it goes to the next, who accepts."""
    *_, leaving, next_in_line = stage.cast.trainees
    _press(stage, leaving, "cancel")
    _press(stage, stage.cast.trainees[0], "cancel")
    until(lambda: _own(stage, next_in_line), lambda own: own["registration"]["state"] == "offered")
    _press(stage, next_in_line, "accept")


def _press(stage: Stage, one: Trainee, what: str) -> None:
    own: Body = stage.public.post(f"{_address(stage, one)}/{what}", step=f"class:{what}:{one.email}")
    stage.ledger.moments[f"{what}: {one.email}"] = own


def _own(stage: Stage, one: Trainee) -> Body:
    return stage.public.get(_address(stage, one))


def _address(stage: Stage, one: Trainee) -> str:
    """Where the link of the first mail leads: it stays good for as long as the registration stands."""
    token = until(lambda: receivers.found_in_mail(stage.mails, one.email, one.name_latin, LINK), bool)
    if token is None:
        raise RuntimeError(f"no link came to {one.email}")
    return f"/v1/links/{token}/registration"
