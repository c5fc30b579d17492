"""Reading ISO 20022 messages that somebody uploads: bounded, nothing declared, every value with its place.

Elements are known by their local names, so that one reader takes every version of a message.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kernel.money import CURRENCY
from markets.payouts.formats.refusals import (
    FileTooLarge,
    ForeignCurrency,
    NotReadable,
    UnexpectedMessage,
    ValueMissing,
    ValueUnreadable,
)

# Far above a half-month of a market's account (some 1.5 kB an entry), far below what a worker has.
LARGEST_FILE = 10_000_000

_MESSAGE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:([a-z]{4}\.\d{3})\.\d{3}\.\d{2}")
_DECIMAL = re.compile(r"\+?(\d{1,18})(?:\.(\d{1,5}))?", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Node:
    """An element with the way to it, as problems name it: `Stmt[1]/Ntry[3]`, counted from one."""

    element: Element
    path: tuple[str | int, ...] = ()

    def child(self, *tags: str) -> "Node | None":
        """The first element that the tags lead to."""
        found: Element | None = self.element
        for tag in tags:
            found = next(_named(found, tag), None) if found is not None else None
        return None if found is None else Node(found, (*self.path, *tags))

    def children(self, tag: str) -> list["Node"]:
        found = enumerate(_named(self.element, tag), start=1)
        return [Node(element, (*self.path, tag, place)) for place, element in found]

    def required(self, *tags: str) -> "Node":
        """Raises ValueMissing."""
        found = self.child(*tags)
        if found is None:
            raise ValueMissing(path=self.path, field="/".join(tags))
        return found

    def text(self, *tags: str) -> str:
        """The text that the tags lead to, in one line; empty when there is none."""
        found = self.child(*tags)
        return " ".join((found.element.text or "").split()) if found is not None else ""

    def required_text(self, *tags: str) -> str:
        """Raises ValueMissing."""
        text = self.text(*tags)
        if not text:
            raise ValueMissing(path=self.path, field="/".join(tags))
        return text

    def texts(self, *tags: str) -> str:
        """Every text of the last tag, in one line: long texts come in pieces."""
        parent = self.child(*tags[:-1]) if tags[:-1] else self
        pieces = _named(parent.element, tags[-1]) if parent is not None else ()
        return " ".join(" ".join((piece.text or "").split()) for piece in pieces).strip()


def open_message(content: bytes, *families: str) -> Node:
    """The one element within `Document` of a message of these families, such as `camt.053`, of any version.

    Raises FileTooLarge, NotReadable, UnexpectedMessage.
    """
    if len(content) > LARGEST_FILE:
        raise FileTooLarge(limit=LARGEST_FILE)
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise NotReadable(reason="it declares a document type or entities") from None
    except ParseError as error:
        line, column = error.position
        raise NotReadable(reason=f"it is not XML, line {line} column {column}") from None
    except (ValueError, LookupError):
        raise NotReadable(reason="its encoding is not known") from None
    namespace, _, tag = root.tag.rpartition("}")
    message = _MESSAGE.fullmatch(namespace.removeprefix("{"))
    if tag != "Document" or message is None or message[1] not in families:
        raise UnexpectedMessage(expected=" or ".join(families), found=(namespace[1:] or tag)[:80])
    if len(root) != 1:
        found = f"{len(root)} of them in one Document"
        raise UnexpectedMessage(expected=f"{' or '.join(families)}, one of them", found=found)
    return Node(root[0])


def amount(node: Node) -> int:
    """An amount in dirhams, as centimes. Raises ForeignCurrency, ValueUnreadable."""
    currency = node.element.get("Ccy", "")
    if currency != CURRENCY:
        raise ForeignCurrency(path=node.path, currency=currency)
    found = _DECIMAL.fullmatch((node.element.text or "").strip())
    if found is None:
        raise ValueUnreadable(path=node.path, field=str(node.path[-1]), reason="expected an amount")
    dirhams, fraction = found[1], (found[2] or "").ljust(2, "0")
    if fraction[2:].strip("0"):
        raise ValueUnreadable(path=node.path, field=str(node.path[-1]), reason="expected whole centimes")
    return int(dirhams) * 100 + int(fraction[:2])


def signed(minor: int, node: Node) -> int:
    """An amount with the sign of its `CdtDbtInd`, credit positive. Raises ValueMissing, ValueUnreadable."""
    match node.required_text("CdtDbtInd"):
        case "CRDT":
            return minor
        case "DBIT":
            return -minor
    raise ValueUnreadable(path=node.path, field="CdtDbtInd", reason="expected CRDT or DBIT")


def day(node: Node) -> date:
    """A date, or the date of an instant as the bank wrote it: a booking day is the bank's, in its own zone.

    Raises ValueMissing, ValueUnreadable.
    """
    text = node.text("Dt") or node.required_text("DtTm")
    found = _DAY.fullmatch(text)
    unreadable = ValueUnreadable(path=node.path, field=str(node.path[-1]), reason="expected a date")
    if found is None:
        raise unreadable
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        raise unreadable from None


def _named(element: Element, tag: str) -> Iterator[Element]:
    return (child for child in element if child.tag.rpartition("}")[2] == tag)
