"""A cooperative, whom to reach at it, and its life."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from kernel.ids import new_id
from shared_catalog.registry.models._territory import Province, Region
from shared_catalog.registry.models._words import choices, one_of, takes_part
from shared_catalog.registry.types import CooperativeStatus, CooperativeStep, Group, Kind, VatRegime
from tenants.database.rights import APPEND, EDIT, READ, Rights
from tenants.database.search import WordsField
from tenants.network.models import IN_A_CITY


class Cooperative(models.Model):
    """A cooperative, or another form of producers' group, known to the network.

    `fingerprint` is that of the registration: the same id registered again with other content is refused.
    """

    rights = Rights(market=READ, hq=EDIT)

    id = models.UUIDField(primary_key=True)
    code = models.CharField(
        max_length=12, unique=True, help_text="The registry's short number, such as C0042."
    )
    name_ar = models.CharField(max_length=160)
    name_fr = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    sort_ar = models.CharField(max_length=400, db_collation="C", db_index=True)
    sort_fr = models.CharField(max_length=400, db_collation="C", db_index=True)
    sort_en = models.CharField(max_length=400, db_collation="C", db_index=True)
    search_words = WordsField(help_text="The names and the code, as `kernel.search.kept` has them.")
    group = models.CharField(max_length=10, choices=choices(Group))
    kind = models.CharField(max_length=12, choices=choices(Kind))
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="cooperatives")
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="cooperatives")
    ice = models.CharField(
        max_length=15, unique=True, help_text="Identifiant commun de l'entreprise, 15 digits."
    )
    register_number = models.CharField(max_length=40)
    register_court = models.CharField(max_length=80)
    founded_on = models.DateField()
    members_women = models.PositiveIntegerField()
    members_men = models.PositiveIntegerField()
    members_youth = models.PositiveIntegerField()
    members_rural = models.PositiveIntegerField()
    members_as_of = models.DateField()
    vat_regime = models.CharField(
        max_length=12, choices=choices(VatRegime), default=VatRegime.EXEMPT_COOP.value
    )
    status = models.CharField(max_length=16, choices=choices(CooperativeStatus))
    retired_at = models.DateTimeField(null=True, help_text="UTC.")
    created_at = models.DateTimeField(help_text="UTC.")
    updated_at = models.DateTimeField(help_text="UTC.")
    version = models.PositiveIntegerField(default=1, help_text="Counts its changes, from 1.")
    fingerprint = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="cooperative_group_known", condition=one_of("group", Group)),
            models.CheckConstraint(name="cooperative_kind_known", condition=one_of("kind", Kind)),
            models.CheckConstraint(
                name="cooperative_vat_regime_known", condition=one_of("vat_regime", VatRegime)
            ),
            models.CheckConstraint(
                name="cooperative_status_known", condition=one_of("status", CooperativeStatus)
            ),
            models.CheckConstraint(name="cooperative_ice_digits", condition=Q(ice__regex=r"^[0-9]{15}$")),
            models.CheckConstraint(
                name="cooperative_retired_has_instant",
                condition=Q(status=CooperativeStatus.RETIRED, retired_at__isnull=False)
                | (~Q(status=CooperativeStatus.RETIRED) & Q(retired_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="cooperative_members_add_up",
                condition=Q(members_youth__lte=F("members_women") + F("members_men"))
                & Q(members_rural__lte=F("members_women") + F("members_men")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="cooperative_by_group", fields=["group", "region"]),
            models.Index(name="cooperative_by_status", fields=["status"]),
            GinIndex(name="cooperative_words", fields=["search_words"], fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_fr}"


class CooperativeContact(models.Model):
    """Whom to reach at a cooperative: apart from it, so that it can be forgotten while the cooperative stays.

    A market sees the contacts of cooperatives that take part, or once took part, in it; a sandbox none.
    """

    _rows = takes_part("registry_cooperativecontact") + " AND " + IN_A_CITY
    rights = Rights(market=READ, hq=EDIT, market_rows=_rows)

    cooperative = models.OneToOneField(
        Cooperative, primary_key=True, on_delete=models.PROTECT, related_name="contact"
    )
    name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=120, blank=True)
    forgotten_at = models.DateTimeField(null=True, help_text="UTC; when it was emptied.")

    def __str__(self) -> str:
        return f"contact of {self.cooperative_id}"


class CooperativeHistory(models.Model):
    """One step in a cooperative's life: from which state to which, when, by whom and why. Append-only.

    A market sees since when a cooperative is what it is, and neither by whom nor why.
    """

    rights = Rights(
        market=("SELECT(cooperative_id)", "SELECT(status_after)", "SELECT(at)"),
        hq=APPEND,
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="history")
    step = models.CharField(max_length=20, choices=choices(CooperativeStep))
    status_before = models.CharField(max_length=16, choices=choices(CooperativeStatus))
    status_after = models.CharField(max_length=16, choices=choices(CooperativeStatus))
    at = models.DateTimeField(help_text="UTC.")
    actor = models.CharField(max_length=100)
    reason = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d}"
