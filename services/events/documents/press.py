"""What the room has printed in another process: only that process loads what these functions need."""

from collections.abc import Sequence

from services.events.documents.badges.card import Card
from services.events.documents.minutes.copy import MinutesCopy


def print_badges(cards: Sequence[Card], layout: str) -> bytes:
    from services.events.documents.badges.rendering import render

    return render(cards, layout)


def draw_qr(text: str) -> str:
    from services.events.documents.paper import qr_of

    return qr_of(text)


def print_minutes(copy: MinutesCopy) -> bytes:
    from services.events.documents.minutes.rendering import render

    return render(copy)
