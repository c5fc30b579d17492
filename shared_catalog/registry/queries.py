"""Reads of the registry: territory, cooperatives, what they may do and where they sell."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from kernel.errors import NotFound
from shared_catalog.registry import rules
from shared_catalog.registry.models import (
    Authorisation,
    Cooperative,
    CooperativeContact,
    CooperativeHistory,
    Participation,
    PayeeAccount,
    PayeeRules,
    Province,
    Region,
)
from shared_catalog.registry.types import AuthorisationStatus, CooperativeStatus, Group
from tenants.database.search import found_in
from tenants.messages.types import Channel


def regions() -> QuerySet[Region]:
    """The 12 regions, by code."""
    return Region.objects.order_by("code")


def provinces(*, region_code: str | None = None) -> QuerySet[Province]:
    """All prefectures and provinces, or those of one region, by code."""
    found = Province.objects.order_by("code")
    return found if region_code is None else found.filter(region_id=region_code)


def cooperatives(
    *,
    group: Group | None = None,
    region_code: str | None = None,
    status: CooperativeStatus | None = None,
    search: str = "",
) -> QuerySet[Cooperative]:
    """Cooperatives by code; `search` is a person's text, as `matching` understands it."""
    found = Cooperative.objects.order_by("code")
    if group is not None:
        found = found.filter(group=group)
    if region_code is not None:
        found = found.filter(region_id=region_code)
    if status is not None:
        found = found.filter(status=status)
    return found.filter(matching(search))


def matching(text: str) -> Q:
    """The cooperatives that a person's text finds, by their names and their code."""
    return found_in("search_words", text)


def cooperative(cooperative_id: UUID) -> Cooperative:
    """One cooperative. Raises NotFound."""
    try:
        return Cooperative.objects.get(id=cooperative_id)
    except Cooperative.DoesNotExist:
        raise NotFound(kind="cooperative", id=cooperative_id) from None


def cooperative_history(cooperative_id: UUID) -> QuerySet[CooperativeHistory]:
    """The steps of a cooperative's life, oldest first."""
    return CooperativeHistory.objects.filter(cooperative_id=cooperative_id).order_by("at", "id")


def valid_authorisations(on: date) -> QuerySet[Authorisation]:
    """Certificates that allow their cooperative to sell food on a day."""
    return Authorisation.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        status=AuthorisationStatus.VALID,
        issued_on__lte=on,
    )


def authorisation_in_force(number: str) -> Authorisation | None:
    """The certificate of this number that was not withdrawn, suspended or not; there is one at most."""
    in_force = [AuthorisationStatus.VALID, AuthorisationStatus.SUSPENDED]
    return Authorisation.objects.filter(number=number, status__in=in_force).first()


def authorised_for_food(cooperative_id: UUID, on: date) -> bool:
    """Whether a cooperative holds a valid food-safety certificate on a day (law 28-07, art. 5)."""
    return valid_authorisations(on).filter(cooperative_id=cooperative_id).exists()


def contact_of(cooperative: Cooperative) -> CooperativeContact:
    """Whom to reach at a cooperative; empty where nobody is known, or none that this login sees."""
    known: CooperativeContact | None = getattr(cooperative, "contact", None)
    return known or CooperativeContact(cooperative_id=cooperative.pk)


def address_of(cooperative: Cooperative, channel: Channel) -> str:
    """Where a cooperative is reached by a channel, as it is now; empty where it has nothing."""
    contact = contact_of(cooperative)
    return contact.email if channel is Channel.EMAIL else contact.phone


def usable(channels: Sequence[Channel], cooperative: Cooperative) -> Sequence[Channel]:
    """The channels for which there is an address; the first of all where there is none, so that somebody sees
    that nobody can be reached.
    """
    reachable = [channel for channel in channels if address_of(cooperative, channel)]
    return reachable or channels[:1]


def payee_account(cooperative_id: UUID) -> PayeeAccount | None:
    """The latest account, however it stands; None when there is none, or when the reader may not see it."""
    return PayeeAccount.objects.filter(cooperative_id=cooperative_id, superseded_at__isnull=True).first()


def latest_payee_accounts(cooperative_ids: Collection[UUID]) -> Mapping[UUID, PayeeAccount]:
    """The latest accounts of many cooperatives, by cooperative, however they stand, in one statement."""
    found = PayeeAccount.objects.filter(cooperative_id__in=cooperative_ids, superseded_at__isnull=True)
    return {account.cooperative_id: account for account in found}


def payee_accounts(cooperative_id: UUID) -> QuerySet[PayeeAccount]:
    """All accounts a cooperative ever had, newest first."""
    return PayeeAccount.objects.filter(cooperative_id=cooperative_id).order_by("-recorded_at", "-id")


def cooling_off_days_on(day: date) -> int:
    """How many days a verified account that replaces another waits, by the rule of that day."""
    rule = PayeeRules.objects.filter(effective_from__lte=day).order_by("-effective_from").first()
    return rules.COOLING_OFF_DAYS if rule is None else rule.cooling_off_days


def taking_part(on: date) -> Q:
    """The condition that a participation counts on a day, for some category: `rules.takes_part` in SQL."""
    lasting = Q(ended_on__isnull=True) | Q(ended_on__gt=on)
    active = Q(suspended_on__isnull=True) | Q(suspended_on__gt=on)
    return Q(joined_on__lte=on) & lasting & active


def participations(*, on: date, market_schema: str | None = None) -> QuerySet[Participation]:
    """Who takes part on a day, in one market or in all that the reader may see."""
    found = Participation.objects.filter(taking_part(on)).order_by("joined_on", "id")
    return found if market_schema is None else found.filter(market_id=market_schema)


def takes_part(cooperative_id: UUID, *, market_schema: str, on: date) -> bool:
    """Whether a cooperative takes part in a market on a day."""
    return participations(on=on, market_schema=market_schema).filter(cooperative_id=cooperative_id).exists()
