"""`explainPayout`: a payment as a tree, down to its receipts and the ledger, with the sums checked at every
node.
"""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import graphene
from graphql import GraphQLError

from api.base.errors import BAD_USER_INPUT, NotFound
from api.base.fields import Computed
from api.base.scalars import JSON, UUID, Date, DateTime, SafeInt
from api.base.values import LocalizedText, Money, Texts
from api.context import Context
from api.ledger.enums import EntryKind, PostingKind
from api.payouts import enums
from api.payouts.types import Payout
from api.settlement.enums import StatementLineKind
from kernel.identifiers import mask_rib
from kernel.money import Money as Amount
from markets.payouts import explanation
from markets.payouts.explanation import Explanation, explain_payout
from shared_catalog.catalogue.models import Product
from tenants.permissions import Permission


def _field(type_: Any, description: str, path: str, *, required: bool = True) -> Any:
    """A field that reads an attribute of what was explained."""
    read = attrgetter(path)
    return graphene.Field(
        type_, required=required, description=description, resolver=lambda root, _info: read(root)
    )


def _money(description: str, path: str) -> Any:
    read = attrgetter(path)
    return graphene.Field(
        Money, required=True, description=description, resolver=lambda root, _info: Amount(read(root))
    )


def _list(type_: Any, description: str, path: str) -> Any:
    return _field(graphene.List(graphene.NonNull(type_)), description, path)


class ExplainedCheck(graphene.ObjectType):
    """Two numbers from different sources that must be equal."""

    name = graphene.String(required=True, description="What is compared.")
    expected = graphene.Field(
        SafeInt, required=True, description="What it should be: centimes, or a count where the name says so."
    )
    found = graphene.Field(SafeInt, required=True, description="What it is.")
    ok = graphene.Boolean(required=True, description="Whether they are equal.")


def _checks() -> Any:
    return _list(ExplainedCheck, "What was compared at this node.", "checks")


class ExplainedPosting(graphene.ObjectType):
    """One movement of the ledger."""

    kind = _field(PostingKind, "What it is for.", "posting.kind")
    amount = _money("As the cooperative's account saw it: positive when it was given.", "signed_minor")
    debit = _field(graphene.String, "The account that has more, or owes less.", "posting.debit.code")
    credit = _field(graphene.String, "The account that has less, or is owed more.", "posting.credit.code")


class ExplainedEntry(graphene.ObjectType):
    """An entry of the ledger, with those of its movements that touch the cooperative."""

    entry_id = _field(UUID, "Its id in the ledger.", "entry.id")
    kind = _field(EntryKind, "What happened.", "entry.kind")
    source_id = _field(UUID, "The sale, refund, attempt... that it records.", "entry.source_id")
    occurred_at = _field(DateTime, "When it happened.", "entry.occurred_at")
    business_date = _field(Date, "On which day.", "entry.business_date")
    reverses_id = _field(UUID, "The entry that it undoes.", "entry.reverses_id", required=False)
    postings = _list(ExplainedPosting, "Its movements.", "postings")


class ExplainedFee(graphene.ObjectType):
    """By which rule a fee was charged, as it was frozen when the goods were sold."""

    rule = graphene.String(required=True, description="The rule: its `uuid`.")
    name = graphene.String(required=True, description="What the market calls the rule.")
    version = graphene.Int(required=True, description="Which version of it.")
    parts = graphene.Field(JSON, required=True, description="What each of its components came to.")


class ExplainedGoods(graphene.ObjectType):
    """Goods of the cooperative on a receipt, and the market's fee on them."""

    product_name = graphene.Field(LocalizedText, required=True, description="What was sold.")
    quantity = graphene.Int(required=True, description="How many pieces.")
    unit_price = _money("The price of one.", "unit_price_minor")
    amount = _money("What they came to.", "amount_minor")
    fee = _money("The market's fee on them.", "fee_minor")
    charged_by = _field(ExplainedFee, "By which rule; null where none was charged.", "fee", required=False)
    checks = _checks()

    @staticmethod
    def resolve_product_name(root: explanation.ExplainedGoods, _info: Any) -> Texts:
        product: Product = root.product
        return Texts(product.name_ar, product.name_fr, product.name_en)


class ExplainedReceipt(graphene.ObjectType):
    """A sale, or goods brought back, with the cooperative's goods on it and nobody else's."""

    kind = _field(EntryKind, "A sale or a refund.", "kind")
    source_id = _field(UUID, "The id of the sale or refund.", "id")
    receipt = graphene.String(required=True, description="The receipt: till, year and number.")
    occurred_at = graphene.Field(DateTime, required=True, description="When it happened.")
    business_date = graphene.Field(Date, required=True, description="On which day.")
    goods = _list(ExplainedGoods, "The goods.", "goods")
    checks = _checks()


class ExplainedLine(graphene.ObjectType):
    """A line of the statement with what it comes from."""

    line_id = _field(SafeInt, "Its number, for `afterLine`.", "line.id")
    kind = _field(StatementLineKind, "What it is for.", "line.kind")
    amount = _money("Positive when the cooperative earns.", "line.amount_minor")
    late = _field(graphene.Boolean, "It happened before the half-month and was learnt in it.", "line.late")
    posting = _field(ExplainedPosting, "Its movement in the ledger.", "posting", required=False)
    entry = _field(ExplainedEntry, "The entry with that movement.", "entry", required=False)
    receipt = _field(
        ExplainedReceipt, "The receipt; null for corrections, carries and holds.", "receipt", required=False
    )
    checks = _checks()


