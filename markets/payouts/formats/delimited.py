"""Orders to transfer as delimited lines (CSV), in a layout that a market described."""

import csv
import io

from markets.payouts.formats.cells import LINE_ENDINGS, cells, lines_of
from markets.payouts.formats.refusals import Problems
from markets.payouts.formats.template import FileTemplate
from markets.payouts.formats.types import TransferOrder


def write_delimited(order: TransferOrder, template: FileTemplate, problems: Problems) -> bytes:
    """The order's lines; a value that holds the delimiter or a quote is quoted."""
    text = io.StringIO(newline="")
    ending = LINE_ENDINGS[template.line_ending]
    writer = csv.writer(text, delimiter=template.delimiter, lineterminator=ending)
    if template.titles:
        writer.writerow([column.title for column in template.columns])
    for columns, line in lines_of(order, template):
        writer.writerow(cells(columns, line, template.encoding, problems))
    return text.getvalue().encode(template.encoding)
