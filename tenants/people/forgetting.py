"""Forgetting who somebody was, while the person, the memberships and every record that names them stay."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tenants.people import rules
from tenants.people.models import Attempts, Invitation, PersonDetails
from tenants.personal.types import FORGOTTEN


@transaction.atomic
def forget_persons(*, before: datetime, now: datetime) -> int:
    """Make persons who were disabled before an instant unrecognisable; returns how many."""
    over = PersonDetails.objects.filter(person__disabled_at__lt=before, pseudonymised_at__isnull=True)
    return over.update(name=FORGOTTEN, email=None, phone=None, pseudonymised_at=now, updated_at=now)


@transaction.atomic
def forget_invitations(*, before: datetime, now: datetime) -> int:
    """Make whom an invitation went to unrecognisable where it ended before an instant: accepted, withdrawn or
    run out. Returns how many.
    """
    ended = Q(accepted_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
    over = Invitation.objects.filter(ended).exclude(name=FORGOTTEN)
    return over.update(name=FORGOTTEN, email=FORGOTTEN, phone=None)


@transaction.atomic
def forget_attempts(*, now: datetime) -> int:
    """Remove the counts of what was last tried in vain so long ago that it no longer counts; returns how
    many.
    """
    return Attempts.objects.filter(last_at__lt=now - rules.FORGOTTEN_AFTER).delete()[0]
