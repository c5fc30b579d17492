"""What the bank of the tests writes: status reports, notifications and statements, as XML and as CSV.

It is made from the message definitions (pain.002.001.03 and .10, camt.053 and camt.054 .02, .04 and .08) and
shares nothing with the readers under test.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import Element, tostring

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"

Entry = Mapping[str, Any]


def tree(tag: str, *content: Element | str | None, **attributes: str) -> Element:
    element = Element(tag, attributes)
    for item in content:
        if isinstance(item, str):
            element.text = item
        elif item is not None:
            element.append(item)
    return element


def document(name: str, *content: Element | None) -> bytes:
    body = tree("Document", *content, xmlns=NAMESPACE + name)
    declared: bytes = tostring(body, encoding="utf-8", xml_declaration=True)
    return declared


def dirhams(minor: int) -> str:
    return f"{abs(minor) // 100}.{abs(minor) % 100:02d}"


def money(minor: int) -> Element:
    return tree("Amt", dirhams(minor), Ccy="MAD")


def side(minor: int) -> Element:
    return tree("CdtDbtInd", "CRDT" if minor >= 0 else "DBIT")


def instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def reason(code: str) -> Element | None:
    return (
        tree("StsRsnInf", tree("Rsn", tree("Cd", code)), tree("AddtlInf", f"Motif {code}")) if code else None
    )


def status_report(
    *,
    version: str,
    report_id: str,
    at: datetime,
    message_id: str,
    group: tuple[str, str],
    items: Iterable[Mapping[str, Any]] = (),
) -> bytes:
    """pain.002: a status and its reason for the group, and one for each transfer that is named."""
    transfers = [
        tree(
            "TxInfAndSts",
            tree("StsId", f"{report_id}-{number}"),
            tree("OrgnlInstrId", item["instruction_id"]),
            tree("OrgnlEndToEndId", item["end_to_end_id"]),
            tree("TxSts", item["status"]),
            reason(item["reason"]),
            tree("OrgnlTxRef", tree("Amt", tree("InstdAmt", dirhams(item["amount_minor"]), Ccy="MAD"))),
        )
        for number, item in enumerate(items, start=1)
    ]
    block = tree("OrgnlPmtInfAndSts", tree("OrgnlPmtInfId", message_id), *transfers) if transfers else None
    return document(
        f"pain.002.001.{version}",
        tree(
            "CstmrPmtStsRpt",
            tree("GrpHdr", tree("MsgId", report_id), tree("CreDtTm", instant(at))),
            tree(
                "OrgnlGrpInfAndSts",
                tree("OrgnlMsgId", message_id),
                tree("OrgnlMsgNmId", "pain.001"),
                tree("GrpSts", group[0]),
                reason(group[1]),
            ),
            block,
        ),
    )


def notification(
    *, version: str, report_id: str, at: datetime, account: str, entries: Sequence[Entry]
) -> bytes:
    """camt.054: entries of an account, without balances."""
    return document(
        f"camt.054.001.{version}",
        tree(
            "BkToCstmrDbtCdtNtfctn",
            tree("GrpHdr", tree("MsgId", report_id), tree("CreDtTm", instant(at))),
            tree(
                "Ntfctn",
                tree("Id", report_id),
                tree("CreDtTm", instant(at)),
                _account(account),
                *(_entry(entry, version) for entry in entries),
            ),
        ),
    )


def statement(
    *,
    version: str,
    report_id: str,
    at: datetime,
    on: date,
    account: str,
    opening_minor: int,
    entries: Sequence[Entry],
) -> bytes:
    """camt.053: the entries of a day between two balances."""
    closing_minor = opening_minor + sum(entry["amount_minor"] for entry in entries)
    return document(
        f"camt.053.001.{version}",
        tree(
            "BkToCstmrStmt",
            tree("GrpHdr", tree("MsgId", report_id), tree("CreDtTm", instant(at))),
            tree(
                "Stmt",
                tree("Id", report_id),
                tree("CreDtTm", instant(at)),
                _account(account),
                _balance("OPBD", opening_minor, on),
                _balance("CLBD", closing_minor, on),
                *(_entry(entry, version) for entry in entries),
            ),
        ),
    )


def statement_csv(entries: Sequence[Entry]) -> bytes:
    """As a portal exports it: in French and cp1252, a line above the titles, two columns of amounts."""
    rows = [
        ["Relevé de compte"],
        ["Date", "Valeur", "Libellé", "Réf", "Réf client", "Débit", "Crédit", "Rejet"],
    ]
    for entry in entries:
        for place, item in enumerate(entry["transactions"]):
            shown = (
                f"{abs(item['amount_minor']) // 100:,}".replace(",", " ")
                + f",{abs(item['amount_minor']) % 100:02d}"
            )
            debit, credit = ("", shown) if item["amount_minor"] > 0 else (shown, "")
            day = date.fromisoformat(entry["booked_on"]).strftime("%d/%m/%Y")
            reference = f"{entry['reference']}-{place}"
            end_to_end_id = item["end_to_end_id"] or "NOTPROVIDED"
            rows.append([day, day, item["text"], reference, end_to_end_id, debit, credit, item["reason"]])
    return _csv(rows)


def status_csv(message_id: str, items: Iterable[Mapping[str, Any]]) -> bytes:
    words = {"ACSP": "En cours", "ACSC": "Exécuté", "RJCT": "Rejeté", "PDNG": "En attente"}
    rows = [["Fichier", "Réf client", "Montant", "Devise", "État", "Motif"]]
    for item in items:
        amount = dirhams(item["amount_minor"]).replace(".", ",")
        rows.append([message_id, item["end_to_end_id"], amount, "MAD", words[item["status"]], item["reason"]])
    return _csv(rows)


def _account(number: str) -> Element:
    other = tree("Othr", tree("Id", number), tree("SchmeNm", tree("Prtry", "RIB")))
    return tree("Acct", tree("Id", other), tree("Ccy", "MAD"))


def _balance(kind: str, minor: int, on: date) -> Element:
    what = tree("Tp", tree("CdOrPrtry", tree("Cd", kind)))
    return tree("Bal", what, money(minor), side(minor), tree("Dt", tree("Dt", on.isoformat())))


def _entry(entry: Entry, version: str) -> Element:
    details = [_transaction(item, version) for item in entry["transactions"]]
    booked = tree("BookgDt", tree("Dt", entry["booked_on"]))
    valued = tree("ValDt", tree("DtTm", f"{entry['booked_on']}T09:00:00+01:00"))
    family = tree("Fmly", tree("Cd", "ICDT"), tree("SubFmlyCd", entry["kind"]))
    return tree(
        "Ntry",
        tree("NtryRef", "1"),
        money(entry["amount_minor"]),
        side(entry["amount_minor"]),
        tree("Sts", tree("Cd", "BOOK")) if version == "08" else tree("Sts", "BOOK"),
        booked,
        valued,
        tree("AcctSvcrRef", entry["reference"]),
        tree("BkTxCd", tree("Domn", tree("Cd", "PMNT"), family)),
        tree("NtryDtls", *details),
    )


def _transaction(item: Mapping[str, Any], version: str) -> Element:
    minor = item["amount_minor"]
    end_to_end_id = tree("EndToEndId", item["end_to_end_id"] or "NOTPROVIDED")
    references = tree("Refs", tree("InstrId", item["instruction_id"]), end_to_end_id)
    direct = [] if version == "02" else [money(minor), side(minor)]
    within = tree("AmtDtls", tree("TxAmt", money(minor))) if version == "02" else None
    name = tree("Nm", item["name"])
    party = tree("RltdPties", tree("Cdtr", tree("Pty", name) if version == "08" else name))
    returned = tree("RtrInf", tree("Rsn", tree("Cd", item["reason"]))) if item["reason"] else None
    text = tree("RmtInf", tree("Ustrd", item["text"]))
    return tree("TxDtls", references, *direct, within, party, text, returned)


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode("cp1252")