class ExplainedStatement(graphene.ObjectType):
    """The statement that is paid."""

    number = _field(SafeInt, "Its number in the market.", "statement.number")
    period_key = _field(graphene.Int, "The half-month's key, such as 2026112.", "statement.period_id")
    opening = _money("Carried over from the statement before.", "statement.opening_minor")
    released = _money("Held by the statement before, and released here.", "statement.released_minor")
    sales = _money("What was sold.", "statement.sales_minor")
    returns = _money("What was brought back.", "statement.returns_minor")
    fees = _money("Fees, less those given back.", "statement.fees_minor")
    adjustments = _money("Corrections.", "statement.adjustments_minor")
    net = _money("What all that comes to.", "statement.net_minor")
    held = _money("What is reserved.", "statement.held_minor")
    payable = _money("What is paid.", "statement.payable_minor")
    carried = _money("What the next one opens with.", "statement.carried_minor")
    line_count = graphene.Int(required=True, description="How many lines it has in all.")
    has_more_lines = graphene.Boolean(required=True, description="Whether lines follow those answered.")
    lines = _list(ExplainedLine, "Its lines, in their order.", "lines")
    checks = _checks()


class ExplainedAttempt(graphene.ObjectType):
    """One attempt to pay."""

    number = _field(graphene.Int, "Which, from 1.", "attempt.number")
    rail = _field(enums.PayoutRail, "How.", "attempt.rail")
    state = _field(enums.PayoutAttemptState, "Where it stands.", "attempt.state")
    amount = _money("How much.", "attempt.amount_minor")
    masked_rib = graphene.String(description="The account, with all but a few digits hidden.")
    settled_on = _field(Date, "When the money left.", "attempt.settled_on", required=False)
    entries = _list(ExplainedEntry, "What it wrote into the ledger: the payment, and its undoing.", "entries")
    checks = _checks()

    @staticmethod
    def resolve_masked_rib(root: explanation.ExplainedAttempt, _info: Any) -> str | None:
        return mask_rib(root.attempt.rib) if root.attempt.rib else None


class PayoutExplanation(graphene.ObjectType):
    """A payment and all that it is made of, down to the receipts and the ledger."""

    payout_id = graphene.ID(required=True, description="The global id of the payment.")
    state = _field(enums.PayoutState, "Where it stands.", "payout.state")
    amount = _money("How much.", "payout.amount_minor")
    ok = graphene.Boolean(required=True, description="Whether every check of every node holds.")
    failed = graphene.List(
        graphene.NonNull(ExplainedCheck),
        required=True,
        description="The checks of all nodes that do not hold.",
    )
    attempts = _list(ExplainedAttempt, "The attempts to make it.", "attempts")
    statement = _field(ExplainedStatement, "What it pays.", "statement")
    checks = _checks()

    @staticmethod
    def resolve_payout_id(root: Explanation, info: Any) -> str:
        return Payout.global_id(root.payout.pk, info.context.market)

    @staticmethod
    def resolve_ok(root: Explanation, _info: Any) -> bool:
        return all(check.ok for check in root.all_checks)

    @staticmethod
    def resolve_failed(root: Explanation, _info: Any) -> Sequence[explanation.Check]:
        return [check for check in root.all_checks if not check.ok]


def _explain(_root: None, info: Any, payout_id: str, first: int, after_line: int) -> Explanation:
    context: Context = info.context
    if not 1 <= first <= explanation.MOST_LINES:
        text = f"`first` is 1 to {explanation.MOST_LINES}."
        raise GraphQLError(text, extensions={"code": BAD_USER_INPUT, "argument": "first"})
    key = Payout.key_of(payout_id, context.market)
    payout = Payout.rows(context.viewer).filter(pk=key).select_related("statement").first()
    if payout is None:
        raise NotFound()
    explained = explain_payout(payout, first=first, after=after_line)
    context.allowance.answer(len(explained.statement.lines))
    return explained


def explain_payout_field() -> Computed:
    """The root field."""
    return Computed(
        graphene.NonNull(PayoutExplanation),
        "A payment as a tree: attempts, statement, lines, receipts, fee rules and the ledger's entries, with "
        "the sums checked at every node. Where books were tampered with, a check says so. NOT_FOUND for "
        "every id that leads to no payment that the viewer sees.",
        resolve=_explain,
        permission=Permission.STATEMENTS_READ,
        cost=100,
        payout_id=graphene.Argument(graphene.ID, required=True, description="The payment's global id."),
        first=graphene.Argument(
            graphene.Int,
            required=True,
            default_value=explanation.MOST_LINES,
            description=f"How many lines of the statement, 1 to {explanation.MOST_LINES}.",
        ),
        after_line=graphene.Argument(
            SafeInt,
            required=True,
            default_value=0,
            description="Only lines that come after the one with this `lineId`.",
        ),
    )
