"""Creating a market, all or nothing, and moving it from stage to stage."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from psycopg.sql import Identifier

from kernel.errors import DomainError, InvalidValue, NotFound
from tenants.database import migration, roles
from tenants.database.session import as_owner
from tenants.events import operations as events
from tenants.network import rules
from tenants.network.models import Market
from tenants.network.types import MarketDescription, Stage

_TOLD: Mapping[Stage, str] = {
    Stage.OPEN: "opened",
    Stage.SUSPENDED: "suspended",
    Stage.CLOSED: "closed",
}

FirstRow = Callable[[datetime], object]
"""Writes a market's first rows, as the owner with the market's schema first, given the instant of its
creation (UTC).
"""


class UnusableSlug(DomainError):
    """A slug must be a host label, a schema name and part of a role name at once. Params: `slug`."""

    code = "UNUSABLE_SLUG"
    messages = {
        "ar": "لا يمكن استعمال المعرّف {slug}: "
        "من 3 إلى 30 حرفا لاتينيا صغيرا أو رقما، يبدأ بحرف، وليس كلمة محجوزة",
        "fr": "L'identifiant {slug} est inutilisable : "
        "3 à 30 minuscules latines ou chiffres, une lettre d'abord, hors mots réservés",
        "en": "The slug {slug} cannot be used: "
        "3 to 30 small Latin letters or digits, a letter first, no reserved word",
    }


class MarketExists(DomainError):
    """A market of this slug, or its host name, is already there. Params: `slug`."""

    code = "MARKET_EXISTS"
    messages = {
        "ar": "السوق {slug} موجود من قبل",
        "fr": "Le marché {slug} existe déjà",
        "en": "The market {slug} already exists",
    }


class StageRefused(DomainError):
    """The market's stage does not allow the step. Params: `slug`, `current`, `wanted`."""

    code = "STAGE_REFUSED"
    messages = {
        "ar": "لا ينتقل السوق {slug} من الحالة {current} إلى {wanted}",
        "fr": "Le marché {slug} ne passe pas de l'état {current} à {wanted}",
        "en": "The market {slug} does not go from {current} to {wanted}",
    }


def create_market(
    *, description: MarketDescription, created_at: datetime, first_rows: Sequence[FirstRow]
) -> Market:
    """Make a market's row, login, schema, tables, grants and first rows in one transaction.

    Raises UnusableSlug, InvalidValue or MarketExists. When anything fails, nothing of the market is left, not
    even its login.
    """
    slug = description.slug
    if not rules.slug_is_usable(slug):
        raise UnusableSlug(slug=slug)
    if (missing := rules.missing_in(description)) is not None:
        raise InvalidValue(path=(missing,), field=missing, reason=rules.WANTED[missing])
    with as_owner(), transaction.atomic():
        if Market.objects.filter(schema_name=slug).exists() or _schema_exists(slug):
            raise MarketExists(slug=slug)
        market = Market.objects.create(
            schema_name=slug,
            name_ar=description.name_ar,
            name_fr=description.name_fr,
            name_en=description.name_en,
            city=description.city,
            region_code=description.region_code,
            legal_name=description.legal_name,
            kind=description.kind,
            created_at=created_at,
        )
        _tell(market, "created", created_at)
        roles.create_market_role(slug)
        roles.execute("CREATE SCHEMA {}", Identifier(slug))
        migration.migrate_market(slug)
        with as_owner(slug):
            for write in first_rows:
                write(created_at)
    return market


def open_market(*, slug: str, at: datetime) -> Market:
    """Let a planned market sell, or a suspended one sell again. Raises NotFound or StageRefused."""
    with transaction.atomic():
        market = _locked(slug, Stage.OPEN)
        market.opened_at = market.opened_at or at
        if market.stage == Stage.SUSPENDED:
            market.resumed_at = at
        return _moved(market, Stage.OPEN, at)


def suspend_market(*, slug: str, at: datetime) -> Market:
    """From `at` on, sales are refused; earlier ones may still arrive, and reading, settling and paying go on.

    Raises NotFound or StageRefused.
    """
    with transaction.atomic():
        market = _locked(slug, Stage.SUSPENDED)
        market.suspended_at, market.resumed_at = at, None
        return _moved(market, Stage.SUSPENDED, at)


def resume_market(*, slug: str, at: datetime) -> Market:
    """End a suspension. Raises NotFound, or StageRefused when the market is not suspended."""
    with transaction.atomic():
        market = _locked(slug, Stage.OPEN)
        if market.stage != Stage.SUSPENDED:
            raise StageRefused(slug=slug, current=market.stage, wanted=Stage.OPEN.value)
        return open_market(slug=slug, at=at)


def close_market(*, slug: str, at: datetime) -> Market:
    """End a market's trade for good; its books stay readable and its last half-months are settled and paid.

    Raises NotFound or StageRefused.
    """
    with transaction.atomic():
        market = _locked(slug, Stage.CLOSED)
        market.closed_at = at
        return _moved(market, Stage.CLOSED, at)


def _locked(slug: str, wanted: Stage) -> Market:
    market = Market.objects.select_for_update().filter(schema_name=slug).first()
    if market is None:
        raise NotFound(kind="market", id=slug)
    if not rules.may_follow(Stage(market.stage), wanted):
        raise StageRefused(slug=slug, current=market.stage, wanted=wanted.value)
    return market


def _moved(market: Market, stage: Stage, at: datetime) -> Market:
    before, market.stage = market.stage, stage
    # update() and not save(): TenantMixin.save() looks after schemas, which are none of a stage's business.
    Market.objects.filter(pk=market.pk).update(
        stage=stage,
        opened_at=market.opened_at,
        suspended_at=market.suspended_at,
        resumed_at=market.resumed_at,
        closed_at=market.closed_at,
    )
    _tell(market, "resumed" if (before, stage) == (Stage.SUSPENDED, Stage.OPEN) else _TOLD[stage], at)
    return market


def _tell(market: Market, what: str, at: datetime) -> None:
    said = {"market": market.schema_name, "stage": str(market.stage)}
    events.append(name=f"market.{what}", subject_id=market.schema_name, payload=said, at=at)


def _schema_exists(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [name])
        return cursor.fetchone() is not None
