"""What a company may know: who shares with it by name, the others under a pseudonym or not at all.

Asked anew at every reading: a consent that was withdrawn counts at once. The directorate's own staff see everyone.
"""

from multaqa.sharing import is_shared

SEE_EVERYONE = ("administrator", "staff")


class CompanyView:
    def __init__(self, work):
        self._work = work
        self._sees_everyone = work.context.role in SEE_EVERYONE

    def known(self, persons, edition_id, organisation_id):
        """Those of these persons, in their order, whom the organisation may know at this edition."""
        if self._sees_everyone:
            return list(persons)
        names = self._work.organisations.names_of(organisation_id)
        general = self._work.persons.said(persons)
        special = self._work.sharing.said(names, edition_id, persons)
        return [id for id in persons if is_shared([*general.get(id, ()), *special.get(id, ())])]

    def of_those_who_share(self, entities, person_id):
        """Those of these offers or interviews whose organisation may know the person."""
        places = {(one.edition_id, one.organisation_id) for one in entities}
        open_to = {place for place in places if self.known([person_id], *place)}
        return [one for one in entities if (one.edition_id, one.organisation_id) in open_to]

    def told(self, entities, shown):
        """These interviews or hirings as `shown` tells them, under the pseudonym where the person does not share."""
        named = {}
        for one in entities:
            named.setdefault((one.edition_id, one.organisation_id), set()).add(one.candidate_id)
        known = {place: set(self.known(sorted(persons), *place)) for place, persons in named.items()}
        pseudonyms = self._work.candidates.pseudonyms_of({one.candidate_id for one in entities})
        return [
            {**shown(one), "candidate_id": self._name(one, known[one.edition_id, one.organisation_id], pseudonyms)}
            for one in entities
        ]

    @staticmethod
    def _name(one, known, pseudonyms):
        """Whoever was erased is kept under the pseudonym already."""
        return one.candidate_id if one.candidate_id in known else pseudonyms.get(one.candidate_id, one.candidate_id)
