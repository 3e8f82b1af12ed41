"""Signing as signatories do: the link of one mail, the exact text, consent, and the code of another mail."""

import re

from scenarios import receivers
from scenarios.api import Body, until
from scenarios.script import Agreement
from scenarios.stage import Stage

LINK = re.compile(r"/sign/(\S+)")
CODE = re.compile(r"\b([0-9]{6})\b")


def sign_by_link(stage: Stage, entity: Agreement, email: str) -> Body:
    """How far the signature is afterwards: `signed`, and over which digest."""
    token = _mailed(stage, entity, email, LINK)
    path, step = f"/v1/links/{token}", f"sign:{entity.key}:{email}"
    text = stage.public.get(f"{path}/agreement")
    stage.public.post(f"{path}/consent", {"digest": text["digest"]}, step=f"{step}:consent")
    stage.public.post(f"{path}/code", step=f"{step}:code")
    return stage.public.post(f"{path}/signature", {"code": _mailed(stage, entity, email, CODE)}, step=f"{step}:confirm")


def _mailed(stage: Stage, entity: Agreement, email: str, wanted: re.Pattern[str]) -> str:
    found = until(lambda: receivers.found_in_mail(stage.mails, email, entity.title_fr, wanted), bool)
    if found is None:
        raise RuntimeError(f"no mail with {wanted.pattern} about {entity.title_fr} came to {email}")
    return str(found)
