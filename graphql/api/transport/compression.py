"""Compression of answers, where client and answer are worth it (RFC 9110, section 12.5.3).

gzip at its quickest: a page of listings of 23 kB becomes 3 kB for a fifth of a millisecond, which pays on
every line slower than a local network. A short answer is one packet either way. What is compressed holds no
secret beside a stranger's words: nobody's browser sends a token by itself.
"""

import gzip

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from api.transport.negotiation import ranges

SHORTEST = 4_096


def compress(response: HttpResponse, *, accept_encoding: str) -> None:
    """Compress the response's content, if that pays and the client takes gzip."""
    patch_vary_headers(response, ("Accept-Encoding",))
    if len(response.content) < SHORTEST or not _takes_gzip(accept_encoding):
        return
    response.content = gzip.compress(response.content, compresslevel=1, mtime=0)
    response["Content-Encoding"] = "gzip"


def _takes_gzip(accept_encoding: str) -> bool:
    """Whether gzip is named with a weight above 0, or everything is and gzip is not."""
    weights = {one.media_type: one.weight for one in ranges(accept_encoding)}
    return weights.get("gzip", weights.get("*", 0.0)) > 0
