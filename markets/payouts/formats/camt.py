"""BankToCustomerStatement (camt.053) and BankToCustomerDebitCreditNotification (camt.054) of ISO 20022,
versions .02 to .08 and after: what a bank has booked on an account.

An entry that was booked in one sum for several transactions becomes one value for each of them. `RvslInd`
says that an entry undoes another; the sign is always that of `CdtDbtInd`. A transfer that came back has
`RtrInf`, or the sub-family RRTN of the bank transaction codes.
"""

from dataclasses import dataclass

from kernel.errors import DomainError
from kernel.identifiers import rib
from markets.payouts.formats.pain002 import provided
from markets.payouts.formats.refusals import BankFileRefused, Problems, SumsDisagree, ValueMissing
from markets.payouts.formats.types import BankEntry, BankStatementFile
from markets.payouts.formats.xml_reading import Node, amount, day, open_message, signed

_BOOKED = "BOOK"
_RETURNED = "RRTN"
_OPENING = ("OPBD", "PRCD")
_CLOSING = ("CLBD",)


@dataclass(frozen=True, slots=True)
class _Booked:
    """What an entry says for all of its transactions."""

    entry: Node
    account_rib: str
    amount_minor: int
    reference: str


def parse_camt(content: bytes) -> tuple[BankStatementFile, ...]:
    """The statements or notifications of a file, in its order.

    Raises BankFileRefused with every problem and its place; nothing follows from half a statement.
    """
    problems = Problems()
    read: list[BankStatementFile] = []
    with problems.at():
        message = open_message(content, "camt.053", "camt.054")
        statements = message.children("Stmt") or message.children("Ntfctn")
        if not statements:
            raise ValueMissing(field="Stmt")
        for statement in statements:
            with problems.at():
                read.append(_statement(statement, problems))
    problems.raise_as(BankFileRefused)
    return tuple(read)


def _statement(statement: Node, problems: Problems) -> BankStatementFile:
    statement_id = statement.required_text("Id")
    account_rib = _account(statement.required("Acct"))
    entries: list[BankEntry] = []
    unbooked = 0
    for number, entry in enumerate(statement.children("Ntry"), start=1):
        with problems.at():
            if _status(entry) == _BOOKED:
                reference = entry.text("AcctSvcrRef") or f"{statement_id}/{entry.text('NtryRef') or number}"
                total = signed(amount(entry.required("Amt")), entry)
                entries += _transactions(_Booked(entry, account_rib, total, reference))
            else:
                unbooked += 1
    opening, closing = _balance(statement, _OPENING), _balance(statement, _CLOSING)
    if opening is not None and closing is not None and not problems.found:
        booked = sum(entry.amount_minor for entry in entries)
        _require_sum(closing, opening + booked, (*statement.path, "Bal"))
    return BankStatementFile(statement_id, account_rib, opening, closing, tuple(entries), unbooked)


def _account(account: Node) -> str:
    number = account.text("Id", "Othr", "Id") or account.required_text("Id", "IBAN")
    try:
        return rib(number)
    except DomainError as refusal:
        refusal.path = (*account.path, "Id")
        raise


def _status(entry: Node) -> str:
    """A code of its own until version .07, a choice with a code from .08 on."""
    return entry.text("Sts", "Cd") or entry.required_text("Sts")


def _balance(statement: Node, kinds: tuple[str, ...]) -> int | None:
    for kind in kinds:
        for balance in statement.children("Bal"):
            if balance.text("Tp", "CdOrPrtry", "Cd") == kind:
                return signed(amount(balance.required("Amt")), balance)
    return None


def _transactions(booked: _Booked) -> list[BankEntry]:
    """One value for each transaction, which together are the entry; a lone one is the entry itself."""
    details = [
        transaction for group in booked.entry.children("NtryDtls") for transaction in group.children("TxDtls")
    ]
    if len(details) <= 1:
        return [_value(booked, details[0] if details else booked.entry, booked.amount_minor, 0)]
    values = [
        _value(booked, transaction, _amount_of(transaction, booked), place)
        for place, transaction in enumerate(details, start=1)
    ]
    parts = sum(value.amount_minor for value in values)
    _require_sum(booked.amount_minor, parts, booked.entry.path)
    return values


def _amount_of(transaction: Node, booked: _Booked) -> int:
    """Directly from version .04 on, within its details before."""
    for tags in (("Amt",), ("AmtDtls", "TxAmt", "Amt"), ("AmtDtls", "InstdAmt", "Amt")):
        found = transaction.child(*tags)
        if found is not None:
            has_sign = transaction.child("CdtDbtInd") is not None
            return signed(amount(found), transaction if has_sign else booked.entry)
    raise ValueMissing(path=transaction.path, field="Amt")


def _value(booked: _Booked, transaction: Node, amount_minor: int, detail: int) -> BankEntry:
    """Of a transaction, or of an entry without details, which has none of the elements read from one."""
    entry = booked.entry
    valued = entry.child("ValDt")
    returned = transaction.child("RtrInf")
    kinds = (
        transaction.text("BkTxCd", "Domn", "Fmly", "SubFmlyCd"),
        entry.text("BkTxCd", "Domn", "Fmly", "SubFmlyCd"),
    )
    is_return = returned is not None or _RETURNED in kinds
    return BankEntry(
        account_rib=booked.account_rib,
        booked_on=day(entry.required("BookgDt")),
        value_on=day(valued) if valued is not None else None,
        amount_minor=amount_minor,
        entry_reference=booked.reference,
        detail=detail,
        end_to_end_id=provided(transaction.text("Refs", "EndToEndId")),
        instruction_id=provided(transaction.text("Refs", "InstrId")),
        counterparty=_counterparty(transaction, "Dbtr" if (amount_minor > 0) is not is_return else "Cdtr"),
        remittance=transaction.texts("RmtInf", "Ustrd") or entry.text("AddtlNtryInf"),
        is_return=is_return,
        is_reversal=entry.text("RvslInd") in ("true", "1"),
        return_reason=_return_reason(returned),
        return_text=returned.texts("AddtlInf") if returned is not None else "",
    )


def _return_reason(returned: Node | None) -> str:
    if returned is None:
        return ""
    return returned.text("Rsn", "Cd") or returned.text("Rsn", "Prtry")


def _counterparty(transaction: Node, side: str) -> str:
    """Who the money went to or came from; the name stands within `Pty` from version .08 on. A transfer that
    came back names the parties as it went out.
    """
    return transaction.text("RltdPties", side, "Nm") or transaction.text("RltdPties", side, "Pty", "Nm")


def _require_sum(whole: int, parts: int, path: tuple[str | int, ...]) -> None:
    if whole != parts:
        raise SumsDisagree(path=path, whole_minor=whole, parts_minor=parts)
