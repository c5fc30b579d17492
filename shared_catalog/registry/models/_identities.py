"""Who a cooperative is before the law, who speaks for it, and what it said of itself before."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kernel.ids import new_id
from shared_catalog.registry.models._cooperatives import Cooperative
from shared_catalog.registry.models._words import choices, one_of, takes_part
from shared_catalog.registry.types import OfficerFunction
from tenants.database.rights import APPEND, EDIT, READ, Rights
from tenants.network.models import IN_A_CITY


class LegalIdentity(models.Model):
    """What administrations know a cooperative by, beside its ICE and its entry in the local register.

    Apart from the cooperative, because a market has no business with it. What is not known is empty.
    """

    rights = Rights(hq=EDIT)

    cooperative = models.OneToOneField(
        Cooperative, primary_key=True, on_delete=models.PROTECT, related_name="legal_identity"
    )
    designation = models.CharField(
        max_length=200, blank=True, help_text="Its name as the register has it, in the register's language."
    )
    tax_id = models.CharField(max_length=8, blank=True, help_text="Identifiant fiscal, 7 or 8 digits.")
    trade_register_number = models.CharField(
        max_length=9, blank=True, help_text="In the registre de commerce, where a GIE is."
    )
    trade_register_court = models.CharField(max_length=80, blank=True)
    registered_on = models.DateField(
        null=True, help_text="When it was entered in the local register (law 112-12, art. 9)."
    )
    central_register_number = models.CharField(
        max_length=40, blank=True, help_text="Its number in ODCo's central register of cooperatives."
    )
    legacy_approval = models.CharField(
        max_length=80, blank=True, help_text="The arrêté d'agrément of one from before law 112-12."
    )
    seat_address = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=5, blank=True)
    locality = models.CharField(max_length=80, blank=True)
    updated_at = models.DateTimeField(help_text="UTC.")
    updated_by = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1, help_text="Counts its changes, from 1.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="legal_identity_tax_id_digits",
                condition=Q(tax_id="") | Q(tax_id__regex=r"^[0-9]{7,8}$"),
            ),
            models.CheckConstraint(
                name="legal_identity_postal_code_digits",
                condition=Q(postal_code="") | Q(postal_code__regex=r"^[0-9]{5}$"),
            ),
            models.CheckConstraint(
                name="legal_identity_trade_register_whole",
                condition=Q(trade_register_number="", trade_register_court="")
                | (Q(trade_register_number__regex=r"^[0-9]{1,9}$") & ~Q(trade_register_court="")),
            ),
            models.UniqueConstraint(
                name="legal_identity_tax_id_once", fields=["tax_id"], condition=~Q(tax_id="")
            ),
        ]

    def __str__(self) -> str:
        return self.designation or str(self.cooperative_id)


class IdentityChange(models.Model):
    """What a cooperative said of itself otherwise before: by column, before and after. Append-only.

    Whom to reach is not in it: that is forgotten.
    """

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True, default=new_id)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="identity_changes")
    before = models.JSONField()
    after = models.JSONField()
    at = models.DateTimeField(help_text="UTC.")
    actor = models.CharField(max_length=100)

    class Meta:
        indexes: ClassVar = [models.Index(name="identity_change_by_owner", fields=["cooperative", "at"])]

    def __str__(self) -> str:
        return f"{', '.join(sorted(self.after))} {self.at:%Y-%m-%d}"


class Officer(models.Model):
    """Somebody who speaks for a cooperative for a time: a delegate, or one of its organs. No member list.

    Name and contact are forgotten a year after the mandate ended or the cooperative left; the function and
    its time stay. A market sees the officers of cooperatives that take part, or once took part, in it; a
    sandbox none.
    """

    _rows = takes_part("registry_officer") + " AND " + IN_A_CITY
    rights = Rights(market=READ, hq=EDIT, market_rows=_rows)

    id = models.UUIDField(primary_key=True)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="officers")
    function = models.CharField(max_length=16, choices=choices(OfficerFunction))
    name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=120, blank=True)
    mandate_from = models.DateField()
    mandate_until = models.DateField(null=True, help_text="The last day; empty while it is open.")
    forgotten_at = models.DateTimeField(null=True, help_text="UTC; when it was emptied.")
    recorded_at = models.DateTimeField(help_text="UTC.")
    recorded_by = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1, help_text="Counts its changes, from 1.")
    fingerprint = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="officer_function_known", condition=one_of("function", OfficerFunction)
            ),
            models.CheckConstraint(
                name="officer_mandate_ends_after_it_begins",
                condition=Q(mandate_until__isnull=True) | Q(mandate_until__gte=F("mandate_from")),
            ),
            models.CheckConstraint(
                name="officer_has_name_until_forgotten",
                condition=(Q(forgotten_at__isnull=True) & ~Q(name=""))
                | Q(forgotten_at__isnull=False, name="", phone="", email=""),
            ),
        ]
        indexes: ClassVar = [models.Index(name="officer_by_owner", fields=["cooperative", "mandate_from"])]

    def __str__(self) -> str:
        return f"{self.function} of {self.cooperative_id}"
