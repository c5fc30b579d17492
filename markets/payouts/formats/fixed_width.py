"""Orders to transfer as lines of columns of a fixed width, in a layout that a market described."""

from collections.abc import Sequence

from markets.payouts.formats.cells import LINE_ENDINGS, cells, lines_of
from markets.payouts.formats.refusals import Problems
from markets.payouts.formats.template import Align, Column, FileTemplate
from markets.payouts.formats.types import TransferOrder


def write_fixed(order: TransferOrder, template: FileTemplate, problems: Problems) -> bytes:
    """The order's lines, each column padded to its width. A line with a problem is never written."""
    written = []
    for columns, line in lines_of(order, template):
        texts = cells(columns, line, template.encoding, problems)
        if len(texts) == len(columns):
            written.append(_padded(columns, texts))
    ending = LINE_ENDINGS[template.line_ending]
    return "".join(line + ending for line in written).encode(template.encoding)


def _padded(columns: Sequence[Column], texts: Sequence[str]) -> str:
    return "".join(_pad(column, text) for column, text in zip(columns, texts, strict=True))


def _pad(column: Column, text: str) -> str:
    width = column.width or len(text)
    return text.rjust(width, column.pad) if column.align is Align.RIGHT else text.ljust(width, column.pad)
