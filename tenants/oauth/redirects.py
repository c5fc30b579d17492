"""Where an application may have a browser sent back to: RFC 8252 section 7 and RFC 9700 section 2.1."""

import re
from urllib.parse import urlsplit

LONGEST = 400
_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_OWN_SCHEME = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+")
_WRITTEN = re.compile(r"[A-Za-z0-9._~:/?\[\]@!$&'()*+,;=%-]+")


def why_not(uri: str) -> str | None:
    """What is wrong with a redirect URI, in English, or None.

    It is `https`, or `http` to the reader's own machine by its number, or a scheme of the application's own
    that is a domain name backwards; without fragment, user or wildcard, since it is compared to the letter.
    """
    if len(uri) > LONGEST or not _WRITTEN.fullmatch(uri) or "*" in uri:
        return f"up to {LONGEST} characters of a URI, without fragment or wildcard"
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "a URI"
    if "@" in parts.netloc:
        return "no user name in it"
    if parts.scheme == "https":
        return None if host else "a host"
    if parts.scheme == "http":
        return None if host in _LOOPBACK else "http for 127.0.0.1 and [::1] only"
    return None if _OWN_SCHEME.fullmatch(parts.scheme) else "https, or a scheme such as ma.example.app"


def origin_of(uri: str) -> str:
    """Where a redirect URI leads, as a Content-Security-Policy and CORS name it."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else f"{parts.scheme}:"


def scheme_of(uri: str) -> str:
    """The scheme of a redirect URI."""
    return urlsplit(uri).scheme
