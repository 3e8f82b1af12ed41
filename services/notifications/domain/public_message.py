"""A public message as subscribers get it, kept for as long as one of them may ask for it again."""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class PublicMessage:
    """`body` is what is posted, the same to all; `marks` are what filters read.

    A notice is `about` a subscription and for subscriptions of its `owner` only. A sample is for whoever asked for it.
    """

    id: str
    type: str
    marks: dict[str, str]
    body: str
    told_at: datetime
    expires_at: datetime
    owner: str | None = None
    about: str | None = None
    is_sample: bool = False
    version: int = 0
