"""One transaction: state, outbox, inbox and answer together, or nothing."""

from datetime import UTC, datetime

import pytest

from multaqa.bus.envelope import Envelope, Received
from multaqa.errors import Conflict, KeyReused, NotFound, PreconditionFailed
from multaqa.store.commands import Repeated
from multaqa.store.inbox import Replay, known
from multaqa.store.rerun import rerun
from tests.integration.kernel.conftest import Lamp, LampLit


def test_commit_makes_state_and_message_true_together(works_for, room):
    with works_for()() as work:
        lamp = Lamp("1", "red")
        work.lamps.save(lamp)
        work.publish(LampLit, lamp)
        work.commit()
    row = room.database.outbox.find_one()
    envelope = Envelope.parse(row["body"])
    assert room.database.lamps.count_documents({}) == 1
    assert (envelope.type, envelope.tenant, envelope.subject, envelope.version) == (
        "lab.lamp_lit.v1",
        "fes-meknes",
        "1",
        1,
    )
    assert row["routing_key"] == "fes-meknes.lab.lamp_lit.v1"


def test_leaving_without_commit_changes_nothing(works_for, room):
    with works_for(command_id="k")() as work:
        work.lamps.save(Lamp("1", "red"))
        work.publish(LampLit, Lamp("1", "red"))
        work.schedule("light", "red", room.clock.now())
        work.audit("lit", "1")
    for name in ("lamps", "outbox", "due", "audit", "commands"):
        assert room.database[name].count_documents({}) == 0


def test_a_reading_work_cannot_commit(works_for):
    with works_for().reading() as work, pytest.raises(TypeError):
        work.commit()


def test_another_tenants_entity_does_not_exist(works_for):
    with works_for("fes-meknes")() as work:
        work.lamps.save(Lamp("1", "red"))
        work.commit()
    with works_for("rabat-sale-kenitra").reading() as work:
        assert work.lamps.find("1") is None
        assert work.lamps.count({}) == 0
        with pytest.raises(NotFound, match="lamp.not_found"):
            work.lamps.get("1")


def test_another_tenants_entity_is_neither_changed_nor_removed(works_for, room):
    with works_for("fes-meknes")() as work:
        work.lamps.save(Lamp("1", "red"))
        work.commit()
    with works_for("rabat-sale-kenitra")() as work:
        assert work.lamps.change({"_id": "1"}, {"$set": {"colour": "green"}}) == 0
        assert not work.lamps.remove("1")
        with pytest.raises(Conflict):
            work.lamps.save(Lamp("1", "green", version=1))
    assert room.database.lamps.find_one()["colour"] == "red"


@pytest.mark.parametrize("filter", [{"tenant": "rabat-sale-kenitra"}, {"$where": "true"}])
def test_a_filter_cannot_name_a_tenant(works_for, filter):
    with works_for().reading() as work, pytest.raises(ValueError, match="tenant"):
        work.lamps.count(filter)


@pytest.mark.parametrize(
    "stage", [{"$lookup": {}}, {"$out": "x"}, {"$merge": {}}, {"$unionWith": "lamps"}, {"$facet": {}}]
)
def test_an_aggregation_cannot_leave_the_tenants_rows(works_for, stage):
    with works_for().reading() as work, pytest.raises(ValueError, match="leave"):
        work.lamps.rows.aggregate([stage])


@pytest.mark.parametrize(
    "update", [{"$set": {"tenant": "x"}}, {"$unset": {"tenant": ""}}, {"$rename": {"colour": "tenant"}}]
)
def test_a_row_never_changes_its_tenant(works_for, update):
    with works_for()() as work, pytest.raises(ValueError, match="tenant"):
        work.lamps.change({}, update)


def test_an_or_in_the_filter_does_not_widen_it(works_for):
    with works_for("fes-meknes")() as work:
        work.lamps.save(Lamp("1", "red"))
        work.commit()
    with works_for("rabat-sale-kenitra").reading() as work:
        assert work.lamps.many({"$or": [{"colour": "red"}, {"_id": "1"}]}) == []


def test_a_stale_save_is_refused(works_for):
    with works_for()() as work:
        work.lamps.save(Lamp("1", "red"))
        work.commit()
    with works_for()() as work, pytest.raises(Conflict, match="lamp.stale"):
        work.lamps.save(Lamp("1", "green", version=7))


def test_if_match_is_held_against_the_stored_version(works_for):
    with works_for()() as work:
        work.lamps.save(Lamp("1", "red"))
        work.commit()
    with works_for().reading() as work, pytest.raises(PreconditionFailed):
        work.lamps.get("1", version=9)


def test_pages_follow_each_other_without_gap_or_repeat(works_for):
    with works_for()() as work:
        work.lamps.save_all([Lamp(f"{number:02}", f"colour {number}") for number in range(25)])
        work.commit()
    with works_for().reading() as work:
        seen, after = [], None
        while True:
            page = work.lamps.page({}, after, 10)
            seen += [lamp.id for lamp in page.items]
            after = page.next
            if after is None:
                break
    assert seen == [f"{number:02}" for number in range(25)]


