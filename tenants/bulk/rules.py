"""What a file of lines is: JSON Lines, https://jsonlines.org, in UTF-8, one value a line; and a paper."""

from tenants.bulk.types import LONGEST_LINE, MOST_LINES

MEDIA_TYPES = frozenset({"application/jsonl", "application/x-ndjson", "application/ndjson"})
"""There is no registered type; these are what clients send."""

MEDIA_TYPE = "application/jsonl"

# How each kind of paper begins, and what stands in its last bytes: a scan that was cut off lacks it.
_PAPERS = {
    "application/pdf": (b"%PDF-", b"%%EOF"),
    "image/jpeg": (b"\xff\xd8\xff", b"\xff\xd9"),
    "image/png": (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    "image/webp": (b"RIFF", b""),
}
_LAST_BYTES = 1024

KEPT_TYPES = frozenset(_PAPERS)
"""What is kept beside lines: papers and pictures."""

PAPER_TYPES = KEPT_TYPES - {"image/webp"}
"""What papers are kept as: scans and what offices print."""

PICTURE_TYPES = KEPT_TYPES - {"application/pdf"}
"""What pictures are brought as."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
TABLE_TYPES = frozenset({XLSX, CSV})
"""What tables are kept as; whether there is a table in one, whoever reads it finds out."""

_ENDINGS = {XLSX: "xlsx"}


def ending_of(media_type: str) -> str:
    """By what the name of a file of this type ends."""
    return _ENDINGS.get(media_type, media_type.rpartition("/")[2])


def fault_of_paper(content: bytes, media_type: str) -> str | None:
    """Why this is no paper of that type, whatever it calls itself; None when it is one."""
    start, end = _PAPERS[media_type]
    if not content.startswith(start):
        return f"it is no {media_type}"
    return None if end in content[-_LAST_BYTES:] else "its end is missing"


def lines_of(content: bytes) -> list[bytes]:
    """The lines; the end of the last one may be missing. An empty line is a line."""
    lines = content.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return [line.removesuffix(b"\r") for line in lines]


def fault_of(content: bytes) -> str | None:
    """Why this is no file of lines at all; None when it is one. What is wrong with a line only is not
    looked at.
    """
    if not content.strip():
        return "it is empty"
    if b"\0" in content:
        return "it holds NUL, which no text does"
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return f"it is not UTF-8 at byte {error.start + 1}"
    return None


def excess_of(lines: list[bytes]) -> tuple[str, int, int] | None:
    """What there is too much of, how much, and how much there may be; None when all is within limits."""
    if len(lines) > MOST_LINES:
        return "lines of a file", len(lines), MOST_LINES
    longest = max(map(len, lines))
    return ("bytes of a line", longest, LONGEST_LINE) if longest > LONGEST_LINE else None
