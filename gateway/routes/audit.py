"""The audit trail: answered by the gateway, which asks every room."""

from gateway.route import ADMINISTRATOR, STAFF, get, post
from gateway.schemas.audit import AuditQuery, AuditRow, Checkpoint, CheckpointQuery, MadeCheckpoint
from gateway.schemas.shape import page_of

# fmt: off
ROUTES = (
    get("/v1/audit", "gateway.search_audit(room, subject, action, after, limit)", STAFF,
        "Who did what, newest first.", query=AuditQuery, answer=page_of(AuditRow)),
    get("/v1/audit/checkpoints", "gateway.search_checkpoints(room, after, limit)", STAFF,
        "Signed checkpoints of the audit trail, newest first.", query=CheckpointQuery, answer=page_of(Checkpoint)),
    post("/v1/audit/checkpoints", "gateway.make_checkpoints()", ADMINISTRATOR,
         "Sign where each room's audit trail ends now.", answer=page_of(MadeCheckpoint)),
)
