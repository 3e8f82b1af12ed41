"""Supply and demand of skills: answered by the matching room. A partner names a sector and sees no small count."""

from gateway.route import PARTNER, STAFF, Download, get, post
from gateway.schemas.matching.observatory import (
    Observatory,
    ObservatoryQuery,
    ObservatoryTableQuery,
    ObservedMonths,
    PlacesQuery,
    Taken,
    TrainingPlaces,
)
from multaqa.media_types import CSV_TYPE, XLSX_TYPE

# fmt: off
ROUTES = (
    get("/v1/observatory", "matching.observatory(sector, limit)", PARTNER,
        "Skills and sectors: who holds them or will, who is sought, the gap, the tension and its trend.",
        query=ObservatoryQuery, answer=Observatory, page="observatory.html"),
    get("/v1/observatory/table", "matching.export_observatory(sector, format)", PARTNER,
        "The observatory as a table, a line per skill.",
        query=ObservatoryTableQuery, answer=Download(CSV_TYPE, XLSX_TYPE)),
    get("/v1/observatory/skills/{skill}", "matching.observed_months(skill)", STAFF,
        "A skill month by month.", answer=ObservedMonths),
    get("/v1/observatory/training-places", "matching.training_places(places, sector, most)", STAFF,
        "Which training places would close the most demand, with the reason in French and Arabic.",
        query=PlacesQuery, answer=TrainingPlaces),
    post("/v1/observatory/snapshots", "matching.observe()", STAFF,
         "Take this month's snapshot now; it is taken by itself when the month ends.", answer=Taken),
)
