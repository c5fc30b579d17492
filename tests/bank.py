"""A bank for tests: strict as banks are, hostile as networks are, and all it knows is on disk.

A folder holds its inbox (orders that were delivered), its outbox (every answer it ever gave) and its ledger.
It reads pain.001 by itself, from the message definition and the schema, and shares no code with the product.
Processes may use one folder together: each step is taken under a lock, and the ledger is replaced whole.
"""

import fcntl
import json
import os
import random
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import bank_messages as messages
import sepaxml
import xmlschema

SCHEMAS = Path(sepaxml.__file__).parent / "schemas"
VERSIONS = ("pain.001.001.03", "pain.001.001.09")
# SWIFT's set X, and the white space between elements.
_LATIN = re.compile(r"[A-Za-z0-9/\-?:().,'+\s]*")

Transfer = dict[str, Any]


@cache
def schema_of(version: str) -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SCHEMAS / f"{version}.xsd")


class Rejected(Exception):
    """The whole file is refused; the argument is a code of ISO 20022's ExternalStatusReason1Code."""


@dataclass(frozen=True)
class Bank:
    """`batches` books an order in one sum; `repeats` gives every answer twice, under two ids."""

    folder: Path
    batches: bool = False
    repeats: bool = False
    status_version: str = "03"
    statement_version: str = "02"

    # -- what a test arranges ----------------------------------------------------------------------

    def open_account(self, rib: str, balance_minor: int = 10**12) -> None:
        with self._ledger() as ledger:
            ledger["accounts"][rib] = balance_minor

    def close_account(self, rib: str, *, here: bool = True, reason: str = "AC04") -> None:
        """A payee's account. Closed `here` it is refused at once; elsewhere the money goes and comes back."""
        with self._ledger() as ledger:
            ledger["closed"][rib] = {"here": here, "reason": reason}

    def reopen_account(self, rib: str) -> None:
        with self._ledger() as ledger:
            del ledger["closed"][rib]

    def deliver(self, content: bytes) -> None:
        """Put an order in the inbox, as a person does in the bank's portal."""
        with self._ledger() as ledger:
            ledger["files"] += 1
            _replace(self._inside("inbox") / f"{ledger['files']:06d}.xml", content)

    # -- what the bank does ------------------------------------------------------------------------

    def open_inbox(self, now: datetime) -> None:
        """Take each order in its turn; answer whether it is accepted, and which of its transfers are not."""
        with self._ledger() as ledger:
            for path in sorted(self._inside("inbox").glob("*.xml")):
                content = path.read_bytes()
                try:
                    self._accept(ledger, content, now)
                except Rejected as refusal:
                    self._report(ledger, _message_id(content), now, group=("RJCT", str(refusal)))
                path.unlink()

    def settle(self, on: date, now: datetime) -> None:
        """Pay what is due on that day or before, and tell it by status report and by notification."""
        with self._ledger() as ledger:
            due = [t for t in ledger["transfers"].values() if t["state"] == "accepted"]
            self._pay([t for t in due if date.fromisoformat(t["execution_on"]) <= on], ledger, on, now)

    def return_transfers(self, on: date, now: datetime) -> None:
        """Credit the transfers that another bank could not put on the account."""
        with self._ledger() as ledger:
            for transfer in ledger["transfers"].values():
                closed = ledger["closed"].get(transfer["creditor"])
                if transfer["state"] == "paid" and closed is not None:
                    transfer.update(state="returned", reason=closed["reason"])
                    entry = self._book(ledger, [transfer], on, "RRTN", sign=1)
                    self._notify(ledger, entry, now)

    def statement(self, rib: str, on: date, now: datetime) -> bytes:
        """camt.053 of a day, which goes to the outbox too."""
        with self._ledger() as ledger:
            entries = [e for e in ledger["entries"] if e["account"] == rib]
            of_day = [e for e in entries if e["booked_on"] == on.isoformat()]
            later = sum(e["amount_minor"] for e in entries if e["booked_on"] >= on.isoformat())
            content = messages.statement(
                version=self.statement_version,
                report_id=f"S-{rib[-6:]}-{on.isoformat()}",
                at=now,
                on=on,
                account=rib,
                opening_minor=ledger["accounts"][rib] - later,
                entries=of_day,
            )
            self._answer(ledger, content, "camt053")
            return content

    def statement_csv(self, rib: str) -> bytes:
        with self._ledger() as ledger:
            return messages.statement_csv([e for e in ledger["entries"] if e["account"] == rib])

    def status_csv(self, message_id: str) -> bytes:
        words = {"accepted": "ACSP", "paid": "ACSC", "rejected": "RJCT", "returned": "ACSC"}
        with self._ledger() as ledger:
            told = [
                {**t, "status": words[t["state"]]}
                for t in ledger["transfers"].values()
                if t["message_id"] == message_id
            ]
            return messages.status_csv(message_id, told)

    # -- what a test asks --------------------------------------------------------------------------

    def answers(self, seed: int | None = None) -> list[bytes]:
        """Every answer so far, in order; with a seed, as a network brings them: shuffled, some twice, some
        late (left out this time).
        """
        found = [path.read_bytes() for path in sorted(self._inside("outbox").glob("*.xml"))]
        if seed is None:
            return found
        chance = random.Random(seed)
        brought = [content for content in found for _ in range(chance.choice((0, 1, 1, 2)))]
        chance.shuffle(brought)
        return brought

    def transfers(self) -> dict[str, Transfer]:
        """Every transfer that was ever accepted or rejected by itself, by its end-to-end id."""
        with self._ledger() as ledger:
            found: dict[str, Transfer] = ledger["transfers"]
            return found

    def received(self) -> dict[str, int]:
        """What stays on the accounts of payees: paid and not returned, by RIB."""
        sums: dict[str, int] = {}
        for transfer in self.transfers().values():
            if transfer["state"] == "paid":
                sums[transfer["creditor"]] = sums.get(transfer["creditor"], 0) + transfer["amount_minor"]
        return sums

    def balance(self, rib: str) -> int:
        with self._ledger() as ledger:
            balance: int = ledger["accounts"][rib]
            return balance

    # -- inside ------------------------------------------------------------------------------------

    def _accept(self, ledger: dict[str, Any], content: bytes, now: datetime) -> None:
        order = _read(content)
        if order["message_id"] in ledger["messages"]:
            raise Rejected("DU01")
        if order["debtor"] not in ledger["accounts"]:
            raise Rejected("AC02")
        if date.fromisoformat(order["execution_on"]) < now.date():
            raise Rejected("DT01")
        ledger["messages"].append(order["message_id"])
        told = []
        for transfer in order["transfers"]:
            refusal = _refusal(transfer, ledger)
            transfer.update(
                state="rejected" if refusal else "accepted",
                reason=refusal,
                message_id=order["message_id"],
                debtor=order["debtor"],
                execution_on=order["execution_on"],
            )
            # The first one under an id stays what it is; its copy is only told about.
            ledger["transfers"].setdefault(transfer["end_to_end_id"], transfer)
            told.append({**transfer, "status": "RJCT" if refusal else "ACSP"})
        refused = [item for item in told if item["status"] == "RJCT"]
        group = "ACCP" if not refused else "PART" if len(refused) < len(told) else "RJCT"
        self._report(ledger, order["message_id"], now, group=(group, ""), items=refused or told)

    def _pay(self, due: list[Transfer], ledger: dict[str, Any], on: date, now: datetime) -> None:
        for message_id in dict.fromkeys(t["message_id"] for t in due):
            of_order = [t for t in due if t["message_id"] == message_id]
            paid, told = [], []
            for transfer in of_order:
                if ledger["accounts"][transfer["debtor"]] < transfer["amount_minor"] + sum(
                    t["amount_minor"] for t in paid
                ):
                    transfer.update(state="rejected", reason="AM04")
                    told.append({**transfer, "status": "RJCT"})
                else:
                    transfer.update(state="paid")
                    paid.append(transfer)
                    told.append({**transfer, "status": "ACSC"})
            groups = [paid] if self.batches and paid else [[transfer] for transfer in paid]
            for group in groups:
                self._notify(ledger, self._book(ledger, group, on, "DMCT", sign=-1), now)
            states = {t["state"] for t in ledger["transfers"].values() if t["message_id"] == message_id}
            group_status = "ACSC" if states == {"paid"} else "PART"
            self._report(ledger, message_id, now, group=(group_status, ""), items=told)

    def _book(
        self, ledger: dict[str, Any], transfers: list[Transfer], on: date, kind: str, *, sign: int
    ) -> dict[str, Any]:
        transactions = [
            {
                "end_to_end_id": t["end_to_end_id"],
                "instruction_id": t["instruction_id"],
                "amount_minor": sign * t["amount_minor"],
                "name": t["name"],
                "text": t["text"] or "Virement",
                "reason": t["reason"] if kind == "RRTN" else "",
            }
            for t in transfers
        ]
        entry = {
            "reference": f"B{len(ledger['entries']) + 1:08d}",
            "account": transfers[0]["debtor"],
            "amount_minor": sum(t["amount_minor"] for t in transactions),
            "booked_on": on.isoformat(),
            "kind": kind,
            "transactions": transactions,
        }
        ledger["entries"].append(entry)
        ledger["accounts"][entry["account"]] += entry["amount_minor"]
        return entry

    def _notify(self, ledger: dict[str, Any], entry: dict[str, Any], now: datetime) -> None:
        for report_id in self._report_ids(ledger, "N"):
            content = messages.notification(
                version=self.statement_version,
                report_id=report_id,
                at=now,
                account=entry["account"],
                entries=[entry],
            )
            self._answer(ledger, content, "camt054")

    def _report(
        self,
        ledger: dict[str, Any],
        message_id: str,
        now: datetime,
        *,
        group: tuple[str, str],
        items: list[Transfer] | None = None,
    ) -> None:
        for report_id in self._report_ids(ledger, "R"):
            content = messages.status_report(
                version=self.status_version,
                report_id=report_id,
                at=now,
                message_id=message_id,
                group=group,
                items=items or (),
            )
            self._answer(ledger, content, "pain002")

    def _report_ids(self, ledger: dict[str, Any], letter: str) -> list[str]:
        first = ledger["files"] + 1
        return [f"{letter}{first + number:08d}" for number in range(2 if self.repeats else 1)]

    def _answer(self, ledger: dict[str, Any], content: bytes, kind: str) -> None:
        ledger["files"] += 1
        _replace(self._inside("outbox") / f"{ledger['files']:06d}.{kind}.xml", content)

    def _inside(self, name: str) -> Path:
        path = self.folder / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    @contextmanager
    def _ledger(self) -> Iterator[dict[str, Any]]:
        """All that the bank knows, alone; kept when the step ends well, and as it was when it does not."""
        path = self._inside(".") / "ledger.json"
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            ledger = json.loads(path.read_text()) if path.exists() else _new_ledger()
            yield ledger
            _replace(path, json.dumps(ledger).encode())


