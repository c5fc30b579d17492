"""Putting products on sale, changing their price, taking them off sale.

A product is listed when it could be sold here today, but for the market's own opening. What happens to it
afterwards leaves the listing as it is, and stops each sale: `markets.sellability` decides about both.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import business_date
from kernel.versions import require_version
from markets.events import operations as events
from markets.events.types import EventDraft
from markets.listings import rules
from markets.listings.models import Listing, ListingChange
from markets.listings.types import ListingDraft, ListingState
from markets.prices import operations as prices
from markets.prices.types import Wanted as WantedPrice
from markets.sellability import queries as sellability
from markets.sellability.refusals import NotSellable, said
from markets.sellability.types import Moment, Wanted


class ProductNotListable(NotSellable):
    """The product could not be sold here today: `refusal` is the gravest reason, a code of
    `SellabilityCode`, `since` the first day on which it holds, `document` the paper it is about. Params:
    `product_id`, `refusal`, `since`, `document`, `why`, `way_out`.
    """

    code = "PRODUCT_NOT_LISTABLE"
    messages = {
        "ar": "لا يمكن عرض المنتج {product_id}: {why}. {way_out}",
        "fr": "Le produit {product_id} ne peut pas être mis en vente : {why}. {way_out}",
        "en": "The product {product_id} cannot be listed: {why}. {way_out}",
    }


class ProductAlreadyListed(DomainError):
    """A product has one listing in a market, for good. Params: `product_id`."""

    code = "PRODUCT_ALREADY_LISTED"
    messages = {
        "ar": "المنتج {product_id} معروض من قبل في هذا السوق",
        "fr": "Le produit {product_id} est déjà en vente dans ce marché",
        "en": "The product {product_id} is already listed in this market",
    }


class ListingStateRefused(DomainError):
    """The listing cannot go from the state it is in to the one asked for. Params: `state`, `wanted`."""

    code = "LISTING_STATE_REFUSED"
    messages = {
        "ar": "لا يمكن تغيير حالة العرض من {state} إلى {wanted}",
        "fr": "Cette mise en vente ne peut pas passer de l'état {state} à {wanted}",
        "en": "This listing cannot go from {state} to {wanted}",
    }


@transaction.atomic
def list_product(*, product_id: UUID, price_minor: int, listed_at: datetime, actor: str) -> Listing:
    """Put one product on sale at a price in centimes. Raises as `list_products` does."""
    draft = ListingDraft(product_id=product_id, price_minor=price_minor)
    try:
        return list_products(drafts=[draft], listed_at=listed_at, actor=actor)[0]
    except DomainError as refusal:
        refusal.path = refusal.path[2:]  # of the one draft, which the caller does not know of
        raise


@transaction.atomic
def list_products(*, drafts: Sequence[ListingDraft], listed_at: datetime, actor: str) -> list[Listing]:
    """Put products on sale, all of them or none, in a handful of statements however many they are.

    Raises InvalidValue for a price that is none, ProductNotListable, PriceOutsideCorridor,
    ProductAlreadyListed.
    """
    for index, draft in enumerate(drafts):
        _refuse_bad_price(draft.price_minor, path=("drafts", index, "price_minor"))
    _refuse_unlistable(drafts, at=listed_at)
    wanted = [
        WantedPrice(draft.product_id, draft.price_minor, ("drafts", index, "price_minor"))
        for index, draft in enumerate(drafts)
    ]
    prices.require_within_corridor(wanted=wanted, on=business_date(listed_at))
    listings = [
        Listing(
            product_id=draft.product_id,
            price_minor=draft.price_minor,
            state=ListingState.ACTIVE,
            listed_at=listed_at,
        )
        for draft in drafts
    ]
    _insert(listings)
    ListingChange.objects.bulk_create([_change(one, changed_at=listed_at, actor=actor) for one in listings])
    events.append_all(drafts=[_event(one, listed_at) for one in listings])
    return listings


@transaction.atomic
def change_price(
    *,
    listing_id: UUID,
    price_minor: int,
    expected_version: int | None = None,
    changed_at: datetime,
    actor: str,
) -> Listing:
    """Sell at another price in centimes from now on; lines already sold keep theirs. The same price changes
    nothing.

    Raises InvalidValue, NotFound, ListingStateRefused for a withdrawn listing, VersionConflict,
    PriceOutsideCorridor.
    """
    _refuse_bad_price(price_minor, path=("price_minor",))
    listing = _locked(listing_id)
    if listing.state == ListingState.WITHDRAWN:
        raise ListingStateRefused(state=listing.state, wanted="repriced")
    if listing.price_minor == price_minor:
        return listing
    require_version(expected=expected_version, current=listing.version)
    wanted = WantedPrice(listing.product_id, price_minor, ("price_minor",))
    prices.require_within_corridor(wanted=[wanted], on=business_date(changed_at))
    listing.price_minor = price_minor
    return _changed(listing, changed_at=changed_at, actor=actor)


@transaction.atomic
def pause_listing(*, listing_id: UUID, changed_at: datetime, actor: str) -> Listing:
    """Take a product off sale for now. Raises NotFound, ListingStateRefused."""
    return _become(_locked(listing_id), ListingState.PAUSED, changed_at=changed_at, actor=actor)


@transaction.atomic
def resume_listing(*, listing_id: UUID, changed_at: datetime, actor: str) -> Listing:
    """Put a paused product back on sale, if it could be listed today.

    Raises NotFound, ListingStateRefused, ProductNotListable.
    """
    listing = _locked(listing_id)
    draft = ListingDraft(product_id=listing.product_id, price_minor=listing.price_minor)
    _refuse_unlistable([draft], at=changed_at)
    return _become(listing, ListingState.ACTIVE, changed_at=changed_at, actor=actor)


@transaction.atomic
def withdraw_listing(*, listing_id: UUID, changed_at: datetime, actor: str) -> Listing:
    """Take a product off sale for good; what is left in stock goes back to its cooperative.

    Raises NotFound, ListingStateRefused.
    """
    return _become(_locked(listing_id), ListingState.WITHDRAWN, changed_at=changed_at, actor=actor)


def _refuse_bad_price(price_minor: int, *, path: tuple[str | int, ...]) -> None:
    if not rules.is_price(price_minor):
        raise InvalidValue(
            path=path, field="price_minor", reason="a price lies between 1 and 100000000 centimes"
        )


def _refuse_unlistable(drafts: Sequence[ListingDraft], *, at: datetime) -> None:
    wanted = {draft.product_id: Wanted(draft.product_id) for draft in drafts}
    verdicts = sellability.verdicts(wanted, Moment(day=business_date(at), at=at))
    for index, draft in enumerate(drafts):
        path, key = ("drafts", index, "product_id"), draft.product_id
        if key not in verdicts:
            raise NotFound(path=path, kind="product", id=str(key))
        if not verdicts[key].sellable:
            raise ProductNotListable(path=path, product_id=str(key), **said(verdicts[key]))


def _insert(listings: Sequence[Listing]) -> None:
    """Insert in key order, so that two people listing the same products at once wait instead of deadlocking.

    The unique key on the product decides between them, and whoever loses finds the other's row in place of
    its own.
    """
    in_order = sorted(listings, key=lambda listing: listing.product_id)
    Listing.objects.bulk_create(in_order, ignore_conflicts=True)
    stored = dict(
        Listing.objects.filter(product_id__in=[one.product_id for one in listings]).values_list(
            "product_id", "id"
        )
    )
    for index, listing in enumerate(listings):
        if stored[listing.product_id] != listing.id:
            raise ProductAlreadyListed(
                path=("drafts", index, "product_id"), product_id=str(listing.product_id)
            )


def _locked(listing_id: UUID) -> Listing:
    listing = Listing.objects.select_for_update().filter(pk=listing_id).first()
    if listing is None:
        raise NotFound(kind="listing", id=str(listing_id))
    return listing


def _become(listing: Listing, wanted: ListingState, *, changed_at: datetime, actor: str) -> Listing:
    if not rules.may_become(ListingState(listing.state), wanted):
        raise ListingStateRefused(state=listing.state, wanted=wanted)
    listing.state = wanted
    return _changed(listing, changed_at=changed_at, actor=actor)


def _changed(listing: Listing, *, changed_at: datetime, actor: str) -> Listing:
    listing.version += 1
    listing.save(update_fields=["price_minor", "state", "version"])
    _change(listing, changed_at=changed_at, actor=actor).save(force_insert=True)
    events.append_all(drafts=[_event(listing, changed_at)])
    return listing


def _change(listing: Listing, *, changed_at: datetime, actor: str) -> ListingChange:
    return ListingChange(
        listing=listing,
        price_minor=listing.price_minor,
        state=listing.state,
        changed_at=changed_at,
        actor=actor,
    )


def _event(listing: Listing, changed_at: datetime) -> EventDraft:
    """The same event for a listing that is new and one that changed: what it is from now on."""
    return EventDraft(
        name="listing.changed",
        subject_id=str(listing.id),
        payload={
            "product_id": str(listing.product_id),
            "price_minor": listing.price_minor,
            "state": str(listing.state),
        },
        occurred_at=changed_at,
        recorded_at=changed_at,
    )
