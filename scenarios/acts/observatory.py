"""S9 and S10: the training offer is told with who has begun, and the directorate looks at supply and demand."""

from scenarios import bodies
from scenarios.acts.foresight import TAUGHT
from scenarios.script import Programme
from scenarios.stage import Stage

INSTITUTE = bodies.local("Institut spécialisé de l'industrie, Meknès", "المعهد المتخصص في الصناعة بمكناس")
SECTOR = "industry"
INDUSTRY = Programme(
    code="IND-MAI-T",
    title_fr="Technicien de production et maintenance",
    title_ar="تقني في الإنتاج والصيانة",
    level="technicien",
    places=12,
    teaches={"industry.automation": 3, "industry.quality": 3, "industry.maintenance": 3},
    adds={},
)


def training_offer(stage: Stage) -> dict[str, Programme]:
    """Every programme of the season with its sector."""
    committee = stage.script.committee
    building = stage.script.organisation(committee.institute).sector
    return {building: committee.programme, "digital": TAUGHT, SECTOR: INDUSTRY}


def begun(stage: Stage, programme: Programme) -> int:
    return round(programme.places * stage.script.play.enrolled)


def enrolment_is_stated(stage: Stage) -> None:
    institute = stage.api.post("/v1/organisations", {"kind": "institute", "name": INSTITUTE}, step="industry institute")
    year = stage.calendar.today.year
    offered = bodies.programme(INDUSTRY, institute["id"], SECTOR, year)
    stage.api.post("/v1/programmes", offered, step="industry programme")
    by_code = {programme.code: programme for programme in training_offer(stage).values()}
    for told in list(stage.api.each("/v1/programmes")):
        stated = {"year": year, "enrolled": begun(stage, by_code[told["code"]])}
        stage.api.post(f"/v1/programmes/{told['id']}/enrolments", stated, step=f"enrolment:{told['code']}")


def supply_is_observed(stage: Stage) -> None:
    """On the eve of the hirings; the months that follow are closed by themselves."""
    stage.api.post("/v1/observatory/snapshots", step="snapshot")
    stage.ledger.moments["observed"] = stage.api.get("/v1/observatory", limit=2000)
