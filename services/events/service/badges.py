"""Badges: the token in a QR, on a screen or on paper."""

from base64 import b64encode
from contextlib import suppress

from multaqa.bus import due
from multaqa.errors import NotFound
from multaqa.ids import new_id
from multaqa.rpc import rpc
from services.events.documents.badges import Card
from services.events.documents.press import draw_qr, print_badges
from services.events.domain.badge import Badge
from services.events.domain.badge_print import BadgePrint, Part
from services.events.service.answers import listed
from services.events.snapshots import token_of

PRINT = "print_badges"
PDF = "application/pdf"
WITHIN_S = 90.0


class BadgeDesk:
    @rpc
    def badge_of(self, registration_id):
        with self.work.reading() as work:
            registration = work.registrations.get(registration_id)
            badge = Badge.of(registration, work.editions.get(registration.edition_id), self.keys.public("badge"))
        token = self._signed(badge)
        told = {"registration_id": registration.id, "edition_id": registration.edition_id, "token": token}
        return {**told, "expires_at": badge.expires_at.isoformat(), "svg": self.vault.run(draw_qr, token)}

    def _signed(self, badge):
        return token_of(badge, self.keys.named("badge", badge.key_id).private)

    @rpc
    def get_badge_document(self, registration_id):
        """The badge as a PDF of A6."""
        with self.work.reading() as work:
            registration = work.registrations.get(registration_id)
            (card,) = self._cards(work, work.editions.get(registration.edition_id), [registration])
        content = self.press.run(print_badges, [card], "a6")
        return _download(content, f"badge-{registration_id}.pdf")

    def _cards(self, work, edition, registrations):
        keys = self.keys.public("badge")
        signing = {key.id: self.keys.open(key).private for key in keys}
        persons = work.persons.named({one.person_id for one in registrations})
        badges = [Badge.of(one, edition, keys) for one in registrations]
        return [
            _card(edition, one, persons.get(one.person_id, {}), token_of(badge, signing[badge.key_id]))
            for one, badge in zip(registrations, badges, strict=True)
        ]

    # for many

    @rpc
    def ask_badges(self, edition_id, layout, category=None, registration_ids=None):
        with self.work() as work:
            edition = work.editions.get(edition_id)
            chosen = [one.id for one in work.registrations.with_badge(edition.id, category)]
            if registration_ids:
                chosen = [id for id in chosen if id in set(registration_ids)]
            asked = BadgePrint.asked(new_id(), edition.id, layout, chosen, at=work.now())
            work.badge_prints.save(asked)
            work.schedule(PRINT, asked.id, work.now())
            return work.commit(asked.facts())

    @due(PRINT)
    def print_next_badges(self, due):
        """One part after the other, so that no transaction waits for paper."""
        with self.work.reading() as work:
            asked = work.badge_prints.find(due.key)
            cards = self._cards_of(work, asked) if asked else []
        file = self._printed(asked, cards) if cards else None
        with self.work() as work:
            if asked and not asked.is_done:
                asked.add(Part(file["id"] if file else "", len(cards)))
                work.badge_prints.save(asked)
                if not asked.is_done:
                    work.schedule(PRINT, asked.id, work.now())
            work.commit()

    def _cards_of(self, work, asked):
        edition = work.editions.get(asked.edition_id)
        found = work.registrations.of_edition(edition.id, asked.next_part())
        good = [found[id] for id in asked.next_part() if id in found and found[id].has_badge]
        return self._cards(work, edition, [one for one in good if not one.is_forgotten])

    def _printed(self, asked, cards):
        content = self.press.run(print_badges, cards, asked.layout, within_s=WITHIN_S)
        return self.files.put([content], f"badges-{asked.id}-{len(asked.parts) + 1}.pdf", PDF)

    @rpc
    def list_badge_prints(self, edition_id, after=None, limit=50):
        with self.work.reading() as work:
            return listed(work.badge_prints.page({"edition_id": work.editions.get(edition_id).id}, after, limit))

    @rpc
    def get_badge_print(self, print_id):
        with self.work.reading() as work:
            return work.badge_prints.get(print_id).facts()

    @rpc
    def get_printed_badges(self, print_id, number):
        with self.work.reading() as work:
            part = work.badge_prints.get(print_id).part(int(number) if number.isdigit() else 0)
        content = b"".join(self.files.open(part.file_id)) if part.file_id else b""
        return _download(content, f"badges-{print_id}-{number}.pdf")

    def _forget_printed(self, work, registration_ids):
        """Paper shows names: whatever was printed with one of these goes, and can be printed again without them."""
        for asked in work.badge_prints.showing(registration_ids):
            work.badge_prints.remove(asked.id)
            work.unschedule(PRINT, asked.id)
            for part in asked.parts:
                self._remove_file(part.file_id)

    def _remove_file(self, file_id):
        with suppress(NotFound):  # the message came before, and the file went then
            self.files.remove(file_id)


def _card(edition, registration, person, token):
    names = {name: person.get(name) or "" for name in ("name_latin", "name_arabic")}
    place = {"venue": edition.venue, "starts_at": edition.starts_at, "ends_at": edition.ends_at}
    return Card(edition.series_name, edition.number, category=registration.category, token=token, **place, **names)


def _download(content, filename):
    return {"content": b64encode(content).decode(), "media_type": PDF, "filename": filename}
