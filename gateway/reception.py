"""A company's day at an edition, with the names of those who share with it: only the directory knows them."""

from typing import Any

from gateway.directory import Facts


class Reception:
    """A part of `GatewayService`."""

    work: Any
    rooms: Any

    def read_reception(self, link: str) -> Facts:
        """The matching room says by their ids who may be known; whoever was erased meanwhile has no name."""
        told: Facts = self.rooms.call("matching", "read_reception_by_link", self.work.call.context, link=link)
        with self.work.reading() as work:
            known = {one["candidate_id"] for one in told["interviews"] if one["candidate_id"]}
            persons = {id: work.persons.find(id) for id in sorted(known)}
        return {**told, "interviews": [_named(one, persons.get(one["candidate_id"])) for one in told["interviews"]]}


def _named(interview: Facts, person: Any) -> Facts:
    told = {name: fact for name, fact in interview.items() if name != "candidate_id"}
    name = {"latin": person.name_latin, "arabic": person.name_arabic} if person else None
    return {**told, "name": name}
