from scenarios.script import read_script

SCRIPT = read_script()


def test_agreements_and_needs_name_what_the_script_holds() -> None:
    known = {organisation.key for organisation in SCRIPT.organisations}
    assert {agreement.partner for agreement in SCRIPT.agreements} <= known
    assert {need.agreement for need in SCRIPT.skill_needs} <= {agreement.key for agreement in SCRIPT.agreements}


def test_only_a_party_commits_itself() -> None:
    for agreement in SCRIPT.agreements:
        assert {commitment.owner for commitment in agreement.commitments} <= {"directorate", agreement.partner}


def test_conventions_of_the_industry_day_are_signed_there() -> None:
    conventions = SCRIPT.of_fact("S3")
    assert {agreement.partner for agreement in conventions} == {"floquet-monopole", "sotherma", "norgrains"}
    assert {agreement.signed_at for agreement in conventions} == {"industry-day-2"}


def test_every_agreement_comes_with_skill_needs() -> None:
    assert {need.agreement for need in SCRIPT.skill_needs} == {agreement.key for agreement in SCRIPT.agreements}


def test_the_public_figures_are_those_of_the_season() -> None:
    assert SCRIPT.public == {"fashion_creators": 50, "forum_organisations": 32, "forum_candidates": 1500}
    assert SCRIPT.edition("creative-fashion-show-6").theme_fr == "Amazigh Fashion"
    assert SCRIPT.edition("digital-day-4").number == 4
