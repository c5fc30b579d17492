"""Setting the market's fees. What a rule says holds from a day to come: what was sold is never repriced."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import business_date
from kernel.versions import require_version
from markets.fees import queries, rules
from markets.fees.models import FeeRule, FeeRuleVersion
from markets.fees.types import MARKET_FEE, ComponentKind, FeeComponent, FeeTerms
from shared_catalog.catalogue.models import Category
from shared_catalog.registry.models import Cooperative
from tenants.database.claims import claim, done_before

_LONGEST_NAME = 120


class FeeRuleInThePast(DomainError):
    """A fee cannot change from a day that has begun: part of that day may already have been sold under
    another. Params: `day`.
    """

    code = "FEE_RULE_IN_THE_PAST"
    messages = {
        "ar": "لا يمكن أن يتغير الاقتطاع ابتداء من {day}: يجب أن يكون يوما لاحقا",
        "fr": "Une commission ne peut pas changer à partir du {day} : il lui faut un jour à venir",
        "en": "A fee cannot change from {day}: it needs a day to come",
    }


class FeeRuleIdReused(DomainError):
    """The id already names a rule with another name or other first terms. Params: `rule_id`."""

    code = "FEE_RULE_ID_REUSED"
    messages = {
        "ar": "المعرف {rule_id} مستعمل من قبل لقاعدة أخرى",
        "fr": "L'identifiant {rule_id} désigne déjà une autre règle",
        "en": "The id {rule_id} already names another rule",
    }


class FeeRuleEnded(DomainError):
    """The rule no longer holds from that day on, and does not come back: a new rule is needed. Params:
    `name`, `ends_on`.
    """

    code = "FEE_RULE_ENDED"
    messages = {
        "ar": "تنتهي القاعدة {name} في {ends_on}",
        "fr": "La règle {name} prend fin le {ends_on}",
        "en": "The rule {name} ends on {ends_on}",
    }


class FeeRateAlreadySet(DomainError):
    """The market's past has another rate from that day on. Params: `effective_from`."""

    code = "FEE_RATE_ALREADY_SET"
    messages = {
        "ar": "حددت من قبل نسبة أخرى تسري ابتداء من {effective_from}",
        "fr": "Un autre taux vaut déjà à partir du {effective_from}",
        "en": "Another rate already holds from {effective_from}",
    }


@transaction.atomic
def set_rule(*, rule_id: UUID, name: str, terms: FeeTerms, set_at: datetime, actor: str) -> FeeRule:
    """Charge goods by a new rule from a day to come on, under an id made by the caller; twice is once.

    Without a rule that matches, goods are charged nothing. Raises FeeRuleIdReused, InvalidValue, NotFound for
    a cooperative or category, FeeRuleInThePast.
    """
    called = name.strip()
    if not 0 < len(called) <= _LONGEST_NAME:
        raise InvalidValue(path=("name",), field="name", reason=f"a name has 1 to {_LONGEST_NAME} characters")
    checked = rules.checked_terms(terms)
    claim(rule_id)
    known = FeeRule.objects.filter(pk=rule_id).first()
    if known is not None:
        first = queries.terms_of(known.versions.get(number=1))
        if (known.name, first) != (called, checked):
            raise FeeRuleIdReused(path=("rule_id",), rule_id=str(rule_id))
        return done_before(known)
    _refuse_past(checked.effective_from, set_at, field="effective_from")
    _refuse_unknown(checked)
    rule = FeeRule.objects.create(id=rule_id, name=called, created_at=set_at, created_by=actor)
    _add(rule, checked, set_at=set_at, actor=actor)
    return rule


@transaction.atomic
def add_version(
    *, rule_id: UUID, terms: FeeTerms, expected_version: int | None = None, set_at: datetime, actor: str
) -> FeeRuleVersion:
    """Let a rule say something else from a day to come on. Saying the same of that day again is once.

    A version lasts until the next one's day, whichever was set first; of two for one day the later word
    counts, so that a mistake can be mended before its day. Raises InvalidValue, NotFound, VersionConflict,
    FeeRuleInThePast, FeeRuleEnded.
    """
    checked = rules.checked_terms(terms)
    rule = _locked(rule_id)
    said = rule.versions.filter(effective_from=checked.effective_from).order_by("-number").first()
    if said is not None and queries.terms_of(said) == checked:
        return said
    require_version(expected=expected_version, current=rule.version)
    _refuse_past(checked.effective_from, set_at, field="effective_from")
    if rule.ends_on is not None and rule.ends_on <= checked.effective_from:
        raise FeeRuleEnded(path=("effective_from",), name=rule.name, ends_on=rule.ends_on.isoformat())
    _refuse_unknown(checked)
    rule.version += 1
    rule.save(update_fields=["version"])
    return _add(rule, checked, set_at=set_at, actor=actor)


