"""What a cooperative is told of a document that ends, in Arabic and French."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from kernel import display
from shared_catalog.documents.types import DocumentType


class Words(NamedTuple):
    ar: str
    fr: str


NAMES: Mapping[DocumentType, Words] = {
    DocumentType.REGISTER_EXTRACT: Words("مستخرج سجل التعاونيات", "Extrait du registre des coopératives"),
    DocumentType.LEGACY_APPROVAL: Words("قرار الاعتماد", "Arrêté d'agrément"),
    DocumentType.ONSSA_CERTIFICATE: Words("الترخيص الصحي (أونسا)", "Autorisation sanitaire (ONSSA)"),
    DocumentType.AMMPS_DECLARATION: Words(
        "تصريح المؤسسة لدى وكالة الأدوية", "Déclaration de l'établissement (AMMPS)"
    ),
    DocumentType.AMMPS_CERTIFICATE: Words(
        "شهادة تسجيل منتوج التجميل", "Certificat d'enregistrement cosmétique (AMMPS)"
    ),
    DocumentType.LABEL_CHECKLIST: Words("مراقبة بطاقة المنتوج", "Contrôle de l'étiquette"),
}

_SOON = Words(
    "{name}: آخر يوم من الصلاحية {day} (بعد {days} يوما). المرجو تقديم وثيقة جديدة.",
    "{name} : dernier jour de validité le {day} (dans {days} jours). Déposez un nouveau document.",
)
_TODAY = Words(
    "{name}: تنتهي الصلاحية اليوم {day}. ابتداء من الغد لا يمكن بيع ما يخصه دون وثيقة جديدة.",
    "{name} : dernier jour de validité aujourd'hui, {day}. Dès demain, ce qui en dépend ne se vend plus sans "
    "nouveau document.",
)


def notice(type_: DocumentType, *, last_day: date, days: int) -> str:
    """The message, in both languages. It names no person and no number: whoever sees the screen learns
    little. `days` are those that are left when it is sent.
    """
    words, names = (_SOON if days > 0 else _TODAY), NAMES[type_]
    ar = words.ar.format(name=names.ar, day=display.long_day(last_day, "ar"), days=days)
    fr = words.fr.format(name=names.fr, day=display.long_day(last_day, "fr"), days=days)
    return f"{ar}\n\n{fr}"


def subject(type_: DocumentType) -> str:
    """The subject line of an e-mail, in both languages."""
    names = NAMES[type_]
    return f"{names.ar} - {names.fr}"
