"""Statements as PDF, and as PNG for those who look: typst sets the template with the one bundled font.

What comes out depends on the document, the template, the font and typst alone, not on the machine, its fonts
or the time; `EDITION` names the last three.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import orjson
import typst

from markets.documents.layout import page_of
from markets.documents.types import StatementDocument

FOLDER = Path(__file__).parent
TEMPLATE = FOLDER / "templates" / "statement.typ"
FONTS = FOLDER / "fonts"

EDITION = f"1/typst-{version('typst')}"
"""What a PDF's hash depends on beside its statement. Whoever changes template, layout, wording or font
counts it up.
"""


class PaperJam(Exception):
    """The template was not set without a complaint: a bug, since no text of a statement may cause one."""


def pdf_of(document: StatementDocument) -> bytes:
    """The statement as PDF, the same bytes each time."""
    [pdf] = _set(document, "pdf")
    return pdf


def png_pages_of(document: StatementDocument, *, ppi: int = 96) -> list[bytes]:
    """The pages of the statement as pictures."""
    return _set(document, "png", ppi=ppi)


def _set(document: StatementDocument, form: Literal["pdf", "png"], *, ppi: int = 96) -> list[bytes]:
    said = {"statement": page_of(document)}
    return typeset(TEMPLATE, said, at=document.issued_at, form=form, ppi=ppi)


def typeset(
    template: Path,
    said: Mapping[str, Any],
    *,
    at: datetime,
    form: Literal["pdf", "png"] = "pdf",
    ppi: int = 96,
) -> list[bytes]:
    """A template set with what it is told, by name, as of an instant (UTC): one PDF, or a picture a page.

    Raises PaperJam.
    """
    made, warnings = typst.compile_with_warnings(
        template,
        root=template.parent,
        font_paths=_fonts(),
        format=form,
        ppi=ppi,
        pdf_standards=["a-2a"],
        # typst takes whole seconds only, as PDF does.
        timestamp=at.astimezone(UTC).replace(microsecond=0),
        sys_inputs={name: orjson.dumps(value).decode() for name, value in said.items()},
    )
    if warnings:
        raise PaperJam("; ".join(warning.message for warning in warnings))
    return [made] if isinstance(made, bytes) else list(made)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
