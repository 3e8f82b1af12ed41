"""The training offer and the changes of what it teaches: answered by the partners' room."""

from gateway.route import MEBIBYTE, PARTNER, STAFF, Upload, get, post
from gateway.schemas.partners.programmes import (
    CurriculumChange,
    CurriculumChangeQuery,
    NewCurriculumChange,
    NewEnrolment,
    NewProgramme,
    Programme,
    ProgrammeDescription,
    ProgrammeQuery,
)
from gateway.schemas.partners.skills import TablePlan
from gateway.schemas.shape import page_of
from multaqa.media_types import CSV_TYPE, XLSX_TYPE

TABLE = Upload(CSV_TYPE, XLSX_TYPE, most=2 * MEBIBYTE)

# fmt: off
ROUTES = (
    post("/v1/programmes", "partners.open_programme(facts)", STAFF,
         "Offer a programme at an institute.", body=NewProgramme, answer=Programme),
    get("/v1/programmes", "partners.list_programmes(after, limit, institute_id, sector, skill)", PARTNER,
        "The training offer.", query=ProgrammeQuery, answer=page_of(Programme)),
    get("/v1/programmes/{programme_id}", "partners.get_programme(programme_id)", PARTNER,
        "A programme.", answer=Programme),
    post("/v1/programmes/{programme_id}/description", "partners.describe_programme(programme_id, facts)", STAFF,
         "Describe a programme otherwise; what it teaches changes by decision.", body=ProgrammeDescription,
         answer=Programme, status=200),
    post("/v1/programmes/{programme_id}/enrolments",
         "partners.state_enrolment(programme_id, year, enrolled, places)", STAFF,
         "State how many began a programme in a school year.", body=NewEnrolment, answer=Programme, status=200),
    post("/v1/programmes/{programme_id}/curriculum-changes",
         "partners.propose_curriculum_change(programme_id, facts)", STAFF,
         "Propose to teach otherwise; a committee of the institute decides.", body=NewCurriculumChange,
         answer=CurriculumChange),
    get("/v1/curriculum-changes", "partners.list_curriculum_changes(after, limit, programme_id, state)", STAFF,
        "Curriculum changes.", query=CurriculumChangeQuery, answer=page_of(CurriculumChange)),
    get("/v1/curriculum-changes/{change_id}", "partners.get_curriculum_change(change_id)", STAFF,
        "A curriculum change.", answer=CurriculumChange),
    post("/v1/curriculum-changes/{change_id}/withdraw", "partners.withdraw_curriculum_change(change_id)", STAFF,
         "Withdraw a proposed change.", answer=CurriculumChange, status=200),
    post("/v1/programmes/import/preview", "partners.preview_programmes(content, media_type)", STAFF,
         "What a table would change in the training offer; nothing is changed.", body=TABLE,
         answer=TablePlan, status=200),
    post("/v1/programmes/import", "partners.import_programmes(content, media_type)", STAFF,
         "Take over a table, all of its lines or none.", body=TABLE, answer=TablePlan, status=200),
)
