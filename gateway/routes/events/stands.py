"""Stands, the plan they lie on, and who receives people at them."""

from gateway.route import DOOR, PUBLIC, STAFF, get, post
from gateway.schemas.events.stands import (
    LinkedRepresentative,
    NewEquipment,
    NewPlan,
    NewRepresentative,
    NewStand,
    Plan,
    PublicPlan,
    Representative,
    Stand,
    StandChange,
    StandWithdrawal,
)
from gateway.schemas.shape import PageQuery, page_of

# fmt: off
ROUTES = (
    post("/v1/editions/{edition_id}/plan", "events.draw_plan(edition_id, facts, expected_version)", STAFF,
         "Draw the plan of an edition's venue, or draw it anew.", body=NewPlan, answer=Plan, status=200),
    get("/v1/editions/{edition_id}/plan", "events.get_plan(edition_id)", STAFF,
        "The plan of an edition's venue.", answer=Plan),
    get("/v1/public/{tenant}/editions/{edition_id}/plan", "events.read_public_plan(edition_id)", PUBLIC,
        "Where each organisation stands at an edition that was announced; a page for people.",
        answer=PublicPlan, page="plan.html"),

    post("/v1/editions/{edition_id}/stands", "events.assign_stand(edition_id, facts)", STAFF,
         "Give an organisation a stand.", body=NewStand, answer=Stand),
    get("/v1/editions/{edition_id}/stands", "events.list_stands(edition_id, after, limit)", STAFF,
        "Stands of an edition, those withdrawn too.", query=PageQuery, answer=page_of(Stand)),
    get("/v1/stands/{stand_id}", "events.get_stand(stand_id)", STAFF,
        "A stand.", answer=Stand),
    post("/v1/stands/{stand_id}/change", "events.change_stand(stand_id, facts, expected_version)", STAFF,
         "Change or move a stand.", body=StandChange, answer=Stand, status=200),
    post("/v1/stands/{stand_id}/withdraw", "events.withdraw_stand(stand_id, reason)", STAFF,
         "Take a stand back, before its organisation has come.", body=StandWithdrawal, answer=Stand, status=200),
    post("/v1/stands/{stand_id}/equipment", "events.equip_stand(stand_id, equipment, expected_version)", STAFF,
         "Say what a stand needs and what of it is granted; it replaces what was said before.",
         body=NewEquipment, answer=Stand, status=200),
    post("/v1/stands/{stand_id}/arrival", "events.note_arrival(stand_id)", DOOR,
         "Note that a stand's organisation has come; a second time changes nothing.", answer=Stand, status=200),

    post("/v1/stands/{stand_id}/representatives", "events.add_representative(stand_id, facts)", STAFF,
         "Name somebody who receives people at a stand, and get the link they record leads with.",
         body=NewRepresentative, answer=LinkedRepresentative),
    get("/v1/stands/{stand_id}/representatives", "events.list_representatives(stand_id, after, limit)", STAFF,
        "Who receives people at a stand.", query=PageQuery, answer=page_of(Representative)),
    post("/v1/representatives/{representative_id}/link",
         "events.renew_representative_link(representative_id)", STAFF,
         "Give a representative a new link; the one before ends.", answer=LinkedRepresentative, status=200),
    post("/v1/representatives/{representative_id}/end", "events.end_representative(representative_id)", STAFF,
         "A representative leaves the stand, and their link ends.", answer=Representative, status=200),
)
