"""HTML of the reference: descriptions and generated pages from Markdown, types as links, and a page's frame.

Nothing on a page runs or loads: its style stands in it, and the policy names the style by its hash.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from graphql import GraphQLInputType, GraphQLOutputType, get_named_type
from markdown_it import MarkdownIt

STYLE = (Path(__file__).parent / "reference.css").read_text(encoding="utf-8")
POLICY = (
    f"default-src 'none'; "
    f"style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

Links = Mapping[str, str]
"""By a name in backticks, the address that it leads to."""

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_CODE = re.compile(r"<code>([^<]+)</code>")
_HEADING = re.compile(r"<(h[1-6])>(.*?)</\1>")
_TAG = re.compile(r"<[^>]+>")
_FILE_LINK = re.compile(r'<a href="[\w./-]+\.md">(.*?)</a>')
_NAMED_TYPE = re.compile(r"\w+")


def described(text: str | None, links: Links) -> str:
    """A description, with codes, events and fields as links."""
    return linked(_MARKDOWN.render(text or ""), links)


def document(text: str, links: Links) -> str:
    """A whole page of Markdown; its headings are places to link to, and files beside it are not."""
    html = _HEADING.sub(_with_anchor, _MARKDOWN.render(text))
    return linked(_FILE_LINK.sub(r"\1", html), links)


def linked(html: str, links: Links) -> str:
    """The same HTML, where what stands in `<code>` and has an address leads there."""

    def link(found: re.Match[str]) -> str:
        at = links.get(found[1])
        return found[0] if at is None else f'<a href="{escape(at)}">{found[0]}</a>'

    return _CODE.sub(link, html)


def type_link(type_: GraphQLInputType | GraphQLOutputType, links: Links) -> str:
    """A type as the SDL spells it, its name a link."""
    name = get_named_type(type_).name
    shown = f'<a href="{links[name]}">{name}</a>' if name in links else name
    return f"<code>{_NAMED_TYPE.sub(shown, str(type_), count=1)}</code>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are HTML. Nothing for no rows."""
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    if not body:
        return ""
    names = "".join(f"<th>{name}</th>" for name in head)
    return f'<div class="wide"><table><thead><tr>{names}</tr></thead>\n<tbody>{body}</tbody></table></div>\n'


def page(*, title: str, menu: Mapping[str, str], body: str) -> bytes:
    """A whole page; `menu` leads to the others, by their titles."""
    entries = "".join(f'<a href="{at}">{escape(name)}</a>' for name, at in menu.items())
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body><nav>{entries}</nav><main><h1>{escape(title)}</h1>\n{body}</main></body></html>\n"
    ).encode()


def _with_anchor(found: re.Match[str]) -> str:
    name = _TAG.sub("", found[2])
    return f'<{found[1]} id="{anchor(name)}">{found[2]}</{found[1]}>'


def anchor(name: str) -> str:
    """The place of a heading in its page."""
    return re.sub(r"[^\w.]+", "-", name).strip("-")
