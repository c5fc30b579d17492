"""The bank-file rail: a batch becomes one file, which a person takes to the bank; answers come as files too.

Making the file and marking its transfers as submitted is one transaction, and nothing leaves the database by
itself. A batch has its file once and for ever: whoever asks again finds it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError
from kernel.halfmonth import MARKET_ZONE, business_date
from markets.payouts import rules
from markets.payouts.bank import queries
from markets.payouts.bank.contents import digest_of, seal_file
from markets.payouts.bank.models import BankFile, BankFileDownload, BankSettings
from markets.payouts.bank.reading import read_answer
from markets.payouts.bank.types import BankLayout
from markets.payouts.formats.configured import from_json
from markets.payouts.formats.files import written
from markets.payouts.formats.latin import latin
from markets.payouts.formats.orders import LONGEST_NAME
from markets.payouts.formats.pain001 import Version
from markets.payouts.formats.refusals import NoLatinText
from markets.payouts.formats.template import FileTemplate
from markets.payouts.formats.types import TransferItem, TransferOrder
from markets.payouts.hearing import mark_submitted
from markets.payouts.models import PayoutAttempt, PayoutBatch
from markets.payouts.rails.base import CannotRecall, Destination, RailNotAvailable, Unreachable
from markets.payouts.types import AttemptState, BatchState, Rail, Report
from markets.settlement.types import ReasonCode
from shared_catalog.registry import queries as registry
from shared_catalog.registry import rules as registry_rules
from shared_catalog.registry.models import PayeeAccount
from shared_catalog.registry.types import AccountStanding

_NAME_NOT_WRITABLE = "account_holder_not_writable"
_UNSENT = (AttemptState.APPROVED, AttemptState.SUBMITTED)


class AccountsNotUsable(DomainError):
    """Accounts of an approved batch are not usable any more: replaced, or disowned. Cancel it, and prepare
    another. Params: `batch`, `accounts`.
    """

    code = "ACCOUNTS_NOT_USABLE"
    messages = {
        "ar": "حسابات في الدفعة {batch} لم تعد صالحة للأداء، عددها {accounts}؛ ألغها وأعد غيرها",
        "fr": "Des comptes du lot {batch} ne peuvent plus être payés : {accounts} ; annulez-le",
        "en": "Accounts of batch {batch} can no longer be paid: {accounts}; cancel it and prepare another",
    }


class BankFileRail:
    """The rail of a Moroccan market. It carries what was approved to accounts that are still usable."""

    def prepare(
        self, *, cooperative_ids: Collection[UUID], execution_on: date
    ) -> Mapping[UUID, Destination | Unreachable]:
        """The latest account of each cooperative, if it is usable on that day and its holder can be written
        in Latin characters. Raises RailNotAvailable.
        """
        _settings()
        accounts = registry.latest_payee_accounts(cooperative_ids)
        return {one: _destination(accounts.get(one), execution_on) for one in cooperative_ids}

    @transaction.atomic
    def submit(self, *, batch: PayoutBatch, at: datetime, actor: str) -> None:
        """Make the batch's file. Once it is there, nothing is done.

        Raises RailNotAvailable, AccountsNotUsable, TransferOrderRefused, TemplateRefused.
        """
        # Attempts before their batch, as whoever hears reports locks them.
        attempts = list(
            PayoutAttempt.objects.filter(batch_id=batch.pk)
            .select_related("payout__statement__period")
            .select_for_update(of=("self",))
            .order_by("pk")
        )
        locked = PayoutBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if locked.state != BatchState.SUBMITTED or BankFile.objects.filter(batch=locked).exists():
            return
        settings = _settings()
        _require_payable(locked, attempts, at)
        content = written(_order(locked, attempts, settings), layout_of(settings))
        mark_submitted(attempts=attempts, at=at)
        BankFile.objects.create(
            batch=locked,
            settings=settings,
            message_id=rules.message_id(locked.id),
            digest=digest_of(content),
            sealed=seal_file(content, batch_id=locked.id),
            size=len(content),
            made_at=at,
            made_by=actor,
        )

    @transaction.atomic
    def ingest(self, *, content: bytes, at: datetime, actor: str) -> Sequence[Report]:
        """What a file of the bank says of transfers. Raises BankFileRefused."""
        return read_answer(content, queries.settings_in_force(), at=at).reports

    def cancel(self, *, batch: PayoutBatch) -> None:
        """Take a file back that nobody has taken yet; the caller holds the batch's lock. Raises
        CannotRecall.
        """
        taken = BankFileDownload.objects.filter(file__batch=batch).exists()
        if taken or batch.attempts.exclude(state__in=_UNSENT).exists():
            raise CannotRecall(batch=str(batch.id), state=batch.state)

    def reconcile(self, *, attempts: Sequence[PayoutAttempt], at: datetime) -> Sequence[Report]:
        """A bank is not asked: it sends its answers."""
        return ()


def layout_of(settings: BankSettings) -> Version | FileTemplate:
    """How orders are written. Raises TemplateRefused."""
    if settings.layout == BankLayout.TEMPLATE:
        return from_json(FileTemplate, settings.template)
    return Version(settings.layout)


def _settings() -> BankSettings:
    settings = queries.settings_in_force()
    if settings is None:
        reason = {
            "ar": "لم يحدد السوق بعد الحساب البنكي الذي يدفع منه",
            "fr": "le marché n'a pas dit de quel compte bancaire il paie",
            "en": "the market has not said from which bank account it pays",
        }
        raise RailNotAvailable(rail=Rail.BANK_FILE.value, reason=reason)
    return settings


def _destination(account: PayeeAccount | None, execution_on: date) -> Destination | Unreachable:
    standing = _standing(account, execution_on)
    if account is None or not standing.usable:
        code = ReasonCode.RECENT_ACCOUNT_CHANGE if standing.until else ReasonCode.NO_VERIFIED_ACCOUNT
        return Unreachable(code.value)
    try:
        latin(account.holder, longest=LONGEST_NAME)
    except NoLatinText:
        return Unreachable(_NAME_NOT_WRITABLE)
    return Destination(account_id=account.id, holder=account.holder, rib=account.rib)


def _standing(account: PayeeAccount | None, execution_on: date) -> AccountStanding:
    """At the end of the day: an account that becomes usable on it can be paid to, as settlement has it."""
    day_ends = datetime.combine(execution_on + timedelta(days=1), time.min, MARKET_ZONE)
    return registry_rules.account_standing(account, day_ends)


def _require_payable(batch: PayoutBatch, attempts: Sequence[PayoutAttempt], at: datetime) -> None:
    """The day has not passed, and every account is still the one to pay to. Raises RailNotAvailable,
    AccountsNotUsable.
    """
    if batch.execution_on < business_date(at):
        reason = {
            "ar": f"لقد مضى اليوم المحدد لدفع هذه الدفعة، {batch.execution_on}",
            "fr": f"le jour où le lot devait être payé, le {batch.execution_on}, est passé",
            "en": f"the day on which the batch was to be paid, {batch.execution_on}, has passed",
        }
        raise RailNotAvailable(rail=Rail.BANK_FILE.value, reason=reason)
    accounts = registry.latest_payee_accounts([one.payout.statement.cooperative_id for one in attempts])
    changed = 0
    for attempt in attempts:
        account = accounts.get(attempt.payout.statement.cooperative_id)
        usable = _standing(account, batch.execution_on).usable
        if account is None or account.id != attempt.account_id or not usable:
            changed += 1
    if changed:
        raise AccountsNotUsable(batch=str(batch.id), accounts=changed)


def _order(batch: PayoutBatch, attempts: Sequence[PayoutAttempt], settings: BankSettings) -> TransferOrder:
    assert batch.submitted_at is not None, "it is submitted"
    return TransferOrder(
        message_id=rules.message_id(batch.id),
        created_at=batch.submitted_at,
        execution_on=batch.execution_on,
        debtor_name=settings.debtor_name,
        debtor_ice=settings.debtor_ice,
        debtor_rib=settings.debtor_rib,
        debtor_bic=settings.debtor_bic or None,
        items=tuple(_item(attempt) for attempt in attempts),
    )


def _item(attempt: PayoutAttempt) -> TransferItem:
    statement = attempt.payout.statement
    return TransferItem(
        end_to_end_id=attempt.end_to_end_id,
        # The same, so that a bank that answers with one of them names the transfer all the same.
        instruction_id=attempt.end_to_end_id,
        creditor_name=attempt.holder,
        creditor_rib=attempt.rib,
        creditor_bic=None,
        amount_minor=attempt.amount_minor,
        remittance=f"Quinzaine {statement.period.half_month}, relevé {statement.number}",
    )
