"""What the room has printed in another process: only that process loads what this function needs."""

from services.matching.domain.sheet import Booklet


def print_agendas(booklet: Booklet, language: str) -> bytes:
    from services.matching.documents.rendering import render

    return render(booklet, language)
