"""What a juror sees behind their link: the rubric, their own entries, their own scores; nobody else's."""

from multaqa.errors import NotFound
from multaqa.rpc import rpc
from services.events.domain.contest import who_closes

SIGNING = ("frozen", "published")


class JurorPageDesk:
    @rpc
    def read_jury_page(self, link):
        with self.work.reading() as work:
            juror = self._behind(work, link)
            contest, sheets = work.contests.get(juror.contest_id), work.sheets.of_juror(juror.contest_id, juror.id)
            entries = {entry.id: entry for entry in work.entries.of_contest(contest.id)}
            own = [entries[entry_id] for entry_id in juror.order if entry_id in entries]
            return {
                "contest_id": contest.id,
                "title": contest.facts()["title"],
                "state": contest.state,
                "rubric": contest.rubric.facts(),
                "juror": {name: getattr(juror, name) for name in ("id", "name", "language", "chair")},
                "handed_in": juror.has_handed_in,
                "entries": [_entry(entry, juror, sheets.get(entry.id)) for entry in own],
                "deliberation": self._items_of(work, contest, juror, entries),
                "minutes": self._to_sign(work, contest, juror),
            }

    def _items_of(self, work, contest, juror, entries):
        """What this juror may change or, as chair or deputy, close; how far they differ, not who gave what."""
        if contest.state != "deliberating":
            return []
        sheets = work.sheets.of_juror(contest.id, juror.id)
        items = [one for one in work.deliberation_items.of_contest(contest.id) if one.entry_id in entries]
        jury = work.jurors.of_contest(contest.id)
        closed = {id for id in entries if (closer := who_closes(id, jury)) and closer.id == juror.id}
        mine = [one for one in items if juror.id in one.given or one.entry_id in closed]
        return [
            _item(one, entries[one.entry_id], sheets.get(one.entry_id), closes=one.entry_id in closed) for one in mine
        ]

    def _to_sign(self, work, contest, juror):
        if contest.state not in SIGNING:
            return None
        minutes = work.jury_minutes.of_contest(contest.id)[0]
        answer = next((one.answer for one in minutes.answers if one.juror_id == juror.id), None)
        ranking = minutes.document["results"]["ranking"]
        titles = {one["entry_id"]: one["title"] for one in minutes.document["entries"]}
        return {
            "number": minutes.number,
            "digest": minutes.digest,
            "asked": juror.id in minutes.asked,
            "answer": answer,
            "ranking": [{"rank": one["rank"], "title": titles[one["entry_id"]]} for one in ranking],
        }

    @rpc
    def get_jury_file(self, link, entry_id, file_id):
        with self.work.reading() as work:
            juror = self._behind(work, link)
            if entry_id not in juror.order:
                raise NotFound("entry.not_found", "This entry is not among yours.", id=entry_id)
            file = work.entries.get(entry_id).file(file_id)
        return self._entry_file(file)


def _entry(entry, juror, sheet):
    return {
        "id": entry.id,
        "title": entry.facts()["title"],
        "files": [{"id": one.id, "name": one.name, "media_type": one.media_type} for one in entry.files],
        "declared": juror.has_declared(entry.id),
        "values": {code: one.value for code, one in sheet.scores.items()} if sheet else {},
    }


def _item(item, entry, sheet, *, closes):
    return {
        "id": item.id,
        "title": entry.facts()["title"],
        "criterion": item.criterion,
        "spread": item.spread,
        "points": sheet.points[item.criterion] if sheet and sheet.juror_id in item.given else None,
        "closed": not item.is_open,
        "closable": item.is_open and closes,
        "text": item.text,
    }
