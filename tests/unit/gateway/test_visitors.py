"""By what a visitor is known again."""

from gateway.domain import known_by


def test_one_person_is_known_by_address_and_name_however_they_are_written():
    assert known_by("Salma@X.test ", "Salmà  IDRISSI") == known_by("salma@x.test", "salma idrissi")
    assert known_by("salma@x.test", "Salma Idrissi") != known_by("salma@x.test", "Ilyas Idrissi")
