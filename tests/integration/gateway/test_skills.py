"""Skills, needs and programmes through the door: by program, from a table, and by hand through a link."""

from uuid import uuid4

import pytest
from pymongo import MongoClient

from multaqa.bus.envelope import Envelope
from tests.integration.gateway.conftest import HTTP, Api
from tests.integration.gateway.test_answers import keep_promise

NAME = {"fr": "Sotherma", "ar": "سوطيرما"}
LABEL = {"fr": "Pose de chaume", "ar": "تسقيف بالقش"}
CONTACT = {"name": "Nadia", "email": "nadia@sotherma.example", "language": "ar"}
CSV = {"Content-Type": "text/csv"}
HEADINGS = "code;label_fr;label_ar;sector;level;links\r\n"


@pytest.fixture
def sotherma(fes):
    return fes.made("/v1/organisations", {"kind": "company", "name": NAME})["id"]


@pytest.fixture
def token(running, fes, sotherma):
    """What the mail brings: read from the outbox, since nobody sends it here."""
    invited = fes.made(f"/v1/organisations/{sotherma}/skill-need-invitations", {"contact": CONTACT})
    with MongoClient(running.mongo_uri) as client:
        row = client[f"{running.databases}_partners"].outbox.find_one({"subject": invited["id"]})
    return Envelope.parse(row["body"]).facts["token"]


def sheet(api, path, text):
    return api.ask("POST", path, content=text.encode(), headers=CSV)


def test_the_reference_answers_as_described(fes):
    code = f"building.{uuid4().hex}"
    new = {"code": code, "label": LABEL, "sector": "building", "level": 2}
    keep_promise(fes.post("/v1/skills", new), "/v1/skills", 201)
    keep_promise(fes.get("/v1/skills", params={"sector": "building", "limit": 5}), "/v1/skills", 200)
    keep_promise(fes.get(f"/v1/skills/{code}"), "/v1/skills/{skill}", 200)
    keep_promise(fes.get("/v1/skill-search", params={"text": "حلويات مغربيه"}), "/v1/skill-search", 200)
    keep_promise(fes.post(f"/v1/skills/{code}/label", {"label": LABEL}), "/v1/skills/{skill}/label", 200)
    keep_promise(fes.post(f"/v1/skills/{code}/retire"), "/v1/skills/{skill}/retire", 200)
    keep_promise(fes.post(f"/v1/skills/{code}/restore"), "/v1/skills/{skill}/restore", 200)


def test_the_training_offer_answers_as_described(fes):
    institute = fes.made("/v1/organisations", {"kind": "institute", "name": NAME})["id"]
    described = {"title": LABEL, "sector": "building", "level": "technicien", "places": 24}
    skills = [{"skill": "building.tiling", "level": 2}]
    opened = {"institute_id": institute, "code": "T-C", "since": 2025, "skills": skills, **described}
    programme = keep_promise(fes.post("/v1/programmes", opened), "/v1/programmes", 201)["id"]
    path = f"/v1/programmes/{programme}"
    keep_promise(fes.get("/v1/programmes"), "/v1/programmes", 200)
    keep_promise(fes.get(path), "/v1/programmes/{programme_id}", 200)
    keep_promise(fes.post(f"{path}/description", described), "/v1/programmes/{programme_id}/description", 200)
    enrolled = fes.post(f"{path}/enrolments", {"year": 2026, "enrolled": 20})
    keep_promise(enrolled, "/v1/programmes/{programme_id}/enrolments", 200)
    change = {
        "steps": [
            {"action": "remove", "skill": "building.tiling"},
            {"action": "add", "skill": "crafts.zellige", "level": 3},
        ],
        "reason": "Le zellige est demandé.",
        "origin": {"kind": "review"},
        "from_year": 2090,
    }
    proposed = fes.post(f"{path}/curriculum-changes", change)
    change_id = keep_promise(proposed, "/v1/programmes/{programme_id}/curriculum-changes", 201)["id"]
    keep_promise(fes.get("/v1/curriculum-changes"), "/v1/curriculum-changes", 200)
    withdrawn = fes.post(f"/v1/curriculum-changes/{change_id}/withdraw")
    keep_promise(withdrawn, "/v1/curriculum-changes/{change_id}/withdraw", 200)


def test_a_table_of_skills_is_shown_and_taken_over(fes):
    code = f"REC-{uuid4().hex[:8]}"
    table = f"{HEADINGS}{code};Chaumière;سقف القش;building;2;\r\n"
    shown = keep_promise(sheet(fes, "/v1/skills/import/preview", table), "/v1/skills/import/preview", 200)
    assert shown["figures"]["created"] == 1
    assert fes.get(f"/v1/skills/{code}").status_code == 404
    keep_promise(sheet(fes, "/v1/skills/import", table), "/v1/skills/import", 200)
    assert fes.get(f"/v1/skills/{code}").json()["label"]["fr"] == "Chaumière"


