"""Meetings: called, attended, opened, closed, and written down."""

from multaqa.errors import Invalid
from multaqa.ids import new_id
from multaqa.messages.partners import MeetingCalled, MeetingCancelled, MeetingHeld
from multaqa.rpc import rpc
from services.partners.domain import DIRECTORATE, LocalText
from services.partners.domain.governance import AgendaItem, Meeting
from services.partners.domain.wording import fault
from services.partners.service.governance.answers import listed, narrowed, versioned
from services.partners.service.governance.letters import tell_members
from services.partners.service.governance.seats import require_organisation


class MeetingDesk:
    @rpc
    def call_meeting(self, committee_id, facts):
        with self.work() as work:
            committee = work.committees.get(committee_id)
            agenda = [self._agenda_item(work, committee, place, asked) for place, asked in enumerate(facts["agenda"])]
            meeting = Meeting.called(new_id(), committee, facts, agenda, at=work.now())
            work.meetings.save(meeting)
            work.publish(MeetingCalled, meeting)
            tell_members(work, meeting)
            work.audit("meeting.called", meeting.id, committee_id=committee_id)
            return work.commit(versioned(meeting))

    def _agenda_item(self, work, committee, place, asked):
        """What the item concerns: the organisation it names, and the one whose commitment is talked about."""
        concerned = {asked.get("organisation_id")}
        if asked.get("organisation_id"):
            require_organisation(work, asked["organisation_id"], f"/agenda/{place}/organisation_id")
        if asked.get("commitment_id"):
            concerned.add(work.commitments.get(asked["commitment_id"]).owner)
        if asked.get("curriculum_change_id"):
            change = work.curriculum_changes.get(asked["curriculum_change_id"])
            _require_own(change, committee, f"/agenda/{place}/curriculum_change_id")
        return AgendaItem(
            id=new_id(),
            title=LocalText(**asked["title"]),
            concerns=tuple(sorted(concerned - {None, DIRECTORATE})),
            commitment_id=asked.get("commitment_id"),
            curriculum_change_id=asked.get("curriculum_change_id"),
        )

    @rpc
    def list_meetings(self, after=None, limit=50, committee_id=None, state=None):
        with self.work.reading() as work:
            return listed(work.meetings.page(narrowed(committee_id=committee_id, state=state), after, limit))

    @rpc
    def get_meeting(self, meeting_id):
        with self.work.reading() as work:
            return versioned(work.meetings.get(meeting_id))

    # who is there

    @rpc
    def give_proxy(self, meeting_id, seat_id, to_seat_id, expected_version=None):
        with self.work() as work:
            meeting = work.meetings.get(meeting_id, version=expected_version)
            meeting.give_proxy(seat_id, to_seat_id, work.seats.of(meeting.committee_id))
            work.meetings.save(meeting)
            work.audit("proxy.given", meeting_id, seat_id=seat_id, to_seat_id=to_seat_id)
            return work.commit(versioned(meeting))

    @rpc
    def withdraw_proxy(self, meeting_id, seat_id, expected_version=None):
        with self.work() as work:
            meeting = work.meetings.get(meeting_id, version=expected_version)
            meeting.withdraw_proxy(seat_id, work.seats.of(meeting.committee_id))
            work.meetings.save(meeting)
            work.audit("proxy.withdrawn", meeting_id, seat_id=seat_id)
            return work.commit(versioned(meeting))

    @rpc
    def record_attendance(self, meeting_id, present, expected_version=None):
        with self.work() as work:
            meeting = work.meetings.get(meeting_id, version=expected_version)
            meeting.record_attendance(present, work.seats.of(meeting.committee_id), at=work.now())
            work.meetings.save(meeting)
            work.audit("attendance.recorded", meeting_id, seats=len(present))
            return work.commit(versioned(meeting))

    # its course

    @rpc
    def open_meeting(self, meeting_id, expected_version=None):
        with self.work() as work:
            meeting = work.meetings.get(meeting_id, version=expected_version)
            meeting.open(work.seats.of(meeting.committee_id), at=work.now())
            work.meetings.save(meeting)
            if meeting.state == "without_quorum":
                work.publish(MeetingHeld, meeting)
            work.audit("meeting.opened", meeting_id, **meeting.quorum.facts())
            return work.commit(versioned(meeting))

    @rpc
    def close_meeting(self, meeting_id, expected_version=None):
        with self.work() as work:
            meeting = work.meetings.get(meeting_id, version=expected_version)
            meeting.close(at=work.now())
            work.meetings.save(meeting)
            work.publish(MeetingHeld, meeting)
            work.audit("meeting.closed", meeting_id)
            return work.commit(versioned(meeting))

    @rpc
    def cancel_meeting(self, meeting_id, reason, expected_version=None):
        with self.work() as work:
            meeting = work.meetings.get(meeting_id, version=expected_version)
            meeting.cancel(reason, at=work.now())
            work.meetings.save(meeting)
            work.publish(MeetingCancelled, meeting)
            tell_members(work, meeting)
            work.audit("meeting.cancelled", meeting_id)
            return work.commit(versioned(meeting))

    # minutes

    @rpc
    def write_minutes(self, meeting_id, text, reason=None, expected_version=None):
        with self.work() as work:
            work.meetings.get(meeting_id).require_opened()
            minutes = work.minutes.of(meeting_id, version=expected_version)
            minutes.write(text, reason, at=work.now())
            work.minutes.save(minutes)
            work.audit("minutes.written", meeting_id, number=minutes.versions[-1].number)
            return work.commit(versioned(minutes))

    @rpc
    def approve_minutes(self, meeting_id, digest, expected_version=None):
        with self.work() as work:
            minutes = work.minutes.get(meeting_id, version=expected_version)
            minutes.approve(digest, at=work.now())
            work.minutes.save(minutes)
            work.audit("minutes.approved", meeting_id, number=minutes.versions[-1].number, digest=digest)
            return work.commit(versioned(minutes))

    @rpc
    def get_minutes(self, meeting_id):
        with self.work.reading() as work:
            return versioned(work.minutes.get(meeting_id))


def _require_own(change, committee, pointer):
    """A committee decides on what its own institute teaches."""
    if change.institute_id != committee.institute_id:
        text = "A committee decides on the programmes of its own institute."
        wrong = fault(pointer, "curriculum_change.other_institute", text)
        raise Invalid("meeting.invalid", "This cannot be on the agenda.", errors=[wrong])
