import re
from hashlib import sha256

import pytest
from werkzeug.test import Client

from gateway.admission import admit
from gateway.door import Application
from gateway.route import LINK, PLACEHOLDER, STAFF, Route, Upload, get
from gateway.routes import ROUTES
from gateway.schemas.shape import Shape
from multaqa.errors import Conflict, NotFound, Refused, Unavailable

POSTS = [route for route in ROUTES if route.method == "POST"]
ROLES = ("administrator", "staff", "partner", "portal", "door", "subscriber", "postmaster")


BY_KEY = [route for route in ROUTES if not (route.is_by_link or route.is_public)]
TOKEN = f"fes-meknes.{'s' * 43}"


def concrete(route: Route) -> str:
    return PLACEHOLDER.sub(lambda name: TOKEN if name[1] == "token" else "an-id", route.path)


def sent(route: Route, **headers: str) -> dict:
    """A request whose body is of the type the route takes, and says nothing."""
    if route.method != "POST":
        return {"headers": headers}
    if isinstance(route.body, Upload):
        return {"data": b"x", "headers": {"Content-Type": route.body.media_types[0], **headers}}
    return {"json": {}, "headers": headers}


def problem(response, status: int, code: str) -> dict:
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    document = response.get_json(force=True)
    assert document["type"] == f"/problems/{code}"
    assert document["status"] == status
    assert re.fullmatch("[0-9a-f]{32}", document["trace"])
    assert document["detail"] != code
    assert "Traceback" not in response.text
    return document


# what is wrong as HTTP


def test_an_unknown_path_is_not_found(browser):
    problem(browser.get("/v1/nowhere"), 404, "path.not_found")
    problem(browser.get("/v1/persons/an%20id"), 404, "path.not_found")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "TRACE"])
