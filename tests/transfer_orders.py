"""Orders to transfer for tests of bank files: sound unless a test says what is wrong with them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from kernel.identifiers import rib_with_key
from markets.payouts.formats.types import TransferItem, TransferOrder

MADE_AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
PAY_DATE = date(2026, 12, 1)
MARKET_RIB = "225810012345678901234513"


def payee_rib(number: int) -> str:
    return rib_with_key(f"{230_780:06d}{number:016d}")


def a_transfer(number: int = 1, **changes: Any) -> TransferItem:
    sound = TransferItem(
        end_to_end_id=f"TDM-{number:08d}",
        instruction_id=f"TDM-I-{number:08d}",
        creditor_name="تعاونية النور لإنتاج الكسكس",
        creditor_rib=payee_rib(number),
        creditor_bic="CIHMMAMC",
        amount_minor=100_000 + number,
        remittance=f"Oasis, quinzaine 2026-11-2, relevé {number}",
    )
    return replace(sound, **changes)


def an_order(*items: TransferItem, **changes: Any) -> TransferOrder:
    sound = TransferOrder(
        message_id="TDM-20261124-1",
        created_at=MADE_AT,
        execution_on=PAY_DATE,
        debtor_name="سوق الواحة التضامني",
        debtor_ice="001561191000066",
        debtor_rib=MARKET_RIB,
        debtor_bic="CNCAMAMR",
        items=items or (a_transfer(),),
    )
    return replace(sound, **changes)
