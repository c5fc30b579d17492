"""Why goods may not be sold and what would change that, in the three languages."""

from collections.abc import Mapping
from datetime import date

from kernel import display
from markets.sellability.types import Code, Refusal
from shared_catalog.documents.types import DocumentType
from shared_catalog.documents.wording import NAMES

_SINCE: Mapping[str, str] = {"ar": "منذ", "fr": "depuis le"}

_ENGLISH: Mapping[DocumentType, str] = {
    DocumentType.REGISTER_EXTRACT: "extract of the register of cooperatives",
    DocumentType.LEGACY_APPROVAL: "decree of approval",
    DocumentType.ONSSA_CERTIFICATE: "food-safety authorisation (ONSSA)",
    DocumentType.AMMPS_DECLARATION: "declaration of the establishment (AMMPS)",
    DocumentType.AMMPS_CERTIFICATE: "registration of the cosmetic product (AMMPS)",
    DocumentType.LABEL_CHECKLIST: "check of the label",
}
_BRING: Mapping[str, str] = {
    "ar": "تقدم التعاونية الوثيقة إلى الإدارة المركزية لتقبلها.",
    "fr": "La coopérative dépose le document au siège, qui l'accepte.",
    "en": "The cooperative brings the document to headquarters, which accepts it.",
}
_ASK_HQ: Mapping[str, str] = {
    "ar": "تقرر الإدارة المركزية في ذلك.",
    "fr": "Le siège en décide.",
    "en": "Headquarters decides about that.",
}

