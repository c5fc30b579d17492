"""How long a change of bank account waits: headquarters' rule, from a day on."""

from datetime import date, datetime

from django.db import transaction

from kernel.errors import InvalidValue
from kernel.halfmonth import business_date
from shared_catalog.registry import rules
from shared_catalog.registry.models import PayeeRules
from tenants.events import operations as events


@transaction.atomic
def set_payee_rules(
    *, effective_from: date, cooling_off_days: int, set_at: datetime, actor: str
) -> PayeeRules:
    """How many days an account that replaces another waits, for those verified on `effective_from` or later.

    From a day to come, so that nobody shortens the wait for a change that is under way; accounts already
    verified keep theirs. A day has one rule; setting the same twice is setting it once. Raises InvalidValue.
    """
    days = rules.checked_cooling_off_days(cooling_off_days)
    if effective_from <= business_date(set_at):
        raise InvalidValue(field="effective_from", reason="a rule needs a day to come")
    rule, created = PayeeRules.objects.get_or_create(
        effective_from=effective_from,
        defaults={"cooling_off_days": days, "set_at": set_at, "set_by": actor},
    )
    if not created and rule.cooling_off_days != days:
        raise InvalidValue(field="effective_from", reason="that day already has another rule")
    if created:
        said = {"effective_from": effective_from.isoformat(), "cooling_off_days": days}
        events.append(name="payee_rules.set", subject_id=rule.id, payload=said, at=set_at)
    return rule
