"""Forgetting what is personal when its time is over: what headquarters knows, and what a market knows.

Facts stay, with what they add up to: no digest, entry or statement covers what is forgotten here. Each run
that forgot something is itself in the audit.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from django.db import transaction

from markets.audit import operations as market_audit
from markets.reconciliation import operations as reconciliation
from shared_catalog.applications import operations as applications
from shared_catalog.proposals import operations as proposals
from shared_catalog.registry import operations as registry
from tenants.access import NETWORK, SYSTEM
from tenants.audit import operations as audit
from tenants.audit.types import Act, EntryKind, Origin
from tenants.identity import operations as identity
from tenants.people import forgetting as people
from tenants.personal.types import KEPT, Content


class Forget(Protocol):
    """Forgets what ended before an instant; returns of how many rows."""

    def __call__(self, *, before: datetime, now: datetime) -> int: ...


OF_HEADQUARTERS: Sequence[tuple[str, Content, Forget]] = (
    ("persons", Content.PERSON, people.forget_persons),
    ("invitations", Content.PERSON, people.forget_invitations),
    ("contacts", Content.CONTACT, registry.forget_contacts),
    ("officers", Content.CONTACT, registry.forget_officers),
    ("proposed contacts", Content.CONTACT, proposals.forget_proposed_contacts),
    ("applicants", Content.CONTACT, applications.forget_applicants),
    ("call-backs", Content.WITNESS, registry.forget_call_backs),
    ("labels of tokens", Content.LABEL, identity.forget_labels),
    ("audit", Content.ORIGIN, audit.forget),
)
OF_A_MARKET: Sequence[tuple[str, Content, Forget]] = (
    ("carriers of cash", Content.WITNESS, reconciliation.forget_carriers),
    ("audit", Content.ORIGIN, market_audit.forget),
)


@transaction.atomic
def forget_at_headquarters(*, now: datetime, actor: str = SYSTEM.id) -> Mapping[str, int]:
    """Forget what headquarters need not know any more; returns of how many rows, by what it was."""
    forgotten = _forgotten(OF_HEADQUARTERS, now)
    if any(forgotten.values()):
        audit.record(act=_act(forgotten), origin=Origin(actor=actor, at=now, scope=NETWORK))
    return forgotten


@transaction.atomic
def forget_in_market(*, now: datetime, actor: str = SYSTEM.id) -> Mapping[str, int]:
    """Forget what the market need not know any more; returns of how many rows, by what it was."""
    forgotten = _forgotten(OF_A_MARKET, now)
    if any(forgotten.values()):
        market_audit.record(act=_act(forgotten), origin=Origin(actor=actor, at=now, scope=NETWORK))
    return forgotten


def _forgotten(work: Sequence[tuple[str, Content, Forget]], now: datetime) -> dict[str, int]:
    return {name: forget(before=now - KEPT[content], now=now) for name, content, forget in work}


def _act(forgotten: Mapping[str, int]) -> Act:
    counts = {name: [None, count] for name, count in forgotten.items() if count}
    return Act(action="personalData.forget", kind=EntryKind.TIMED, changes=counts)
