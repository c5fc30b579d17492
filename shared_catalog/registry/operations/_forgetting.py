"""Forgetting people whose time in the registry is over, while its facts stay."""

from datetime import datetime

from django.db import transaction

from shared_catalog.registry.models import CooperativeContact, PayeeAccount
from tenants.personal.types import FORGOTTEN


@transaction.atomic
def forget_contacts(*, before: datetime, now: datetime) -> int:
    """Empty the contacts of cooperatives that left the network before an instant; returns how many."""
    over = CooperativeContact.objects.filter(cooperative__retired_at__lt=before, forgotten_at__isnull=True)
    return over.update(name="", phone="", email="", forgotten_at=now)


@transaction.atomic
def forget_call_backs(*, before: datetime, now: datetime) -> int:
    """Make who was called about an account unrecognisable where another took its place before an instant;
    returns of how many accounts. That somebody was called stays.
    """
    over = PayeeAccount.objects.filter(superseded_at__lt=before).exclude(call_back_note__in=("", FORGOTTEN))
    return over.update(call_back_note=FORGOTTEN)
