"""Statements to set, without a database."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from kernel.fingerprint import fingerprint
from kernel.halfmonth import HalfMonth
from markets.documents.types import (
    Amounts,
    Correction,
    DetailRow,
    Issuer,
    Names,
    Recipient,
    Sealed,
    StatementDocument,
)

HALF = HalfMonth(2026, 11, 1)
GOODS = (
    Names(fr="Huile d'argan alimentaire", ar="زيت الأركان الغذائي"),
    Names(fr="Miel de thym", ar="عسل الزعتر"),
    Names(fr="Amlou aux amandes", ar="أملو باللوز"),
    Names(fr="Safran de Taliouine", ar="زعفران تاليوين"),
)


def sealed(**content: Any) -> Sealed:
    """A content with its lines and its digest."""
    lines = ("sale 1000 1", "fee -50 2")
    whole = content | {"lines": hashlib.sha256("\n".join(lines).encode()).hexdigest()}
    return Sealed(content=whole, lines=lines, digest=fingerprint(whole))


def rows(count: int) -> list[DetailRow]:
    """So many lines of detail over the half-month; every thirteenth brings something back."""
    days = HALF.days()
    found = []
    for index in range(count):
        quantity = (1 + index % 7) * (-1 if index % 13 == 5 else 1)
        found.append(
            DetailRow(
                day=days[index * len(days) // count],
                product=GOODS[index % 4],
                quantity=quantity,
                amount_minor=quantity * (4500 + index * 10),
                fee_minor=quantity * 225,
            )
        )
    return found


def document(count: int = 40, *, opening_minor: int = 0, **given: Any) -> StatementDocument:
    """A statement with so many lines, all of it payable; any of its parts may be given."""
    details = given.pop("details", None) or rows(count)
    corrections = given.pop(
        "corrections", [Correction(day=HALF.first_day, reason="Bon saisi deux fois", amount_minor=1250)]
    )
    adjustments_minor = sum(one.amount_minor for one in corrections)
    sales_minor = sum(row.amount_minor for row in details if row.quantity > 0)
    returns_minor = -sum(row.amount_minor for row in details if row.quantity < 0)
    fees_minor = sum(row.fee_minor for row in details)
    net_minor = opening_minor + sales_minor - returns_minor - fees_minor + adjustments_minor
    whole = StatementDocument(
        label="CASABLANCA-000123",
        half_month=HALF,
        pay_on=date(2026, 11, 16),
        issued_at=datetime(2026, 11, 16, 8, 30, tzinfo=UTC),
        issuer=Issuer(
            names=Names(fr="Marché solidaire Oasis", ar="السوق التضامني الوازيس"),
            legal_name="Fondation Mohammed V pour la Solidarité",
        ),
        recipient=Recipient(
            code="C0042",
            names=Names(fr="Coopérative féminine Tighanimine", ar="التعاونية النسوية تيغانيمين"),
            ice="001234567000089",
            account="225 810 ••••••••••••4513",
        ),
        amounts=Amounts(
            opening_minor=opening_minor,
            released_minor=0,
            sales_minor=sales_minor,
            returns_minor=returns_minor,
            fees_minor=fees_minor,
            adjustments_minor=adjustments_minor,
            net_minor=net_minor,
            payable_minor=max(net_minor, 0),
            held_minor=0,
            carried_minor=min(net_minor, 0),
        ),
        reasons=[],
        details=details,
        corrections=corrections,
        sealed=sealed(number=123, net_minor=net_minor),
        public_url="https://casablanca.example.ma/s/123/Zk3vQ8bX0mYt1aLr7cWdPw",
    )
    return replace(whole, **given)


def held(whole: StatementDocument, *reasons: dict[str, Any]) -> StatementDocument:
    """The same with everything held, for these reasons."""
    amounts = replace(whole.amounts, payable_minor=0, held_minor=whole.amounts.payable_minor)
    return replace(whole, amounts=amounts, reasons=list(reasons))
