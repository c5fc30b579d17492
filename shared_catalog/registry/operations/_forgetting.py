"""Forgetting people whose time in the registry is over, while its facts stay."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kernel.halfmonth import business_date
from shared_catalog.registry.models import CooperativeContact, Officer, PayeeAccount
from tenants.personal.types import FORGOTTEN


@transaction.atomic
def forget_contacts(*, before: datetime, now: datetime) -> int:
    """Empty the contacts of cooperatives that left the network before an instant; returns how many."""
    over = CooperativeContact.objects.filter(cooperative__retired_at__lt=before, forgotten_at__isnull=True)
    return over.update(name="", phone="", email="", forgotten_at=now)


@transaction.atomic
def forget_officers(*, before: datetime, now: datetime) -> int:
    """Empty the names and contacts of officers whose mandate, or whose cooperative's time in the network, was
    over before an instant; returns how many. What they were, and when, stays.
    """
    over = Q(mandate_until__lt=business_date(before)) | Q(cooperative__retired_at__lt=before)
    found = Officer.objects.filter(over, forgotten_at__isnull=True)
    return found.update(name="", phone="", email="", forgotten_at=now)


@transaction.atomic
def forget_call_backs(*, before: datetime, now: datetime) -> int:
    """Make who was called about an account unrecognisable where another took its place before an instant;
    returns of how many accounts. That somebody was called stays.
    """
    over = PayeeAccount.objects.filter(superseded_at__lt=before).exclude(call_back_note__in=("", FORGOTTEN))
    return over.update(call_back_note=FORGOTTEN)
