"""The store: what a room keeps, bound to a tenant, and the unit of work that changes it.

The names that need nameko (`works`, `file_store`, `process_pool`) are loaded when asked for: a relay has no nameko.
"""

from typing import TYPE_CHECKING, Any

from multaqa.store.documents import Document, kept
from multaqa.store.due import Due
from multaqa.store.merging import Merging
from multaqa.store.repository import Index, Page, Projection, Repository
from multaqa.store.work import Command, Work, Works

if TYPE_CHECKING:
    from multaqa.store.provider import file_store, process_pool, works

__all__ = [
    "Command",
    "Document",
    "Due",
    "Index",
    "Merging",
    "Page",
    "Projection",
    "Repository",
    "Work",
    "Works",
    "file_store",
    "kept",
    "process_pool",
    "works",
]

_OF_NAMEKO = ("file_store", "process_pool", "works")


def __getattr__(name: str) -> Any:
    if name in _OF_NAMEKO:
        from multaqa.store import provider

        return getattr(provider, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