_WHY: Mapping[Code, Mapping[str, str]] = {
    Code.RECALLED: {
        "ar": "المنتوج مسحوب من البيع",
        "fr": "le produit est rappelé",
        "en": "the product is recalled",
    },
    Code.DOCUMENT_WITHDRAWN: {
        "ar": "{document}: مسحوبة",
        "fr": "{document} : retiré",
        "en": "{document}: withdrawn",
    },
    Code.DOCUMENT_SUSPENDED: {
        "ar": "{document}: موقوفة",
        "fr": "{document} : suspendu",
        "en": "{document}: suspended",
    },
    Code.DOCUMENT_EXPIRED: {
        "ar": "{document}: انتهت الصلاحية",
        "fr": "{document} : expiré",
        "en": "{document}: expired",
    },
    Code.DOCUMENT_NOT_YET_VALID: {
        "ar": "{document}: لم تبدأ الصلاحية",
        "fr": "{document} : pas encore valable",
        "en": "{document}: not valid yet",
    },
    Code.DOCUMENT_MISSING: {
        "ar": "{document}: غير متوفرة",
        "fr": "{document} : manquant",
        "en": "{document}: missing",
    },
    Code.COOPERATIVE_RETIRED: {
        "ar": "التعاونية خرجت من الشبكة",
        "fr": "la coopérative a quitté le réseau",
        "en": "the cooperative has left the network",
    },
    Code.COOPERATIVE_SUSPENDED: {
        "ar": "التعاونية موقوفة",
        "fr": "la coopérative est suspendue",
        "en": "the cooperative is suspended",
    },
    Code.COOPERATIVE_NOT_ELIGIBLE: {
        "ar": "لم تعلن أهلية التعاونية بعد",
        "fr": "la coopérative n'est pas encore admise",
        "en": "the cooperative is not declared eligible yet",
    },
    Code.NOT_PARTICIPATING: {
        "ar": "التعاونية لا تشارك في هذا السوق",
        "fr": "la coopérative ne participe pas à ce marché",
        "en": "the cooperative does not take part in this market",
    },
    Code.PARTICIPATION_NOT_BEGUN: {
        "ar": "لم تبدأ مشاركة التعاونية في هذا السوق",
        "fr": "la participation de la coopérative n'a pas commencé",
        "en": "the cooperative's participation has not begun",
    },
    Code.PARTICIPATION_ENDED: {
        "ar": "انتهت مشاركة التعاونية في هذا السوق",
        "fr": "la participation de la coopérative a pris fin",
        "en": "the cooperative's participation has ended",
    },
    Code.PARTICIPATION_SUSPENDED: {
        "ar": "مشاركة التعاونية في هذا السوق موقوفة",
        "fr": "la participation de la coopérative est suspendue",
        "en": "the cooperative's participation is suspended",
    },
    Code.CATEGORY_NOT_ALLOWED: {
        "ar": "مشاركة التعاونية لا تشمل هذه الفئة",
        "fr": "la participation de la coopérative ne couvre pas cette catégorie",
        "en": "the cooperative's participation does not cover this category",
    },
    Code.PRODUCT_RETIRED: {
        "ar": "المنتوج مسحوب من الفهرس الوطني",
        "fr": "le produit est retiré du catalogue national",
        "en": "the product is retired from the national catalogue",
    },
    Code.PRODUCT_NOT_APPROVED: {
        "ar": "المنتوج غير معتمد",
        "fr": "le produit n'est pas approuvé",
        "en": "the product is not approved",
    },
    Code.LISTING_WITHDRAWN: {
        "ar": "العرض مسحوب نهائيا",
        "fr": "la mise en vente est retirée définitivement",
        "en": "the listing is withdrawn for good",
    },
    Code.LISTING_PAUSED: {
        "ar": "العرض متوقف مؤقتا",
        "fr": "la mise en vente est suspendue",
        "en": "the listing is paused",
    },
    Code.MARKET_NOT_OPEN: {
        "ar": "السوق غير مفتوح",
        "fr": "le marché n'est pas ouvert",
        "en": "the market is not open",
    },
}
_WAY_OUT: Mapping[Code, Mapping[str, str]] = {
    Code.RECALLED: {
        "ar": "يعزل السوق السلع ويتبع تعليمات السحب إلى أن ترفعه الإدارة المركزية.",
        "fr": "Le marché isole les articles et suit les consignes jusqu'à la levée du rappel.",
        "en": "The market sets the goods aside and follows the recall's instructions until it is lifted.",
    },
    Code.DOCUMENT_WITHDRAWN: {
        "ar": "تطلب التعاونية وثيقة جديدة من الجهة المانحة ثم تقدمها إلى الإدارة المركزية.",
        "fr": "La coopérative demande un nouveau document à l'autorité, puis le dépose au siège.",
        "en": "The cooperative asks its authority for a new document and brings it to headquarters.",
    },
    Code.DOCUMENT_SUSPENDED: {
        "ar": "تسوي التعاونية وضعيتها لدى الجهة المانحة لرفع التوقيف.",
        "fr": "La coopérative régularise sa situation auprès de l'autorité, qui lève la suspension.",
        "en": "The cooperative settles it with its authority, which ends the suspension.",
    },
    Code.DOCUMENT_EXPIRED: {
        "ar": "تجدد التعاونية الوثيقة وتقدمها إلى الإدارة المركزية لتقبلها.",
        "fr": "La coopérative renouvelle le document et le dépose au siège, qui l'accepte.",
        "en": "The cooperative renews the document and brings it to headquarters, which accepts it.",
    },
    Code.DOCUMENT_NOT_YET_VALID: {
        "ar": "يمكن البيع ابتداء من أول يوم في صلاحية الوثيقة.",
        "fr": "La vente est possible dès le premier jour de validité du document.",
        "en": "It may be sold from the document's first valid day on.",
    },
    Code.DOCUMENT_MISSING: _BRING,
    Code.COOPERATIVE_RETIRED: {
        "ar": "ترجع السلع إلى التعاونية.",
        "fr": "Les articles sont rendus à la coopérative.",
        "en": "The goods go back to the cooperative.",
    },
    Code.COOPERATIVE_SUSPENDED: _ASK_HQ,
    Code.COOPERATIVE_NOT_ELIGIBLE: _ASK_HQ,
    Code.NOT_PARTICIPATING: {
        "ar": "يقترح السوق التعاونية وتقبلها الإدارة المركزية.",
        "fr": "Le marché propose la coopérative, le siège l'admet.",
        "en": "The market proposes the cooperative, and headquarters admits it.",
    },
    Code.PARTICIPATION_NOT_BEGUN: {
        "ar": "يمكن البيع ابتداء من أول يوم في المشاركة.",
        "fr": "La vente est possible dès le premier jour de la participation.",
        "en": "It may be sold from the participation's first day on.",
    },
    Code.PARTICIPATION_ENDED: {
        "ar": "تقبل الإدارة المركزية التعاونية من جديد، أو ترجع السلع إليها.",
        "fr": "Le siège l'admet de nouveau, ou les articles lui sont rendus.",
        "en": "Headquarters admits it again, or the goods go back to it.",
    },
    Code.PARTICIPATION_SUSPENDED: _ASK_HQ,
    Code.CATEGORY_NOT_ALLOWED: {
        "ar": "توسع الإدارة المركزية الفئات المسموح بها.",
        "fr": "Le siège étend les catégories autorisées.",
        "en": "Headquarters widens the allowed categories.",
    },
    Code.PRODUCT_RETIRED: {
        "ar": "ترجع السلع إلى التعاونية.",
        "fr": "Les articles sont rendus à la coopérative.",
        "en": "The goods go back to the cooperative.",
    },
    Code.PRODUCT_NOT_APPROVED: {
        "ar": "تعتمده الإدارة المركزية.",
        "fr": "Le siège l'approuve.",
        "en": "Headquarters approves it.",
    },
    Code.LISTING_WITHDRAWN: {
        "ar": "ترجع السلع إلى التعاونية.",
        "fr": "Les articles sont rendus à la coopérative.",
        "en": "The goods go back to the cooperative.",
    },
    Code.LISTING_PAUSED: {
        "ar": "يستأنف السوق العرض.",
        "fr": "Le marché reprend la mise en vente.",
        "en": "The market resumes the listing.",
    },
    Code.MARKET_NOT_OPEN: {
        "ar": "تفتح الإدارة المركزية السوق.",
        "fr": "Le siège ouvre le marché.",
        "en": "Headquarters opens the market.",
    },
}


def why(refusal: Refusal, language: str) -> str:
    """The reason in `ar`, `fr` or `en`, with the paper's name where it is about one, and since when."""
    document = "" if refusal.document is None else _name(refusal.document, language)
    reason = _WHY[refusal.code][language].format(document=document)
    return reason if refusal.since is None else f"{reason} ({_since(refusal.since, language)})"


def way_out(code: Code, language: str) -> str:
    """What would change it, in `ar`, `fr` or `en`."""
    return _WAY_OUT[code][language]


def _name(document: DocumentType, language: str) -> str:
    return _ENGLISH[document] if language == "en" else str(getattr(NAMES[document], language))


def _since(day: date, language: str) -> str:
    if language == "en":
        return f"since {day.isoformat()}"
    return f"{_SINCE[language]} {display.long_day(day, language)}"
