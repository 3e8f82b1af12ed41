"""Whatever a stranger sends is answered with a problem document: what is wrong, where, and what to do about it."""

import socket
from urllib.parse import urlsplit

import pytest

PERSON = {"name": {"latin": "Salma Idrissi"}, "email": "salma@stagiaires.example", "language": "fr"}
JSON = {"Content-Type": "application/json"}
MEBIBYTE = 1 << 20


def problem(response, status: int, code: str) -> dict:
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    document = response.json()
    assert document["type"] == f"/problems/{code}"
    assert document["detail"].endswith((".", "…"))
    assert "Traceback" not in response.text
    return document


def fields(response) -> dict[str, str]:
    errors = problem(response, 422, "request.invalid")["errors"]
    return {error["pointer"]: error["code"] for error in errors}


def test_a_wrong_type(fes):
    assert fields(fes.post("/v1/persons", PERSON | {"email": 3})) == {"/email": "field.not_text"}


def test_a_missing_field(fes):
    without = {name: value for name, value in PERSON.items() if name != "email"}
    assert fields(fes.post("/v1/persons", without)) == {"/email": "field.required"}


def test_a_text_that_is_too_long(fes):
    long = PERSON | {"name": {"latin": "a" * 121}}
    assert fields(fes.post("/v1/persons", long)) == {"/name/latin": "field.too_long"}


def test_an_unknown_field(fes):
    assert fields(fes.post("/v1/persons", PERSON | {"shoe_size": 38})) == {"/shoe_size": "field.unknown"}


def test_bad_utf8(fes):
    response = fes.ask("POST", "/v1/persons", content=b'{"email": "\xff"}', headers=JSON)
    assert problem(response, 400, "body.not_utf8")["facts"] == {"at": 11}


def test_a_key_given_twice(fes):
    response = fes.ask("POST", "/v1/persons", content=b'{"email": "a@b.ma", "email": "c@d.ma"}', headers=JSON)
    assert problem(response, 400, "body.duplicate_key")["facts"] == {"key": "email"}


def test_a_body_over_the_limit_declared(fes):
    response = fes.ask("POST", "/v1/persons", content=b"x" * (MEBIBYTE + 1), headers=JSON)
    problem(response, 413, "body.too_large")


def test_a_body_over_the_limit_in_chunks_without_a_length(fes):
    response = fes.ask("POST", "/v1/persons", content=(b" " * 65536 for _ in range(17)), headers=JSON)
    problem(response, 413, "body.too_large")


def test_a_body_of_the_limit_in_chunks_is_read(fes):
    response = fes.ask("POST", "/v1/persons", content=(b" " * 65536 for _ in range(16)), headers=JSON)
    problem(response, 400, "body.not_json")


def test_another_tenants_person_does_not_exist(fes, rabat):
    person = fes.made("/v1/persons", PERSON)
    problem(rabat.get(f"/v1/persons/{person['id']}"), 404, "person.not_found")


def test_a_key_is_revoked_at_once(fes):
    made = fes.made("/v1/keys", {"role": "staff", "label": "desk"})
    desk = type(fes)(fes.address, made["key"])
    assert desk.get("/v1/persons").status_code == 200
    assert fes.delete(f"/v1/keys/{made['id']}").status_code == 204
    response = desk.get("/v1/persons")
    problem(response, 401, "key.not_valid")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_no_key_and_a_key_with_another_secret(fes):
    problem(type(fes)(fes.address, None).get("/v1/persons"), 401, "key.missing")
    forged = fes.key[:-3] + ("abc" if not fes.key.endswith("abc") else "xyz")
    problem(type(fes)(fes.address, forged).get("/v1/persons"), 401, "key.not_valid")


def test_a_repeat_is_answered_again_and_another_body_under_the_same_key_is_refused(fes):
    headers = {"Idempotency-Key": "a-key-used-twice"}
    first = fes.post("/v1/persons", PERSON, headers=headers)
    again = fes.post("/v1/persons", dict(reversed(PERSON.items())), headers=headers)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    other = fes.post("/v1/persons", PERSON | {"language": "ar"}, headers=headers)
    problem(other, 422, "command.key_reused")


def test_the_same_key_in_a_room_and_under_another_path_are_other_commands(fes):
    headers = {"Idempotency-Key": "one-key-for-all"}
    made = [fes.post("/v1/series", {"name": {"fr": n, "ar": n}}, headers=headers) for n in ("Forum", "Salon")]
    assert made[0].status_code == 201
    problem(made[1], 422, "command.key_reused")
    assert fes.post("/v1/persons", PERSON, headers=headers).status_code == 201


def test_a_cursor_nobody_gave(fes):
    errors = problem(fes.get("/v1/persons?after=%21%21"), 422, "request.invalid")["errors"]
    assert [(error["parameter"], error["code"]) for error in errors] == [("after", "field.not_a_cursor")]


@pytest.mark.parametrize(
    "request_line",
    [b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00\xff\r\n\r\n", b"GET / HTTP/1.1\r\nbroken header\r\n\r\n"],
)
def test_what_is_not_http(running, request_line: bytes):
    address = urlsplit(running.address)
    with socket.create_connection((address.hostname, address.port), timeout=5) as line:
        line.sendall(request_line)
        answer = line.recv(65536)
    assert b"Python" not in answer
    assert answer == b"" or answer.startswith((b"HTTP/1.0 400", b"HTTP/1.1 400", b"HTTP/1.1 404"))
