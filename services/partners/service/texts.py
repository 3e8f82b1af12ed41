"""The texts of agreements: their rounds, what changed between them, and the templates they start from."""

from multaqa.ids import new_id
from multaqa.rpc import rpc
from services.partners.domain import ClauseTemplate, difference


class TextDesk:
    @rpc
    def list_text_versions(self, agreement_id):
        with self.work.reading() as work:
            agreement = work.agreements.get(agreement_id)
            return {"items": [round_.facts() for round_ in work.text_versions.of(agreement.id)]}

    @rpc
    def get_text_version(self, agreement_id, number):
        with self.work.reading() as work:
            agreement = work.agreements.get(agreement_id)
            round_ = work.text_versions.numbered(agreement.id, int(number) if number.isdecimal() else 0)
            return {**round_.facts(), "text": round_.text.facts()}

    @rpc
    def compare_texts(self, agreement_id, older=None, newer=None):
        """Without `older`: what an amendment changes in its parent, or else what the last round changed."""
        with self.work.reading() as work:
            agreement = work.agreements.get(agreement_id)
            now = work.text_versions.numbered(agreement.id, newer).text if newer else agreement.text
            owner, before = _before(work, agreement, now, older)
            compared = (
                {"agreement_id": owner, "number": before.number},
                {"agreement_id": agreement.id, "number": now.number},
            )
            return {"older": compared[0], "newer": compared[1], **difference(before, now).facts()}

    @rpc
    def publish_clause_template(self, facts):
        with self.work() as work:
            newest = work.clause_templates.newest(facts["code"])
            number = newest.number + 1 if newest else 1
            template = ClauseTemplate.published(new_id(), facts, number, at=work.now())
            work.clause_templates.save(template)
            work.audit("clause_template.published", template.id, code=template.code, number=number)
            return work.commit(template.facts())

    @rpc
    def list_clause_templates(self, after=None, limit=50, code=None):
        with self.work.reading() as work:
            page = work.clause_templates.page({"code": code} if code else {}, after, limit)
            return {"items": [template.facts() for template in page.items], "next": page.next}

    @rpc
    def get_clause_template(self, template_id):
        with self.work.reading() as work:
            return work.clause_templates.get(template_id).facts()


def _before(work, agreement, now, older):
    if older:
        return agreement.id, work.text_versions.numbered(agreement.id, older).text
    if agreement.is_amendment:
        return agreement.parent_id, work.agreements.get(agreement.parent_id).text
    return agreement.id, work.text_versions.numbered(agreement.id, max(1, now.number - 1)).text
