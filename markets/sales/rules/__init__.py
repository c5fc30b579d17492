"""What a sale costs, how it is paid, what a refund gives back, and what both do to the books."""

from markets.sales.rules._books import (
    moved,
    refund_figures,
    refund_moves,
    refund_postings,
    sale_moves,
    sale_postings,
    till_figure,
)
from markets.sales.rules._lines import (
    HIGHEST_QUANTITY,
    MOST_LINES,
    goods_of,
    is_quantity,
    merged,
    price_lines,
    sale_fingerprint,
)
from markets.sales.rules._payment import WrongTenders, match_tenders, pay_back
from markets.sales.rules._refund import refund_part

__all__ = [
    "HIGHEST_QUANTITY",
    "MOST_LINES",
    "WrongTenders",
    "goods_of",
    "is_quantity",
    "match_tenders",
    "merged",
    "moved",
    "pay_back",
    "price_lines",
    "refund_figures",
    "refund_moves",
    "refund_part",
    "refund_postings",
    "sale_fingerprint",
    "sale_moves",
    "sale_postings",
    "till_figure",
]
