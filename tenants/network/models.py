"""The rows that make a city a tenant. Headquarters writes them, a market's login and the gate read."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django_tenants.models import DomainMixin, TenantMixin

from tenants.database.rights import APPEND, EDIT, READ, Rights
from tenants.network.types import Kind, Stage

IN_A_CITY = "(SELECT kind = 'city' FROM public.network_market WHERE schema_name = {schema})"
"""The condition of a row-level security policy that the market that asks is no sandbox."""


class Market(TenantMixin):
    """One city's market: its schema name is also its host label and the end of its login's name."""

    # A market moves from stage to stage; what it is, its kind above all, is said once.
    rights = Rights(
        market=READ,
        hq=(
            *APPEND,
            "UPDATE(stage)",
            "UPDATE(opened_at)",
            "UPDATE(suspended_at)",
            "UPDATE(resumed_at)",
            "UPDATE(closed_at)",
        ),
        gate=READ,
        worker=READ,
    )

    # Provisioning makes role, schema, grants and first rows itself, in one transaction:
    # tenants.network.operations.
    auto_create_schema = False
    auto_drop_schema = False

    if TYPE_CHECKING:  # what the untyped base class brings
        pk: int
        schema_name: models.CharField[str, str]
        objects: ClassVar[models.Manager["Market"]]

    name_ar = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    city = models.CharField(max_length=80)
    region_code = models.CharField(max_length=5, help_text="ISO 3166-2 code of the region, MA-01 to MA-12.")
    legal_name = models.CharField(max_length=200, blank=True, default="")
    kind = models.CharField(
        max_length=10, choices=[(k.value, k.value) for k in Kind], default=Kind.CITY, editable=False
    )
    stage = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in Stage], default=Stage.PLANNED
    )
    created_at = models.DateTimeField(help_text="UTC.")
    opened_at = models.DateTimeField(null=True, help_text="First opening, UTC.")
    suspended_at = models.DateTimeField(null=True, help_text="Start of the latest suspension, UTC.")
    resumed_at = models.DateTimeField(null=True, help_text="End of the latest suspension, UTC.")
    closed_at = models.DateTimeField(null=True, help_text="UTC.")

    class Meta:
        db_table = "network_market"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="market_kind_known", condition=models.Q(kind__in=[k.value for k in Kind])
            ),
            models.CheckConstraint(
                name="market_stage_known", condition=models.Q(stage__in=[s.value for s in Stage])
            ),
            models.CheckConstraint(
                name="market_suspended_has_instant",
                condition=models.Q(suspended_at__isnull=False) | ~models.Q(stage=Stage.SUSPENDED),
            ),
        ]

    def __str__(self) -> str:
        return self.schema_name

    @property
    def slug(self) -> str:
        """The market's name in addresses and on the command line; the same as its schema's."""
        return self.schema_name


class Domain(DomainMixin):
    """Another host name that leads to a market, beside `<slug>.<DOMAIN>`."""

    rights = Rights(market=READ, hq=EDIT, gate=READ, worker=READ)

    if TYPE_CHECKING:
        domain: models.CharField[str, str]
        tenant: models.ForeignKey[Market, Market]
        objects: ClassVar[models.Manager["Domain"]]

    class Meta:
        db_table = "network_domain"