def _new_ledger() -> dict[str, Any]:
    return {"accounts": {}, "closed": {}, "messages": [], "transfers": {}, "entries": [], "files": 0}


# -- reading orders --------------------------------------------------------------------------------


def _read(content: bytes) -> dict[str, Any]:
    """A pain.001 as the bank understands it. Raises Rejected with the reason a bank gives."""
    try:
        document = ElementTree.fromstring(content)
    except ElementTree.ParseError:
        raise Rejected("FF01") from None
    version = document.tag.removeprefix("{" + messages.NAMESPACE).removesuffix("}Document")
    if version not in VERSIONS or not schema_of(version).is_valid(document):
        raise Rejected("FF01")
    if not all(_LATIN.fullmatch(element.text or "") for element in document.iter()):
        raise Rejected("FF01")
    space = {"": messages.NAMESPACE + version}
    blocks = document.findall("./CstmrCdtTrfInitn/PmtInf", space)
    if len(blocks) != 1:
        raise Rejected("FF01")
    transfers = [_transfer(node, space) for node in blocks[0].findall("CdtTrfTxInf", space)]
    for head in (document.find("./CstmrCdtTrfInitn/GrpHdr", space), blocks[0]):
        assert head is not None
        if int(head.findtext("NbOfTxs", "0", space)) != len(transfers):
            raise Rejected("AM18")
        total = sum(transfer["amount_minor"] for transfer in transfers)
        if Decimal(head.findtext("CtrlSum", "0", space)) * 100 != total:
            raise Rejected("AM10")
    day = "ReqdExctnDt" if version == VERSIONS[0] else "ReqdExctnDt/Dt"
    return {
        "message_id": document.findtext("./CstmrCdtTrfInitn/GrpHdr/MsgId", "", space),
        "debtor": blocks[0].findtext("DbtrAcct/Id/Othr/Id", "", space),
        "execution_on": blocks[0].findtext(day, "", space),
        "transfers": transfers,
    }


