"""The image of a credential: who issued it, what it proves and how far, and whether it holds; never its holder."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from services.events.domain.credential import ProvenSkill
from services.events.domain.credential_image import MOST_SKILLS, drawn
from services.events.domain.open_badge import Circumstances, document
from services.events.domain.wording import LocalText
from tests.unit.events.badges import ISSUER, JURY, NOON, credential

SVG = "{http://www.w3.org/2000/svg}"
TILING = ProvenSkill("tiling", 3, LocalText("Carrelage <fin>", "التبليط"))


def read(one):
    return ET.fromstring(drawn(one, ISSUER.name))


def words(image):
    return [line.text for line in image.iter(f"{SVG}text") if line.text]


def filled(image):
    return [dot.get("fill") for dot in image.iter(f"{SVG}circle")]


def test_it_shows_the_directorate_the_skill_in_both_languages_and_its_level():
    image = read(replace(credential(), skills=(TILING,)))
    said = words(image)
    for text in (ISSUER.name.fr, ISSUER.name.ar, "Premier prix", "Carrelage <fin>", "التبليط"):
        assert text in said
    assert [filled(image).count(colour) for colour in sorted(set(filled(image)))] == [3, 1]
    assert [line.get("direction") for line in image.iter(f"{SVG}text") if line.text == "التبليط"] == ["rtl"]


def test_it_says_that_it_is_revoked_and_shows_no_skill_any_more():
    one = replace(credential(), skills=(TILING,))
    one.revoke("Erreur.", at=NOON)
    image = read(one)
    assert {"Révoquée", "ملغاة"} <= set(words(image))
    assert (filled(image), "Carrelage <fin>" in words(image), "Erreur." in drawn(one, ISSUER.name)) == (
        [],
        False,
        False,
    )


def test_it_names_nobody_and_leads_nowhere():
    text = drawn(credential(), ISSUER.name)
    assert "p1" not in text
    assert [word for word in ("href", "script", "style", "url(") if word in text] == []


def test_long_texts_and_many_skills_stay_within_the_image():
    skills = tuple(replace(TILING, code=f"c{n}", label=LocalText("mot " * 90, "كلمة " * 90)) for n in range(9))
    image = read(replace(credential(), skills=skills))
    assert max(int(line.get("y")) for line in image.iter(f"{SVG}text")) < int(image.get("height"))
    assert max(map(len, words(image))) <= 40
    assert len(filled(image)) == 4 * MOST_SKILLS


def test_the_document_points_to_it():
    one = credential()
    image = document(one, Circumstances(ISSUER, JURY))["credentialSubject"]["achievement"]["image"]
    assert (image["id"], image["type"]) == (f"{ISSUER.credential_address(one.secret)}/image", "Image")
