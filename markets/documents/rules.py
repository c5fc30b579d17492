"""A statement as a table and as sealed JSON, its number as read, and when a message is tried again."""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from datetime import timedelta

from kernel.fingerprint import canonical, fingerprint
from markets.documents.types import FileKind, Language, Names, Sealed, StatementDocument
from tenants.messages.types import Channel

MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.JSON: "application/json",
}

LANGUAGE_OF = {
    Channel.EMAIL: Language.BOTH,
    Channel.SMS: Language.ARABIC,
    Channel.WHATSAPP: Language.BOTH,
}
"""A short message in Arabic is billed by 70 characters, so it says everything once."""

_FIRST_RETRY, _LONGEST_RETRY = timedelta(minutes=5), timedelta(hours=6)

SEALED_FORMAT = "tadamun.statement.1"
HOW_TO_VERIFY = (
    "The SHA-256 of `lines`, joined by newlines, is `content.lines`. The SHA-256 of `content` as JSON with "
    "sorted keys, without spaces, in UTF-8, is `digest`."
)

HOW_TO_VERIFY_A_BLOCK = (
    "`digest` stands in `statements` at `position`, counted from 0. The SHA-256 of all `statements` as "
    "bytes, one after the other, is `statements_digest`. The SHA-256 of eight lines joined by newlines is "
    "`hash`: tadamun-chain-1, `market`, `block`, `period`, `day`, `rows_digest`, `statements_digest`, "
    "`previous_hash`."
)

_COLUMNS = (
    "releve",
    "cooperative",
    "nature",
    "jour",
    "produit",
    "المنتوج",
    "quantite",
    "montant",
    "commission",
)
# What a spreadsheet would take for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def label_of(market: str, number: int) -> str:
    """A statement's number as people read it: `CASABLANCA-000123`."""
    return f"{market.upper()}-{number:06d}"


def file_name(label: str, kind: FileKind) -> str:
    """What a statement is called as a file."""
    return f"{label}.{kind}"


def difference_minor(document: StatementDocument) -> int:
    """What the statement's details come to, less its net; 0 unless the books are wrong."""
    amounts = document.amounts
    details = sum(row.amount_minor - row.fee_minor for row in document.details)
    corrections = sum(one.amount_minor for one in document.corrections)
    return amounts.opening_minor + amounts.released_minor + details + corrections - amounts.net_minor


# -- sealed JSON ---------------------------------------------------------------------------------------------


def is_sealed(sealed: Sealed) -> bool:
    """Whether content and lines still make the digest: both steps that `HOW_TO_VERIFY` tells."""
    lines = hashlib.sha256("\n".join(sealed.lines).encode()).hexdigest()
    return sealed.content["lines"] == lines and fingerprint(sealed.content) == sealed.digest


def json_of(document: StatementDocument) -> bytes:
    """What lets anybody compute the digest again, without us: canonical JSON, the same bytes each time."""
    sealed = document.sealed
    return canonical(
        {
            "format": SEALED_FORMAT,
            "statement": document.label,
            "verify": HOW_TO_VERIFY,
            "digest": sealed.digest.hex(),
            "content": sealed.content,
            "lines": sealed.lines,
        }
    )


# -- CSV -----------------------------------------------------------------------------------------------------


def csv_of(document: StatementDocument) -> bytes:
    """Every movement as a row; the amounts less the commissions add up to the net.

    As the spreadsheets of French and Arabic offices open it: UTF-8 with a byte order mark, `;` between
    columns, a decimal comma and nothing between thousands, days as ISO 8601.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows(_csv_rows(document))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _csv_rows(document: StatementDocument) -> Iterator[Sequence[str]]:
    whose = (document.label, document.recipient.code)
    first_day = document.half_month.first_day.isoformat()
    amounts = document.amounts
    for nature, minor in (("report", amounts.opening_minor), ("liberation", amounts.released_minor)):
        if minor:
            yield (*whose, nature, first_day, "", "", "", _decimal(minor), _decimal(0))
    for row in document.details:
        nature = "vente" if row.quantity > 0 else "retour"
        product = (_text(row.product.fr), _text(row.product.ar))
        figures = (str(row.quantity), _decimal(row.amount_minor), _decimal(row.fee_minor))
        yield (*whose, nature, row.day.isoformat(), *product, *figures)
    for one in document.corrections:
        said = (_text(one.reason), "", "")
        yield (*whose, "correction", one.day.isoformat(), *said, _decimal(one.amount_minor), _decimal(0))


def _decimal(minor: int) -> str:
    dirhams, centimes = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{dirhams},{centimes:02d}"


def _text(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value


# -- messages ------------------------------------------------------------------------------------------------


def text_in(texts: Names, language: Language) -> str:
    """What is sent of a text that is kept in both languages."""
    match language:
        case Language.ARABIC:
            return texts.ar
        case Language.FRENCH:
            return texts.fr
        case Language.BOTH:
            return f"{texts.ar}\n\n{texts.fr}"


def wait_after(attempts: int) -> timedelta:
    """How long a message rests after so many attempts: twice as long each time, six hours at most."""
    doubled: int = 2 ** (attempts - 1)
    return min(_FIRST_RETRY * doubled, _LONGEST_RETRY)
