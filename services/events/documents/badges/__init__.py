"""Badges on paper: one to a page of A6, or four to a sheet of A4 to be cut."""

from services.events.documents.badges.card import Card

__all__ = ["Card"]
