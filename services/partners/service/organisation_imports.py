"""Organisations from a table and into one.

A table is sent once, checked in the background, and shown with what it would change and every fault by line; what was
found right is then taken over group by group, while no other command changes organisations: all of its lines or none.
"""

from base64 import b64decode, b64encode
from contextlib import suppress
from datetime import timedelta
from itertools import islice

from multaqa.bus import due
from multaqa.errors import Invalid, NotFound
from multaqa.ids import new_id
from multaqa.media_types import CSV_TYPE
from multaqa.messages.partners import OrganisationRegistered
from multaqa.rpc import rpc
from multaqa.tables import fault, faults_of
from services.partners.domain import Organisation
from services.partners.domain.organisation_import import Figures, OrganisationImport, Spoken, WrongLine, revised
from services.partners.organisation_table import read_organisations, written
from services.partners.service.organisations import keep_change, told

KEPT = timedelta(days=1)
AT_ONCE = 500


class OrganisationImportDesk:
    @rpc
    def import_organisations(self, content, media_type):
        with self.work() as work:
            file = self.files.put([b64decode(content)], "organisations", media_type)
            run = OrganisationImport(new_id(), file["id"], media_type, work.context.principal, work.now())
            work.organisation_imports.save(run)
            work.schedule("organisation_import_check", run.id, work.now())
            work.schedule("organisation_import_expiry", run.id, work.now() + KEPT)
            return work.commit(run.facts())

    @rpc
    def get_organisation_import(self, import_id):
        with self.work.reading() as work:
            return work.organisation_imports.get(import_id).facts()

    @rpc
    def apply_organisation_import(self, import_id):
        with self.work() as work:
            run = work.organisation_imports.get(import_id)
            run.apply(work.organisation_imports.underway())
            work.organisation_imports.save(run)
            work.schedule("organisation_import_apply", run.id, work.now())
            work.audit("organisation_import.applied", run.id, lines=run.figures.lines)
            return work.commit(run.facts())

    @rpc
    def export_organisations(self):
        with self.work.reading() as work:
            organisations = list(work.organisations.live())
        content = self.pool.run(written, organisations)
        return {"content": b64encode(content).decode(), "media_type": CSV_TYPE, "filename": "organisations.csv"}

    @due("organisation_import_check")
    def check_organisation_import(self, due):
        with self.work.reading() as work:
            run = work.organisation_imports.get(due.key)
            lines, errors, count = self._read(work, run)
            groups = list(_groups(lines))
            figures, contradictions = _try_out(work, groups)
        with self.work() as work:
            run = work.organisation_imports.get(due.key)
            figures.lines = count
            run.check(figures, [*errors, *contradictions], len(groups), at=work.now())
            work.organisation_imports.save(run)
            work.organisation_import_lines.keep(run.id, groups if run.state == "checked" else [])
            work.commit()

    def _read(self, work, run):
        content = b"".join(self.files.open(run.file_id))
        sectors = frozenset(work.sectors.known().sectors)
        try:
            return self.pool.run(read_organisations, content, run.media_type, sectors)
        except Invalid as refused:
            return [], faults_of(refused), 0

    @due("organisation_import_apply")
    def take_over_organisations(self, due):
        """Look once more whether all of it is right; from then on nothing else changes organisations."""
        with self.work.reading() as work:
            run = work.organisation_imports.get(due.key)
            groups = (work.organisation_import_lines.group(run.id, place) for place in range(run.groups))
            _, errors = _try_out(work, groups)
        with self.work() as work:
            run = work.organisation_imports.get(due.key)
            if errors:
                run.refuse(errors, at=work.now())
                work.organisation_imports.save(run)
            else:
                work.schedule("organisation_import_group", run.id, work.now(), place=0)
            work.commit()

    @due("organisation_import_group")
    def take_over_group(self, due):
        """One group in one transaction with its messages; whatever dies, the next attempt goes on with this one."""
        with self.work() as work:
            run, place = work.organisation_imports.get(due.key), due.facts["place"]
            lines = work.organisation_import_lines.group(run.id, place)
            run.note(_take_over(work, lines, Spoken(), Figures(), keeps=True))
            if place + 1 < run.groups:
                work.schedule("organisation_import_group", run.id, work.now(), place=place + 1)
            else:
                run.settle(at=work.now())
            work.organisation_imports.save(run)
            work.commit()

    @due("organisation_import_expiry")
    def forget_organisation_import(self, due):
        with self.work() as work:
            run = work.organisation_imports.get(due.key)
            if run.state == "applying":
                work.schedule("organisation_import_expiry", run.id, work.now() + KEPT)
            else:
                run.expire(at=work.now())
                work.organisation_imports.save(run)
                work.organisation_import_lines.forget(run.id)
                with suppress(NotFound):  # it went in an attempt that was not committed
                    self.files.remove(run.file_id)
            work.commit()


def _try_out(work, groups):
    """What the groups would change, and each line that contradicts another one or what is known."""
    figures, errors, spoken = Figures(), [], Spoken()
    for group in groups:
        errors += _take_over(work, group, spoken, figures, keeps=False)
    return figures, errors


def _groups(lines):
    """A few hundred at a time: between two groups the event loop serves others."""
    rest = iter(lines)
    while group := list(islice(rest, AT_ONCE)):
        yield group


def _take_over(work, lines, spoken, figures, *, keeps):
    """One group of lines: who is meant is looked up at once, and who is new is inserted at once; the wrong lines."""
    known, created, errors = work.organisations.meant_by(lines), [], []
    for line in lines:
        try:
            organisation = known.meant_by(line)
            spoken.add(line, organisation)
        except WrongLine as wrong:
            errors.append(fault(line.number, wrong.column, wrong.code, wrong.text, **wrong.facts))
        else:
            _count(work, organisation, line, created, figures, keeps=keeps)
    if keeps:
        _add(work, created)
    return errors


def _count(work, organisation, line, created, figures, *, keeps):
    if organisation is None:
        figures.created += 1
        created.append(line)
        return
    changes = revised(organisation, line)
    figures.changed += bool(changes)
    figures.unchanged += not changes
    if keeps:
        keep_change(work, organisation, changes)


def _add(work, lines):
    organisations = [Organisation.registered(new_id(), line.facts) for line in lines]
    work.organisations.add_all(organisations)
    work.organisation_history.add_all(told(work, organisation, "registered") for organisation in organisations)
    for organisation in organisations:
        work.publish(OrganisationRegistered, organisation)
