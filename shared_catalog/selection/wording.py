"""Why an application has its place, and why a floor was not reached, in words for people."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from kernel.errors import LANGUAGES
from shared_catalog.registry.types import Group
from shared_catalog.selection.types import GateKind, Ground, Quota, Shortfall, ShortfallCause

Texts: TypeAlias = Mapping[str, str]

_GROUNDS: Mapping[Ground, Texts] = {
    Ground.MERIT: {
        "ar": "الرتبة {rank}: قُبل باستحقاقه",
        "fr": "rang {rank} : retenue au mérite",
        "en": "rank {rank}: taken on merit",
    },
    Ground.FLOOR: {
        "ar": "الرتبة {rank}: قُبل لبلوغ الحد الأدنى {floor} المخصص لـ{value}",
        "fr": "rang {rank} : retenue pour le plancher de {floor} de {value}",
        "en": "rank {rank}: taken for the floor of {floor} of {value}",
    },
    Ground.VACATED: {
        "ar": "الرتبة {rank}: قُبل في مكان من استبعدته حصة",
        "fr": "rang {rank} : retenue à la place d'une mieux classée qu'un quota écarte",
        "en": "rank {rank}: taken in the place of a better ranked one that a quota left out",
    },
    Ground.NO_PLACE: {
        "ar": "الرتبة {rank}: لم يبق مكان؛ رقم {waiting} في لائحة الانتظار",
        "fr": "rang {rank} : plus de place ; numéro {waiting} de la liste d'attente",
        "en": "rank {rank}: no place was left; number {waiting} on the waiting list",
    },
    Ground.CEILING: {
        "ar": "الرتبة {rank}: بلغ سقف {value} وهو {ceiling}؛ رقم {waiting} في لائحة الانتظار",
        "fr": "rang {rank} : le plafond de {ceiling} de {value} est atteint ; numéro {waiting} de la liste "
        "d'attente",
        "en": "rank {rank}: the ceiling of {ceiling} of {value} is reached; number {waiting} on the "
        "waiting list",
    },
    Ground.RESERVED: {
        "ar": "الرتبة {rank}: المكان محجوز للحد الأدنى {floor} المخصص لـ{value}؛ "
        "رقم {waiting} في لائحة الانتظار",
        "fr": "rang {rank} : la place est réservée au plancher de {floor} de {value} ; numéro {waiting} "
        "de la liste d'attente",
        "en": "rank {rank}: the place is kept for the floor of {floor} of {value}; number {waiting} on the "
        "waiting list",
    },
    Ground.GATE: {
        "ar": "مرفوض: {gates}",
        "fr": "écartée : {gates}",
        "en": "refused: {gates}",
    },
    Ground.PASS_MARK: {
        "ar": "مرفوض: المجموع دون العتبة",
        "fr": "écartée : total inférieur au seuil",
        "en": "refused: the total is below the pass mark",
    },
}
_KEPT_FOR_OTHERS: Texts = {
    "ar": "الرتبة {rank}: بقبوله تبقى أماكن شاغرة؛ رقم {waiting} في لائحة الانتظار",
    "fr": "rang {rank} : la retenir laisserait des places vides ; numéro {waiting} de la liste d'attente",
    "en": "rank {rank}: taking it would leave places empty; number {waiting} on the waiting list",
}
_GATES: Mapping[GateKind, Texts] = {
    GateKind.ONSSA: {
        "ar": "لا ترخيص صالح من أونسا",
        "fr": "pas d'autorisation ONSSA valable",
        "en": "no valid ONSSA certificate",
    },
    GateKind.GOOD_STANDING: {
        "ar": "موقوفة أو منسحبة",
        "fr": "suspendue ou retirée",
        "en": "suspended or retired",
    },
}
_GROUPS: Mapping[str, Texts] = {
    Group.TERROIR.value: {"ar": "المنتوجات المجالية", "fr": "produits du terroir", "en": "terroir products"},
    Group.AGRI.value: {"ar": "المنتوجات الفلاحية", "fr": "produits agricoles", "en": "agricultural products"},
    Group.COSMETICS.value: {"ar": "مواد التجميل", "fr": "cosmétiques", "en": "cosmetics"},
}
_SHORTFALLS: Mapping[ShortfallCause, Texts] = {
    ShortfallCause.TOO_FEW: {
        "ar": "{value}: {reached} بدل {floor}، لم يستوف الشروط عدد كاف",
        "fr": "{value} : {reached} au lieu de {floor}, trop peu de candidatures recevables",
        "en": "{value}: {reached} instead of {floor}, since too few applications passed",
    },
    ShortfallCause.OTHER_QUOTAS: {
        "ar": "{value}: {reached} بدل {floor}، لا تترك الأماكن والحصص الأخرى مكانا لأكثر",
        "fr": "{value} : {reached} au lieu de {floor}, faute de place à côté des autres quotas",
        "en": "{value}: {reached} instead of {floor}, since places and other quotas leave no room for more",
    },
}


def place_in_words(
    ground: Ground,
    *,
    rank: int | None,
    waiting: int | None,
    quota: Quota | None,
    failed_gates: Sequence[GateKind],
) -> Texts:
    """Why an application has its place."""
    said = _KEPT_FOR_OTHERS if ground is Ground.RESERVED and quota is None else _GROUNDS[ground]
    return {
        language: said[language].format(
            rank=rank,
            waiting=waiting,
            value=_value(quota, language),
            floor=quota.floor if quota else "",
            ceiling=quota.ceiling if quota else "",
            gates=", ".join(_GATES[gate][language] for gate in failed_gates),
        )
        for language in LANGUAGES
    }


def shortfall_in_words(shortfall: Shortfall) -> Texts:
    """Why a floor was not reached."""
    quota = shortfall.quota
    return {
        language: _SHORTFALLS[shortfall.cause][language].format(
            value=_value(quota, language), reached=shortfall.reached, floor=quota.floor
        )
        for language in LANGUAGES
    }


def _value(quota: Quota | None, language: str) -> str:
    if quota is None:
        return ""
    return _GROUPS[quota.value][language] if quota.value in _GROUPS else quota.value
