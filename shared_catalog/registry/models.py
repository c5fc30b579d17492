"""Rows of the registry: retired, ended or superseded, never deleted; what matters is also a constraint."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kernel import identifiers
from kernel.ids import new_id
from shared_catalog.registry.rules import FEWEST_COOLING_OFF_DAYS, MOST_COOLING_OFF_DAYS
from shared_catalog.registry.types import (
    AuthorisationKind,
    AuthorisationStatus,
    CooperativeStatus,
    CooperativeStep,
    Group,
    Kind,
    VatRegime,
)
from tenants.database.rights import APPEND, EDIT, READ, Rights
from tenants.network.models import IN_A_CITY, Market


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """The words of an enum as the choices of a column."""
    return [(word.value, word.value) for word in words]


def one_of(column: str, words: type[StrEnum]) -> Q:
    """The condition that a column holds one of an enum's words."""
    return Q(**{f"{column}__in": [word.value for word in words]})


def takes_part(table: str) -> str:
    """The condition that a row's cooperative takes part in the market that asks, or once took part."""
    return (
        "EXISTS (SELECT 1 FROM public.registry_participation AS taking_part"
        f" WHERE taking_part.cooperative_id = {table}.cooperative_id"
        " AND taking_part.market_id = {schema})"
    )


class Region(models.Model):
    """One of the 12 regions of decree 2-15-40."""

    rights = Rights(market=READ, hq=EDIT)

    code = models.CharField(primary_key=True, max_length=5, help_text="ISO 3166-2, MA-01 to MA-12.")
    short = models.CharField(max_length=4, unique=True)
    name_ar = models.CharField(max_length=80)
    name_fr = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    seat_fr = models.CharField(max_length=40, help_text="The city where the region has its seat.")

    def __str__(self) -> str:
        return self.name_fr


class Province(models.Model):
    """One of the 13 prefectures and 62 provinces; it belongs to one region."""

    rights = Rights(market=READ, hq=EDIT)

    code = models.CharField(primary_key=True, max_length=6, help_text="ISO 3166-2, such as MA-TAR.")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="provinces")
    kind = models.CharField(max_length=10)
    name_ar = models.CharField(max_length=80)
    name_fr = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="province_kind_known", condition=Q(kind__in=["prefecture", "province"])
            ),
            # What the foreign key of a cooperative's (province, region) refers to: migration 0002.
            models.UniqueConstraint(name="province_in_region", fields=["code", "region"]),
        ]

    def __str__(self) -> str:
        return self.name_fr


class CodeSeries(models.Model):
    """The last number given out of a series of codes; its row is the lock of whoever takes the next ones."""

    rights = Rights(hq=EDIT)

    name = models.CharField(primary_key=True, max_length=30)
    last_number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.last_number}"


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
    search_text = models.TextField(
        help_text="Names and code, folded as `kernel.text.fold` folds what is searched."
    )
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
    """One step in a cooperative's life: from which state to which, when, by whom and why. Append-only."""

    rights = Rights(hq=APPEND)

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


class PayeeAccount(models.Model):
    """Where a cooperative's money goes. A new account supersedes the one before; both stay on record.

    Money goes there once somebody other than who recorded it has verified it, and not before `usable_from`;
    `rules.account_standing` says how it stands. One that was rejected stays the latest until another is
    recorded: the one before it does not come back, and money waits.

    A market sees the accounts of cooperatives that take part, or once took part, in it: what it owes
    outlives them.
    """

    rights = Rights(market=READ, hq=EDIT, market_rows=takes_part("registry_payeeaccount"))

    id = models.UUIDField(primary_key=True)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="payee_accounts")
    holder = models.CharField(max_length=140)
    rib = models.CharField(
        max_length=24, help_text="24 digits. Shown masked; whoever reads it in full is audited."
    )
    recorded_at = models.DateTimeField(help_text="UTC.")
    recorded_by = models.CharField(max_length=80)
    verified_at = models.DateTimeField(null=True, help_text="UTC.")
    verified_by = models.CharField(max_length=80, blank=True)
    call_back_note = models.CharField(
        max_length=400, blank=True, help_text="Who was called on which known number, and when."
    )
    usable_from = models.DateTimeField(null=True, help_text="UTC; the end of the cooling-off.")
    rejected_at = models.DateTimeField(null=True, help_text="UTC.")
    rejected_by = models.CharField(max_length=80, blank=True)
    rejection_reason = models.CharField(max_length=400, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by", help_text="The one before."
    )
    superseded_at = models.DateTimeField(null=True, help_text="UTC; empty for the latest account.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="payee_account_one_in_force",
                fields=["cooperative"],
                condition=Q(superseded_at__isnull=True),
            ),
            models.CheckConstraint(name="payee_account_rib_digits", condition=Q(rib__regex=r"^[0-9]{24}$")),
            models.CheckConstraint(
                name="payee_account_verified_with_note",
                condition=Q(
                    verified_at__isnull=True, verified_by="", call_back_note="", usable_from__isnull=True
                )
                | (
                    Q(verified_at__isnull=False, usable_from__isnull=False)
                    & Q(usable_from__gte=F("verified_at"), call_back_note__regex=r"^.{10}")
                    & ~Q(verified_by="")
                ),
            ),
            models.CheckConstraint(
                name="payee_account_verified_by_another", condition=~Q(verified_by=F("recorded_by"))
            ),
            models.CheckConstraint(
                name="payee_account_rejected_with_reason",
                condition=Q(rejected_at__isnull=True, rejected_by="", rejection_reason="")
                | (Q(rejected_at__isnull=False) & ~Q(rejected_by="") & ~Q(rejection_reason="")),
            ),
            models.CheckConstraint(
                name="payee_account_replaces_another",
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.masked_rib}"

    @property
    def masked_rib(self) -> str:
        """The RIB as people see it, with all but a few digits hidden."""
        return identifiers.mask_rib(self.rib)

    @property
    def in_force(self) -> bool:
        """Whether it is the latest account and was not rejected."""
        return self.superseded_at is None and self.rejected_at is None


