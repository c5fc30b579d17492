"""Rows of the catalogue: categories come from reference data, products are retired and never deleted."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from kernel.ids import new_id
from shared_catalog.catalogue.types import (
    PRODUCT_TAX_CLASSES,
    UNTAXED_CLASSES,
    AttributeType,
    BarcodeKind,
    ProductStatus,
    Regime,
    TaxClass,
    Unit,
    VatHint,
)
from shared_catalog.registry.models import Cooperative, choices, one_of
from tenants.database.rights import APPEND, EDIT, READ, Rights
from tenants.database.search import WordsField


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
    name_en = models.CharField(max_length=160, blank=True)
    sort_ar = models.CharField(max_length=400, db_collation="C", db_index=True)
    sort_fr = models.CharField(max_length=400, db_collation="C", db_index=True)
    sort_en = models.CharField(max_length=400, db_collation="C", db_index=True)
    search_words = WordsField(help_text="The names, as `kernel.search.kept` has them.")
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
    status = models.CharField(max_length=9, choices=choices(ProductStatus))
    approved_at = models.DateTimeField(null=True, help_text="UTC; when it was published.")
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
                condition=~Q(status=ProductStatus.PUBLISHED) | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="product_retired_has_instant",
                condition=Q(status=ProductStatus.RETIRED, retired_at__isnull=False)
                | (~Q(status=ProductStatus.RETIRED) & Q(retired_at__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            GinIndex(name="product_words", fields=["search_words"], fastupdate=False),
            models.Index(name="product_by_price", fields=["recommended_price_minor", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_fr}"


class Attribute(models.Model):
    """Something that may be said of goods: the definition, which is reference data."""

    rights = Rights(market=READ, hq=EDIT)

    code = models.CharField(primary_key=True, max_length=30)
    position = models.PositiveSmallIntegerField(help_text="The order in which people read them.")
    name_ar = models.CharField(max_length=80)
    name_fr = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    type = models.CharField(max_length=8, choices=choices(AttributeType))
    unit = models.CharField(max_length=20, blank=True, help_text="What an integer counts, such as `day`.")
    least = models.PositiveIntegerField(default=0, help_text="The least integer.")
    most = models.PositiveIntegerField(default=0, help_text="The greatest integer.")
    choices = models.JSONField(default=list, help_text="`types.Choice` as JSON, in their order.")
    label_critical = models.BooleanField(help_text="It stands on the label.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="attribute_type_known", condition=one_of("type", AttributeType)),
            models.CheckConstraint(
                name="attribute_integer_within",
                condition=Q(type=AttributeType.INTEGER, least__lte=F("most")) | Q(least=0, most=0, unit=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class AttributeDemand(models.Model):
    """That an attribute is asked of a category's goods, a root being a whole group; what a category asks
    stands in the place of what its root asks.
    """

    rights = Rights(market=READ, hq=EDIT)

    id = models.UUIDField(primary_key=True, default=new_id)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="attribute_demands")
    attribute = models.ForeignKey(Attribute, on_delete=models.PROTECT, related_name="demands")
    required = models.BooleanField(help_text="Nothing is published without it.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="attribute_demand_once", fields=["category", "attribute"]),
        ]

    def __str__(self) -> str:
        return f"{self.attribute_id} of {self.category_id}"


class AttributeSheet(models.Model):
    """All that is said of a product by attribute, from a moment on, until its next sheet. Append-only: the
    latest version holds, and those before it are the history.

    `values` is JSON by the attribute's code, as `rules.as_json` writes it: a sheet is read as a whole.
    """

    rights = Rights(market=READ, hq=APPEND)

    id = models.UUIDField(primary_key=True, default=new_id)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="attribute_sheets")
    version = models.PositiveIntegerField(help_text="1, 2, 3 …")
    values = models.JSONField()
    set_at = models.DateTimeField(help_text="UTC.")
    set_by = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="attribute_sheet_version_once", fields=["product", "version"]),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} v{self.version}"


class Barcode(models.Model):
    """A code that is scanned for a product: its own, which is `Product.code`, and any others. In force it is
    one product's in the whole nation; what ended stays to be read.
    """

    rights = Rights(market=READ, hq=(*APPEND, "UPDATE(ended_at)", "UPDATE(ended_by)"))

    id = models.UUIDField(primary_key=True, default=new_id)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="barcodes")
    code = models.CharField(max_length=40, help_text="As `rules.sought` looks for it.")
    kind = models.CharField(max_length=8, choices=choices(BarcodeKind))
    quantity = models.PositiveSmallIntegerField(help_text="How many pieces one scan stands for.")
    added_at = models.DateTimeField(help_text="UTC.")
    added_by = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True, help_text="UTC.")
    ended_by = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="barcode_of_one_product", fields=["code"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(name="barcode_kind_known", condition=one_of("kind", BarcodeKind)),
            models.CheckConstraint(name="barcode_of_something", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="barcode_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
            ),
        ]
        indexes: ClassVar = [models.Index(name="barcode_by_code", fields=["code"])]

    def __str__(self) -> str:
        return self.code


class RecommendedPrice(models.Model):
    """What was recommended for a product from a moment on. Append-only; the last one is the product's own."""

    rights = Rights(market=READ, hq=APPEND)

    id = models.UUIDField(primary_key=True, default=new_id)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="recommended_prices")
    price_minor = models.PositiveIntegerField(help_text="Centimes, for one piece.")
    set_at = models.DateTimeField(help_text="UTC.")
    set_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="recommended_price_is_some", condition=Q(price_minor__gt=0)),
        ]
        indexes: ClassVar = [
            models.Index(name="recommended_price_latest", fields=["product", "set_at", "id"])
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.price_minor}"


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
