"""Messages to cooperatives: queued once for what happened, and sent at least once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import NotFound
from markets.documents import proofs, queries, rules, wording
from markets.documents.models import Message
from markets.documents.operations._files import print_names
from markets.documents.types import MessageKind, Names
from markets.periods.models import Period
from markets.settlement.models import Statement
from shared_catalog.registry import queries as registry
from tenants.messages import sending
from tenants.messages.gateways import Gateway
from tenants.messages.types import Channel, Outgoing
from tenants.network import queries as network
from tenants.network.sandbox import is_sandbox


@transaction.atomic
def announce_period(*, period_id: int, channels: Sequence[Channel], queued_at: datetime) -> int:
    """Fix the names on the statements of a sealed half-month and queue a message for each; returns how many
    are new. Done twice, it comes to the same. Half-months from before the market joined are not announced,
    nor those of a sandbox.

    Raises NotFound.
    """
    if is_sandbox():
        return 0
    period = Period.objects.filter(pk=period_id).first()
    if period is None:
        raise NotFound(kind="Period", id=period_id)
    if period.imported or not period.is_closed:
        return 0
    statements = list(queries.statements_in_order(period_id).select_related("cooperative__contact"))
    print_names(statements=statements, made_at=queued_at)
    messages = [
        message
        for statement in statements
        for message in _messages(
            statement,
            MessageKind.STATEMENT_ISSUED,
            subject_id=str(statement.pk),
            amount_minor=statement.payable_minor,
            day=period.pay_on,
            channels=channels,
            queued_at=queued_at,
        )
    ]
    return _queue(messages)


@transaction.atomic
def announce_payout(
    *,
    kind: MessageKind,
    statement_id: UUID,
    subject_id: str,
    amount_minor: int,
    channels: Sequence[Channel],
    queued_at: datetime,
) -> int:
    """Queue what a cooperative is told of a payment of its statement; returns how many messages are new.

    `subject_id` is the payout, or the attempt where there may be several. A sandbox tells nobody. Raises
    NotFound.
    """
    if is_sandbox():
        return 0
    statement = (
        Statement.objects.select_related("period", "cooperative__contact").filter(pk=statement_id).first()
    )
    if statement is None:
        raise NotFound(kind="Statement", id=statement_id)
    return _queue(
        _messages(
            statement,
            kind,
            subject_id=subject_id,
            amount_minor=amount_minor,
            day=statement.period.pay_on,
            channels=channels,
            queued_at=queued_at,
        )
    )


def send_messages(*, gateways: Mapping[Channel, Gateway], now: datetime) -> int:
    """Send what is due; returns how many messages a gateway took.

    At least once, as `tenants.messages.sending` does it.
    """
    return sending.send_due(
        queries.due_messages(now=now, limit=sending.MOST_AT_ONCE),
        address_of=lambda message: registry.address_of(message.cooperative, Channel(message.channel)),
        written=_outgoing,
        wait_after=rules.wait_after,
        gateways=gateways,
        now=now,
    )


# -- queueing ------------------------------------------------------------------------------------------------


def _messages(
    statement: Statement,
    kind: MessageKind,
    *,
    subject_id: str,
    amount_minor: int,
    day: date,
    channels: Sequence[Channel],
    queued_at: datetime,
) -> list[Message]:
    market = network.current_market().schema_name
    number = rules.label_of(market, statement.number)
    url = proofs.public_url(market, statement.number)
    texts = wording.message(kind, number=number, amount_minor=amount_minor, day=day, url=url)
    return [
        Message(
            kind=kind.value,
            subject_id=subject_id,
            statement=statement,
            cooperative_id=statement.cooperative_id,
            channel=channel.value,
            language=rules.LANGUAGE_OF[channel].value,
            subject_line=wording.subject(number),
            text_ar=texts.ar,
            text_fr=texts.fr,
            queued_at=queued_at,
            due_at=queued_at,
        )
        for channel in registry.usable(channels, statement.cooperative)
    ]


def _queue(messages: Sequence[Message]) -> int:
    before = Message.objects.count()
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    return Message.objects.count() - before


# -- sending -------------------------------------------------------------------------------------------------


def _outgoing(message: Message, address: str) -> Outgoing:
    texts = Names(ar=message.text_ar, fr=message.text_fr)
    return Outgoing(
        reference=str(message.pk),
        recipient=address,
        subject=message.subject_line,
        text=rules.text_in(texts, rules.LANGUAGE_OF[Channel(message.channel)]),
    )
