"""CustomerPaymentStatusReport (pain.002) of ISO 20022, versions .03 to .10 and after: the answer to an order.

Statuses stand on three levels (the group, a payment block, a transfer); the nearest to a transfer holds for
it. Our orders have one payment block, so what is said of the block or the group is said of every transfer
that is not named.
"""

from collections.abc import Mapping, Sequence

from markets.payouts.formats.refusals import (
    BankFileRefused,
    Problems,
    StatusesDisagree,
    StatusUnknown,
    UnexpectedMessage,
    ValueMissing,
)
from markets.payouts.formats.types import ItemStatus, StatusReport, TransferStatus, Verdict
from markets.payouts.formats.xml_reading import Node, amount, open_message

# ISO 20022, ExternalPaymentTransactionStatus1Code. What moves no money yet and may still do so is pending.
STATUSES: Mapping[str, TransferStatus] = {
    "ACTC": TransferStatus.ACCEPTED,  # technically correct
    "ACCP": TransferStatus.ACCEPTED,  # the customer may do this
    "ACFC": TransferStatus.ACCEPTED,  # there are funds
    "ACSP": TransferStatus.ACCEPTED,  # settlement is under way
    "ACWC": TransferStatus.ACCEPTED,  # with a change, such as the execution date
    "ACWP": TransferStatus.ACCEPTED,  # at the creditor's bank, not yet on the account
    "ACSC": TransferStatus.PAID,  # settled on the debtor's account
    "ACCC": TransferStatus.PAID,  # settled on the creditor's account
    "RJCT": TransferStatus.REJECTED,
    "CANC": TransferStatus.REJECTED,  # cancelled before settlement
    "PDNG": TransferStatus.PENDING,
    "RCVD": TransferStatus.PENDING,
    "PATC": TransferStatus.PENDING,  # other people have to authorise it too
    "BLCK": TransferStatus.PENDING,  # neither moved nor given back
}
# Of a group or a block: it differs from transfer to transfer, so it says nothing of one that is not named.
_PARTLY = "PART"
_UNKNOWN_IDS = frozenset({"", "NOTPROVIDED"})


def parse_pain002(content: bytes) -> StatusReport:
    """Raises BankFileRefused with every problem and its place; nothing follows from half an answer."""
    problems = Problems()
    report: StatusReport | None = None
    with problems.at():
        report = _report(open_message(content, "pain.002"), problems)
    problems.raise_as(BankFileRefused)
    assert report is not None
    return report


def provided(reference: str) -> str | None:
    """A reference, or None where a bank writes that it was given none."""
    return None if reference in _UNKNOWN_IDS else reference


def require_one_verdict_each(items: Sequence[ItemStatus]) -> None:
    """Raises StatusesDisagree."""
    said: dict[tuple[str | None, str | None], Verdict] = {}
    for item in items:
        key = (item.end_to_end_id, None if item.end_to_end_id else item.instruction_id)
        before = said.setdefault(key, item.verdict)
        if before.status is not item.verdict.status:
            raise StatusesDisagree(
                reference=item.end_to_end_id or item.instruction_id, one=before.code, other=item.verdict.code
            )


def _report(message: Node, problems: Problems) -> StatusReport:
    group = message.required("OrgnlGrpInfAndSts")
    blanket = _verdict(group, "GrpSts")
    items: list[ItemStatus] = []
    blocks = message.children("OrgnlPmtInfAndSts")
    for block in blocks:
        with problems.at():
            of_block = _verdict(block, "PmtInfSts")
            _require_no_contradiction(blanket, of_block, block)
            blanket = of_block or blanket
        for transfer in block.children("TxInfAndSts"):
            with problems.at():
                items.append(_item(transfer, blanket))
    with problems.at():
        _require_one_block(blocks)
        require_one_verdict_each(items)
    return StatusReport(
        report_id=message.required_text("GrpHdr", "MsgId"),
        original_message_id=provided(group.text("OrgnlMsgId")),
        blanket=blanket,
        items=tuple(items),
    )


def _item(transfer: Node, blanket: Verdict | None) -> ItemStatus:
    end_to_end_id = provided(transfer.text("OrgnlEndToEndId"))
    instruction_id = provided(transfer.text("OrgnlInstrId"))
    if end_to_end_id is None and instruction_id is None:
        raise ValueMissing(path=transfer.path, field="OrgnlEndToEndId")
    verdict = _verdict(transfer, "TxSts")
    _require_no_contradiction(blanket, verdict, transfer)
    verdict = verdict or blanket
    if verdict is None:
        raise ValueMissing(path=transfer.path, field="TxSts")
    instructed = transfer.child("OrgnlTxRef", "Amt", "InstdAmt")
    return ItemStatus(
        end_to_end_id=end_to_end_id,
        instruction_id=instruction_id,
        amount_minor=amount(instructed) if instructed is not None else None,
        verdict=verdict,
    )


def _verdict(node: Node, tag: str) -> Verdict | None:
    code = node.text(tag)
    if code in ("", _PARTLY):
        return None
    if code not in STATUSES:
        raise StatusUnknown(path=(*node.path, tag), status=code)
    reasons = node.children("StsRsnInf")
    codes = [reason.text("Rsn", "Cd") or reason.text("Rsn", "Prtry") for reason in reasons]
    return Verdict(
        status=STATUSES[code],
        code=code,
        reason_code=" ".join(filter(None, codes)),
        reason_text=" ".join(filter(None, (reason.texts("AddtlInf") for reason in reasons))),
    )


def _require_no_contradiction(above: Verdict | None, below: Verdict | None, node: Node) -> None:
    """What is rejected as a whole has no part that is not."""
    if above is None or below is None or above.status is not TransferStatus.REJECTED:
        return
    if below.status is not TransferStatus.REJECTED:
        reference = node.text("OrgnlEndToEndId") or node.text("OrgnlPmtInfId")
        raise StatusesDisagree(path=node.path, reference=reference, one=above.code, other=below.code)


def _require_one_block(blocks: list[Node]) -> None:
    named = {block.text("OrgnlPmtInfId") for block in blocks}
    if len(named) > 1:
        raise UnexpectedMessage(
            path=blocks[-1].path, expected="one payment block", found=f"{len(named)} payment blocks"
        )