class PayeeRules(models.Model):
    """How long a verified account that replaces another waits for its first payment, from a day on.

    Append-only: a day's rule is never changed, and none is set for the past.
    """

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True, default=new_id)
    effective_from = models.DateField(unique=True)
    cooling_off_days = models.PositiveSmallIntegerField()
    set_at = models.DateTimeField(help_text="UTC.")
    set_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="payee_rules_cooling_off_is_some",
                condition=Q(cooling_off_days__range=(FEWEST_COOLING_OFF_DAYS, MOST_COOLING_OFF_DAYS)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooling_off_days} days from {self.effective_from}"


class Authorisation(models.Model):
    """A food-safety certificate of ONSSA (law 28-07), as written on the paper."""

    rights = Rights(market=READ, hq=EDIT)

    id = models.UUIDField(primary_key=True)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="authorisations")
    kind = models.CharField(max_length=14, choices=choices(AuthorisationKind))
    number = models.CharField(max_length=40)
    issued_on = models.DateField()
    valid_until = models.DateField(
        null=True, help_text="The last valid day; empty for a certificate without a term."
    )
    next_review_on = models.DateField()
    status = models.CharField(max_length=10, choices=choices(AuthorisationStatus))
    status_reason = models.CharField(max_length=400, blank=True)
    recorded_at = models.DateTimeField(help_text="UTC.")
    changed_at = models.DateTimeField(help_text="UTC.")
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="authorisation_kind_known", condition=one_of("kind", AuthorisationKind)
            ),
            models.CheckConstraint(
                name="authorisation_status_known", condition=one_of("status", AuthorisationStatus)
            ),
            models.CheckConstraint(
                name="authorisation_ends_after_issue",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("issued_on")),
            ),
            models.UniqueConstraint(
                name="authorisation_number_once",
                fields=["number"],
                condition=Q(
                    status__in=[AuthorisationStatus.VALID.value, AuthorisationStatus.SUSPENDED.value]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Participation(models.Model):
    """A cooperative sells in a market from one day to another; a market sees only its own."""

    rights = Rights(market=READ, hq=EDIT, market_rows="market_id = {schema}")

    id = models.UUIDField(primary_key=True)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="participations")
    market = models.ForeignKey(
        Market, to_field="schema_name", on_delete=models.PROTECT, related_name="participations"
    )
    joined_on = models.DateField()
    ended_on = models.DateField(null=True, help_text="The first day on which it no longer takes part.")
    contract = models.CharField(
        max_length=40, blank=True, help_text="The contract it sells under, as fee rules name it."
    )
    recorded_at = models.DateTimeField(help_text="UTC.")
    recorded_by = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=1, help_text="Counts its changes, from 1.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="participation_one_at_a_time",
                fields=["cooperative", "market"],
                condition=Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="participation_ends_after_joining",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("joined_on")),
            ),
        ]
        indexes: ClassVar = [models.Index(name="participation_by_market", fields=["market", "cooperative"])]

    def __str__(self) -> str:
        return f"{self.cooperative_id} in {self.market_id}"
