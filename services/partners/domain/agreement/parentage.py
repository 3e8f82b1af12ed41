"""Which kind of agreement stands under which, and what that asks of both."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from multaqa.errors import Refused
from services.partners.domain.agreement import states
from services.partners.domain.wording import Fault, fault

if TYPE_CHECKING:
    from services.partners.domain.agreement.agreement import Agreement

PARENTS: Mapping[str, tuple[str, ...]] = {
    "framework": (),
    "convention": ("framework",),
    "protocol": ("framework", "convention"),
    "amendment": ("framework", "convention", "protocol"),
}
KINDS = tuple(PARENTS)
AMENDMENT = "amendment"


def kind_faults(kind: str, parent_id: str | None) -> Iterator[Fault]:
    if kind not in KINDS:
        yield fault("/kind", "agreement.kind_unknown", f"The kind is one of {', '.join(KINDS)}.")
    if kind == "framework" and parent_id:
        yield fault("/parent_id", "agreement.framework_has_no_parent", "A framework agreement stands under no other.")
    if kind == AMENDMENT and not parent_id:
        yield fault("/parent_id", "agreement.amends_nothing", "An amendment names the agreement it amends.")


def stand_under(parent: "Agreement", child: "Agreement") -> None:
    """Refuse a parent of an unfit kind or one that is over; an amendment needs a signed one, with all its parties."""
    if parent.kind not in PARENTS[child.kind]:
        text = f"A {child.kind} stands under one of {', '.join(PARENTS[child.kind])}, not under a {parent.kind}."
        raise Refused("agreement.parent_unfit", text, kind=child.kind, parent=parent.kind)
    if parent.is_over:
        raise Refused("agreement.parent_over", "The agreement above it has ended.", state=parent.state)
    if child.kind == AMENDMENT:
        states.after("amend", parent.state)
        if absent := sorted(set(parent.organisations) - set(child.organisations)):
            text = "An amendment has every party of the agreement it amends."
            raise Refused("agreement.amendment_lacks_party", text, missing=absent)
