"""A directorate's own templates and branding: written, shown as they will look, withdrawn, brought back."""

from dataclasses import asdict

from multaqa.clock import SystemClock
from multaqa.errors import Invalid, NotFound
from multaqa.rpc import rpc
from services.notifications.domain import (
    CHANNELS,
    LANGUAGES,
    PHONE_CHANNELS,
    TOLD,
    Branding,
    Recipient,
    Send,
    TemplateVersion,
)
from services.notifications.shapes import READER, paths, sample_of, shapes_of
from services.notifications.templating import UNRENDERABLE, told_fault
from services.notifications.writing import Known

NOBODY = "someone@example.org"
PARTS = ("subject", "text", "html")
LINK = "fes-meknes.0000000000000000000000000000000000000000000"


class TemplateDesk:
    @rpc
    def list_templates(self):
        """Those that the directorate wrote, and what lacks its other language."""
        with self.work.reading() as work:
            templates = work.templates.all()
            standing = {(one.type, one.channel, one.language) for one in templates if one.stands}
            items = [{**one.facts(), "missing": _missing(one, standing)} for one in templates]
            return {"items": items, "next": None}

    @rpc
    def get_template(self, type, channel, language):
        with self.work.reading() as work:
            template = work.templates.written(type, channel, language)
            standing = {(type, channel, one) for one in LANGUAGES if work.templates.of(type, channel, one).stands}
            return {**template.facts(), "missing": _missing(template, standing)}

    @rpc
    def write_template(self, type, channel, language, facts):
        _known(type, channel, language)
        self._checked(type, channel, language, facts)
        with self.work() as work:
            template = work.templates.of(type, channel, language)
            made = template.put(facts, work.context.principal, work.now())
            return self._kept(work, template, "template.written", number=made.number)

    @rpc
    def restore_template(self, type, channel, language, number):
        with self.work() as work:
            template = work.templates.written(type, channel, language)
            template.restore(number)
            return self._kept(work, template, "template.restored", number=number)

    @rpc
    def withdraw_template(self, type, channel, language):
        with self.work() as work:
            template = work.templates.written(type, channel, language)
            template.withdraw()
            return self._kept(work, template, "template.withdrawn")

    @rpc
    def preview_template(self, type, channel, language, facts):
        """As somebody would read it, with the sample of the type: these words, or those that stand now.

        `names` are the fields that a template may name.
        """
        _known(type, channel, language)
        with self.work.reading() as work:
            template, branding = work.templates.of(type, channel, language), work.branding.own()
            own = self._checked(type, channel, language, facts) if facts else template.stands
            send, known = _sampled(type, channel, language, branding, own)
            write = self.post.writer.line if channel in PHONE_CHANNELS else self.post.writer.write
            return {**asdict(write(send, known)), "names": paths(shapes_of(type))}

    def _checked(self, type, channel, language, facts):
        """A version of these words, rendered once with the sample; Invalid names each part and line that is wrong."""
        wording = {part: facts.get(part) for part in PARTS}
        own = TemplateVersion(
            0, wording["subject"] or "", wording["text"] or "", wording["html"], SystemClock().now(), ""
        )
        faults = self.post.writer.faults_in(wording, language, shapes_of(type), channel)
        if not wording["text"]:
            faults = [told_fault("/text", "field.required", "This field is required.")]
        if not faults:
            send, known = _sampled(type, channel, language, Branding(), own)
            try:
                self.post.writer.write_own(send, known, own)
            except UNRENDERABLE as error:
                faults = [told_fault("/text", "template.unrenderable", str(error))]
        if faults:
            raise Invalid("template.invalid", "This template cannot be used.", errors=faults)
        return own

    def _kept(self, work, template, what, **told):
        work.templates.save(template)
        work.audit(what, template.id, type=template.type, channel=template.channel, language=template.language, **told)
        return work.commit({**template.facts(), "missing": []})

    @rpc
    def get_branding(self):
        with self.work.reading() as work:
            return work.branding.own().facts()

    @rpc
    def set_branding(self, facts):
        with self.work() as work:
            branding = work.branding.own()
            branding.change(facts)
            work.branding.save(branding)
            work.audit("branding.set", branding.id)
            return work.commit(branding.facts())


def _known(type, channel, language):
    """NotFound, with what is wrong, for what is told to nobody in this way."""
    for name, value, known in (("type", type, TOLD), ("channel", channel, CHANNELS), ("language", language, LANGUAGES)):
        if value not in known:
            raise NotFound("template.not_found", f"Nobody is told anything by this {name}.", **{name: value})


def _missing(template, standing):
    """The languages in which the directorate says nothing of its own, though it does in the other."""
    if not any((template.type, template.channel, one) in standing for one in LANGUAGES):
        return []
    return [one for one in LANGUAGES if (template.type, template.channel, one) not in standing]


def _sampled(type, channel, language, branding, own):
    sample, now = sample_of(type), SystemClock().now()
    names = (READER["fr"], READER["ar"])
    recipient = Recipient("", *names, NOBODY, language)
    send = Send("", "", "", type, sample["told"], now, channel=channel)
    return send, Known(recipient, sample["edition"], link=LINK, branding=branding, own=own)
