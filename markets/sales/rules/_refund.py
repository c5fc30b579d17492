"""What a refund gives back of a line. Amounts are centimes."""

from markets.sales.types import RefundPart, SoldLine


def refund_part(line: SoldLine, *, quantity: int) -> RefundPart:
    """What the next `quantity` units of a line give back.

    The amount, the fee and the taxes given back for k units in all are the floor of their k-th part, so that
    however a line is refunded, the parts of all its units sum to exactly what was frozen in it.
    """
    before = line.refunded_quantity
    after = before + quantity
    assert quantity > 0 and after <= line.quantity, "no more is refunded than was sold"

    def between(whole_minor: int) -> int:
        return whole_minor * after // line.quantity - whole_minor * before // line.quantity

    return RefundPart(
        amount_minor=between(line.amount_minor),
        fee_minor=between(line.fee_minor),
        tax_minor=between(line.tax_minor),
        fee_tax_minor=between(line.fee_tax_minor),
    )
