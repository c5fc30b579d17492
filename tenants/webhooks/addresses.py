"""Which addresses are of the public internet. Everything else is somebody's own, and is not called."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

# RFC 6052: the low 32 bits are the IPv4 address that a NAT64 gateway would call.
_NAT64 = IPv6Network("64:ff9b::/96")
_REFUSED = (
    IPv4Network("192.88.99.0/24"),  # 6to4 relays, RFC 7526: deprecated
    IPv6Network("::/96"),  # IPv4-compatible, RFC 4291: deprecated
    IPv6Network("64:ff9b:1::/48"),  # NAT64 for one's own use, RFC 8215
    IPv6Network("2001::/32"),  # Teredo, RFC 4380: leads to an IPv4 address of its sender's choice
    IPv6Network("fec0::/10"),  # site-local, RFC 3879: deprecated
    IPv6Network("100::/64"),  # discard-only, RFC 6666
)


def is_public(address: Address) -> bool:
    """Whether an address, and the IPv4 address that it may carry, is of the public internet."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        carried = carried_by(address)
        if carried is not None:
            return is_public(carried)
    if any(address.version == refused.version and address in refused for refused in _REFUSED):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def carried_by(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a connection to this one would end at: mapped, 6to4 or NAT64."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    return IPv4Address(int(address) & 0xFFFF_FFFF) if address in _NAT64 else None