def _transfer(node: ElementTree.Element, space: dict[str, str]) -> Transfer:
    amount = node.find("Amt/InstdAmt", space)
    assert amount is not None
    minor = Decimal(amount.text or "") * 100
    if amount.get("Ccy") != "MAD":
        raise Rejected("AM03")
    if minor != int(minor) or not re.fullmatch(r"\d+\.\d\d", amount.text or ""):
        raise Rejected("AM12")
    return {
        "end_to_end_id": node.findtext("PmtId/EndToEndId", "", space),
        "instruction_id": node.findtext("PmtId/InstrId", "", space),
        "creditor": node.findtext("CdtrAcct/Id/Othr/Id", "", space),
        "name": node.findtext("Cdtr/Nm", "", space),
        "text": node.findtext("RmtInf/Ustrd", "", space),
        "amount_minor": int(minor),
    }


def _refusal(transfer: Transfer, ledger: Mapping[str, Any]) -> str:
    """Why a transfer of an order that is accepted is not; empty when it is."""
    rib, closed = transfer["creditor"], ledger["closed"].get(transfer["creditor"])
    if transfer["end_to_end_id"] in ledger["transfers"]:
        return "DU04"
    if not re.fullmatch(r"\d{24}", rib) or int(rib) % 97 != 0:
        return "AC03"
    if transfer["amount_minor"] == 0:
        return "AM01"
    if closed is not None and closed["here"]:
        return str(closed["reason"])
    return ""


def _message_id(content: bytes) -> str:
    """Of a file that was refused, as far as it can be made out."""
    found = re.search(rb"<MsgId>([^<]{1,35})</MsgId>", content)
    return found[1].decode("ascii", "replace") if found else "NOTPROVIDED"


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all, even when the process is killed."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    temporary.write_bytes(content)
    os.replace(temporary, path)
