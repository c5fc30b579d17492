"""A file that is imported, read: its table, and what its rows say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared_catalog.exchange import queries, rules
from shared_catalog.exchange.formats import READ
from shared_catalog.exchange.models import CatalogueImport
from shared_catalog.exchange.operations._plan import Plan
from shared_catalog.exchange.types import Sheet, Table, TableFormat, Told
from tenants.bulk import queries as files
from tenants.bulk.operations import FileGone


@dataclass(frozen=True, slots=True)
class Reading:
    """A table, its rows as people wrote them and as they are read."""

    table: Table
    rows: Sequence[Told]

    def held_against(self, source: str) -> Plan:
        """What the rows come to, against the nation as it is now."""
        return Plan(self.rows, queries.snapshot(self.rows, source=source))


def read(of: CatalogueImport) -> Reading:
    """The file of an import. Raises TableUnreadable, ColumnsMissing, ColumnTwice, FileGone."""
    try:
        content = files.content_of(of.file_id, of.file.media_type)
    except FileNotFoundError:
        raise FileGone() from None
    sheet = READ[TableFormat(of.format)](content)
    table = rules.table_of(sheet)
    merged = _merged_by_row(sheet)
    rows = [rules.told(line, table.header, merged[line.number]) for line in table.rows]
    return Reading(table, rows)


def _merged_by_row(sheet: Sheet) -> Mapping[int, frozenset[int]]:
    """By row, the columns whose cells are merged with those of others."""
    found = dict.fromkeys((line.number for line in sheet.lines), frozenset[int]())
    for one in sheet.merged:
        if one.first_column != one.last_column:
            columns = frozenset(range(one.first_column, one.last_column + 1))
            for number in range(one.first_row, one.last_row + 1):
                if number in found:
                    found[number] |= columns
    return found
