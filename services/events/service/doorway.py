"""How scans become facts: believed or not, judged with those already known, and told where they change who is in."""

from datetime import datetime

from multaqa.errors import Invalid
from multaqa.ids import derived_id, new_id
from multaqa.messages.events import AttendeeCheckedIn, CheckInUndone
from services.events.domain.badge import Token
from services.events.domain.doorway import objection_to, refusal_of
from services.events.domain.scan import DeviceClock, Scan, answer, entry_among, judge
from services.events.keys import verifies


class Doorway:
    """The scans of one edition in one unit of work.

    The registration is saved with its scans: its version puts two who scan one person at the same time in one order.
    """

    def __init__(self, work, edition, keys, *, source, device_id=None, device_now=None):
        self.work, self.edition, self.source, self.device_id = work, edition, source, device_id
        self.public = {key.id: key.public for key in keys}
        self.clock = DeviceClock.showing(device_now, work.now())

    def take(self, told):
        """An answer to each scan, in their order; one that was told before is answered as before."""
        read = [self._read(**one) for one in told]
        known = self.work.scans.marked({scan.mark for scan in read})
        fresh = {scan.mark: scan for scan in reversed(read) if scan.mark not in known}
        self._admit(list(fresh.values()))
        first = {**known, **fresh}
        return [_answered(scan, first[scan.mark]) for scan in read]

    def enter_by_hand(self, registration, nonce):
        """Somebody at the door knows who it is; nothing is asked of a badge or of the calendar."""
        scan = self._scan(nonce, "entry", self.work.now())
        scan.registration_id, scan.category = registration.id, registration.category
        changed = self._judge([scan], {registration.id: registration})
        scan.answer = scan.verdict
        self.work.scans.save_all([scan, *changed])
        return scan

    # believing

    def _read(self, nonce, token, kind="entry", at=None):
        scan = self._scan(nonce, kind, datetime.fromisoformat(at) if at else self.work.now() + self.clock.off)
        try:
            read = Token.read(token)
        except Invalid:
            scan.refuse("unreadable")
            return scan
        scan.claimed = read.badge.registration_id
        if verdict := self._doubt(read, scan.at):
            scan.refuse(verdict)
        else:
            scan.registration_id = scan.claimed
        return scan

    def _scan(self, nonce, kind, device_at):
        mark = derived_id("scan", self.edition.id, self.device_id or self.work.context.principal, nonce)
        return Scan(
            new_id(), mark, self.edition.id, None, None, self.device_id, nonce, kind, self.source,
            self.work.context.principal,
            at=self.clock.put_right(device_at), device_at=device_at, told_at=self.work.now(),
            clock_off_s=self.clock.off_s,
        )  # fmt: skip

    def _doubt(self, read, at):
        public = self.public.get(read.badge.key_id)
        if public is None:
            return "foreign"
        if not verifies(public, read.signature, read.badge.signed):
            return "forged"
        return refusal_of(read.badge, self.edition, at)

    # admitting

    def _admit(self, fresh):
        registrations = self.work.registrations.of_edition(
            self.edition.id, {scan.registration_id for scan in fresh if scan.registration_id}
        )
        for scan in fresh:
            if scan.registration_id:
                self._confront(scan, registrations.get(scan.registration_id))
        admitted = [scan for scan in fresh if scan.registration_id and scan.counts]
        changed = self._judge(admitted, registrations)
        for scan in fresh:
            scan.answer = scan.verdict
        self.work.scans.save_all([*fresh, *changed])

    def _confront(self, scan, registration):
        if registration is None:
            scan.registration_id = None
            scan.refuse("unknown")
            return
        scan.category = registration.category
        objection = objection_to(registration, self.edition, scan.at)
        if objection and self.source == "offline":
            scan.conflict = objection
        elif objection:
            scan.refuse(objection)

    def _judge(self, admitted, registrations):
        """Settle each registration that was scanned; gives the scans known before that now count otherwise."""
        scanned = {scan.registration_id for scan in admitted}
        known = self.work.scans.of_registrations(scanned) if scanned else []
        changed = []
        for id in sorted(scanned):
            scans = [scan for scan in (*known, *admitted) if scan.registration_id == id]
            changed += [scan for scan in judge(scans, reentry=self.edition.reentry) if scan.version]
            settle(self.work, registrations[id], scans)
        return changed


def settle(work, registration, scans):
    """What the scans mean for the registration: since when the person is there.

    The other rooms hear of it when the person counts as come and did not before, or the other way round.
    """
    entry, had_come = entry_among(scans), registration.is_checked_in
    if entry is None:
        registration.undo_check_in()
    elif registration.has_badge and registration.checked_in_at != entry.at:
        registration.check_in(at=entry.at)
    work.registrations.save(registration)
    if registration.is_checked_in != had_come:
        work.publish(CheckInUndone if had_come else AttendeeCheckedIn, registration)


def _answered(scan, first):
    """A repeat gets the first answer; a nonce given to another badge is a mistake of the device."""
    if scan.claimed != first.claimed:
        return {**scan.answered(), "scan_id": None, **answer("nonce_reused")}
    return first.answered()
