import subprocess
import sys
from html import unescape
from html.parser import HTMLParser

import pytest
from openapi_spec_validator import validate

from gateway.catalogue import public_types
from gateway.openapi import describe
from gateway.routes import ROUTES
from multaqa.messages import catalogue


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
        assert {"400", "422", "503", str(route.status)} <= set(operation["responses"])
        asks_for_key = {"401", "403"} <= set(operation["responses"]) and "security" not in operation
        assert asks_for_key != (route.is_by_link or route.is_public)


def test_the_description_is_served_and_need_not_be_sent_twice(browser):
    response = browser.get("/openapi.json")
    assert response.get_json()["info"]["title"] == "Multaqa"
    assert browser.get("/openapi.json", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


class Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.sources: set[str] = set()

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.ids += [told["id"]] if told.get("id") else []
        href = told.get("href") or ""
        self.links |= {href[1:]} if href.startswith("#") else set()
        self.sources |= {told["src"]} if told.get("src") else set()
        if href.startswith("/"):
            self.sources.add(href)


EVERYTHING_SHOWN = {
    "/docs": {f"{route.room}.{route.procedure}" for route in ROUTES},
    "/docs/messages": set(catalogue()),
    "/catalogue": set(public_types()),
    "/catalogue/matching.offer_published.v1": {"shape-ClockHours", "shape-LocalText", "shape-SoughtSkill"},
}


@pytest.mark.parametrize(("path", "shown"), EVERYTHING_SHOWN.items())
def test_a_page_that_describes_shows_everything_once_and_all_its_links_lead_somewhere(browser, path, shown):
    anchors = Anchors()
    anchors.feed(browser.get(path).text)
    assert anchors.links <= set(anchors.ids)
    assert len(anchors.ids) == len(set(anchors.ids))
    assert shown <= set(anchors.ids)
    assert all(browser.get(source).status_code == 200 for source in anchors.sources)


def test_a_message_is_shown_with_who_says_and_hears_it_and_its_sample(browser):
    article = browser.get("/docs/messages").text.partition('<article id="matching.candidate_hired.v1">')[2]
    article = unescape(article.partition("</article>")[0])
    assert "The candidate has accepted the job." in article
    assert "<dd>Matching</dd>" in article
    assert "<dd>Partners, Events, Notifications, and subscribers outside</dd>" in article
    assert '<b class="public">' in article
    assert '"pseudonym": "0197a1f2-5c00-7000-8000-00000000009e"' in article


def test_what_is_not_public_is_not_called_so(browser):
    article = browser.get("/docs/messages").text.partition('<article id="directory.person_registered.v1">')[2]
    assert '<b class="internal">' in article.partition("</article>")[0]
    assert '<b class="public">' not in article.partition("</article>")[0]


def test_both_documents_are_written_as_they_are_served(browser, tmp_path):
    subprocess.run([sys.executable, "-m", "gateway", str(tmp_path)], check=True)
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert files == {name: browser.get(f"/{name}").data for name in ("openapi.json", "asyncapi.json")}


def test_a_problem_type_leads_to_what_it_means(browser):
    page = browser.get("/problems/key.not_valid")
    assert page.status_code == 200
    assert 'lang="ar" dir="rtl"' in page.text
    assert browser.get("/problems/no.such").status_code == 404


def test_health_tells_live_from_ready(browser):
    browser.service.ready = False
    assert browser.get("/health/live").status_code == 200
    assert browser.get("/health/ready").status_code == 503
