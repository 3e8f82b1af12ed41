"""Each source counts once, whatever is repeated and whatever comes late; where the rule is in doubt, a human says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.errors import Invalid, Refused
from services.partners.domain.commitment import Commitment
from services.partners.domain.evidence import KINDS_OF_CONTRACT, Evidence, Told, claim, reckon

START, DUE, END = date(2026, 5, 4), date(2026, 12, 31), date(2027, 5, 3)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = NOON.date()


def commitment(id="c1", kind="hires", owner="o1", quantity=3, **more):
    more = {"starts_on": START, **more}
    return Commitment(id, f"of {id}", kind, owner, quantity, kind, DUE, made_at=NOON, **more)


def told(source="h1", version=2, holds=True, day=DAY, contract="permanent", organisation="o1"):
    kinds = KINDS_OF_CONTRACT.get(contract, (contract,))
    return Told(source, f"{source}/{version}", "matching.candidate_hired.v1", version, organisation, kinds, day, holds)


def weighed(*promised, **said):
    """Evidence that was heard with these commitments about."""
    said = told(**said)
    evidence = Evidence.of(said, NOON)
    reckon(evidence, said, promised, DAY)
    return evidence


class Room:
    """The desk's bookkeeping without a database."""

    def __init__(self, *promised):
        self.promised = {one.id: one for one in promised}
        self.evidence = {}

    def hear(self, said):
        evidence = self.evidence.setdefault(said.source, Evidence.of(said, NOON))
        mine = [one for one in self.promised.values() if one.owner == said.organisation_id]
        return reckon(evidence, said, mine, DAY)

    def progress(self):
        return {id: (one.progress, one.status) for id, one in self.promised.items()}


def test_a_hire_counts_for_the_hires_its_employer_promised():
    room = Room(commitment(), commitment("c2", kind="stands"), commitment("c3", owner="o2"))
    assert [one.id for one in room.hear(told())] == ["c1"]
    assert {id: progress for id, (progress, _) in room.progress().items()} == {"c1": 1, "c2": 0, "c3": 0}


@pytest.mark.parametrize(
    ("contract", "kind", "standing"),
    [
        ("permanent", "hires", "counted"),
        ("fixed_term", "hires", "counted"),
        ("internship", "internships", "counted"),
        ("internship", "hires", "unclaimed"),
        ("permanent", "internships", "unclaimed"),
        ("apprenticeship", "hires", "to_confirm"),
        ("apprenticeship", "training_places", "to_confirm"),
        ("apprenticeship", "internships", "unclaimed"),
        ("stands", "stands", "counted"),
    ],
)
def test_the_kind_of_contract_decides_what_it_may_speak_for(contract, kind, standing):
    assert weighed(commitment(kind=kind), contract=contract).standing == standing


@pytest.mark.parametrize(
    ("promised", "day", "doubt"),
    [
        ([commitment()], START, None),
        ([commitment()], START - timedelta(days=1), "before_start"),
        ([commitment()], START - timedelta(days=30), "before_start"),
        ([commitment(), commitment("c2")], DAY, "several_commitments"),
        ([commitment(ended_on=END)], END, "already_over"),
        ([commitment(), commitment("c2", starts_on=DAY + timedelta(days=1))], DAY, None),
        ([commitment(status="waived"), commitment("c2")], DAY, None),
    ],
)
def test_where_the_rule_is_in_doubt_a_human_says(promised, day, doubt):
    evidence = weighed(*promised, day=day)
    assert evidence.doubt == doubt
    assert evidence.standing == ("to_confirm" if doubt else "counted")
    assert sum(one.progress for one in promised) == (0 if doubt else 1)


@pytest.mark.parametrize(
    ("promised", "day"),
    [
        ([], DAY),
        ([commitment()], START - timedelta(days=31)),
        ([commitment(ended_on=END)], END + timedelta(days=1)),
        ([commitment(status="waived")], DAY),
        ([commitment(kind="stands")], DAY),
    ],
)
def test_what_nobody_promised_speaks_for_nothing(promised, day):
    assert weighed(*promised, day=day).standing == "unclaimed"


def test_a_commitment_made_later_claims_what_was_heard_before():
    evidence = weighed()
    late = commitment()
    assert claim(evidence, [late], DAY) == [late]
    assert (late.progress, evidence.commitment_id) == (1, "c1")


def test_a_hire_that_is_undone_is_taken_back_and_may_hold_again():
    room = Room(commitment(quantity=1))
    room.hear(told(version=2))
    assert room.progress() == {"c1": (1, "fulfilled")}
    room.hear(told(version=3, holds=False))
    assert room.progress() == {"c1": (0, "planned")}
    room.hear(told(version=4))
    assert room.progress() == {"c1": (1, "fulfilled")}


