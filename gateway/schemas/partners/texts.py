"""The texts of agreements over HTTP: their versions, what changed between them, the templates of their clauses."""

from marshmallow import fields

from gateway.schemas.partners.agreements import Clause, NewParty, TemplateReference, Terms
from gateway.schemas.shape import LocalText, PageQuery, Shape, identifier, list_of, moment, nested, number, one_of, text


class TextVersion(Shape):
    number = number(1, required=True)
    digest = text(64, required=True)
    written_at = moment(required=True)
    proposed_by = identifier(required=True, allow_none=True)
    note = text(2000, required=True, allow_none=True)


class TextOfVersion(Terms):
    title = nested(LocalText, required=True)
    parties = list_of(NewParty, 20, required=True)
    clauses = list_of(Clause, 100, required=True)
    template = nested(TemplateReference, required=True, allow_none=True)


class WholeTextVersion(TextVersion):
    text = nested(TextOfVersion, required=True)


class TextVersions(Shape):
    items = list_of(TextVersion, 1000, required=True)


class DifferenceQuery(Shape):
    older = number(1, 100_000, metadata={"description": "Absent: the parent of an amendment, or the version before."})
    newer = number(1, 100_000, metadata={"description": "Absent: the text as it stands."})


class ComparedText(Shape):
    agreement_id = identifier(required=True)
    number = number(1, required=True)


class Run(Shape):
    """Neighbouring words with one fate."""

    change = one_of("kept", "removed", "added", required=True)
    words = fields.String(required=True)


class Runs(Shape):
    fr = list_of(Run, 12_000, required=True)
    ar = list_of(Run, 12_000, required=True)


class ClauseChange(Shape):
    code = identifier(required=True)
    change = one_of("kept", "changed", "added", "removed", required=True)
    title = nested(Runs, required=True)
    body = nested(Runs, required=True)


class TermChange(Shape):
    term = text(40, required=True)
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)


class Difference(Shape):
    """What changed between two texts, clause by clause and word by word."""

    older = nested(ComparedText, required=True)
    newer = nested(ComparedText, required=True)
    clauses = list_of(ClauseChange, 200, required=True)
    terms = list_of(TermChange, 20, required=True)


class NewClauseTemplate(Shape):
    code = identifier(required=True)
    name = nested(LocalText, required=True)
    clauses = list_of(Clause, 100, least=1, required=True)


class ClauseTemplate(NewClauseTemplate):
    id = identifier(required=True)
    number = number(1, required=True)
    published_at = moment(required=True)


class ClauseTemplateQuery(PageQuery):
    code = identifier(metadata={"description": "Only the versions of this template."})