def test_a_method_nobody_declared_is_refused_with_those_declared(browser, method: str):
    response = browser.client.open("/v1/persons", method=method)
    problem(response, 405, "method.not_allowed")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_options_names_the_methods(browser):
    response = browser.client.options("/v1/persons")
    assert (response.status_code, response.headers["Allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    problem(browser.client.options("/v1/nowhere"), 404, "path.not_found")


def test_head_answers_without_a_body(browser):
    assert browser.client.head("/v1/persons/an-id").status_code == 200


def test_a_body_that_is_not_declared_as_json_is_refused(browser, person):
    problem(browser.post("/v1/persons", person, Content_Type="text/plain"), 415, "body.not_json_type")


def test_an_answer_nobody_can_give_is_refused(browser):
    problem(browser.get("/v1/persons", headers={"Accept": "text/html"}), 406, "answer.not_acceptable")
    assert browser.get("/v1/persons", headers={"Accept": "text/html, */*;q=0.1"}).status_code == 200


@pytest.mark.parametrize("route", POSTS, ids=lambda route: route.path)
def test_every_post_asks_for_an_idempotency_key(browser, route: Route):
    problem(browser.client.post(concrete(route), **sent(route)), 400, "idempotency_key.missing")


@pytest.mark.parametrize("key", ["", " ", "clé", "a" * 129, "a b"])
def test_an_idempotency_key_is_visible_ascii_of_some_length(browser, person, key: str):
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    problem(browser.client.post("/v1/persons", json=person, headers=headers), 400, "idempotency_key.malformed")


def test_a_quoted_idempotency_key_is_the_same_key(browser, person):
    browser.post("/v1/persons", person, key='"abc"')
    browser.post("/v1/persons", person, key="abc")
    assert [command.context.command_id for command in browser.service.commands] == ["abc", "abc"]


def test_a_precondition_nobody_would_check_is_refused(browser, person):
    problem(browser.post("/v1/persons", person, If_Match='"1"'), 400, "precondition.not_supported")


# who may


@pytest.mark.parametrize("route", BY_KEY, ids=lambda route: route.label)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_reaches_the_routes_of_its_own_and_no_other(browser, route: Route, role: str):
    browser.service.role = role
    response = browser.client.open(concrete(route), method=route.method, **sent(route, **{"Idempotency-Key": "k"}))
    assert (response.status_code == 403) == (role not in route.roles), response.text


BY_LINK = get("/v1/links/{token}/thing", "partners.read_thing(link)", LINK, "A thing.")


@pytest.fixture(scope="module")
def house_of_links():
    """A door with one route, for whoever holds a link; what was admitted there."""
    admitted = []

    def ask(incoming):
        admitted.append(admit(incoming, incoming.link.holder))
        return {}

    return Client(Application([BY_LINK], ask, lambda: True)), admitted


@pytest.fixture
def by_link(house_of_links):
    client, admitted = house_of_links
    admitted.clear()
    return client, admitted


def test_a_link_speaks_for_its_tenant_without_a_key_and_reaches_the_room_as_a_digest(by_link):
    client, admitted = by_link
    assert client.get(f"/v1/links/{TOKEN}/thing").status_code == 200
    digest = sha256(b"s" * 43).hexdigest()
    assert admitted[0].arguments == {"link": digest}
    assert (admitted[0].context.tenant, admitted[0].context.role) == ("fes-meknes", "link")
    assert admitted[0].context.principal == f"link:{digest[:16]}"
    assert "s" * 43 not in repr(admitted)


@pytest.mark.parametrize(
    "token", ["fes-meknes", f".{'s' * 43}", f"Fes.{'s' * 43}", f"fes.{'s' * 42}", f"a.b.{'s' * 43}"]
)
def test_what_is_no_token_is_no_path(by_link, token: str):
    client, admitted = by_link
    problem(client.get(f"/v1/links/{token}/thing"), 404, "path.not_found")
    assert admitted == []


def test_the_longest_slug_fits_into_a_link(by_link):
    assert by_link[0].get(f"/v1/links/{'a' * 63}.{'s' * 43}/thing").status_code == 200


@pytest.mark.parametrize(("path", "roles"), [("/v1/links/{token}", STAFF), ("/v1/things/{thing_id}", LINK)])
def test_a_token_and_the_role_of_a_link_go_together(path: str, roles: frozenset[str]):
    with pytest.raises(TypeError, match="holds a link"):
        get(path, "partners.read_thing()", roles, "A thing.")


# what is wrong in the fields


def test_every_wrong_field_is_named_at_once(browser):
    wrong = {"name": {"latin": 3, "first": "Ali"}, "email": "nobody", "language": "en", "consents": [{"given": "yes"}]}
    errors = problem(browser.post("/v1/persons", wrong), 422, "request.invalid")["errors"]
    assert {(error["pointer"], error["code"]) for error in errors} == {
        ("/name/latin", "field.not_text"),
        ("/name/first", "field.unknown"),
        ("/email", "field.not_an_email"),
        ("/language", "field.not_one_of"),
        ("/consents/0/given", "field.not_a_boolean"),
        ("/consents/0/purpose", "field.required"),
    }
    assert all(error["text"] != error["code"] for error in errors)


@pytest.mark.parametrize("given", [1, 0, "true", "yes", 1.0])
def test_a_boolean_is_true_or_false(browser, person, given):
    person["consents"] = [{"purpose": "photo", "given": given}]
    assert browser.post("/v1/persons", person).status_code == 422


def test_what_is_too_long_is_told_its_bound(browser, person):
    person["name"]["latin"] = "a" * 121
    (error,) = problem(browser.post("/v1/persons", person), 422, "request.invalid")["errors"]
    assert (error["pointer"], error["code"], error["facts"]) == ("/name/latin", "field.too_long", {"max": "120"})


@pytest.mark.parametrize("body", [b"[]", b"3", b'"text"', b"null"])
def test_a_body_that_is_no_object_is_refused(browser, body: bytes):
    assert browser.post("/v1/persons", body).status_code == 422


def test_a_route_without_fields_takes_an_empty_object_or_nothing(browser):
    assert browser.post("/v1/agreements/an-id/review", b"").status_code == 200
    assert browser.post("/v1/agreements/an-id/review", {}).status_code == 200
    errors = problem(browser.post("/v1/agreements/an-id/review", {"x": 1}), 422, "request.invalid")["errors"]
    assert errors[0]["pointer"] == "/x"


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("limit=0", "limit", "field.out_of_range"),
        ("limit=201", "limit", "field.out_of_range"),
        ("limit=many", "limit", "field.not_an_integer"),
        ("order=name", "order", "field.unknown"),
        ("limit=1&limit=2", "limit", "field.repeated"),
        ("after=%C3%A9", "after", "field.not_a_cursor"),
    ],
)
def test_a_wrong_query_names_its_parameter(browser, query: str, parameter: str, code: str):
    errors = problem(browser.get(f"/v1/persons?{query}"), 422, "request.invalid")["errors"]
    assert [(error["parameter"], error["code"]) for error in errors] == [(parameter, code)]


# what reaches the room


def test_the_room_gets_the_tenant_of_the_key_and_the_trace_of_the_client(browser, person):
    trace = "0af7651916cd43dd8448eb211c80319c"
    answer = browser.post("/v1/organisations", NEW_ORGANISATION, traceparent=f"00-{trace}-b7ad6b7169203331-01")
    (command,) = browser.service.commands
    assert (command.room, command.procedure) == ("partners", "register_organisation")
    assert command.arguments == {"facts": NEW_ORGANISATION}
    assert (command.context.tenant, command.context.principal) == ("fes-meknes", "key:k1")
    assert command.context.route == "POST /v1/organisations"
    assert command.context.traceparent.split("-")[1] == trace
    assert answer.headers["Location"] == "/v1/organisations/an-id"


