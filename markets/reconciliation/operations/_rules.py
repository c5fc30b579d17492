"""Rules of matching, version after version."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import InvalidValue
from kernel.versions import require_version
from markets.ledger.types import AccountCode
from markets.reconciliation.models import MatchRule
from markets.reconciliation.operations._accounts import require_usable
from markets.reconciliation.types import ACCOUNT_KINDS, PAYOUT_KINDS, Criterion, TargetKind
from tenants.database.claims import claim

# Whoever sets a version waits for who is setting another.
_SETTING = UUID("1d0d7e55-93c1-4a80-8c57-0a3ea6e3b7c9")
_MOST_CRITERIA, _LONGEST_VALUE, _LONGEST_NAME = 10, 140, 60
_MOST_DAYS, _MOST_PRIORITY = 90, 1_000
_MOST_DRIFT_MINOR = 1_000_000_000


@transaction.atomic
def set_match_rule(
    *,
    name: str,
    kind: TargetKind,
    priority: int,
    criteria: Sequence[Criterion] = (),
    drift_minor: int = 0,
    drift_days: int = 0,
    groups: bool = False,
    needs_reference: bool = False,
    account: AccountCode | None = None,
    enabled: bool = True,
    enabled_from: date,
    expected_version: int | None = None,
    at: datetime,
    actor: str,
) -> MatchRule:
    """Set the next version of a rule, for lines booked on a day or later; what says the same is the same.

    A rule of an account needs a criterion, and takes at most `drift_minor`. Payments have no drift. A
    new rule has version 0. Raises InvalidValue, VersionConflict.
    """
    _check_numbers(priority, drift_minor, drift_days)
    _check_texts(name, criteria)
    if (kind in ACCOUNT_KINDS) is (account is None):
        raise InvalidValue(path=("account",), field="account", reason="fees and other movements have one")
    if account is not None:
        require_usable(account)
        if not criteria or not drift_minor:
            reason = "a rule of an account says what it takes, and how much at most"
            raise InvalidValue(path=("criteria",), field="criteria", reason=reason)
    if kind in PAYOUT_KINDS and drift_minor:
        raise InvalidValue(path=("drift_minor",), field="drift_minor", reason="a payment is exact")
    claim(_SETTING)
    latest = MatchRule.objects.filter(name=name).order_by("-version").first()
    wanted = MatchRule(
        name=name,
        version=latest.version + 1 if latest else 1,
        priority=priority,
        kind=kind,
        criteria=[
            {"field": one.field.value, "operator": one.operator.value, "value": one.value} for one in criteria
        ],
        drift_minor=drift_minor,
        drift_days=drift_days,
        groups=groups,
        needs_reference=needs_reference,
        account=account or "",
        enabled=enabled,
        enabled_from=enabled_from,
        set_at=at,
        set_by=actor,
    )
    if latest is not None and _said(latest) == _said(wanted):
        return latest
    require_version(expected=expected_version, current=wanted.version - 1)
    wanted.save(force_insert=True)
    return wanted


def _check_numbers(priority: int, drift_minor: int, drift_days: int) -> None:
    limits = (
        ("priority", priority, _MOST_PRIORITY),
        ("drift_minor", drift_minor, _MOST_DRIFT_MINOR),
        ("drift_days", drift_days, _MOST_DAYS),
    )
    for field, value, most in limits:
        if not 0 <= value <= most:
            raise InvalidValue(path=(field,), field=field, reason=f"it lies between 0 and {most}")


def _check_texts(name: str, criteria: Sequence[Criterion]) -> None:
    if not 0 < len(name.strip()) <= _LONGEST_NAME or name != name.strip():
        raise InvalidValue(path=("name",), field="name", reason=f"it has 1 to {_LONGEST_NAME} characters")
    if len(criteria) > _MOST_CRITERIA:
        raise InvalidValue(path=("criteria",), field="criteria", reason=f"at most {_MOST_CRITERIA}")
    for place, one in enumerate(criteria):
        if not 0 < len(one.value.strip()) <= _LONGEST_VALUE:
            reason = f"it has 1 to {_LONGEST_VALUE} characters"
            raise InvalidValue(path=("criteria", place, "value"), field="criteria", reason=reason)


def _said(rule: MatchRule) -> tuple[object, ...]:
    return (
        rule.priority,
        rule.kind,
        rule.criteria,
        rule.drift_minor,
        rule.drift_days,
        rule.groups,
        rule.needs_reference,
        rule.account,
        rule.enabled,
        rule.enabled_from,
    )
