"""The words of imports and exports, described."""

from api.base.enums import described_enum
from shared_catalog.exchange import types

TableFormat = described_enum(
    types.TableFormat,
    "TableFormat",
    "How a table is written.",
    XLSX="A workbook, its first visible sheet.",
    CSV="CSV: written in UTF-8; read in that, UTF-16 or a Windows code page (1256, 1252).",
)
CatalogueImportState = described_enum(
    types.ImportState,
    "CatalogueImportState",
    "How an import stands.",
    CHECKING="Its file is checked, or could not be: `problem` says why.",
    CHECKED="It is announced what importing it would come to; nothing is written.",
    IMPORTED="It was imported as announced.",
    UNDONE="It was imported, and undone.",
)
