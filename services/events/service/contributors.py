"""Who has a part in an edition without being registered: who speaks, competes, judges or receives people at a stand."""

from multaqa.messages.events import ContestMoved, EditionNoticeSent, SpeakersChanged
from services.events.domain.edition.notice import EditionNotice
from services.events.service.contests.letters import told_as

UNSPOKEN = "fr"
"""The language of a representative who was named without one."""


def contributor_ids(work, edition):
    """Those whom the directory knows; of an edition that is not announced nobody was told yet."""
    if not edition.was_announced:
        return []
    speakers = {id for activity in work.activities.of(edition.id) if activity.is_planned for id in activity.speaker_ids}
    entrants = {id for entry in work.entries.standing_at(edition.id) for id in entry.person_ids}
    return sorted(speakers | entrants | {one.person_id for one in _hosts(work, edition) if one.person_id})


def send_notice(work, edition):
    """To jurors and representatives who are only known by a name and an address, each address once."""
    named = [one for one in _hosts(work, edition) if one.email and not one.person_id]
    addressees = {
        one.email.casefold(): {
            "name": one.name,
            "email": one.email,
            "language": getattr(one, "language", UNSPOKEN),
        }
        for one in named
    }
    if edition.was_announced and addressees:
        work.publish(EditionNoticeSent, EditionNotice(edition), addressees=list(addressees.values()))


def tell_speakers(work, edition, activity, before=()):
    """Who is put on the programme, or taken off it, hears of it once the programme is public."""
    named, released = set(activity.speaker_ids) - set(before), set(before) - set(activity.speaker_ids)
    if edition.was_announced and (named or released):
        work.publish(SpeakersChanged, activity, named_ids=sorted(named), released_ids=sorted(released))


def taking_part_in(work, activity):
    """Those whom the directory knows of the jury and the entrants of what is judged there."""
    contests = work.contests.unjudged_in(activity.id)
    jurors = work.jurors.active_in([contest.id for contest in contests])
    entries = [entry for contest in contests for entry in work.entries.standing_in(contest.id)]
    return {id for entry in entries for id in entry.person_ids} | {one.person_id for one in jurors if one.person_id}


def tell_jurors(work, edition, activity):
    """Those who are only known by an address: what they judge there has other times, another room, or no place."""
    for contest in work.contests.unjudged_in(activity.id) if edition.was_announced else ():
        jurors = [one for one in work.jurors.active_in([contest.id]) if one.email and not one.person_id]
        if jurors:
            told = {"juror_ids": [one.id for one in jurors], "addressees": [one.addressee for one in jurors]}
            work.publish(ContestMoved, told_as(contest), **activity.place_and_time(edition), **told)


def _hosts(work, edition):
    stands = [stand.id for stand in work.stands.standing_at(edition.id)]
    jurors = work.jurors.active_in([contest.id for contest in work.contests.unjudged_at(edition.id)])
    return [*(one for one in work.representatives.of_stands(stands) if one.is_present), *jurors]
