"""Why a sale is not taken, apart from when it happened: `_acceptance.py` says that."""

from kernel.errors import DomainError
from markets.sellability.refusals import NotSellable


class SaleIdReused(DomainError):
    """The id already names a sale with other content, a refund or other goods that moved: no id is given
    twice. Params: `sale_id`.
    """

    code = "SALE_ID_REUSED"
    messages = {
        "ar": "المعرف {sale_id} مستعمل من قبل لمحتوى مختلف",
        "fr": "L'identifiant {sale_id} désigne déjà un autre contenu",
        "en": "The id {sale_id} is already used for other content",
    }


class EmptySale(DomainError):
    """A sale has at least one line."""

    code = "EMPTY_SALE"
    messages = {
        "ar": "لا يحتوي البيع على أي سطر",
        "fr": "La vente ne contient aucune ligne",
        "en": "The sale has no lines",
    }


class ListingNotSellable(NotSellable):
    """The goods may not be sold on the sale's business day: `refusal` is the gravest reason, a code of
    `SellabilityCode`, `since` the first day on which it holds, `document` the paper it is about. Params:
    `listing_id`, `refusal`, `since`, `document`, `why`, `way_out`.
    """

    code = "LISTING_NOT_SELLABLE"
    messages = {
        "ar": "لا يمكن بيع العرض {listing_id}: {why}. {way_out}",
        "fr": "L'article {listing_id} ne peut pas être vendu : {why}. {way_out}",
        "en": "The listing {listing_id} cannot be sold: {why}. {way_out}",
    }


class TillRetired(DomainError):
    """Nothing is sold or refunded at a till that is no longer in use. Params: `till_code`."""

    code = "TILL_RETIRED"
    messages = {
        "ar": "الصندوق {till_code} لم يعد مستعملا",
        "fr": "La caisse {till_code} n'est plus en service",
        "en": "The till {till_code} is no longer in use",
    }
