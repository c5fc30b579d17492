"""Whether the market takes a sale or a refund that happened at a time."""

from datetime import datetime

from kernel.clock import is_future
from kernel.errors import DomainError
from tenants.network import rules
from tenants.network.types import Standing


class InTheFuture(DomainError):
    """It is said to have happened later than a till's clock can be wrong. Params: `occurred_at`."""

    code = "IN_THE_FUTURE"
    messages = {
        "ar": "التاريخ {occurred_at} في المستقبل",
        "fr": "La date {occurred_at} est dans le futur",
        "en": "The time {occurred_at} is in the future",
    }


class MarketNotSelling(DomainError):
    """The market is planned or closed, or was not open yet or suspended then: it takes nothing of then.
    Params: `stage`.
    """

    code = "MARKET_NOT_SELLING"
    messages = {
        "ar": "السوق لا يقبل هذا البيع (حالته: {stage})",
        "fr": "Le marché n'accepte pas cette vente (état : {stage})",
        "en": "The market does not take this sale (stage: {stage})",
    }


class BeforeOpening(DomainError):
    """It is said to have happened before the market opened; its past comes by the history import.
    Params: `opened_at`.
    """

    code = "BEFORE_OPENING"
    messages = {
        "ar": "افتتح السوق في {opened_at}: لا يسجل هنا ما قبله",
        "fr": "Le marché a ouvert le {opened_at} : ce qui précède ne s'enregistre pas ici",
        "en": "The market opened at {opened_at}: nothing from before is recorded here",
    }


def accept(*, occurred_at: datetime, recorded_at: datetime, market: Standing) -> None:
    """Raises InTheFuture, BeforeOpening, MarketNotSelling. A suspended market still learns of what happened
    before.

    Nothing from before the market opened is taken: its past comes by the history import, and a till whose
    clock was reset would choose itself an old fee.
    """
    if is_future(occurred_at, recorded_at=recorded_at):
        raise InTheFuture(path=("occurred_at",), occurred_at=occurred_at.isoformat())
    if market.opened_at is not None and occurred_at < market.opened_at:
        raise BeforeOpening(path=("occurred_at",), opened_at=market.opened_at.isoformat())
    if not rules.was_selling(
        stage=market.stage,
        opened_at=market.opened_at,
        suspended_at=market.suspended_at,
        resumed_at=market.resumed_at,
        at=occurred_at,
    ):
        raise MarketNotSelling(stage=market.stage.value)
