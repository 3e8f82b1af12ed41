"""A yearly series and its editions: planned, announced, open, closed, held; or cancelled before they are held."""

from services.events.domain.edition.edition import Edition, EditionState
from services.events.domain.edition.series import Series
from services.events.domain.edition.venue import Hours, Postponement, Programme, Room

__all__ = ["Edition", "EditionState", "Hours", "Postponement", "Programme", "Room", "Series"]
