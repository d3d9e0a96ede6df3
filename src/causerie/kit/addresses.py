"""Which internet addresses are somebody's own affair, and not for us to be sent to."""

from ipaddress import IPv4Address, ip_address, ip_network

# From the IANA special-purpose registries (RFC 6890 and its successors), and addresses of clouds' own
# services. A list of our own, because what the standard library calls global differs between versions of
# Python.
_REFUSED_4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # carriers' NAT
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # Azure's platform service
            "169.254.0.0/16",  # link-local, clouds' metadata among them
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
        ),
    )
)
# Of IPv6 only global unicast is public. Everything that carries an IPv4 address inside (mapped, compatible,
# NAT64, Teredo, 6to4) is outside of it or refused here.
_PUBLIC_6 = ip_network("2000::/3")
_REFUSED_6 = tuple(
    map(
        ip_network,
        (
            "2001::/23",  # protocol assignments, Teredo among them
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4
            "3fff::/20",  # documentation
        ),
    )
)


def is_public(address: str) -> bool:
    """Whether an address, IPv4 or IPv6 as text, is one of the open internet. Raises ValueError for anything
    else.
    """
    ip = ip_address(address)
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _REFUSED_4)
    return ip in _PUBLIC_6 and not any(ip in network for network in _REFUSED_6)
