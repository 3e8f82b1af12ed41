"""Names are found however they are spelled at the door."""

import pytest

from services.events.domain.name_folding import folded, is_like

NAMES = ("Fatima-Zahra El Idrîssi", "فَاطِمَة الزَّهْرَاء الإدريسي")


@pytest.mark.parametrize(
    "asked", ["idrissi", "IDRISSI fat", "fatima zahra", "zahra", "فاطمه", "الادريسي", "الزهراء", "فاطمة الإد"]
)
def test_a_name_is_found(asked):
    assert is_like(folded(asked), *NAMES)


@pytest.mark.parametrize("asked", ["rissi", "fatima tazi", "", "-", "محمد"])
def test_another_is_not(asked):
    assert not is_like(folded(asked), *NAMES, None)
