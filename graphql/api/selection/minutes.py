"""The minutes of a selection as PDF, in French and Arabic: what a decision has on record."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from api.selection.terms import shortfall
from api.selection.types import place_in_words
from kernel.halfmonth import business_date
from markets.documents.layout import breakable
from markets.documents.paper import typeset
from shared_catalog.selection.models import Decision, Place
from shared_catalog.selection.types import Outcome

TEMPLATE = Path(__file__).with_name("minutes.typ")

_LABELS: Mapping[str, Mapping[str, str]] = {
    "title": {"fr": "Procès-verbal de sélection", "ar": "محضر انتقاء التعاونيات"},
    "cooperative": {"fr": "Coopérative", "ar": "التعاونية"},
    "reason": {"fr": "Motif", "ar": "السبب"},
    "decision": {"fr": "Décision", "ar": "القرار"},
    "grid": {"fr": "Grille", "ar": "شبكة التنقيط"},
    "places": {"fr": "Places", "ar": "عدد الأماكن"},
    "prepared": {"fr": "Préparé par", "ar": "أعده"},
    "signed": {"fr": "Signé par", "ar": "وقعه"},
}
_SECTIONS: Mapping[Outcome, Mapping[str, str]] = {
    Outcome.TAKEN: {"fr": "Coopératives retenues", "ar": "التعاونيات المقبولة"},
    Outcome.WAITING: {"fr": "Liste d'attente", "ar": "لائحة الانتظار"},
    Outcome.REFUSED: {"fr": "Candidatures écartées", "ar": "الطلبات المرفوضة"},
}
_MILLIONTHS_OF_A_POINT = 10_000


def pdf_of(decision: Decision) -> bytes:
    """The minutes of a decision, the same bytes each time; its round and grid are loaded. Two statements."""
    [pdf] = typeset(TEMPLATE, {"minutes": page_of(decision)}, at=decision.signed_at or decision.prepared_at)
    return pdf


def page_of(decision: Decision) -> dict[str, Any]:
    """The data of the template, plain JSON."""
    places = list(
        Place.objects.filter(decision=decision)
        .select_related("application__cooperative")
        .order_by("position")
    )
    day = business_date(decision.signed_at or decision.prepared_at)
    return {
        "labels": _LABELS,
        "title": breakable(decision.round.title),
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "digest": bytes(decision.digest).hex(),
        "facts": _facts(decision),
        "shortfalls": [_texts(shortfall(one)["explanation"]) for one in decision.shortfalls],
        "sections": [
            {"label": label, "rows": [_row(one) for one in places if one.outcome == outcome]}
            for outcome, label in _SECTIONS.items()
        ],
    }


def _facts(decision: Decision) -> list[dict[str, Any]]:
    grid = decision.round.grid
    signed = f"{decision.signed_by}, {_day(decision.signed_at)}" if decision.signed_at else "—"
    values = {
        "decision": str(decision.number),
        "grid": f"{grid.version} · {grid.title}",
        "places": str(decision.round.places),
        "prepared": f"{decision.prepared_by}, {_day(decision.prepared_at)}",
        "signed": signed,
    }
    return [{"label": _LABELS[name], "value": breakable(value)} for name, value in values.items()]


def _row(place: Place) -> dict[str, Any]:
    application = place.application
    return {
        "rank": "—" if place.rank is None else str(place.rank),
        "code": application.cooperative.code,
        "name": {"fr": breakable(application.name_fr), "ar": breakable(application.name_ar)},
        "total": "—" if place.total is None else _points(place.total),
        "reason": _texts(place_in_words(place)),
    }


def _points(total: int) -> str:
    """Of 100, with two digits after the comma, rounded down."""
    whole, rest = divmod(total, _MILLIONTHS_OF_A_POINT)
    return f"{whole},{rest * 100 // _MILLIONTHS_OF_A_POINT:02d}"


def _texts(said: Any) -> dict[str, str]:
    return {"fr": breakable(said.fr), "ar": breakable(said.ar)}


def _day(at: Any) -> str:
    return business_date(at).isoformat()
