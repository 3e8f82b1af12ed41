"""Skills and programmes come in from tables: shown first, taken over whole or not at all, by one tenant alone."""

from base64 import b64encode

import pytest

from multaqa.errors import Invalid
from multaqa.media_types import CSV_TYPE
from tests.integration.partners.governing import institute
from tests.integration.running import FES, RABAT

SKILLS = "code;label_fr;label_ar;sector;level;links\n"
THATCHING = "REC-12;Pose de chaume;تسقيف بالقش;building;2;rec:exact:urn:rec:12\n"
RENAMED = "building.tiling;Carrelage;زليج;building;2;\n"
PROGRAMMES = "institute;code;title_fr;title_ar;sector;level;places;since;skills;enrolment\n"


def sent(partners, method, text, tenant=FES):
    content = b64encode(text.encode()).decode()
    return partners.ask(method, tenant=tenant, content=content, media_type=CSV_TYPE)


def programme(institute_id, code="TS-CT", skills="building.drafting:2", enrolment="2025:57/60"):
    return f"{institute_id};{code};Travaux;أشغال;building;technicien;60;2024;{skills};{enrolment}\n"


def figures(answer):
    return {name: count for name, count in answer["figures"].items() if count}


def test_skills_are_shown_then_taken_over_then_known(partners):
    before = partners.holds()
    shown = sent(partners, "preview_skills", SKILLS + THATCHING + RENAMED)
    assert (figures(shown), partners.holds()) == ({"lines": 2, "created": 1, "changed": 1}, before)
    assert sent(partners, "import_skills", SKILLS + THATCHING + RENAMED) == shown
    assert partners.ask("get_skill", skill="REC-12")["links"] == [
        {"scheme": "rec", "uri": "urn:rec:12", "match": "exact"}
    ]
    assert partners.ask("search_skills", text="carelage")["items"][0]["label"]["fr"] == "Carrelage"
    assert figures(sent(partners, "import_skills", SKILLS + THATCHING + RENAMED)) == {"lines": 2, "unchanged": 2}
    assert figures(sent(partners, "preview_skills", SKILLS + THATCHING, tenant=RABAT)) == {"lines": 1, "created": 1}


def test_a_table_of_skills_with_one_wrong_line_changes_nothing(partners):
    wrong = SKILLS + THATCHING + "x;F;ف;magic;2;\n"
    before = partners.holds()
    shown = sent(partners, "preview_skills", wrong)
    assert figures(shown) == {"lines": 2, "created": 1, "wrong": 1}
    assert [(one["pointer"], one["code"]) for one in shown["errors"]] == [("/lines/3/sector", "sector.unknown")]
    with pytest.raises(Invalid) as refused:
        sent(partners, "import_skills", wrong)
    assert (refused.value.errors, partners.holds()) == (shown["errors"], before)


def test_programmes_are_shown_then_taken_over_and_told(partners):
    table = PROGRAMMES + programme(institute(partners)) + programme("ISBTP Fès", "TS-2", enrolment="")
    before = partners.holds()
    shown = sent(partners, "preview_programmes", table)
    assert (figures(shown), partners.holds()) == ({"lines": 2, "created": 2}, before)
    assert sent(partners, "import_programmes", table) == shown
    listed = partners.ask("list_programmes")["items"]
    assert [(one["code"], len(one["enrolments"])) for one in listed] == [("TS-CT", 1), ("TS-2", 0)]
    assert len(partners.told("partners.programme_changed.v1")) == 2
    assert [told.facts["enrolled"] for told in partners.told("partners.enrolment_stated.v1")] == [57]


def test_programmes_imported_again_tell_only_what_is_new(partners):
    isbtp = institute(partners)
    sent(partners, "import_programmes", PROGRAMMES + programme(isbtp))
    again = programme(isbtp, skills="", enrolment="2025:57/60 2026:60")
    assert figures(sent(partners, "import_programmes", PROGRAMMES + again)) == {"lines": 1, "changed": 1}
    assert figures(sent(partners, "import_programmes", PROGRAMMES + again)) == {"lines": 1, "unchanged": 1}
    assert len(partners.told("partners.programme_changed.v1")) == 1
    assert [told.facts["year"] for told in partners.told("partners.enrolment_stated.v1")] == [2025, 2026]


def test_a_table_of_programmes_with_one_wrong_line_changes_nothing(partners):
    isbtp = institute(partners)
    before = partners.holds()
    with pytest.raises(Invalid) as refused:
        sent(partners, "import_programmes", PROGRAMMES + programme(isbtp) + programme(isbtp, "TS-2", "x.y:2"))
    assert [one["pointer"] for one in refused.value.errors] == ["/lines/3/skills"]
    assert partners.holds() == before


def test_an_institute_of_another_tenant_is_nobodys_here(partners):
    isbtp = institute(partners)
    sent(partners, "import_programmes", PROGRAMMES + programme(isbtp))
    before = partners.holds()
    for method in ("preview_programmes", "import_programmes"):
        for name in (isbtp, "ISBTP Fès"):
            try:
                errors = sent(partners, method, PROGRAMMES + programme(name, "TS-9"), tenant=RABAT)["errors"]
            except Invalid as refused:
                errors = refused.errors
            assert [one["code"] for one in errors] == ["programme.institute_unknown"]
    assert partners.holds() == before


def test_a_skill_of_another_tenant_is_not_in_this_ones_reference(partners):
    sent(partners, "import_skills", SKILLS + THATCHING, tenant=RABAT)
    isbtp = institute(partners)
    shown = sent(partners, "preview_programmes", PROGRAMMES + programme(isbtp, skills="REC-12:2"))
    assert [one["code"] for one in shown["errors"]] == ["skill.not_in_reference"]
