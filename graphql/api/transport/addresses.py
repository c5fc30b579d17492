"""Where a request comes from."""

import ipaddress
from typing import TypeAlias

from django.conf import settings
from django.http import HttpRequest

_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


def address_of(request: HttpRequest) -> str:
    """The client's IP address; empty where there is none, as behind a Unix socket.

    `X-Forwarded-For` is read from its end, where the nearest proxy wrote, and believed as far as the proxies
    of TRUSTED_PROXIES reach: what a client wrote there itself says nothing.
    """
    address = _read(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while address is not None and forwarded and _is_proxy(address):
        told = _read(forwarded.pop())
        if told is None:
            break
        address = told
    return str(address) if address is not None else ""


def _is_proxy(address: _Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)


def _read(text: str) -> _Address | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    # What a socket for both families says of IPv4.
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
