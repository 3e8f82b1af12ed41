"""Files through the real door: a table in, a table out, and what is refused before a room hears of it."""

from uuid import uuid4

import pytest

from gateway.route import LARGEST_UPLOAD
from multaqa.media_types import CSV_TYPE, PDF_TYPE, XLSX_TYPE
from multaqa.testing.waiting import eventually
from tests.integration.gateway.test_answers import keep_promise

IMPORTS = "/v1/organisation-imports"
HEADINGS = b"kind;name_fr;name_ar;ice\n"


def send(api, content, media_type: str = CSV_TYPE, **headers: str):
    return api.ask("POST", IMPORTS, content=content, headers={"Content-Type": media_type, **headers})


def refused(response, status: int, code: str) -> None:
    assert (response.status_code, response.json()["type"]) == (status, f"/problems/{code}"), response.text


def when_not(api, run: str, state: str) -> dict:
    path = f"{IMPORTS}/{run}"
    eventually(lambda: api.get(path).json()["state"] != state, within_s=30)
    return keep_promise(api.get(path), f"{IMPORTS}/{{import_id}}", 200)


def test_a_table_is_sent_checked_taken_over_and_read_back(fes):
    name = f"Sotherma {uuid4().hex[:8]}"
    response = send(fes, HEADINGS + f"company;{name};سوطيرما;\n".encode(), "text/csv; charset=utf-8")
    run = keep_promise(response, IMPORTS, 202)["id"]
    assert response.headers["Location"] == f"{IMPORTS}/{run}"
    assert when_not(fes, run, "requested")["figures"]["created"] == 1
    keep_promise(fes.post(f"{IMPORTS}/{run}/apply"), f"{IMPORTS}/{{import_id}}/apply", 202)
    assert when_not(fes, run, "applying")["state"] == "applied"
    (found,) = fes.get(f"/v1/organisations?text={name}").json()["items"]
    exported = fes.get("/v1/organisations.csv", headers={"Accept": "text/csv"})
    assert exported.headers["Content-Disposition"] == 'attachment; filename="organisations.csv"'
    assert exported.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert f"{found['id']};company;{name};سوطيرما".encode() in exported.content


def test_wrong_lines_are_told_by_line_and_column(fes):
    run = send(fes, HEADINGS + "club;X;س;\ncompany;=cmd;س;12\n".encode()).json()["id"]
    told = when_not(fes, run, "requested")
    assert [(one["pointer"], one["code"]) for one in told["errors"]] == [
        ("/lines/2/kind", "organisation.kind_unknown"),
        ("/lines/3/name_fr", "table.formula"),
    ]
    refused(fes.post(f"{IMPORTS}/{run}/apply"), 409, "organisation_import.not_checked")


def test_a_file_of_the_limit_reaches_the_room_and_one_octet_more_does_not(fes):
    run = send(fes, HEADINGS + b"x" * (LARGEST_UPLOAD - len(HEADINGS)))
    assert run.status_code == 202
    assert when_not(fes, run.json()["id"], "requested")["errors"][0]["code"] == "table.malformed_csv"
    refused(send(fes, b"x" * (LARGEST_UPLOAD + 1)), 413, "body.too_large")


def test_a_file_over_the_limit_is_refused_while_it_comes(fes):
    mebibytes = (b"x" * (1 << 20) for _ in range(12))
    refused(send(fes, mebibytes), 413, "body.too_large")


@pytest.mark.parametrize("media_type", [PDF_TYPE, "application/json", "multipart/form-data; boundary=x"])
def test_a_file_of_another_type_is_refused(fes, media_type: str):
    refused(send(fes, HEADINGS, media_type), 415, "body.type_not_taken")


def test_what_is_declared_as_a_workbook_and_is_none_is_told_so(fes):
    run = send(fes, b"%PDF-1.7", XLSX_TYPE).json()["id"]
    told = when_not(fes, run, "requested")
    assert (told["state"], [one["code"] for one in told["errors"]]) == ("refused", ["table.malformed_xlsx"])


def test_a_repeat_is_the_same_import_and_another_file_under_its_key_is_refused(fes):
    key = {"Idempotency-Key": uuid4().hex}
    first, again = send(fes, HEADINGS, **key), send(fes, HEADINGS, **key)
    assert again.json()["id"] == first.json()["id"]
    refused(send(fes, HEADINGS + b"\n", **key), 422, "command.key_reused")


def test_a_door_keeper_neither_imports_nor_exports(fes):
    door = fes.with_role("door")
    refused(send(door, HEADINGS), 403, "key.role_not_allowed")
    refused(door.get("/v1/organisations.csv"), 403, "key.role_not_allowed")


def test_who_wants_json_of_a_table_is_told_what_there_is(fes):
    response = fes.get("/v1/organisations.csv", headers={"Accept": "application/json"})
    refused(response, 406, "answer.not_acceptable")


def test_an_organisation_is_corrected_merged_and_its_history_read(fes):
    name = {"fr": "Norgrains", "ar": "نورغران"}
    first, second = (fes.made("/v1/organisations", {"kind": "company", "name": name})["id"] for _ in range(2))
    path, shape = f"/v1/organisations/{first}", "/v1/organisations/{organisation_id}"
    assert fes.get(path).headers["ETag"] == '"1"'
    change = {"contacts": [{"name": "Amal", "language": "ar"}], "sectors": ["agriculture"]}
    changed = fes.post(f"{path}/change", change, headers={"If-Match": '"1"'})
    assert keep_promise(changed, f"{shape}/change", 200)["contacts"][0]["name"] == "Amal"
    refused(fes.post(f"{path}/change", change, headers={"If-Match": '"1"'}), 412, "precondition.stale_version")
    keep_promise(fes.post(f"{path}/merge", {"duplicate_id": second}), f"{shape}/merge", 200)
    history = keep_promise(fes.get(f"{path}/history"), f"{shape}/history", 200)["items"]
    assert [step["action"] for step in history] == ["registered", "registered", "changed", "merged", "absorbed"]
    refused(fes.post(f"{path}/merge", {"duplicate_id": second}), 409, "organisation.already_merged")
