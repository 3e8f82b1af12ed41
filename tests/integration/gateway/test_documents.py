"""A document's way through the real door: printed, signed in ink, attached, and verified without a key."""

import re
from hashlib import sha256

import pypdfium2
import pytest
from weasyprint import HTML

from gateway.route import MEBIBYTE
from multaqa.media_types import PDF_TYPE
from multaqa.testing.waiting import eventually
from tests.integration.gateway.conftest import HTTP
from tests.integration.gateway.test_answers import keep_promise

NAME = {"fr": "Sotherma", "ar": "سوطيرما"}
PURPOSE = {"code": "purpose", "title": {"fr": "Objet", "ar": "الموضوع"}, "body": {"fr": "Former.", "ar": "التكوين."}}
ATTACHMENTS = "/v1/agreements/{agreement_id}/attachments"


@pytest.fixture(scope="module")
def sent(fes):
    party = fes.made("/v1/organisations", {"kind": "company", "name": NAME})["id"]
    parties = [{"organisation_id": "directorate", "signatory": "Samira"}, {"organisation_id": party, "signatory": "Y."}]
    promise = {"kind": "hires", "owner": party, "quantity": 2, "unit": "postes", "due_on": "2030-01-01"}
    drafted = fes.made(
        "/v1/agreements",
        {
            "kind": "framework",
            "title": {"fr": "Accord", "ar": "اتفاقية"},
            "parties": parties,
            "clauses": [PURPOSE],
            "commitments": [promise],
            "starts_on": "2026-05-04",
        },
    )
    path = f"/v1/agreements/{drafted['id']}"
    assert fes.post(f"{path}/approve").status_code == 200
    response = fes.post(f"{path}/send")
    assert response.status_code == 200, response.text
    keep_promise(fes.post(f"{path}/document"), "/v1/agreements/{agreement_id}/document", 202)
    return response.json()


@pytest.fixture(scope="module")
def scan():
    return HTML(string="<p>Signé à la main").write_pdf()


def attach(api, agreement, content, media_type=PDF_TYPE, **said):
    told = {"level": "wet_ink", "digest": agreement["digest"], "parties": "directorate", **said}
    path = ATTACHMENTS.format(agreement_id=agreement["id"])
    return api.ask("POST", path, content=content, params=told, headers={"Content-Type": media_type})


def printed(api, agreement):
    def asked():
        response = api.get(f"/v1/agreements/{agreement['id']}/document", headers={"Accept": PDF_TYPE})
        return response if response.status_code == 200 else None

    return eventually(asked, within_s=90)


def address_on(running, pdf):
    """Where the copy says it can be verified, at the door of this test."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[len(document) - 1].get_textpage().get_text_range()
    return running.address + re.search(r"/verify/\S+", text)[0]


def test_the_sealed_pdf_is_downloaded_by_staff_and_partners_and_by_nobody_else(fes, rabat, sent):
    response = printed(fes, sent)
    assert response.content.startswith(b"%PDF-")
    assert response.headers["Content-Type"] == PDF_TYPE
    assert response.headers["Content-Disposition"] == f'attachment; filename="{sent["id"]}.pdf"'
    path = f"/v1/agreements/{sent['id']}/document"
    assert fes.with_role("partner").get(path, headers={"Accept": "*/*"}).status_code == 200
    assert fes.with_role("door").get(path).status_code == 403
    assert rabat.get(path).status_code == 404


def test_what_is_no_pdf_or_too_large_is_refused_and_changes_nothing(fes, rabat, sent, scan):
    for response, status, code in (
        (attach(fes, sent, b"PK\x03\x04 no pdf"), 422, "document.not_a_pdf"),
        (attach(fes, sent, b"%PDF-1.7\nno pdf"), 422, "document.not_readable"),
        (attach(fes, sent, scan, level="simple"), 422, "request.invalid"),
        (attach(fes, sent, scan, media_type="text/csv"), 415, "body.type_not_taken"),
        (attach(fes, sent, b"%PDF-" + b"0" * (5 * MEBIBYTE)), 413, "body.too_large"),
        (attach(rabat, sent, scan), 404, "agreement.not_found"),
        (attach(fes.with_role("partner"), sent, scan), 403, "key.role_not_allowed"),
    ):
        assert (response.status_code, response.json()["type"]) == (status, f"/problems/{code}"), response.text
    assert fes.get(ATTACHMENTS.format(agreement_id=sent["id"])).json()["items"] == []


def test_ink_counts_and_whoever_holds_the_copy_sees_it_without_a_key(running, fes, sent, scan):
    attached = keep_promise(attach(fes, sent, scan), ATTACHMENTS, 201)
    assert attached["file_digest"] == sha256(scan).hexdigest()
    assert fes.get(f"/v1/attachments/{attached['id']}").content == scan
    address = address_on(running, printed(fes, sent).content)
    told = keep_promise(HTTP.get(address, params={"digest": sha256(scan).hexdigest()}), "/verify/{token}", 200)
    assert told["checked"]["found"] == "attachment"
    assert [party["level"] for party in told["parties"]] == ["wet_ink", None]
    assert told["parties"][1]["name"] == NAME
    page = HTTP.get(address, headers={"Accept": "text/html"})
    assert "En attente de signature" in page.text
    assert "Samira" not in page.text
    assert HTTP.get(address[:-1] + ("A" if address[-1] != "A" else "B")).status_code == 404
    assert HTTP.get(address.replace("fes-meknes", "rabat-sale-kenitra")).status_code == 404