def test_many_are_saved_together_and_none_when_one_was_changed_meanwhile(works_for, room):
    with works_for()() as work:
        work.lamps.save_all([Lamp("1", "red"), Lamp("2", "green")])
        work.commit()
    with works_for().reading() as work:
        stale = [work.lamps.get(id) for id in ("1", "2")]
    with works_for()() as work:
        both = [work.lamps.get(id) for id in ("1", "2")]
        for lamp in both:
            lamp.colour = f"dark {lamp.colour}"
        work.lamps.save_all([*both, Lamp("3", "blue")])
        assert [lamp.version for lamp in both] == [2, 2]
        work.commit()
    with pytest.raises(Conflict, match="lamp.stale"), works_for()() as work:
        work.lamps.save_all([*stale, Lamp("4", "white")])
        work.commit()
    assert sorted(row["colour"] for row in room.database.lamps.find()) == ["blue", "dark green", "dark red"]


def light(works, colour="red"):
    def run():
        with works() as work:
            work.lamps.save(Lamp(colour, colour))
            return work.commit({"colour": colour})

    return rerun(run)


def test_a_repeated_command_gives_the_stored_answer_and_does_nothing(works_for, room):
    command = {"command_id": "k", "route": "POST /lamps", "fingerprint": "a"}
    assert light(works_for(**command)) == light(works_for(**command)) == {"colour": "red"}
    assert room.database.lamps.count_documents({}) == 1


def test_the_same_key_with_another_body_is_refused(works_for):
    light(works_for(command_id="k", fingerprint="a"))
    with pytest.raises(KeyReused):
        light(works_for(command_id="k", fingerprint="b"), "green")


@pytest.mark.parametrize("other", [{"tenant": "rabat-sale-kenitra"}, {"route": "POST /other"}])
def test_a_key_is_scoped_to_tenant_and_route(works_for, room, other):
    light(works_for(command_id="k", fingerprint="a"))
    light(works_for(**{"command_id": "k", "fingerprint": "a", **other}), "green")
    assert room.database.lamps.count_documents({}) == 2


def test_the_same_command_in_progress_is_a_conflict(works_for):
    with works_for(command_id="k")() as first:
        first.lamps.save(Lamp("1", "red"))
        with pytest.raises(Conflict, match="command.in_progress"):
            light(works_for(command_id="k"))
        first.commit()


def test_a_repeat_that_comes_while_the_command_is_decided_gets_its_answer_a_moment_later(works_for, room):
    with works_for(command_id="k")() as first:
        first.lamps.save(Lamp("1", "red"))

        def repeated():
            try:
                return light(works_for(command_id="k"))
            except Conflict:
                first.commit({"colour": "red"})
                raise

        assert rerun(repeated) == {"colour": "red"}
    assert room.database.lamps.count_documents({}) == 1


def test_a_refused_command_is_decided_anew(works_for):
    def refused():
        with works_for(command_id="k")():
            raise NotFound("lamp.not_found", "No lamp.")

    with pytest.raises(NotFound):
        rerun(refused)
    assert light(works_for(command_id="k")) == {"colour": "red"}


def test_a_forgotten_answer_is_told_to_nobody_and_the_command_is_still_not_done_again(works_for, room):
    light(works_for(command_id="k"))
    with works_for()() as work:
        work.forget("red")
        work.commit()
    assert "red" not in str(list(room.database.commands.find()))
    with pytest.raises(NotFound, match="command.answer_erased"):
        light(works_for(command_id="k"))
    assert room.database.lamps.count_documents({}) == 1


def test_dead_letters_that_speak_of_it_are_forgotten_and_no_others(works_for, room):
    def letter(id_, tenant, body):
        room.database.dead_letters.insert_one({"_id": id_, "tenant": tenant, "body": body})

    letter("1", "fes-meknes", b'{"person_id": "p-1"}')
    letter("2", "fes-meknes", b'{"person_id": "p-2"}')
    letter("3", "rabat-sale-kenitra", b'{"person_id": "p-1"}')
    with works_for()() as work:
        work.forget("p-1")
        work.commit()
    assert [row["_id"] for row in room.database.dead_letters.find(sort=[("_id", 1)])] == ["2", "3"]


def test_another_tenants_answers_are_not_forgotten(works_for):
    light(works_for(command_id="k"))
    with works_for("rabat-sale-kenitra")() as work:
        work.forget("red")
        work.commit()
    assert light(works_for(command_id="k")) == {"colour": "red"}


def received(id_: str) -> Received:
    envelope = Envelope(id_, "lab.lamp_lit.v1", "fes-meknes", "1", 1, datetime.now(UTC), "/lab", "", None, {})
    return Received.of(envelope, {}, attempt=1, lane="lab.fes-meknes")


def test_a_message_is_acted_on_once(works_for, room):
    works = works_for(call={"received": [received("m1")]})
    with works() as work:
        work.lamps.save(Lamp("1", "red"))
        work.commit()
    with pytest.raises(Replay), works() as work:
        work.lamps.save(Lamp("2", "green"))
        work.commit()
    assert room.database.lamps.count_documents({}) == 1
    assert known(room.database, "fes-meknes", ["m1", "m2"]) == {"m1"}
    assert known(room.database, "rabat-sale-kenitra", ["m1"]) == set()


def test_a_repeat_never_reaches_the_handler(works_for):
    light(works_for(command_id="k"))
    with pytest.raises(Repeated), works_for(command_id="k")():
        pytest.fail("the handler ran again")
