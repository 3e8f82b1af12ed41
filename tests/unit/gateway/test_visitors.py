"""How many commands one address may send."""

from gateway.domain import known_by
from gateway.visitors import Crowd


def test_an_address_waits_after_its_share_and_no_other_does():
    crowd = Crowd(most=2, within_s=10)
    assert [crowd.has_room("a", now) for now in (0, 1, 2)] == [True, True, False]
    assert crowd.has_room("b", 2)
    assert crowd.has_room("a", 10.5)
    assert not crowd.has_room("a", 10.6)


def test_one_person_is_known_by_address_and_name_however_they_are_written():
    assert known_by("Salma@X.test ", "Salmà  IDRISSI") == known_by("salma@x.test", "salma idrissi")
    assert known_by("salma@x.test", "Salma Idrissi") != known_by("salma@x.test", "Ilyas Idrissi")
