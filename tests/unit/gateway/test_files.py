"""Files through the door: what is sent and what is answered, with a table of routes of their own."""

from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from gateway.admission import Incoming, admit
from gateway.answers import disposition
from gateway.auth import Caller
from gateway.door import UPLOADS, Application
from gateway.openapi import describe
from gateway.route import LARGEST_UPLOAD, STAFF, Download, Upload, get, post
from multaqa.media_types import CSV_TYPE, PDF_TYPE, XLSX_TYPE

ROUTES = (
    post("/v1/tables", "partners.import_table(content, media_type)", STAFF, "T.",
         body=Upload(CSV_TYPE, XLSX_TYPE, most=64)),
    get("/v1/tables", "partners.export_table()", STAFF, "T.", answer=Download(CSV_TYPE, PDF_TYPE)),
)  # fmt: skip
HEADERS = {"Content-Type": CSV_TYPE, "Idempotency-Key": "k1"}


@dataclass
class Desk:
    """Answers every admitted command with `told`, and keeps what it was given."""

    told: dict[str, Any] = field(default_factory=dict)
    commands: list[Any] = field(default_factory=list)
    closed: int = 0
    role: str = "staff"

    def ask(self, incoming: Incoming) -> Any:
        self.commands.append(admit(incoming, Caller("fes-meknes", self.role, "k1")))
        return self.told


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def application(desk: Desk) -> Application:
    return Application(ROUTES, desk.ask, lambda: True)


@pytest.fixture
def client(desk: Desk, application: Application) -> Client:
    def note_the_end() -> None:
        desk.closed += 1

    def hand_over(environ: dict[str, Any], start_response: Any) -> Any:
        environ["multaqa.close"] = note_the_end
        return application(environ, start_response)

    return Client(hand_over)


