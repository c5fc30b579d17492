"""Which goods may carry a mark."""

from dataclasses import replace

from kernel.errors import DomainError, InvalidValue
from shared_catalog.marks.types import Area, Certificate
from shared_catalog.registry.rules import required

_LONGEST_DAYS = 3_660


class MarkOutOfRegion(DomainError):
    """The cooperative does not lie in the area of the mark. Params: `mark`, `region`."""

    code = "MARK_OUT_OF_REGION"
    messages = {
        "ar": "المنطقة {region} خارج المجال الجغرافي للعلامة {mark}",
        "fr": "La région {region} est hors de l'aire du signe {mark}",
        "en": "The region {region} lies outside the area of the mark {mark}",
    }


class MarkNotForGoods(DomainError):
    """The mark is for other goods than those of this category. Params: `mark`, `category`."""

    code = "MARK_NOT_FOR_GOODS"
    messages = {
        "ar": "العلامة {mark} لا تخص منتوجات الفئة {category}",
        "fr": "Le signe {mark} ne concerne pas les produits de la catégorie {category}",
        "en": "The mark {mark} is not for goods of the category {category}",
    }


def require_within(area: Area, *, mark: str, region: str, category: str) -> None:
    """Raises MarkOutOfRegion, MarkNotForGoods."""
    if area.regions and region not in area.regions:
        raise MarkOutOfRegion(path=("product_id",), mark=mark, region=region)
    if area.categories and category not in area.categories:
        raise MarkNotForGoods(path=("product_id",), mark=mark, category=category)


def checked_certificate(certificate: Certificate) -> Certificate:
    """The certificate with its texts trimmed. Raises InvalidValue for a missing or long text, or days in the
    wrong order or more than ten years apart.
    """
    if not 0 <= (certificate.valid_until - certificate.valid_from).days <= _LONGEST_DAYS:
        reason = "a period ends after it begins, within ten years"
        raise InvalidValue(field="valid_until", reason=reason)
    return replace(
        certificate,
        number=required(certificate.number, field="number", longest=60),
        issuer=required(certificate.issuer, field="issuer", longest=120),
    )
