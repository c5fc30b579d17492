"""Reads of selections: what a round is decided by, what it waits for, and a decision worked out again."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from uuid import UUID

from django.db.models import F, Q

from kernel.errors import NotFound
from shared_catalog.catalogue.models import Product
from shared_catalog.catalogue.types import ProductStatus
from shared_catalog.selection import rules
from shared_catalog.selection.models import (
    Adjudication,
    Application,
    ConflictOfInterest,
    Decision,
    Place,
    Round,
    Score,
)
from shared_catalog.selection.types import (
    CriterionKind,
    Facts,
    File,
    GateKind,
    GridTerms,
    Ground,
    Outcome,
    Pending,
    Placing,
    PriceAsked,
    Quota,
    Replay,
)

Points = Mapping[CriterionKind, int]


def terms_of(round_: Round) -> GridTerms:
    """The grid by which a round is judged."""
    return rules.read(round_.grid.terms)


def reference_of(asked: PriceAsked, *, besides: UUID) -> int | None:
    """What such a pack usually costs in centimes, by the recommended prices of approved products of other
    cooperatives in the category; None where there are none.
    """
    found = Product.objects.filter(
        category_id=asked.category_code, unit=asked.unit, status=ProductStatus.PUBLISHED
    ).exclude(cooperative_id=besides)
    prices = list(found.values_list("recommended_price_minor", "net_content"))
    return rules.reference_price(prices, content=asked.content)


def facts_of(application: Application) -> Facts:
    """What the file of an application said on the day it was entered."""
    asked, reference = application.price_minor, application.reference_minor
    return Facts(
        group=application.group,
        region=application.region_id,
        onssa=application.onssa,
        good_standing=application.good_standing,
        women_share=rules.share(application.members_women, application.members),
        rural_share=rules.share(application.members_rural, application.members),
        price_level=None if asked is None or reference is None else rules.share(asked, reference),
    )


def files(round_: Round, *, decision: int) -> list[File]:
    """All that the round's decision of this number is decided by, by number of application; four statements.

    What appeals against earlier decisions put right is in it, and what later ones do is not. A sheet or an
    adjudication of somebody with a conflict of interest does not count.
    """
    terms = terms_of(round_)
    conflicts = set(
        ConflictOfInterest.objects.filter(application__round=round_).values_list("application_id", "member")
    )
    scores = _scores(round_, conflicts)
    adjudged, corrected = _adjudications(round_, decision, conflicts)
    found = []
    applications = Application.objects.filter(round=round_).select_related("cooperative").order_by("number")
    for one in applications:
        given = scores[one.pk]
        scorers = tuple(sorted(given))
        by_kind = (
            {kind: tuple(given[who][kind] for who in scorers) for kind in given[scorers[0]]} if given else {}
        )
        wide = rules.to_adjudicate(terms, by_kind) if len(scorers) == rules.SCORERS else ()
        decided = {kind: points for kind, points in adjudged[one.pk].items() if kind in wide}
        found.append(
            File(
                number=one.number,
                cooperative=one.cooperative.code,
                facts=facts_of(one),
                scorers=scorers,
                scores=by_kind,
                decided=decided | corrected[one.pk],
            )
        )
    return found


def pending(round_: Round) -> Pending:
    """What the scoring of a round still waits for."""
    terms = terms_of(round_)
    wanted = rules.SCORERS if terms.judged else 0
    scores, adjudications = [], []
    for file in files(round_, decision=1):
        if rules.failed_gates(terms, file.facts):
            continue
        if len(file.scorers) < wanted:
            scores.append(file.number)
        elif wanted and set(rules.to_adjudicate(terms, file.scores)) - set(file.decided):
            adjudications.append(file.number)
    return Pending(scores=tuple(scores), adjudications=tuple(adjudications))


def decision(decision_id: UUID) -> Decision:
    """One decision with its round and grid. Raises NotFound."""
    found = Decision.objects.select_related("round__grid").filter(id=decision_id).first()
    if found is None:
        raise NotFound(kind="decision", id=decision_id)
    return found


def replay(decision_id: UUID) -> Replay:
    """Work a decision out again, and compare; six statements however large the round. Raises NotFound."""
    found = decision(decision_id)
    terms, places = terms_of(found.round), found.round.places
    given = files(found.round, decision=found.number)
    result = rules.decide(given, terms=terms, places=places)
    return Replay(
        recorded=bytes(found.digest),
        computed=rules.digest(given, terms=terms, places=places, result=result),
        same_places=list(_placings(found)) == list(result.placings),
    )


def _placings(of: Decision) -> Iterator[Placing]:
    """The places on record, as the rules know them."""
    quotas = {(q.dimension.value, q.value): q for q in terms_of(of.round).quotas}
    rows = Place.objects.filter(decision=of).select_related("application__cooperative").order_by("position")
    for row in rows:
        yield placing_of(row, quotas=quotas)


def placing_of(row: Place, *, quotas: Mapping[tuple[str, str], Quota]) -> Placing:
    """A place on record; `quotas` are the grid's by dimension and value."""
    quota = quotas.get((row.quota_dimension, row.quota_value))
    kept = quota is not None and (quota.floor, quota.ceiling) == (row.quota_floor, row.quota_ceiling)
    return Placing(
        number=row.application.number,
        cooperative=row.application.cooperative.code,
        outcome=Outcome(row.outcome),
        ground=Ground(row.ground),
        total=row.total,
        rank=row.rank,
        waiting=row.waiting,
        quota=quota if kept else None,
        failed_gates=tuple(GateKind(gate) for gate in row.failed_gates),
    )


def _scores(
    round_: Round, conflicts: set[tuple[UUID, str]]
) -> Mapping[UUID, dict[str, dict[CriterionKind, int]]]:
    """By application and scorer, the points that count."""
    found: dict[UUID, dict[str, dict[CriterionKind, int]]] = defaultdict(dict)
    rows = Score.objects.filter(sheet__application__round=round_).values_list(
        "sheet__application_id", "sheet__scorer", "criterion", "points"
    )
    for application, scorer, criterion, points in rows:
        if (application, scorer) not in conflicts:
            found[application].setdefault(scorer, {})[CriterionKind(criterion)] = points
    return found


def _adjudications(
    round_: Round, number: int, conflicts: set[tuple[UUID, str]]
) -> tuple[Mapping[UUID, dict[CriterionKind, int]], Mapping[UUID, dict[CriterionKind, int]]]:
    """By application: what third persons decided, and what appeals against earlier decisions did; the later
    one counts.
    """
    adjudged: dict[UUID, dict[CriterionKind, int]] = defaultdict(dict)
    corrected: dict[UUID, dict[CriterionKind, int]] = defaultdict(dict)
    rows = (
        Adjudication.objects.filter(
            Q(appeal__isnull=True) | Q(appeal__decision__number__lt=number), application__round=round_
        )
        .order_by(F("appeal__decision__number").asc(nulls_first=True), "decided_at", "id")
        .values_list("application_id", "criterion", "points", "decided_by", "appeal_id")
    )
    for application, criterion, points, who, appeal in rows:
        if appeal is not None:
            corrected[application][CriterionKind(criterion)] = points
        elif (application, who) not in conflicts:
            adjudged[application][CriterionKind(criterion)] = points
    return adjudged, corrected
