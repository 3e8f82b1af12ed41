"""An external system asks to be told of every offer and hiring."""

from scenarios import receivers
from scenarios.api import until
from scenarios.stage import Stage

HIRING_TYPES = [
    "matching.hiring_offered.v1",
    "matching.candidate_hired.v1",
    "matching.hiring_declined.v1",
    "matching.hiring_confirmed.v1",
    "matching.offer_published.v1",
    "matching.offer_filled.v1",
]


def system_subscribes(stage: Stage) -> None:
    body = {"url": stage.webhooks, "types": HIRING_TYPES, "description": "Système d'information de l'emploi"}
    """Nothing is posted before the endpoint has agreed, so that is waited for."""
    with stage.progress.step("subscription", 1) as advance:
        made = stage.subscriber.post("/v1/subscriptions", body, step="subscription")
        receivers.hand_over_secret(stage.webhooks, made["secret"])
        stage.ledger.subscription = made["id"]
        path = f"/v1/subscriptions/{made['id']}"
        until(lambda: stage.subscriber.get(path), lambda subscription: subscription["state"] == "active")
        advance()
