"""Activities: planned without clashes, moved, cancelled; the programme of an edition in the order of its times."""

from multaqa.ids import new_id
from multaqa.messages.events import ActivityCancelled, ActivityChanged, ActivityPlanned
from multaqa.rpc import rpc
from services.events.domain import Activity
from services.events.service.contributors import taking_part_in, tell_jurors, tell_speakers
from services.events.service.quotas import set_activity_room


class ActivityDesk:
    @rpc
    def plan_activity(self, edition_id, facts):
        with self.work() as work:
            edition = work.editions.get(edition_id)
            activity = Activity.planned(new_id(), edition, facts, at=work.now())
            activity.refuse_agreements(work.agreements.named(activity.agreement_ids))
            self._keep_activity(work, activity, edition)
            work.publish(ActivityPlanned, activity)
            tell_speakers(work, edition, activity)
            return work.commit(activity.record())

    @rpc
    def list_activities(self, edition_id, after=None, limit=50, day=None, room=None, kind=None):
        with self.work.reading() as work:
            asked = {"day": day, "room": room, "kind": kind}
            page = work.activities.listed(work.editions.get(edition_id).id, asked, after, limit)
            return {"items": _shown(work, page.items), "next": page.next}

    @rpc
    def get_activity(self, activity_id):
        with self.work.reading() as work:
            return _shown(work, [work.activities.get(activity_id)])[0]

    @rpc
    def change_activity(self, activity_id, facts, expected_version=None):
        with self.work() as work:
            activity = work.activities.get(activity_id, version=expected_version)
            edition = work.editions.get(activity.edition_id)
            before = activity.speaker_ids
            moved = activity.change(edition, facts, at=work.now())
            activity.refuse_agreements(work.agreements.named(activity.agreement_ids))
            self._keep_activity(work, activity, edition)
            told = _told(work, edition, activity, before)
            work.publish(ActivityChanged, activity, moved=moved, speaker_ids=told)
            if moved:
                tell_jurors(work, edition, activity)
            tell_speakers(work, edition, activity, before)
            return work.commit(activity.record())

    @rpc
    def cancel_activity(self, activity_id, reason, expected_version=None):
        with self.work() as work:
            activity = work.activities.get(activity_id, version=expected_version)
            edition = work.editions.get(activity.edition_id)
            activity.cancel(edition, reason, at=work.now())
            self._keep_activity(work, activity, edition)
            told = _told(work, edition, activity, activity.speaker_ids)
            work.publish(ActivityCancelled, activity, speaker_ids=told)
            tell_jurors(work, edition, activity)
            work.audit("activity.cancelled", activity_id)
            return work.commit(activity.record())

    @staticmethod
    def _keep_activity(work, activity, edition):
        """Two who plan at once meet at the programme: the second decides again, and sees the first."""
        if activity.is_planned:
            activity.refuse_clashes(work.activities.during(activity))
        work.activities.save(activity)
        if activity.capacity is not None:
            set_activity_room(work, edition, activity.id, activity.capacity if activity.is_planned else None)
        work.programmes.touch(activity.edition_id, work.now())

    # a person's rights

    def _speaking_told(self, work, person_id):
        return {"speaks_at": [one.facts() for one in work.activities.spoken_at_by(person_id)]}

    def _forget_speaking(self, work, person_id):
        for activity in work.activities.spoken_at_by(person_id):
            activity.forget_speaker(person_id)
            work.activities.save(activity)


def _told(work, edition, activity, before):
    """Who spoke there and still does, or is judged or judges there.

    Whoever is new as a speaker is told so instead, with the time and the room as they are now.
    """
    if not edition.was_announced:
        return []
    return sorted((set(activity.speaker_ids) & set(before)) | taking_part_in(work, activity))


def _shown(work, activities):
    """Each with the agreements that are signed there, as far as they are known."""
    known = work.agreements.named([id for activity in activities for id in activity.agreement_ids])
    return [
        {**activity.record(), "agreements": [_signed(id, known[id]) for id in activity.agreement_ids if id in known]}
        for activity in activities
    ]


def _signed(id, agreement):
    return {"id": id, "kind": agreement["kind"], "title": agreement["title"], "parties": agreement["parties"]}
