"""The season's rows: what the script says against what the API answers, fact by fact.

A row is here only when the product can answer it; `LATER` says in words which parts of the facts are not played yet.
"""

from collections.abc import Callable, Iterator

from scenarios.api import Api
from scenarios.checks import (
    classes,
    creators,
    credentials,
    editions,
    foresight,
    forum,
    jobs,
    juries,
    observatory,
    partnership,
    replanning,
    stands,
    telling,
    tenancy,
)
from scenarios.report import Row
from scenarios.stage import Stage

LATER: tuple[str, ...] = ()
Check = Callable[[Stage], Iterator[Row]]

CHECKS: tuple[Check, ...] = (
    partnership.framework_agreement,
    partnership.institute,
    partnership.committee,
    partnership.conventions,
    foresight.ceremony,
    foresight.foresight,
    classes.classes,
    editions.editions,
    editions.creators,
    creators.meetings,
    juries.juries,
    credentials.credentials,
    forum.forum_registration,
    forum.forum_doors,
    forum.forum_companies,
    stands.stands,
    stands.leads,
    stands.funnel,
    stands.edition_over_edition,
    forum.explanations,
    forum.interviews,
    replanning.turns,
    replanning.rulings,
    replanning.telling,
    telling.mails,
    jobs.hirings,
    telling.webhooks,
    jobs.insertion,
    observatory.observatory,
)


def rows(stage: Stage, beside: Api) -> list[Row]:
    """Every row of the season in the order of the facts, then those of the tenant beside it, which must be empty."""
    season = [row for check in CHECKS for row in check(stage)]
    return [*sorted(season, key=lambda row: row.fact), *tenancy.other_tenant_is_empty(beside)]
