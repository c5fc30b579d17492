"""CustomerCreditTransferInitiation, pain.001.001.03 and .09 of ISO 20022: an order to transfer, as XML.

One payment block with one execution date; accounts are RIBs in `Othr/Id`, since Morocco is not in the IBAN
register; the order of elements is that of the message definition. The same order gives the same bytes.
"""

from datetime import UTC, datetime
from enum import StrEnum
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kernel.identifiers import ice, rib
from kernel.money import CURRENCY
from markets.payouts.formats.latin import latin
from markets.payouts.formats.orders import LONGEST_NAME, LONGEST_REMITTANCE, require_sound
from markets.payouts.formats.types import TransferItem, TransferOrder

_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


class Version(StrEnum):
    """The versions that banks ask for."""

    V03 = "pain.001.001.03"
    V09 = "pain.001.001.09"


def write_pain001(order: TransferOrder, version: Version) -> bytes:
    """The order as a message of that version. Raises TransferOrderRefused."""
    require_sound(order)
    document = Element("Document", {"xmlns": _NAMESPACE + version})
    initiation = SubElement(document, "CstmrCdtTrfInitn")
    _group_header(initiation, order)
    payment = _payment_block(initiation, order, version)
    for item in order.items:
        _transfer(payment, item, version)
    indent(document)
    content: bytes = tostring(document, encoding="utf-8")
    return _DECLARATION + content + b"\n"


def decimal(amount_minor: int) -> str:
    """Centimes as the decimal number of an ISO 20022 message; the amounts of an order are positive."""
    dirhams, centimes = divmod(amount_minor, 100)
    return f"{dirhams}.{centimes:02d}"


def _group_header(initiation: Element, order: TransferOrder) -> None:
    header = SubElement(initiation, "GrpHdr")
    _text(header, order.message_id, "MsgId")
    _text(header, _instant(order.created_at), "CreDtTm")
    _sums(header, order)
    party = SubElement(header, "InitgPty")
    _text(party, latin(order.debtor_name, longest=LONGEST_NAME), "Nm")
    _other_id(SubElement(SubElement(party, "Id"), "OrgId"), ice(order.debtor_ice), "ICE")


def _payment_block(initiation: Element, order: TransferOrder, version: Version) -> Element:
    payment = SubElement(initiation, "PmtInf")
    _text(payment, order.message_id, "PmtInfId")
    _text(payment, "TRF", "PmtMtd")
    # Each transfer is to be booked by itself, so that the statement names each of them.
    _text(payment, "false", "BtchBookg")
    _sums(payment, order)
    kind = SubElement(payment, "PmtTpInf")
    _text(kind, "NURG", "SvcLvl", "Cd")
    _text(kind, "SUPP", "CtgyPurp", "Cd")
    day = ("ReqdExctnDt",) if version is Version.V03 else ("ReqdExctnDt", "Dt")
    _text(payment, order.execution_on.isoformat(), *day)
    _text(payment, latin(order.debtor_name, longest=LONGEST_NAME), "Dbtr", "Nm")
    account = _account(payment, "DbtrAcct", order.debtor_rib)
    _text(account, CURRENCY, "Ccy")
    _bank(payment, "DbtrAgt", order.debtor_bic, version)
    _text(payment, "SLEV", "ChrgBr")
    return payment


def _transfer(payment: Element, item: TransferItem, version: Version) -> None:
    transfer = SubElement(payment, "CdtTrfTxInf")
    identity = SubElement(transfer, "PmtId")
    _text(identity, item.instruction_id, "InstrId")
    _text(identity, item.end_to_end_id, "EndToEndId")
    amount = SubElement(SubElement(transfer, "Amt"), "InstdAmt", {"Ccy": CURRENCY})
    amount.text = decimal(item.amount_minor)
    if item.creditor_bic is not None:
        _bank(transfer, "CdtrAgt", item.creditor_bic, version)
    _text(transfer, latin(item.creditor_name, longest=LONGEST_NAME), "Cdtr", "Nm")
    _account(transfer, "CdtrAcct", item.creditor_rib)
    if item.remittance:
        _text(transfer, latin(item.remittance, longest=LONGEST_REMITTANCE), "RmtInf", "Ustrd")


def _sums(parent: Element, order: TransferOrder) -> None:
    _text(parent, str(len(order.items)), "NbOfTxs")
    _text(parent, decimal(order.total_minor), "CtrlSum")


def _account(parent: Element, tag: str, number: str) -> Element:
    account = SubElement(parent, tag)
    _other_id(SubElement(account, "Id"), rib(number), "RIB")
    return account


def _bank(parent: Element, tag: str, bic: str | None, version: Version) -> None:
    """The debtor's bank is mandatory, its code is not: NOTPROVIDED is how the message says so."""
    institution = SubElement(SubElement(parent, tag), "FinInstnId")
    if bic is None:
        _text(institution, "NOTPROVIDED", "Othr", "Id")
    else:
        _text(institution, bic, "BIC" if version is Version.V03 else "BICFI")


def _other_id(parent: Element, number: str, scheme: str) -> None:
    other = SubElement(parent, "Othr")
    _text(other, number, "Id")
    _text(other, scheme, "SchmeNm", "Prtry")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(parent: Element, text: str, *tags: str) -> None:
    """Elements within each other, the innermost with a text."""
    for tag in tags:
        parent = SubElement(parent, tag)
    parent.text = text