def test_a_list_gets_its_defaults_and_links_to_the_next_page(browser):
    browser.service.answers = {"items": [], "next": "bmV4dA"}
    response = browser.get("/v1/organisations?kind=company")
    given = {name: value for name, value in browser.service.commands[0].arguments.items() if value is not None}
    assert given == {"limit": 50, "kind": "company"}
    assert response.headers["Link"] == '</v1/organisations?kind=company&after=bmV4dA>; rel="next"'


def test_an_answer_with_a_version_has_an_etag_and_need_not_be_sent_twice(browser):
    assert browser.get("/v1/persons/an-id").headers["ETag"] == '"3"'
    assert browser.get("/v1/persons/an-id", headers={"If-None-Match": '"3"'}).status_code == 304


def test_if_match_becomes_the_expected_version(browser):
    browser.delete("/v1/persons/an-id", headers={"If-Match": '"7"'})
    assert browser.service.commands[0].arguments == {"person_id": "an-id", "expected_version": 7}
    problem(browser.delete("/v1/persons/an-id", headers={"If-Match": "7"}), 400, "precondition.malformed")


# what a room refuses


def test_a_refusal_is_told_in_the_language_asked_for(browser):
    browser.service.error = NotFound("person.not_found", "There is no person with this id.", id="an-id")
    for language, word in {"fr": "personne", "ar": "الشخص", "en": "person"}.items():
        response = browser.get("/v1/persons/an-id", headers={"Accept-Language": f"{language}, en;q=0.5"})
        assert word in problem(response, 404, "person.not_found")["detail"]
        assert response.headers["Content-Language"] == language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ar-MA,fr;q=0.5", "ar"),
        ("fr-MA, ar;q=0.9", "fr"),
        ("ar-Arab-MA", "ar"),
        ("AR", "ar"),
        ("fr;q=0.3, ar-MA;q=0.7", "ar"),
        ("ar;q=0, fr;q=0.1", "fr"),
        ("ber, zgh, fr;q=0.2", "fr"),
        ("*", "en"),
        ("de", "en"),
        ("", "en"),
        ("ar;q=abc;;,,", "en"),
    ],
)
def test_the_language_is_looked_up_by_what_is_wanted_most(browser, accepted, language):
    browser.service.error = NotFound("person.not_found", "There is no person with this id.", id="an-id")
    response = browser.get("/v1/persons/an-id", headers={"Accept-Language": accepted})
    assert response.headers["Content-Language"] == language


def test_a_rule_and_a_race_are_both_409(browser):
    browser.service.error = Refused("consent.unchanged", "No.")
    problem(browser.get("/v1/persons"), 409, "consent.unchanged")
    browser.service.error = Conflict("person.stale", "Somebody changed this person meanwhile.")
    problem(browser.get("/v1/persons"), 409, "person.stale")


def test_a_room_that_is_away_says_when_to_come_back(browser):
    browser.service.error = Unavailable("room.unavailable", "It is not running.", retry_after=2.4)
    response = browser.get("/v1/persons")
    problem(response, 503, "room.unavailable")
    assert response.headers["Retry-After"] == "2"


def test_what_nobody_foresaw_tells_its_trace_and_nothing_else(browser):
    browser.service.error = RuntimeError("secret of the house")
    response = browser.get("/v1/persons")
    problem(response, 500, "request.failed")
    assert "secret" not in response.text


def test_every_answer_carries_the_security_headers_and_no_banner(browser):
    for path in ("/v1/persons", "/v1/nowhere", "/docs", "/openapi.json"):
        headers = browser.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Server" not in headers
        assert "Access-Control-Allow-Origin" not in headers


# the table itself


def test_an_argument_that_nothing_gives_is_refused_when_the_table_is_built():
    with pytest.raises(TypeError, match="shoe_size"):
        get("/v1/x/{x_id}", "room.read(x_id, shoe_size)", frozenset(), "X.")


def test_each_operation_has_one_name_and_one_route():
    named = [(route.room, route.procedure) for route in ROUTES]
    assert len(set(named)) == len(named)


def test_every_list_of_a_body_has_a_bound():
    def unbounded(shape: Shape, path: str):
        for name, field in shape.fields.items():
            inner = getattr(field, "inner", None)
            if inner is not None and not any(getattr(check, "max", None) for check in field.validators):
                yield f"{path}/{name}"
            nested = getattr(inner or field, "schema", None)
            if nested is not None:
                yield from unbounded(nested, f"{path}/{name}")

    assert not [
        found for route in ROUTES if isinstance(route.body, Shape) for found in unbounded(route.body, route.path)
    ]


NEW_ORGANISATION = {
    "kind": "federation",
    "name": {"fr": "Fédération du bâtiment", "ar": "جامعة البناء"},
    "sectors": ["building"],
}
