"""A directorate's look never makes a letter unreadable."""

import pytest

from multaqa.errors import Invalid
from services.notifications.domain import Branding
from services.notifications.domain.branding import HOUSE_COLOUR, contrast_with_white


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#1d6b5f", 6.3)]
)
def test_the_contrast_is_that_of_the_guidelines(colour, ratio):
    assert contrast_with_white(colour) == pytest.approx(ratio, abs=0.06)


@pytest.mark.parametrize("colour", ["#ffffff", "#ffcc00", "#57c2ae"])
def test_a_colour_on_which_white_cannot_be_read_is_refused_and_changes_nothing(colour):
    branding = Branding("b", colour="#7a1f3d")
    with pytest.raises(Invalid) as refused:
        branding.change({"colour": colour})
    assert [one["pointer"] for one in refused.value.errors] == ["/colour"]
    assert branding.colour == "#7a1f3d"


def test_what_is_not_given_is_the_houses():
    branding = Branding("b", {"fr": "A", "ar": "ب"}, None, "#7a1f3d", "a@b.example")
    branding.change({"name": {"fr": "C", "ar": "د"}})
    assert branding.facts() == {
        "name": {"fr": "C", "ar": "د"},
        "signature": None,
        "colour": HOUSE_COLOUR,
        "reply_to": None,
    }
