"""Grids, rounds, and the applications that an officer enters."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import business_date
from shared_catalog.catalogue.models import Category
from shared_catalog.catalogue.types import Unit
from shared_catalog.registry import operations as registry
from shared_catalog.registry import queries as registry_reads
from shared_catalog.registry.models import Cooperative
from shared_catalog.registry.operations import IdReused
from shared_catalog.registry.rules import required
from shared_catalog.registry.types import CooperativeStatus
from shared_catalog.selection import queries, rules
from shared_catalog.selection.models import Application, Grid, Round
from shared_catalog.selection.types import GridTerms, PriceAsked, RoundState
from tenants.database.claims import claim, done_before
from tenants.events import operations as events

_LONGEST_TITLE = 120
_MOST_CENTIMES, _MOST_CONTENT = 100_000_000, 1_000_000
_OUT = (CooperativeStatus.SUSPENDED, CooperativeStatus.RETIRED)


class WrongRoundState(DomainError):
    """The round does not stand where this can be done. Params: `round`, `state`."""

    code = "WRONG_ROUND_STATE"
    messages = {
        "ar": "لا يمكن ذلك في الدورة {round} وحالتها {state}",
        "fr": "Ce n'est pas possible pour la session {round}, qui est {state}",
        "en": "This is not possible for the round {round}, which is {state}",
    }


class AlreadyApplied(DomainError):
    """The cooperative has an application in this round. Params: `cooperative`, `round`."""

    code = "ALREADY_APPLIED"
    messages = {
        "ar": "للتعاونية {cooperative} طلب في الدورة {round}",
        "fr": "La coopérative {cooperative} a déjà une candidature dans la session {round}",
        "en": "The cooperative {cooperative} already has an application in the round {round}",
    }


@transaction.atomic
def define_grid(*, grid_id: UUID, title: str, terms: GridTerms, at: datetime, actor: str) -> Grid:
    """Add a version of the grid, under an id made by the caller; rounds that are open keep theirs.

    Raises IdReused, InvalidValue.
    """
    claim(grid_id)
    name = required(title, field="title", longest=_LONGEST_TITLE)
    regions = set(registry_reads.regions().values_list("code", flat=True))
    content = rules.written(rules.checked_grid(terms, regions=regions))
    known = Grid.objects.filter(id=grid_id).first()
    if known is not None:
        if (known.title, known.terms) != (name, content):
            raise IdReused(kind="grid", id=grid_id)
        return done_before(known)
    version = registry.take_numbers(series="selection grid")[0]
    grid = Grid.objects.create(
        id=grid_id, version=version, title=name, terms=content, set_at=at, set_by=actor
    )
    events.append(name="selection_grid.defined", subject_id=grid.id, payload={"version": version}, at=at)
    return grid


@transaction.atomic
def open_round(*, round_id: UUID, grid_id: UUID, title: str, places: int, at: datetime, actor: str) -> Round:
    """Call for cooperatives under a grid, with so many places, under an id made by the caller.

    Raises NotFound, IdReused, InvalidValue.
    """
    claim(round_id)
    name = required(title, field="title", longest=_LONGEST_TITLE)
    grid = Grid.objects.filter(id=grid_id).first()
    if grid is None:
        raise NotFound(kind="grid", id=grid_id)
    rules.checked_places(places, terms=rules.read(grid.terms))
    known = Round.objects.filter(id=round_id).first()
    if known is not None:
        if (known.grid_id, known.title, known.places) != (grid_id, name, places):
            raise IdReused(kind="round", id=round_id)
        return done_before(known)
    opened = Round.objects.create(
        id=round_id,
        title=name,
        grid=grid,
        places=places,
        state=RoundState.OPEN,
        opened_at=at,
        opened_by=actor,
    )
    tell_round("opened", opened, at)
    return opened


@transaction.atomic
def enter_application(
    *,
    application_id: UUID,
    round_id: UUID,
    cooperative_id: UUID,
    price: PriceAsked | None,
    at: datetime,
    actor: str,
) -> Application:
    """Enter a cooperative of the registry in an open round, with what its file says today: that is what it is
    judged by. `price` is given where the grid measures the price level, and only there.

    Raises NotFound, IdReused, WrongRoundState, AlreadyApplied, InvalidValue.
    """
    claim(application_id)
    known = Application.objects.filter(id=application_id).first()
    if known is not None:
        if (known.round_id, known.cooperative_id, _price_of(known)) != (round_id, cooperative_id, price):
            raise IdReused(kind="application", id=application_id)
        return done_before(known)
    round_ = locked_in(round_id, RoundState.OPEN)
    cooperative = registry_reads.cooperative(cooperative_id)
    if round_.applications.filter(cooperative=cooperative).exists():
        raise AlreadyApplied(cooperative=cooperative.code, round=round_.title)
    terms = queries.terms_of(round_)
    reference = _checked_reference(price, terms, besides=cooperative_id)
    application = _described(round_, cooperative, price, reference, at)
    application.id, application.entered_at, application.entered_by = application_id, at, actor
    failed = rules.failed_gates(terms, queries.facts_of(application))
    application.failed_gates = [gate.value for gate in failed]
    application.save(force_insert=True)
    said = {"round": str(round_id), "cooperative": str(cooperative_id), "number": application.number}
    events.append(name="selection_application.entered", subject_id=application.id, payload=said, at=at)
    return application


def locked_in(round_id: UUID, *states: RoundState) -> Round:
    """The round as `locked_round` gives it, in one of these states. Raises NotFound, WrongRoundState."""
    found = locked_round(round_id)
    if found.state not in states:
        raise WrongRoundState(round=found.title, state=found.state)
    return found


def locked_round(round_id: UUID) -> Round:
    """The round with its grid, held until the transaction ends. Raises NotFound."""
    found = Round.objects.select_for_update(of=("self",)).select_related("grid").filter(id=round_id).first()
    if found is None:
        raise NotFound(kind="round", id=round_id)
    return found


def tell_round(what: str, round_: Round, at: datetime) -> None:
    """Say in the event log what became of a round, and no more than everybody may know."""
    said = {"state": str(round_.state), "places": round_.places}
    events.append(name=f"selection_round.{what}", subject_id=round_.id, payload=said, at=at)


def _described(
    round_: Round, cooperative: Cooperative, price: PriceAsked | None, reference: int | None, at: datetime
) -> Application:
    return Application(
        round=round_,
        number=round_.applications.count() + 1,
        cooperative=cooperative,
        name_ar=cooperative.name_ar,
        name_fr=cooperative.name_fr,
        group=cooperative.group,
        region_id=cooperative.region_id,
        onssa=registry_reads.authorised_for_food(cooperative.pk, business_date(at)),
        good_standing=cooperative.status not in _OUT,
        members=cooperative.members_women + cooperative.members_men,
        members_women=cooperative.members_women,
        members_rural=cooperative.members_rural,
        category_id=price.category_code if price else None,
        price_minor=price.price_minor if price else None,
        unit=price.unit if price else "",
        content=price.content if price else None,
        reference_minor=reference,
    )


def _price_of(known: Application) -> PriceAsked | None:
    if known.category_id is None or known.price_minor is None or known.content is None:
        return None
    return PriceAsked(
        category_code=known.category_id,
        price_minor=known.price_minor,
        unit=Unit(known.unit),
        content=known.content,
    )


def _checked_reference(price: PriceAsked | None, terms: GridTerms, *, besides: UUID) -> int | None:
    """The reference of a price, where there has to be one. Raises InvalidValue."""
    if price is None:
        if rules.needs_price(terms):
            reason = "the grid measures the price: say the category, the price and the content of a pack"
            raise InvalidValue(path=("price",), field="price", reason=reason)
        return None
    if not rules.needs_price(terms):
        raise InvalidValue(path=("price",), field="price", reason="the grid measures no price")
    if not (1 <= price.price_minor <= _MOST_CENTIMES and 1 <= price.content <= _MOST_CONTENT):
        reason = f"1 to {_MOST_CENTIMES} centimes, for a content of 1 to {_MOST_CONTENT}"
        raise InvalidValue(path=("price",), field="price", reason=reason)
    if not Category.objects.filter(code=price.category_code, parent__isnull=False).exists():
        raise NotFound(path=("price", "category_code"), kind="category", id=price.category_code)
    reference = queries.reference_of(price, besides=besides)
    if reference is None:
        raise InvalidValue(
            path=("price",), field="price", reason="the catalogue has no price to compare with"
        )
    return reference
