"""Rows of proposals: a market writes what it proposes, headquarters what it decides; neither is changed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shared_catalog.catalogue.models import Product
from shared_catalog.proposals.types import Outcome, ProposalKind
from shared_catalog.registry.models import Cooperative, choices, one_of
from tenants.database.rights import APPEND, READ, Rights
from tenants.network.models import IN_A_CITY, Market

_TABLE = "proposals_proposal"
_COOPERATIVE, _PRODUCT = ProposalKind.COOPERATIVE.value, ProposalKind.PRODUCT.value
_EDITS = (ProposalKind.COOPERATIVE_EDIT.value, ProposalKind.PRODUCT_EDIT.value)


class Proposal(models.Model):
    """What a market proposes: it adds and reads its own rows, by row-level security, and changes none.

    It waits while it has no decision. What was proposed is never changed; whom to reach at a proposed
    cooperative stands apart and is forgotten.
    """

    rights = Rights(
        market=APPEND,
        hq=(
            *READ,
            "UPDATE(contact_name)",
            "UPDATE(contact_phone)",
            "UPDATE(contact_email)",
            "UPDATE(contact_forgotten_at)",
        ),
        market_rows="market_id = {schema} AND " + IN_A_CITY,
    )

    id = models.UUIDField(primary_key=True)
    market = models.ForeignKey(
        Market, to_field="schema_name", on_delete=models.PROTECT, related_name="proposals"
    )
    kind = models.CharField(max_length=16, choices=choices(ProposalKind))
    cooperative = models.ForeignKey(
        Cooperative,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whose product is proposed or edited, or which is edited; empty for a new one.",
    )
    product = models.ForeignKey(
        Product, null=True, on_delete=models.PROTECT, related_name="+", help_text="Which one is edited."
    )
    read_version = models.PositiveIntegerField(
        null=True, help_text="Which version of it the market read; empty for something new."
    )
    content = models.JSONField(help_text="The details, whole, but for whom to reach.")
    contact_name = models.CharField(max_length=80, blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    contact_email = models.CharField(max_length=120, blank=True)
    contact_forgotten_at = models.DateTimeField(null=True, help_text="UTC; when whom to reach was emptied.")
    note = models.CharField(max_length=400, blank=True, help_text="Why it is proposed.")
    fingerprint = models.BinaryField(max_length=32)
    proposed_at = models.DateTimeField(help_text="UTC.")
    proposed_by = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="proposal_kind_known", condition=one_of("kind", ProposalKind)),
            models.CheckConstraint(
                name="proposal_of_a_cooperative_or_of_its_goods",
                condition=Q(kind=_COOPERATIVE, cooperative__isnull=True)
                | (~Q(kind=_COOPERATIVE) & Q(cooperative__isnull=False)),
            ),
            models.CheckConstraint(
                name="proposal_edits_a_product",
                condition=Q(kind=ProposalKind.PRODUCT_EDIT, product__isnull=False)
                | (~Q(kind=ProposalKind.PRODUCT_EDIT) & Q(product__isnull=True)),
            ),
            models.CheckConstraint(
                name="proposal_edits_what_was_read",
                condition=Q(kind__in=_EDITS, read_version__isnull=False)
                | Q(kind__in=(_COOPERATIVE, _PRODUCT), read_version__isnull=True),
            ),
        ]
        indexes: ClassVar = [models.Index(name="proposal_by_market", fields=["market", "proposed_at"])]

    def __str__(self) -> str:
        return f"{self.kind} from {self.market_id}"


class Decision(models.Model):
    """What headquarters decided on a proposal, and what came of it. Append-only; its market reads it."""

    rights = Rights(
        market=READ,
        hq=APPEND,
        # Which proposals these are is for the policy of their own table.
        market_rows=f"EXISTS (SELECT 1 FROM public.{_TABLE} AS ours"
        " WHERE ours.id = proposals_decision.proposal_id AND ours.market_id = {schema})",
    )

    proposal = models.OneToOneField(
        Proposal, primary_key=True, on_delete=models.PROTECT, related_name="decision"
    )
    outcome = models.CharField(max_length=8, choices=choices(Outcome))
    reason = models.CharField(max_length=400, blank=True)
    cooperative = models.ForeignKey(
        Cooperative,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What was entered or edited.",
    )
    product = models.ForeignKey(
        Product, null=True, on_delete=models.PROTECT, related_name="+", help_text="What was made or edited."
    )
    decided_at = models.DateTimeField(help_text="UTC.")
    decided_by = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="decision_outcome_known", condition=one_of("outcome", Outcome)),
            models.CheckConstraint(
                name="decision_rejected_with_reason",
                condition=~Q(outcome=Outcome.REJECTED) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="decision_accepted_made_one_thing",
                condition=Q(outcome=Outcome.REJECTED, cooperative__isnull=True, product__isnull=True)
                | (Q(outcome=Outcome.ACCEPTED) & (Q(cooperative__isnull=True) ^ Q(product__isnull=True))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.proposal_id}"
