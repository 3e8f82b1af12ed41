"""The curriculum-adaptation list: answered by the partners' room."""

from gateway.route import STAFF, get, post
from gateway.schemas.partners.adaptations import (
    Adaptation,
    AdaptationOwner,
    AdaptationQuery,
    AdaptationSkill,
    NewAdaptationChange,
)
from gateway.schemas.shape import page_of

# fmt: off
ROUTES = (
    get("/v1/adaptations", "partners.list_adaptations(after, limit, sector)", STAFF,
        "Emerging skills held against what is taught, and what becomes of them.",
        query=AdaptationQuery, answer=page_of(Adaptation)),
    get("/v1/adaptations/{adaptation_id}", "partners.get_adaptation(adaptation_id)", STAFF,
        "An emerging skill held against what is taught.", answer=Adaptation),
    post("/v1/adaptations/{adaptation_id}/owner", "partners.own_adaptation(adaptation_id, owner, expected_version)",
         STAFF, "Say who sees to it.", body=AdaptationOwner, answer=Adaptation, status=200),
    post("/v1/adaptations/{adaptation_id}/skill", "partners.name_adaptation(adaptation_id, skill, expected_version)",
         STAFF, "Say which skill of the reference is meant.", body=AdaptationSkill, answer=Adaptation, status=200),
    post("/v1/adaptations/{adaptation_id}/curriculum-changes",
         "partners.propose_adaptation(adaptation_id, facts, expected_version)", STAFF,
         "Propose to a programme's committee to teach it.", body=NewAdaptationChange, answer=Adaptation),
)