@transaction.atomic
def end_rule(
    *, rule_id: UUID, ends_on: date, expected_version: int | None = None, ended_at: datetime, actor: str
) -> FeeRule:
    """End a rule for good on a day to come, the first on which it no longer holds; twice is once.

    Raises NotFound, VersionConflict, FeeRuleInThePast, FeeRuleEnded when it ends on another day.
    """
    rule = _locked(rule_id)
    if rule.ends_on == ends_on:
        return rule
    if rule.ends_on is not None:
        raise FeeRuleEnded(path=("ends_on",), name=rule.name, ends_on=rule.ends_on.isoformat())
    require_version(expected=expected_version, current=rule.version)
    _refuse_past(ends_on, ended_at, field="ends_on")
    rule.ends_on, rule.ended_at, rule.ended_by = ends_on, ended_at, actor
    rule.version += 1
    rule.save(update_fields=["ends_on", "ended_at", "ended_by", "version"])
    return rule


@transaction.atomic
def add_past_rate(*, effective_from: date, basis_points: int, set_at: datetime, actor: str) -> FeeRuleVersion:
    """A share of every sale, of the time before the market joined, for the import of its history only.

    The rates of the past are versions of one rule over everything, which goes on when the market opens. The
    caller makes sure that nothing was sold here on or after that day. Raises InvalidValue, FeeRateAlreadySet.
    """
    if not 0 <= basis_points <= 10_000:
        raise InvalidValue(
            path=("basis_points",), field="basis_points", reason="a rate lies between 0 and 10000"
        )
    share = FeeComponent(kind=ComponentKind.PERCENTAGE, basis_points=basis_points)
    terms = FeeTerms(effective_from=effective_from, components=(share,))
    claim(MARKET_FEE)
    FeeRule.objects.get_or_create(
        id=MARKET_FEE, defaults={"name": "Market fee", "created_at": set_at, "created_by": actor}
    )
    rule = _locked(MARKET_FEE)
    said = rule.versions.filter(effective_from=effective_from).order_by("-number").first()
    if said is None:
        return _add(rule, terms, set_at=set_at, actor=actor)
    if queries.terms_of(said) != terms:
        raise FeeRateAlreadySet(path=("effective_from",), effective_from=effective_from.isoformat())
    return said


def _locked(rule_id: UUID) -> FeeRule:
    rule = FeeRule.objects.select_for_update().filter(pk=rule_id).first()
    if rule is None:
        raise NotFound(path=("rule_id",), kind="fee rule", id=str(rule_id))
    return rule


def _refuse_past(day: date, said_at: datetime, *, field: str) -> None:
    if day <= business_date(said_at):
        raise FeeRuleInThePast(path=(field,), day=day.isoformat())


def _refuse_unknown(terms: FeeTerms) -> None:
    """Raises NotFound for the first category or cooperative that does not exist."""
    scope = terms.scope
    categories = set(Category.objects.filter(pk__in=scope.categories).values_list("pk", flat=True))
    if missing := [code for code in scope.categories if code not in categories]:
        raise NotFound(path=("categories",), kind="category", id=missing[0])
    cooperatives = set(Cooperative.objects.filter(pk__in=scope.cooperatives).values_list("pk", flat=True))
    if absent := [one for one in scope.cooperatives if one not in cooperatives]:
        raise NotFound(path=("cooperatives",), kind="cooperative", id=str(absent[0]))


def _add(rule: FeeRule, terms: FeeTerms, *, set_at: datetime, actor: str) -> FeeRuleVersion:
    scope = terms.scope
    return FeeRuleVersion.objects.create(
        rule=rule,
        number=rule.versions.count() + 1,
        effective_from=terms.effective_from,
        effective_until=terms.effective_until,
        contracts=list(scope.contracts),
        cooperatives=[str(one) for one in scope.cooperatives],
        categories=list(scope.categories),
        groups=list(scope.groups),
        components=[component.as_json() for component in terms.components],
        set_at=set_at,
        set_by=actor,
    )
