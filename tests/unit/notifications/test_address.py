"""A webhook never leads into the platform's own network, however the address is written."""

from ipaddress import ip_network

import pytest

from multaqa.errors import Invalid
from services.notifications.domain import AddressPolicy

OUTSIDE = AddressPolicy.of(ports=[443, 8443], near=[])
DEVELOPMENT = AddressPolicy.of(ports=[443], near=["127.0.0.0/8", "::1/128"])

FORBIDDEN = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.3",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


FORMS_OF_LOOPBACK = [
    "::ffff:0:127.0.0.1",
    "2606:4700::5efe:7f00:1",
    "2606:4700::200:5efe:7f00:1",
    "2001:0:7f00:1::",
    "64:ff9b::127.0.0.1",
    "2002:7f00:1::1",
]
METADATA = ["169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "fe80::a9fe:a9fe"]
SVIX = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "255.255.255.255/32",
    "224.0.0.0/4",
    "192.0.2.0/24",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "100.64.0.0/10",
    "192.0.0.0/24",
    "192.88.99.0/24",
    "240.0.0.0/4",
    "198.18.0.0/15",
    "0.0.0.0/8",
    "ff00::/8",
    "::1/128",
    "::/128",
    "fe80::/10",
    "fc00::/7",
    "2001:db8::/32",
    "3fff::/20",
    "100::/64",
    "2002::/16",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "5f00::/16",
]


@pytest.mark.parametrize("network", SVIX)
def test_of_svix_table_the_first_and_the_last_address_are_refused(network):
    known = ip_network(network)
    mapped = [f"::ffff:{known[0]}"] if known.version == 4 else []
    for address in (str(known[0]), str(known[-1]), *mapped):
        assert not OUTSIDE.admits("https", [address])


@pytest.mark.parametrize("address", [*FORBIDDEN, *FORMS_OF_LOOPBACK, *METADATA])
def test_an_address_inside_is_refused(address):
    assert not OUTSIDE.admits("https", [address])


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "172.32.0.1", "168.63.129.17", "192.88.98.1", "2606:4700::1111", "2a00:1450::5efe", "::ffff:8.8.8.8"],
)
def test_a_public_address_is_admitted(address):
    assert OUTSIDE.admits("https", [address])


def test_one_forbidden_address_among_others_is_enough():
    assert not OUTSIDE.admits("https", ["8.8.8.8", "127.0.0.1"])


def test_a_host_without_address_is_not_admitted():
    assert not OUTSIDE.admits("https", [])


def test_http_leads_nowhere_outside_development():
    assert not OUTSIDE.admits("http", ["8.8.8.8"])


@pytest.mark.parametrize(
    ("addresses", "admitted"),
    [
        (["127.0.0.1"], True),
        (["::1"], True),
        (["10.0.0.1"], False),
        (["8.8.8.8"], False),
        (["127.0.0.1", "10.0.0.1"], False),
    ],
)
def test_http_in_development_stays_near(addresses, admitted):
    assert DEVELOPMENT.admits("http", addresses) is admitted


@pytest.mark.parametrize(
    "url",
    [
        "https://agency.example/hooks",
        "https://agency.example:8443/",
        "https://8.8.8.8/",
        "https://1.example/",
        "https://x2.example4/",
    ],
)
def test_a_url_is_accepted(url):
    OUTSIDE.require_url(url)


REFUSED = {
    "url.not_https": [
        "http://agency.example/",
        "ftp://agency.example/",
        "file:///etc/passwd",
        "gopher://agency.example/",
        "javascript:alert(1)",
        "data:text/plain,x",
        "//agency.example/",
        "agency.example",
        "",
    ],
    "url.without_host": ["https://", "https:///path", "https://:443/", "https:agency.example"],
    "url.with_user": [
        "https://user:word@agency.example/",
        "https://user@agency.example/",
        "https://@agency.example/",
        "https://agency.example@127.0.0.1/",
    ],
    "url.with_fragment": ["https://agency.example/#top", "https://agency.example#", "https://agency.example/?a#b"],
    "url.port_refused": [f"https://agency.example:{port}/" for port in (0, 22, 25, 80, 5672, 6379, 8080, 27017, 65535)],
    "url.not_readable": [
        "https://agency.example:99999/",
        "https://agency.example:-1/",
        "https://agency.example:x/",
        "https://agency.example:443\\@127.0.0.1/",
        "https://agency.example\\.internal/",
        "https://agency.example/\r\nx: y",
        "https://agency.example/\n",
        "https://agency.example/ x",
        "https://agency.example/\tx",
        "https://agency.example/\x00",
        "https://agency.example/\u200b",
        "https://agency.example/\u2028",
        "https://[oops/",
        "https://[::1/",
    ],
    "url.not_public": [
        "https://127.0.0.1/",
        "https://127.0.0.1./",
        "https://127.1/",
        "https://127.0.1/",
        "https://0/",
        "https://0.0.0.0/",
        "https://2130706433/",
        "https://017700000001/",
        "https://0177.0.0.1/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0X7F.0.0.1/",
        "https://999.999.999.999/",
        "https://１２７.0.0.1/",
        "https://①②⑦.0.0.1/",
        "https://127。0。0。1/",
        "https://127｡0｡0｡1/",
        "https://127.0.0.1:8443/",
        "https://10.0.0.1/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://168.63.129.16/",
        "https://100.100.100.200/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[::]/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[::127.0.0.1]/",
        "https://[::ffff:0:7f00:1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[64:ff9b::169.254.169.254]/",
        "https://[2002:7f00:1::]/",
        "https://[2001:0:7f00:1::]/",
        "https://[2606:4700::5efe:7f00:1]/",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1]/",
        "https://[fe80::1%25eth0]/",
        "https://[ff02::1]/",
    ],
}
"""What no resolving could make right, by what is said of it."""


@pytest.mark.parametrize(("code", "url"), [(code, url) for code, urls in REFUSED.items() for url in urls])
def test_a_url_is_refused_and_told_what_is_wrong_with_it(code, url):
    with pytest.raises(Invalid) as refused:
        OUTSIDE.require_url(url)
    (wrong,) = refused.value.errors
    assert (wrong["pointer"], wrong["code"]) == ("/url", code)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000/hooks", "http://localhost:9000/", "https://agency.example/"])
def test_development_may_reach_itself(url):
    DEVELOPMENT.require_url(url)


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "http://8.8.8.8/", "https://10.0.0.1/"])
def test_development_may_not_reach_the_rest(url):
    with pytest.raises(Invalid):
        DEVELOPMENT.require_url(url)
