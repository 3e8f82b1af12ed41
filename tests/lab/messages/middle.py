"""What the middle passes on."""

from tests.lab.messages.source import ParcelFacts


class ParcelPassed(ParcelFacts):
    """The middle has passed a parcel on, to be counted in batches."""

    type = "middle.parcel_passed.v1"


class ParcelHanded(ParcelFacts):
    """The middle has handed a parcel over, to be counted by itself."""

    type = "middle.parcel_handed.v1"
