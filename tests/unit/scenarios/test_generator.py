import collections

import pytest

from scenarios.generator import Cast, cast, walk_in
from scenarios.script import read_script, size_of

SCRIPT = read_script()


@pytest.fixture(scope="module")
def full() -> Cast:
    return cast(7, size_of(SCRIPT))


def test_same_seed_same_cast(full: Cast) -> None:
    assert cast(7, size_of(SCRIPT)) == full


def test_another_seed_another_cast(full: Cast) -> None:
    assert cast(8, size_of(SCRIPT)).candidates != full.candidates


def test_the_cast_has_the_public_figures(full: Cast) -> None:
    assert (len(full.candidates), len(full.companies), len(full.offers)) == (1520, 32, 150)


def test_every_name_is_in_both_scripts(full: Cast) -> None:
    for candidate in full.candidates:
        assert candidate.name_latin.isascii()
        assert all("؀" <= letter <= "ۿ" or letter == " " for letter in candidate.name_arabic)


def test_addresses_are_unique_and_reserved_for_examples(full: Cast) -> None:
    addresses = [candidate.email for candidate in full.candidates]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith(".example") and address.isascii() for address in addresses)


def test_every_sector_has_candidates_and_offers_near_its_share(full: Cast) -> None:
    of_sector = collections.Counter(candidate.sector for candidate in full.candidates)
    assert set(of_sector) == {offer.sector for offer in full.offers}
    assert 0.14 < of_sector["digital"] / 1520 < 0.24
    assert 0.03 < of_sector["agriculture"] / 1520 < 0.09


def test_levels_languages_and_cities_are_mixed(full: Cast) -> None:
    levels = {candidate.level for candidate in full.candidates}
    assert levels == {"specialisation", "qualification", "technicien", "technicien_specialise"}
    arabic = sum(candidate.language == "ar" for candidate in full.candidates) / 1520
    assert 0.25 < arabic < 0.45
    assert collections.Counter(candidate.city for candidate in full.candidates).most_common(1)[0][0] == "Fès"


def test_a_candidate_holds_skills_of_the_scale(full: Cast) -> None:
    for candidate in full.candidates:
        assert 2 <= len(candidate.skills) <= 4
        assert all(1 <= held.level <= 4 for held in candidate.skills)
        assert len({held.skill for held in candidate.skills}) == len(candidate.skills)


def test_no_two_companies_bear_the_same_name(full: Cast) -> None:
    assert len({company.name_fr for company in full.companies}) == 32
    assert not {company.name_fr for company in full.companies} & {known.name_fr for known in SCRIPT.organisations}


def test_companies_follow_the_sectors_of_the_candidates(full: Cast) -> None:
    of_sector = collections.Counter(company.sector for company in full.companies)
    assert of_sector["digital"] == 6
    assert of_sector["agriculture"] == 2
    assert len(of_sector) == 7


def test_every_company_offers_something(full: Cast) -> None:
    assert {offer.company for offer in full.offers} == {company.key for company in full.companies}


def test_a_small_season_keeps_its_shape() -> None:
    small = size_of(SCRIPT, candidates=60, companies=6)
    drawn = cast(7, small)
    assert len(drawn.candidates) == small.applying > small.capacity == 60
    assert {offer.company for offer in drawn.offers} == {company.key for company in drawn.companies}
    assert small.waiting_at_last >= 0
    assert small.present < small.capacity


def test_more_cancel_than_wait_leaves_seats_free() -> None:
    small = size_of(SCRIPT, candidates=60, companies=6)
    assert small.confirmed_at_last == 60 - max(0, small.cancelling - small.over)


def test_who_walks_in_is_none_of_the_cast_and_fits_the_offer(full: Cast) -> None:
    for offer in full.offers:
        newcomer = walk_in(7, offer)
        assert newcomer.skills == offer.skills
        assert offer.city in newcomer.mobility
        assert set(offer.languages) <= set(newcomer.languages)
        assert newcomer.key not in {candidate.key for candidate in full.candidates}
        assert newcomer.email not in {candidate.email for candidate in full.candidates}


def test_nobody_waits_any_more_for_the_seat_of_who_walks_in() -> None:
    for size in (size_of(SCRIPT), size_of(SCRIPT, candidates=60, companies=6)):
        assert size.waiting_at_last == 0
        assert size.absent >= 2


def test_the_first_company_names_its_recruiters(full: Cast) -> None:
    naming = {offer.company for offer in full.offers if offer.recruiters}
    assert naming == {full.companies[0].key}
