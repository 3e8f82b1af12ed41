from html.parser import HTMLParser

import pytest
from openapi_spec_validator import validate

from gateway.openapi import describe
from gateway.routes import ROUTES


@pytest.fixture(scope="module")
def document():
    return describe(ROUTES)


def test_the_description_is_valid_openapi(document):
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_route_is_described_once_with_its_roles_and_problems(document):
    described = {
        (method.upper(), path): operation
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method != "parameters"
    }
    assert set(described) == {(route.method, route.path) for route in ROUTES}
    for route in ROUTES:
        operation = described[route.method, route.path]
        assert all(role in operation["description"] for role in route.roles)
        assert {"400", "401", "403", "422", "503", str(route.status)} <= set(operation["responses"])


def test_the_description_is_served_and_need_not_be_sent_twice(browser):
    response = browser.get("/openapi.json")
    assert response.get_json()["info"]["title"] == "Multaqa"
    assert browser.get("/openapi.json", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


class Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.sources: set[str] = set()

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.ids |= {told["id"]} if told.get("id") else set()
        href = told.get("href") or ""
        self.links |= {href[1:]} if href.startswith("#") else set()
        self.sources |= {told["src"]} if told.get("src") else set()
        if tag == "link":
            self.sources.add(href)


def test_the_handbook_shows_every_route_and_all_its_links_lead_somewhere(browser):
    page = browser.get("/docs").text
    anchors = Anchors()
    anchors.feed(page)
    assert anchors.links <= anchors.ids
    assert {f"{route.room}.{route.procedure}" for route in ROUTES} <= anchors.ids
    assert all(browser.get(source).status_code == 200 for source in anchors.sources)


def test_a_problem_type_leads_to_what_it_means(browser):
    page = browser.get("/problems/key.not_valid")
    assert page.status_code == 200
    assert 'lang="ar" dir="rtl"' in page.text
    assert browser.get("/problems/no.such").status_code == 404


def test_health_tells_live_from_ready(browser):
    browser.service.ready = False
    assert browser.get("/health/live").status_code == 200
    assert browser.get("/health/ready").status_code == 503
