"""Reads of what is published: the columns named here, of cooperatives that agreed and may sell."""

from django.db.models import Q, QuerySet

from shared_catalog.catalogue.models import Product
from shared_catalog.catalogue.types import ProductStatus, Unit
from shared_catalog.open_data.models import PublicationConsent
from shared_catalog.open_data.types import OpenCooperative, OpenProduct
from shared_catalog.registry.models import Cooperative
from shared_catalog.registry.types import CooperativeStatus, Group, Names

_NAMES = ("name_ar", "name_fr", "name_en")


def open_cooperative(code: str) -> OpenCooperative | None:
    """A cooperative by its code; None where it is not published."""
    return next(iter(_cooperatives(Q(code=code))), None)


def open_cooperatives(*, after: str, most: int) -> list[OpenCooperative]:
    """The next `most` published cooperatives by code, after this one."""
    return _cooperatives(Q(code__gt=after), most=most)


def open_product(code: str) -> OpenProduct | None:
    """A product by its code; None where it is not published."""
    return next(iter(_products(Q(code=code))), None)


def open_products(*, after: str, most: int) -> list[OpenProduct]:
    """The next `most` published products by code, after this one."""
    return _products(Q(code__gt=after), most=most)


def _published() -> QuerySet[Cooperative]:
    agreed = PublicationConsent.objects.filter(withdrawn_at__isnull=True)
    return Cooperative.objects.filter(
        status=CooperativeStatus.ELIGIBLE, pk__in=agreed.values("cooperative_id")
    )


def _cooperatives(which: Q, *, most: int = 1) -> list[OpenCooperative]:
    rows = (
        _published()
        .filter(which)
        .order_by("code")
        .values_list(
            "code",
            *_NAMES,
            "group",
            "region_id",
            *(f"region__{name}" for name in _NAMES),
            "province_id",
            *(f"province__{name}" for name in _NAMES),
            "founded_on",
            "updated_at",
        )[:most]
    )
    return [
        OpenCooperative(
            code=row[0],
            names=Names(*row[1:4]),
            group=Group(row[4]),
            region_code=row[5],
            region=Names(*row[6:9]),
            province_code=row[9],
            province=Names(*row[10:13]),
            founded_on=row[13],
            updated_at=row[14],
        )
        for row in rows
    ]


def _products(which: Q, *, most: int = 1) -> list[OpenProduct]:
    rows = (
        Product.objects.filter(which, status=ProductStatus.APPROVED, cooperative__in=_published())
        .order_by("code")
        .values_list(
            "code",
            "gtin",
            *_NAMES,
            *("description_ar", "description_fr", "description_en"),
            *(f"category__{name}" for name in _NAMES),
            "unit",
            "net_content",
            "cooperative__code",
            "updated_at",
        )[:most]
    )
    return [
        OpenProduct(
            code=row[0],
            gtin=row[1] or "",
            names=Names(*row[2:5]),
            descriptions=Names(*row[5:8]),
            category=Names(*row[8:11]),
            unit=Unit(row[11]),
            net_content=row[12],
            cooperative_code=row[13],
            updated_at=row[14],
        )
        for row in rows
    ]
