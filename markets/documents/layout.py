"""From a statement to what its page is filled with: texts ready to be set, in their order."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import segno

from kernel import display
from kernel.halfmonth import business_date
from kernel.money import CURRENCY
from markets.documents import wording
from markets.documents.glyphs import printable
from markets.documents.types import Amounts, DetailRow, Names, StatementDocument

_LONGEST_WORD = 24
_ZERO_WIDTH_SPACE = "\u200b"


def page_of(document: StatementDocument) -> dict[str, Any]:
    """The data of the template, plain JSON."""
    issued_on = business_date(document.issued_at)
    return {
        "labels": {name: wording.both(names) for name, names in wording.LABELS.items()},
        "title": printable(f"{document.label} {document.recipient.code}"),
        "date": {"year": issued_on.year, "month": issued_on.month, "day": issued_on.day},
        "number": document.label,
        "currency": CURRENCY,
        "issuer": _names(document.issuer.names) | {"legal": breakable(document.issuer.legal_name)},
        "facts": _facts(document, issued_on),
        "figures": figures_of(document.amounts),
        "outcomes": _outcomes(document),
        "reasons": [_names(wording.reason(said)) for said in document.reasons],
        "days": _days(document),
        "totals": _sums(document.details),
        "corrections": [
            {
                "day": display.short_day(one.day),
                "reason": breakable(one.reason),
                "amount": display.plain_amount(one.amount_minor),
            }
            for one in document.corrections
        ],
        "digest": " ".join(_in_groups(document.sealed.digest.hex(), 8)),
        "url": document.public_url,
        "qr": qr_code(document.public_url),
    }


def qr_code(url: str) -> str:
    """The address as a QR code, an SVG that is the same each time."""
    return str(segno.make(url, error="m", micro=False).svg_inline(border=0, dark="#083f34", omitsize=True))


def breakable(text: str) -> str:
    """The text as the font can show it, with places where a word too long for its column may be broken."""
    words = printable(text).split()
    return " ".join(_ZERO_WIDTH_SPACE.join(_in_groups(word, _LONGEST_WORD)) for word in words)


def _in_groups(text: str, size: int) -> Iterable[str]:
    return (text[start : start + size] for start in range(0, len(text), size))


def _names(names: Names) -> dict[str, str]:
    return {"fr": breakable(names.fr), "ar": breakable(names.ar)}


def _same(text: str) -> dict[str, str]:
    return {"fr": text, "ar": text}


def _facts(document: StatementDocument, issued_on: date) -> list[dict[str, Any]]:
    recipient, half_month = document.recipient, document.half_month
    account = _same(recipient.account) if recipient.account else wording.label("no_account")
    values: Mapping[str, dict[str, str]] = {
        "cooperative": _names(recipient.names),
        "code": _same(printable(recipient.code)),
        "ice": _same(printable(recipient.ice)),
        "half_month": {language: display.half_month(half_month, language) for language in ("fr", "ar")},
        "pay_on": {language: display.long_day(document.pay_on, language) for language in ("fr", "ar")},
        "account": account,
        "issued_at": {language: display.long_day(issued_on, language) for language in ("fr", "ar")},
    }
    return [{"label": wording.label(name), "value": value} for name, value in values.items()]


def figures_of(amounts: Amounts, *, every: bool = False) -> list[dict[str, Any]]:
    """The amounts of a statement in their order, down to its net; with `every` what becomes of it too."""
    signed = {
        "opening": amounts.opening_minor,
        "released": amounts.released_minor,
        "sales": amounts.sales_minor,
        "returns": -amounts.returns_minor,
        "fees": -amounts.fees_minor,
        "adjustments": amounts.adjustments_minor,
        "net": amounts.net_minor,
    }
    if every:
        signed |= {
            "payable": amounts.payable_minor,
            "held": amounts.held_minor,
            "carried": amounts.carried_minor,
        }
    return [
        {
            "label": wording.label(name),
            "amount": display.plain_amount(minor),
            "total": name in ("net", "payable"),
        }
        for name, minor in signed.items()
    ]


def _outcomes(document: StatementDocument) -> list[dict[str, Any]]:
    """What happens with the net: paid in any case, held and carried over where there is any."""
    amounts = document.amounts
    found = [("payable", "paid", amounts.payable_minor)]
    if amounts.held_minor:
        found.append(("held", "held", amounts.held_minor))
    if amounts.carried_minor:
        found.append(("carried", "carried", amounts.carried_minor))
    return [
        {"label": wording.label(name), "tone": tone, "amount": display.plain_amount(minor)}
        for name, tone, minor in found
    ]


def _days(document: StatementDocument) -> list[dict[str, Any]]:
    return [
        {
            "title": {language: display.weekday_and_day(day, language) for language in ("fr", "ar")},
            "late": day < document.half_month.first_day,
            "rows": [{"name": _names(row.product)} | _sums([row]) for row in rows],
        }
        | _sums(rows)
        for day, rows in (
            (day, list(rows)) for day, rows in groupby(document.details, key=lambda row: row.day)
        )
    ]


def _sums(rows: Sequence[DetailRow]) -> dict[str, str]:
    return {
        "quantity": display.number(sum(row.quantity for row in rows)),
        "amount": display.plain_amount(sum(row.amount_minor for row in rows)),
        "fee": display.plain_amount(sum(row.fee_minor for row in rows)),
    }