def test_an_older_message_that_comes_late_changes_nothing():
    room = Room(commitment())
    room.hear(told(version=3, holds=False))
    assert room.hear(told(version=2)) == []
    assert room.progress() == {"c1": (0, "planned")}


sources = st.dictionaries(
    st.sampled_from([f"h{number}" for number in range(6)]),
    st.tuples(
        st.integers(1, 4),  # how many messages of it
        st.integers(-40, 60),  # days after the start
        st.sampled_from(["permanent", "internship", "apprenticeship", "stands"]),
        st.sampled_from(["o1", "o2"]),
    ),
    max_size=6,
)


@given(sources, st.data())
def test_any_order_and_repetition_gives_the_same_progress(about, data):
    messages = [
        told(source, version, holds=version % 2 == 1, day=START + timedelta(days=after), contract=kind, organisation=by)
        for source, (count, after, kind, by) in about.items()
        for version in range(1, count + 1)
    ]
    repeated = messages + (data.draw(st.lists(st.sampled_from(messages), max_size=8)) if messages else [])
    rooms = [Room(*promises()) for _ in range(2)]
    for said in messages:
        rooms[0].hear(said)
    for said in data.draw(st.permutations(repeated)):
        rooms[1].hear(said)
    assert rooms[0].progress() == rooms[1].progress()
    standing = [{id: (one.standing, one.commitment_id) for id, one in room.evidence.items()} for room in rooms]
    assert standing[0] == standing[1]


def promises():
    return [
        commitment("c1"),
        commitment("c2", kind="internships", quantity=1),
        commitment("c3", kind="stands"),
        commitment("c4", owner="o2"),
        commitment("c5", owner="o2", starts_on=START + timedelta(days=10)),
    ]


@given(sources)
def test_progress_is_the_sum_of_what_counts(about):
    room = Room(*promises())
    for source, (count, after, kind, by) in about.items():
        for version in range(1, count + 1):
            day = START + timedelta(days=after)
            room.hear(told(source, version, version % 2 == 1, day=day, contract=kind, organisation=by))
    for id, one in room.promised.items():
        counted = [each for each in room.evidence.values() if each.commitment_id == id]
        assert one.progress == sum(each.quantity for each in counted)
        assert all(each.standing == "counted" for each in counted)


def test_a_human_confirms_for_one_of_the_candidates():
    mine, other, foreign = commitment(), commitment("c2"), commitment("c9")
    evidence = weighed(mine, other)
    with pytest.raises(Refused) as refused:
        evidence.confirm(foreign, by="key:amal")
    assert refused.value.code == "evidence.not_a_candidate"
    evidence.confirm(other, by="key:amal")
    assert (evidence.standing, evidence.commitment_id, evidence.decided_by) == ("counted", "c2", "key:amal")
    with pytest.raises(Refused) as refused:
        evidence.confirm(mine, by="key:amal")
    assert refused.value.code == "evidence.not_in_doubt"


def test_what_a_human_rejected_is_not_counted_by_a_repetition():
    promised = [commitment(), commitment("c2")]
    evidence = weighed(*promised)
    evidence.reject("Counted by the federation.", by="key:amal")
    assert reckon(evidence, told(version=4), promised, DAY) == []
    assert (evidence.standing, evidence.note) == ("rejected", "Counted by the federation.")


def test_what_does_not_count_cannot_be_rejected():
    with pytest.raises(Refused) as refused:
        weighed().reject("No.", by="key:amal")
    assert refused.value.code == "evidence.does_not_count"


def test_what_a_human_brings_counts_under_their_name():
    facts = {"quantity": 4, "day": "2026-05-20", "note": "Procès-verbal de livraison", "file": "pv-12.pdf"}
    evidence = Evidence.brought("e1", commitment(kind="equipment"), facts, by="key:amal", at=NOON)
    assert (evidence.standing, evidence.commitment_id, evidence.decided_by) == ("counted", "c1", "key:amal")
    assert (evidence.message_id, evidence.quantity, evidence.file) == (None, 4, "pv-12.pdf")


def test_what_is_still_to_come_is_no_evidence():
    with pytest.raises(Invalid) as invalid:
        Evidence.brought("e1", commitment(), {"quantity": 0, "day": "2026-06-02", "note": "n"}, by="k", at=NOON)
    assert [error["pointer"] for error in invalid.value.errors] == ["/quantity", "/day"]
