"""Opening and retiring tills, and counting the receipts they give."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from kernel.errors import DomainError, InvalidValue
from kernel.ids import new_id
from markets.tills import queries
from markets.tills.models import Till
from markets.tills.types import NumberedBy, TillState


class TillCodeTaken(DomainError):
    """Two tills of a market never share a code, even after one is retired: it is printed on receipts.
    Params: `till_code`.
    """

    code = "TILL_CODE_TAKEN"
    messages = {
        "ar": "يوجد صندوق آخر بالرمز {till_code} في هذا السوق",
        "fr": "Une autre caisse de ce marché porte déjà le code {till_code}",
        "en": "Another till of this market already has the code {till_code}",
    }


@transaction.atomic
def open_till(*, code: str, name: str, opened_at: datetime) -> Till:
    """Add a till to the market. Raises InvalidValue for an empty code, TillCodeTaken."""
    if not code.strip() or len(code.strip()) > 20:
        raise InvalidValue(path=("code",), field="code", reason="a code has 1 to 20 characters")
    if len(name.strip()) > 120:
        raise InvalidValue(path=("name",), field="name", reason="a name has at most 120 characters")
    fresh = Till(
        id=new_id(), code=code.strip(), name=name.strip(), state=TillState.ACTIVE, opened_at=opened_at
    )
    till, created = Till.objects.get_or_create(
        code=fresh.code,
        defaults={"id": fresh.id, "name": fresh.name, "state": fresh.state, "opened_at": fresh.opened_at},
    )
    if not created:
        raise TillCodeTaken(path=("code",), till_code=fresh.code)
    return till


@transaction.atomic
def retire_till(*, till_id: UUID) -> Till:
    """Sell no more at this till; its sales and receipts stay. Twice is once. Raises NotFound."""
    till = queries.till(till_id)
    till.state = TillState.RETIRED
    till.save(update_fields=["state"])
    return till


def hold_till_series(*, till_id: UUID, year: int, number: int) -> None:
    """Lock the series that the till numbers itself until the transaction ends, and note that it reached
    `number`.

    Whoever holds it may look whether the number was already used, and nobody can use it in between.
    """
    assert connection.in_atomic_block, "a receipt number belongs to its sale's transaction"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tills_receiptcounter AS counter (till_id, year, numbered_by, last_number)"
            " VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (till_id, year, numbered_by)"
            " DO UPDATE SET last_number = GREATEST(counter.last_number, EXCLUDED.last_number)",
            [till_id, year, NumberedBy.TILL, number],
        )