def send(client: Client, content: bytes = b"a,b\n", **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/v1/tables", data=content, headers={**HEADERS, **named})


def refused(response: TestResponse, status: int, code: str) -> None:
    assert response.status_code == status, response.text
    problem = response.get_json(force=True)
    assert problem["type"] == f"/problems/{code}"
    assert problem["detail"] != code


# sent


def test_the_room_gets_the_bytes_and_their_type(client, desk):
    every_byte = bytes(range(64))
    assert send(client, every_byte, Content_Type=XLSX_TYPE).status_code == 201
    given = desk.commands[0].arguments
    assert b64decode(given["content"]) == every_byte
    assert given["media_type"] == XLSX_TYPE


@pytest.mark.parametrize("type_", ["application/json", "text/html", "", "multipart/form-data; boundary=x", "text/csv2"])
def test_a_type_nobody_takes_is_refused(client, desk, type_: str):
    refused(send(client, Content_Type=type_), 415, "body.type_not_taken")
    assert desk.commands == []


def test_a_table_is_utf8(client):
    refused(send(client, Content_Type="text/csv; charset=windows-1256"), 415, "body.charset_not_taken")
    assert send(client, Content_Type="text/csv; charset=UTF-8").status_code == 201


def test_an_empty_file_is_refused(client):
    refused(send(client, b""), 400, "body.empty")


def test_a_file_over_the_limit_of_its_route_is_refused_and_the_line_closed(client, desk):
    assert send(client, b"x" * 64).status_code == 201
    refused(send(client, b"x" * 65), 413, "body.too_large")
    assert (len(desk.commands), desk.closed) == (1, 1)


def test_a_file_without_a_declared_length_is_counted_while_it_is_read(client):
    environ = {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    refused(
        client.post("/v1/tables", data=b"x" * 65, headers=HEADERS, environ_overrides=environ), 413, "body.too_large"
    )


def test_a_repeat_is_known_by_its_bytes_and_its_type(client, desk):
    for content, type_ in ((b"a", CSV_TYPE), (b"a", CSV_TYPE), (b"b", CSV_TYPE), (b"a", XLSX_TYPE)):
        send(client, content, Content_Type=type_)
    first, again, other, retyped = [command.context.fingerprint for command in desk.commands]
    assert first == again
    assert len({first, other, retyped}) == 3


def test_a_role_that_may_not_send_is_refused(client, desk):
    desk.role = "door"
    refused(send(client), 403, "key.role_not_allowed")


def test_only_so_many_files_are_held_at_once(client, application, desk):
    for _ in range(UPLOADS):
        assert application.uploads.acquire(blocking=False)
    refused(send(client), 503, "upload.too_many")
    assert desk.closed == 1
    application.uploads.release()
    assert [send(client).status_code for _ in range(2)] == [201, 201]
    refused(send(client, b"x" * 65), 413, "body.too_large")
    assert send(client).status_code == 201


# answered


def answer(name: str, content: bytes = b"a;b\r\n", media_type: str = CSV_TYPE, **more: Any) -> dict[str, Any]:
    return {"content": b64encode(content).decode(), "media_type": media_type, "filename": name, **more}


def test_a_file_is_answered_as_it_is_to_be_kept_not_shown(client, desk):
    desk.told = answer("organismes.csv", "é".encode())
    response = client.get("/v1/tables")
    assert (response.status_code, response.data) == (200, "é".encode())
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="organismes.csv"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_has_the_version_of_what_it_shows(client, desk):
    desk.told = answer("a.pdf", b"%PDF-", PDF_TYPE, version=4)
    assert client.get("/v1/tables").headers["ETag"] == '"4"'
    assert client.get("/v1/tables", headers={"If-None-Match": '"4"'}).status_code == 304


@pytest.mark.parametrize("accept", ["application/json", "text/html", "application/pdf;q=0"])
def test_who_does_not_take_the_file_is_told_what_there_is(client, accept: str):
    refused(client.get("/v1/tables", headers={"Accept": accept}), 406, "answer.not_acceptable")


@pytest.mark.parametrize("accept", ["text/csv", "application/pdf", "text/*", "*/*", "text/html, */*;q=0.1"])
def test_who_takes_one_of_the_types_is_answered(client, desk, accept: str):
    desk.told = answer("a.csv")
    assert client.get("/v1/tables", headers={"Accept": accept}).status_code == 200


def test_a_type_the_route_never_promised_is_our_failure(client, desk):
    desk.told = answer("a.html", media_type="text/html")
    refused(client.get("/v1/tables"), 500, "request.failed")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("../../etc/passwd", 'attachment; filename="etc-passwd"'),
        ('a"; filename="b.exe', 'attachment; filename="a- filename-b.exe"'),
        ("a\r\nSet-Cookie: x", 'attachment; filename="a-Set-Cookie- x"'),
        (".htaccess", 'attachment; filename="htaccess"'),
        ("", 'attachment; filename="file"'),
        ("été.csv", "attachment; filename=\"ete.csv\"; filename*=UTF-8''%C3%A9t%C3%A9.csv"),
        ("اتفاقية", "attachment; filename=\"file\"; filename*=UTF-8''" + "%D8%A7%D8%AA%D9%81%D8%A7%D9%82%D9%8A%D8%A9"),
    ],
)
def test_a_filename_leads_nowhere(name: str, header: str):
    assert disposition(name) == header


# the table and its description


@pytest.mark.parametrize("wrong", [{"most": 0}, {"most": LARGEST_UPLOAD + 1}])
def test_a_file_fits_a_message_of_the_broker(wrong: dict[str, int]):
    with pytest.raises(TypeError):
        Upload(CSV_TYPE, **wrong)
    with pytest.raises(TypeError):
        Upload()


def test_a_command_does_not_answer_with_a_file():
    with pytest.raises(TypeError, match="GET"):
        post("/v1/x", "partners.x()", STAFF, "X.", answer=Download(PDF_TYPE))


def test_the_description_names_types_and_bounds():
    path = describe(ROUTES)["paths"]["/v1/tables"]
    sent = path["post"]["requestBody"]["content"]
    assert {type_: told["schema"]["maxLength"] for type_, told in sent.items()} == {CSV_TYPE: 64, XLSX_TYPE: 64}
    answered = path["get"]["responses"]["200"]["content"]
    assert [told["schema"]["format"] for told in answered.values()] == ["binary", "binary"]
    assert "415" in path["post"]["responses"]
