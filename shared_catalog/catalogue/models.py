"""Rows of the catalogue: categories come from reference data, products are retired and never deleted."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shared_catalog.catalogue.types import (
    PRODUCT_TAX_CLASSES,
    UNTAXED_CLASSES,
    ProductStatus,
    Regime,
    TaxClass,
    Unit,
    VatHint,
)
from shared_catalog.registry.models import Cooperative, choices, one_of
from tenants.database.rights import APPEND, EDIT, READ, Rights


class Category(models.Model):
    """A node of the category tree; the roots are the groups of cooperatives, and products hang on leaves."""

    rights = Rights(market=READ, hq=EDIT)

    code = models.CharField(primary_key=True, max_length=30)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    position = models.PositiveSmallIntegerField(help_text="The order among its siblings.")
    name_ar = models.CharField(max_length=80)
    name_fr = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    regime = models.CharField(
        max_length=16, choices=choices(Regime), blank=True, help_text="Empty for a root."
    )
    usual_packs = models.CharField(
        max_length=60, blank=True, help_text="For people, such as `jar 250/500 g`."
    )
    vat_hint = models.CharField(
        max_length=2, choices=choices(VatHint), blank=True, help_text="Empty for a root."
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="category_regime_known",
                condition=Q(parent__isnull=True, regime="") | one_of("regime", Regime),
            ),
            models.CheckConstraint(
                name="category_vat_hint_known",
                condition=Q(parent__isnull=True, vat_hint="") | one_of("vat_hint", VatHint),
            ),
            models.CheckConstraint(
                name="category_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("code")),
            ),
        ]

    def __str__(self) -> str:
        return self.name_fr


class Product(models.Model):
    """Something a cooperative makes, as the nation knows it; markets list it at their producer's price.

    `fingerprint` is that of the draft: the same id drafted again with other content is refused.
    """

    rights = Rights(market=READ, hq=EDIT)

    id = models.UUIDField(primary_key=True)
    code = models.CharField(
        max_length=14, unique=True, help_text="What is scanned: the GTIN, or an internal EAN-13."
    )
    gtin = models.CharField(
        max_length=14, null=True, unique=True, help_text="Its own GTIN, where it has one."
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
    description_ar = models.TextField(blank=True)
    description_fr = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="products")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    unit = models.CharField(max_length=5, choices=choices(Unit))
    net_content = models.PositiveIntegerField(help_text="How much of the unit one piece holds.")
    packed = models.BooleanField()
    food_use = models.BooleanField()
    tax_class = models.CharField(
        max_length=12, choices=[(word.value, word.value) for word in PRODUCT_TAX_CLASSES]
    )
    recommended_price_minor = models.PositiveIntegerField(help_text="Centimes, for one piece.")
    status = models.CharField(max_length=8, choices=choices(ProductStatus))
    approved_at = models.DateTimeField(null=True, help_text="UTC.")
    approved_by = models.CharField(max_length=80, blank=True)
    retired_at = models.DateTimeField(null=True, help_text="UTC.")
    created_at = models.DateTimeField(help_text="UTC.")
    updated_at = models.DateTimeField(help_text="UTC.")
    updated_by = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=1, help_text="Counts its changes, from 1.")
    fingerprint = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="product_unit_known", condition=one_of("unit", Unit)),
            models.CheckConstraint(
                name="product_tax_class_known",
                condition=Q(tax_class__in=[word.value for word in PRODUCT_TAX_CLASSES]),
            ),
            models.CheckConstraint(name="product_status_known", condition=one_of("status", ProductStatus)),
            models.CheckConstraint(
                name="product_holds_something", condition=Q(net_content__gt=0, recommended_price_minor__gt=0)
            ),
            models.CheckConstraint(
                name="product_scanned_by_its_gtin",
                condition=Q(gtin__isnull=True, code__startswith="29") | Q(gtin=F("code")),
            ),
            models.CheckConstraint(
                name="product_approved_has_instant",
                condition=~Q(status=ProductStatus.APPROVED) | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="product_retired_has_instant",
                condition=Q(status=ProductStatus.RETIRED, retired_at__isnull=False)
                | (~Q(status=ProductStatus.RETIRED) & Q(retired_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_fr}"


class TaxRate(models.Model):
    """The VAT of a tax class from a business day on, until the class's next rate, and the law that sets it.

    Rates are only ever added. A line that was sold keeps the rate it was sold under.
    """

    rights = Rights(market=READ, hq=APPEND)

    tax_class = models.CharField(max_length=12, choices=choices(TaxClass))
    effective_from = models.DateField()
    basis_points = models.PositiveIntegerField(help_text="2000 is 20 %.")
    legal_reference = models.CharField(max_length=120, help_text="Such as `art. 91-I-A CGI`.")
    set_at = models.DateTimeField(help_text="UTC.")
    set_by = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="tax_rate_once", fields=["tax_class", "effective_from"]),
            models.CheckConstraint(name="tax_rate_class_known", condition=one_of("tax_class", TaxClass)),
            models.CheckConstraint(name="tax_rate_at_most_whole", condition=Q(basis_points__lte=10_000)),
            models.CheckConstraint(
                name="tax_rate_of_untaxed_is_nothing",
                condition=Q(basis_points=0)
                | ~Q(tax_class__in=sorted(word.value for word in UNTAXED_CLASSES)),
            ),
            models.CheckConstraint(name="tax_rate_has_reference", condition=~Q(legal_reference="")),
        ]

    def __str__(self) -> str:
        return f"{self.tax_class} {self.basis_points} from {self.effective_from}"
