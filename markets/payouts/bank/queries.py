"""Reads of what is exchanged with the bank."""

from collections.abc import Iterator

from markets.payouts.bank.contents import BankFileTampered, open_answer, open_file
from markets.payouts.bank.models import BankAnswer, BankFile, BankSettings
from markets.payouts.bank.reading import parsed
from markets.payouts.formats.types import BankStatementFile


def settings_in_force() -> BankSettings | None:
    """The latest version; None while the market has said nothing about its bank."""
    return BankSettings.objects.order_by("-version").first()


def statements_of(answer: BankAnswer) -> tuple[BankStatementFile, ...]:
    """The booked entries that an answer tells of, all of them, those of payouts too; none for statuses.

    Raises BankFileTampered, and BankFileRefused where a CSV file is no longer read by the latest mapping.
    """
    found = parsed(open_answer(answer), settings_in_force())
    return found.statements


def tampered() -> Iterator[BankFile | BankAnswer]:
    """Files and answers whose stored content is not what was sealed: none."""
    for file in BankFile.objects.order_by("id").iterator(chunk_size=20):
        try:
            open_file(file)
        except BankFileTampered:
            yield file
    for answer in BankAnswer.objects.order_by("id").iterator(chunk_size=20):
        try:
            open_answer(answer)
        except BankFileTampered:
            yield answer