@pytest.mark.parametrize(
    ("path", "headings"),
    [
        ("/v1/skills/import", HEADINGS),
        ("/v1/programmes/import", "institute;code;title_fr;title_ar;sector;level;places;since\r\n"),
    ],
)
def test_a_wrong_line_is_told_in_the_language_of_the_reader(fes, path, headings):
    formula = headings + "=HYPERLINK(1)" + ";x" * headings.count(";") + "\r\n"
    refused = fes.ask("POST", path, content=formula.encode(), headers={**CSV, "Accept-Language": "fr"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "table.formula")
    assert "formule" in refused.json()["errors"][0]["text"]
    assert sheet(fes, path, "\ufffd").status_code == 422


def test_an_unknown_skill_is_refused_with_the_nearest_in_arabic(fes, sotherma):
    need = {"organisation_id": sotherma, "skill": "building.tilling", "level": 2, "headcount": 4}
    body = need | {"horizon": "2031-01-01"}
    refused = fes.post("/v1/skill-needs", body, headers={"Accept-Language": "ar"})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/skill.unknown")
    assert "building.tiling" in refused.json()["detail"]
    assert "مرجع" in refused.json()["errors"][0]["text"]


@pytest.mark.parametrize("path", ["/v1/skills", "/v1/skills/import", "/v1/programmes", "/v1/programmes/import"])
def test_a_partner_changes_neither_the_reference_nor_the_offer(fes, path):
    partner = fes.with_role("partner")
    assert partner.get("/v1/skills").status_code == 200
    answer = sheet(partner, path, HEADINGS) if path.endswith("import") else partner.post(path, {})
    assert answer.status_code == 403


# by hand, through a link


def test_a_program_states_a_need_through_a_link(running, token, sotherma):
    visitor = Api(running.address, None)
    need = {"skill": "building.tiling", "level": 2, "headcount": 4, "horizon": "2031-01-01"}
    path = "/v1/links/{token}/skill-needs"
    stated = keep_promise(visitor.post(f"/v1/links/{token}/skill-needs", need), path, 201)
    assert stated["organisation_id"] == sotherma
    read = keep_promise(visitor.get(f"/v1/links/{token}/skill-needs"), path, 200)
    assert [one["label"]["fr"] for one in read["items"]] == ["Pose de carrelage et de faïence"]
    found = visitor.get(f"/v1/links/{token}/skill-search", params={"text": "carlage"})
    assert keep_promise(found, "/v1/links/{token}/skill-search", 200)["items"][0]["code"] == "building.tiling"
    withdrawn = visitor.post(f"/v1/links/{token}/skill-needs/{stated['id']}/withdraw", {"reason": "Erreur"})
    keep_promise(withdrawn, "/v1/links/{token}/skill-needs/{need_id}/withdraw", 200)


def test_a_link_of_a_forged_tenant_finds_nothing(running, token):
    forged = f"rabat-sale-kenitra.{token.partition('.')[2]}"
    assert Api(running.address, None).get(f"/v1/links/{forged}/skill-needs").status_code == 404
    assert HTTP.get(f"{running.address}/needs/{forged}").status_code == 404


@pytest.mark.parametrize(("language", "title"), [("fr", "Vos besoins en compétences"), ("ar", "حاجاتكم من الكفاءات")])
def test_a_person_searches_states_and_withdraws_on_the_page(running, fes, token, sotherma, language, title):
    address = f"{running.address}/needs/{token}"
    opened = HTTP.get(address, params={"language": language, "text": "carlage"})
    assert opened.status_code == 200
    assert title in opened.text
    assert 'value="building.tiling"' in opened.text
    form = {"once": uuid4().hex, "skill": "building.tiling", "level": "2", "headcount": "4", "horizon": "2031-01-01"}
    for _ in range(2):  # pressed twice, it acts once
        stated = HTTP.post(f"{address}/state", params={"language": language}, data=form)
        assert stated.status_code == 303
    (need,) = fes.get("/v1/skill-needs", params={"organisation_id": sotherma}).json()["items"]
    assert f"/{need['id']}/withdraw" in HTTP.get(address, params={"language": language}).text
    reason = {"once": uuid4().hex, "reason": "Chantier reporté"}
    assert HTTP.post(f"{address}/{need['id']}/withdraw", data=reason).status_code == 303
    assert fes.get("/v1/skill-needs", params={"organisation_id": sotherma}).json()["items"] == []


def test_what_is_wrong_with_a_form_is_told_on_the_page(running, token):
    form = {"once": uuid4().hex, "skill": "building.tiling", "level": "2", "headcount": "many", "horizon": "2001-01-01"}
    wrong = HTTP.post(f"{running.address}/needs/{token}/state", params={"language": "fr"}, data=form)
    assert (wrong.status_code, "Il faut un nombre entier." in wrong.text) == (422, True)
    late = HTTP.post(f"{running.address}/needs/{token}/state?language=ar", data=form | {"headcount": "3"})
    assert (late.status_code, "الأجل مضى." in late.text) == (422, True)
