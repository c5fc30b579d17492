"""Files as sheets, and tables as files: XLSX (ISO/IEC 29500) and CSV (RFC 4180)."""

from collections.abc import Callable, Mapping

from shared_catalog.exchange.formats._csv import read_csv, write_csv
from shared_catalog.exchange.formats._xlsx import length_of, read_xlsx, write_xlsx
from shared_catalog.exchange.types import Sheet, TableFormat

READ: Mapping[TableFormat, Callable[[bytes], Sheet]] = {
    TableFormat.XLSX: read_xlsx,
    TableFormat.CSV: read_csv,
}
"""By format, how a file is read; raises TableUnreadable."""

WRITE: Mapping[TableFormat, Callable[..., None]] = {TableFormat.XLSX: write_xlsx, TableFormat.CSV: write_csv}
"""By format, how rows are written."""

__all__ = ["READ", "WRITE", "length_of"]
