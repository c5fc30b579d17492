"""The columns of a table of products: one list, from which headers are recognised and exports are made."""

from collections.abc import Mapping, Sequence

from shared_catalog.exchange.types import Column
from shared_catalog.registry.types import Names


def _column(code: str, ar: str, fr: str, en: str, *aliases: str, **said: bool) -> Column:
    return Column(code=code, title=Names(ar=ar, fr=fr, en=en), aliases=aliases, **said)


def _text(code: str, ar: str, fr: str, en: str, *others: str, **said: bool) -> Sequence[Column]:
    """A text in three languages: `Nom fr`, `Nom (français)`, `الاسم بالفرنسية`, and `fr` below a `Nom`."""
    stems = (code, ar, fr, en, *others)
    return [
        _column(
            f"{code}_{language}",
            f"{ar} {arabic}",
            f"{fr} ({word})",
            f"{en} ({english})",
            *(f"{stem} {name}" for stem in stems for name in (language, word, english, arabic, short)),
            **said,
        )
        for language, word, english, arabic, short in (
            ("ar", "arabe", "Arabic", "بالعربية", "العربية"),
            ("fr", "français", "French", "بالفرنسية", "الفرنسية"),
            ("en", "anglais", "English", "بالإنجليزية", "الإنجليزية"),
        )
    ]


COLUMNS: Sequence[Column] = (
    _column("reference", "المرجع", "Référence", "Reference", "ref", "réf", "external reference"),
    _column("code", "الرمز الداخلي", "Code", "Code", "code interne", "internal code"),
    _column(
        "cooperative",
        "التعاونية",
        "Coopérative",
        "Cooperative",
        "ICE",
        "code coopérative",
        "ICE coopérative",
        "رمز التعاونية",
        required=True,
    ),
    _column("cooperative_name", "اسم التعاونية", "Nom de la coopérative", "Cooperative name", read=False),
    _column("category", "الفئة", "Catégorie", "Category", "الصنف", "code catégorie", required=True),
    *_text("name", "الاسم", "Nom", "Name", "désignation", "libellé", "produit", "product", "المنتوج"),
    *_text("description", "الوصف", "Description", "Description"),
    _column("unit", "الوحدة", "Unité", "Unit", required=True),
    _column(
        "net_content",
        "المحتوى الصافي",
        "Contenu net",
        "Net content",
        "contenance",
        "poids net",
        "net weight",
        "الوزن الصافي",
        required=True,
        as_text=False,
    ),
    _column("packed", "معبأ", "Emballé", "Packed", "conditionné", as_text=False),
    _column("food_use", "للاستعمال الغذائي", "Usage alimentaire", "Food use", as_text=False),
    _column("gtin", "الباركود", "GTIN", "GTIN", "code-barres", "code barre", "EAN", "EAN13", "barcode"),
    _column(
        "recommended_price",
        "الثمن الموصى به",
        "Prix conseillé",
        "Recommended price",
        "prix",
        "prix conseillé (MAD)",
        "prix (DH)",
        "price",
        "الثمن",
        required=True,
        as_text=False,
    ),
    _column("status", "الحالة", "Statut", "Status"),
    _column("row", "السطر", "Ligne", "Row", read=False),
    _column("faults", "الأخطاء", "Erreurs", "Faults", read=False),
)
"""All of them, in the order in which they are exported."""

REQUIRED = ("name_ar", "name_fr", *(one.code for one in COLUMNS if one.required))
IDENTIFYING = ("reference", "code")
ADDED = ("row", "faults")
"""What only a file of faults has."""

_BY_CODE: Mapping[str, Column] = {one.code: one for one in COLUMNS}


def column(code: str) -> Column:
    """The column of a code."""
    return _BY_CODE[code]
