"""Where a webhook may lead: never into the platform's own network, however the address is written.

The table is Svix's (`webhook_http_client.rs`) and more: `ipaddress.is_global` alone lets 6to4, NAT64, v4-translated and
ISATAP forms of 127.0.0.1 by.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from multaqa.errors import Invalid
from services.notifications.domain.wording import Fault, fault

Network = IPv4Network | IPv6Network
NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)
ISATAP = (0x00005EFE, 0x02005EFE)
"""The upper half of the interface of an address that holds a v4 address (RFC 5214)."""
IDEOGRAPHIC_STOP = "\u3002"
"""A dot of a host's name, too (RFC 3490, section 3.1)."""
DEFAULT_PORTS = {"https": 443, "http": 80}

FORBIDDEN: tuple[Network, ...] = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's metadata, at an address that looks public
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",  # unspecified, loopback and v4-compatible
        "::ffff:0:0:0/96",  # v4-translated
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",  # Teredo, benchmarks, ORCHID
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)


@dataclass(frozen=True)
class AddressPolicy:
    """`near` are the networks that development may reach too, over http as well; empty in production."""

    ports: frozenset[int]
    near: tuple[Network, ...] = ()

    @classmethod
    def of(cls, ports: Iterable[int], near: Iterable[str]) -> "AddressPolicy":
        return cls(frozenset(ports), tuple(ip_network(network) for network in near))

    def require_url(self, url: str) -> None:
        """Refuse what no resolving could make right."""
        if wrong := self._wrong_with(url):
            raise Invalid("subscription.url_refused", wrong["text"], errors=[wrong])

    def admits(self, scheme: str, addresses: Iterable[str]) -> bool:
        """Whether a name that resolves to these addresses may be posted to: every one of them must be allowed."""
        found = [_canonical(address) for address in addresses]
        if scheme == "http":
            return bool(found) and all(self._is_near(address) for address in found)
        return bool(found) and all(self._is_near(address) or _is_public(address) for address in found)

    def _wrong_with(self, url: str) -> Fault | None:
        try:
            parts, port = _split(url)
        except ValueError:
            return _wrong("url.not_readable", "This is no URL.")
        is_secure = parts.scheme == "https" or (parts.scheme == "http" and self.near)
        wrongs = (
            (not is_secure, _wrong("url.not_https", "Only https is delivered to.")),
            (not parts.hostname, _wrong("url.without_host", "The URL names no host.")),
            ("@" in parts.netloc, _wrong("url.with_user", "A URL with a user name or a password is not delivered to.")),
            ("#" in url, _wrong("url.with_fragment", "What follows a # is never sent: leave it out.")),
            (not self._is_open(port), _wrong("url.port_refused", "This port is not delivered to: leave it out.")),
            (self._is_forbidden_literal(parts), _wrong("url.not_public", "This address is not public.")),
        )
        return next((wrong for holds, wrong in wrongs if holds), None)

    def _is_open(self, port: int) -> bool:
        return port in self.ports or bool(self.near)

    def _is_forbidden_literal(self, parts: SplitResult) -> bool:
        """Also 127.1, 2130706433 and 0x7f.1: a host whose last label is a number is an address, however spelled."""
        host = unicodedata.normalize("NFKC", parts.hostname or "").replace(IDEOGRAPHIC_STOP, ".")
        try:
            return not self.admits(parts.scheme, [str(ip_address(host))])
        except ValueError:
            return bool(NUMERIC.fullmatch(host.rstrip(".").rpartition(".")[2]))

    def _is_near(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self.near)


def _wrong(code: str, text: str) -> Fault:
    return fault("/url", code, text)


def _split(url: str) -> tuple[SplitResult, int]:
    if any(character in "\\" or character.isspace() or not character.isprintable() for character in url):
        raise ValueError("a URL holds no blank, no backslash and no control character")
    parts = urlsplit(url)
    return parts, DEFAULT_PORTS.get(parts.scheme, 0) if parts.port is None else parts.port


def _canonical(address: str) -> IPv4Address | IPv6Address:
    parsed = ip_address(address.partition("%")[0])
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    holds_another = address.version == 6 and (int(address) >> 32) & 0xFFFFFFFF in ISATAP  # noqa: PLR2004 (v6, 32 bits)
    return address.is_global and not holds_another and not any(address in network for network in FORBIDDEN)
