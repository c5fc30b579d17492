"""Reads of documents: what is held, what is asked, and what many cooperatives owe, in a few statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, Q

from kernel.errors import NotFound
from shared_catalog.catalogue.models import Category, Product
from shared_catalog.catalogue.types import Regime
from shared_catalog.documents import models, rules
from shared_catalog.documents.types import (
    Asking,
    DocumentFault,
    DocumentState,
    DocumentType,
    Eligibility,
    Goods,
    Held,
    RequirementSet,
)
from shared_catalog.registry.models import Authorisation, Cooperative
from shared_catalog.registry.types import AuthorisationStatus, CooperativeStatus, Group

_STOPPED: Mapping[AuthorisationStatus, DocumentFault] = {
    AuthorisationStatus.SUSPENDED: DocumentFault.SUSPENDED,
    AuthorisationStatus.WITHDRAWN: DocumentFault.WITHDRAWN,
    AuthorisationStatus.EXPIRED: DocumentFault.EXPIRED,
}


def requirement_sets() -> Sequence[RequirementSet]:
    """Every set that was ever published: a few rows, in one statement."""
    rows = models.RequirementSet.objects.values_list("category_id", "effective_from", "requirements")
    return [
        RequirementSet(
            category_code=code, effective_from=day, requirements=tuple(map(rules.of_json, requirements))
        )
        for code, day, requirements in rows
    ]


def eligibilities(*, asked: Collection[Asking], on: date) -> Mapping[Asking, Eligibility]:
    """What each of them owes on a day, in seven statements at most, however many are asked for.

    On a market's login it is of what that market sees: nothing waits for a reviewer there. Raises NotFound
    for a cooperative or category that there is not, and a product that is not the cooperative's.
    """
    keys = {one.cooperative_id for one in asked}
    cooperatives = {row.id: row for row in Cooperative.objects.filter(id__in=keys)}
    goods = _goods(asked, cooperatives)
    sets = requirement_sets()
    papers = held_by(keys)
    return {
        one: rules.eligibility(
            held=papers.get(one.cooperative_id, ()),
            sets=sets,
            goods=goods[one],
            status=CooperativeStatus(cooperatives[one.cooperative_id].status),
            on=on,
        )
        for one in asked
    }


def eligibility(asking: Asking, *, on: date) -> Eligibility:
    """What one of them owes on a day. Raises NotFound."""
    return eligibilities(asked=[asking], on=on)[asking]


def held_by(cooperative_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Held]]:
    """The documents of many cooperatives, in three statements.

    What counts of ONSSA's certificates are the registry's authorisations: their accepted papers are left out,
    and so is a rejected paper that was brought anew.
    """
    found: dict[UUID, list[Held]] = defaultdict(list)
    products: dict[UUID, set[UUID]] = defaultdict(set)
    categories: dict[UUID, set[str]] = defaultdict(set)
    scopes = models.DocumentScope.objects.filter(document__cooperative_id__in=cooperative_ids)
    for document_id, product_id, code in scopes.values_list("document_id", "product_id", "category_id"):
        if product_id is None:
            categories[document_id].add(code)
        else:
            products[document_id].add(product_id)
    rows = models.Document.objects.filter(cooperative_id__in=cooperative_ids).annotate(
        grace_until=Max("graces__until")
    )
    documents = list(rows.order_by("series", "version"))
    latest = {row.series: row.version for row in documents}
    for row in documents:
        if _is_left_out(row, latest[row.series]):
            continue
        found[row.cooperative_id].append(
            Held(
                id=row.id,
                type=DocumentType(row.type),
                state=DocumentState(row.state),
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                superseded_from=row.superseded_from,
                revoked_from=row.revoked_from,
                grace_until=row.grace_until,
                products=frozenset(products[row.id]),
                categories=frozenset(categories[row.id]),
                reason=row.review_note or row.revocation_reason,
            )
        )
    for certificate in Authorisation.objects.filter(cooperative_id__in=cooperative_ids):
        found[certificate.cooperative_id].append(as_held(certificate))
    return found


def as_held(certificate: Authorisation) -> Held:
    """A certificate of ONSSA as one of its cooperative's documents: it speaks of all that they make."""
    return Held(
        id=certificate.id,
        type=DocumentType.ONSSA_CERTIFICATE,
        state=DocumentState.ACCEPTED,
        valid_from=certificate.issued_on,
        valid_until=certificate.valid_until,
        stopped=_STOPPED.get(AuthorisationStatus(certificate.status)),
        reason=certificate.status_reason,
    )


def ending(*, on: date) -> Mapping[UUID, Sequence[Held]]:
    """The documents that end within the days of the first notice and are not renewed, by cooperative."""
    until = on + timedelta(days=rules.NOTICE_DAYS[0])
    # A grace may have moved an end that is past: rules.last_day says what holds.
    papers = models.Document.objects.filter(
        Q(valid_until__gte=on) | Q(graces__until__gte=on),
        state=DocumentState.ACCEPTED,
        valid_until__lte=until,
    ).exclude(type=DocumentType.ONSSA_CERTIFICATE)
    certificates = Authorisation.objects.filter(
        status=AuthorisationStatus.VALID, valid_until__range=(on, until)
    )
    subjects = {*papers.values_list("id", flat=True), *certificates.values_list("id", flat=True)}
    owners = {
        *papers.values_list("cooperative_id", flat=True),
        *certificates.values_list("cooperative_id", flat=True),
    }
    left = Cooperative.objects.filter(id__in=owners, retired_at__isnull=True).values_list("id", flat=True)
    everything = held_by(set(left))
    return {
        owner: [one for one in held if one.id in subjects and not rules.is_renewed(one, held)]
        for owner, held in everything.items()
    }


def _is_left_out(row: models.Document, latest: int) -> bool:
    if row.state == DocumentState.REJECTED:
        return row.version < latest
    decided = row.state in (DocumentState.ACCEPTED, DocumentState.SUPERSEDED, DocumentState.REVOKED)
    return decided and row.type == DocumentType.ONSSA_CERTIFICATE


def _goods(asked: Collection[Asking], cooperatives: Mapping[UUID, Cooperative]) -> Mapping[Asking, Goods]:
    wanted = {one.product_id for one in asked if one.product_id is not None}
    products = {row.id: row for row in Product.objects.filter(id__in=wanted)} if wanted else {}
    codes = any(one.category_code or one.product_id for one in asked)
    categories = {row.code: row for row in Category.objects.all()} if codes else {}
    found = {}
    for one in asked:
        cooperative = cooperatives.get(one.cooperative_id)
        if cooperative is None:
            raise NotFound(kind="cooperative", id=one.cooperative_id)
        found[one] = _goods_of(one, Group(cooperative.group), products, categories)
    return found


def _goods_of(
    one: Asking, group: Group, products: Mapping[UUID, Product], categories: Mapping[str, Category]
) -> Goods:
    if one.product_id is None and not one.category_code:
        return rules.goods_of_group(group)
    product = None if one.product_id is None else products.get(one.product_id)
    if one.product_id is not None and (product is None or product.cooperative_id != one.cooperative_id):
        raise NotFound(kind="product", id=one.product_id)
    code = one.category_code if product is None else product.category_id
    category = categories.get(code)
    if category is None:
        raise NotFound(kind="category", id=code)
    if not category.regime:
        return rules.goods_of_group(Group(category.code))
    return rules.goods_of(
        group,
        category_code=category.code,
        root_code=category.parent_id or category.code,
        regime=Regime(category.regime),
        packed=True if product is None else product.packed,
        food_use=False if product is None else product.food_use,
        product_id=one.product_id,
    )
