from scenarios.script import read_script

SCRIPT = read_script()


def test_parties_and_needs_name_organisations_of_the_script() -> None:
    known = {organisation.key for organisation in SCRIPT.organisations}
    assert {party for agreement in SCRIPT.agreements for party in agreement.parties} <= known
    assert {need.organisation for need in SCRIPT.skill_needs} <= known


def test_conventions_of_the_industry_day_are_signed_there() -> None:
    conventions = SCRIPT.of_fact("S3")
    assert {agreement.parties[1] for agreement in conventions} == {"floquet-monopole", "sotherma", "norgrains"}
    assert {agreement.signed_at for agreement in conventions} == {"industry-day-2"}


def test_every_partner_of_the_industry_day_states_its_needs() -> None:
    stating = {need.organisation for need in SCRIPT.skill_needs}
    assert {agreement.parties[1] for agreement in SCRIPT.of_fact("S3")} <= stating


def test_the_public_figures_are_those_of_the_season() -> None:
    assert SCRIPT.public == {"fashion_creators": 50, "forum_organisations": 32, "forum_candidates": 1500}
    assert SCRIPT.edition("creative-fashion-show-6").theme_fr == "Amazigh Fashion"
    assert SCRIPT.edition("digital-day-4").number == 4
