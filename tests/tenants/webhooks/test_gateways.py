"""One request to a hostile world: where it goes, what it believes, and how long it takes."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import example, given, settings
from hypothesis import strategies as st
from webhook_receiver.receiver import (
    Receiver,
    answer,
    break_off,
    drip,
    flood,
    hang,
    raw,
    receiving,
    reset,
)

from kernel import clock
from tenants.webhooks.gateways import MOST_KEPT, HttpSender
from tenants.webhooks.types import Answer, Outgoing, Trouble

LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def send(url: str, *, sender: HttpSender | None = None) -> Answer:
    request = Outgoing(url=url, headers={"webhook-id": "1", "content-type": "application/json"}, body=b"{}")
    return (sender or HttpSender(networks=LOOPBACK, seconds=2.0)).send(request)


class TestAnswer:
    def test_is_heard_whole(self, receiver: Receiver) -> None:
        receiver.otherwise = answer(202, b"thanks", retry_after="7", set_cookie="secret=1")
        heard = send(receiver.url + "?a=b")

        assert (heard.status, heard.trouble, heard.body) == (202, None, "thanks")
        assert heard.headers["retry-after"] == "7" and "set-cookie" not in heard.headers
        assert heard.address == "127.0.0.1"
        [got] = receiver.got
        assert (got.path, got.body, got.id) == ("/hook?a=b", b"{}", "1")
        assert got.headers["host"] == receiver.url.split("/")[2]

    def test_of_a_redirection_leads_nowhere(self, receiver: Receiver) -> None:
        with receiving() as elsewhere:
            receiver.otherwise = answer(307, location=elsewhere.url)
            assert send(receiver.url).status == 307
            assert len(receiver.got) == 1 and elsewhere.got == []

    def test_without_an_end_is_cut(self, receiver: Receiver) -> None:
        receiver.otherwise = flood
        heard = send(receiver.url)
        assert (heard.status, heard.trouble, len(heard.body)) == (200, None, MOST_KEPT)

    def test_that_is_no_text_is_kept_as_text(self, receiver: Receiver) -> None:
        receiver.otherwise = answer(200, b"\x00\xff\xfe")
        assert "\0" not in send(receiver.url).body

    @given(value=st.binary(max_size=60).filter(lambda value: not {10, 13} & set(value)))
    @example(b"a\0b")
    @example(b"\xed\xa0\x80")
    @settings(deadline=None, max_examples=50)
    def test_with_any_bytes_in_a_header_is_kept_as_text(self, value: bytes) -> None:
        with receiving() as receiver:
            receiver.otherwise = raw(b"HTTP/1.1 204 OK\r\nserver: " + value + b"\r\n")
            heard = send(receiver.url)
        said = "".join(heard.headers.values())
        assert heard.status == 204 and "\0" not in said and said.encode()

    def test_that_breaks_off_is_not_believed(self, receiver: Receiver) -> None:
        receiver.otherwise = break_off
        heard = send(receiver.url)
        assert (heard.status, heard.trouble) == (200, Trouble.CUT_OFF)

    @pytest.mark.parametrize(("behaviour", "trouble"), [(reset, Trouble.CONNECTION), (hang, Trouble.TIMEOUT)])
    def test_that_does_not_come_is_trouble(
        self, receiver: Receiver, behaviour: Callable[..., None], trouble: Trouble
    ) -> None:
        receiver.otherwise = behaviour
        heard = send(receiver.url, sender=HttpSender(networks=LOOPBACK, seconds=0.5))
        assert (heard.status, heard.trouble) == (None, trouble)

    def test_that_drips_for_ever_is_hung_up_on(self, receiver: Receiver) -> None:
        receiver.otherwise = drip
        began = time.monotonic()
        heard = send(receiver.url, sender=HttpSender(networks=LOOPBACK, seconds=0.5))
        assert heard.trouble is Trouble.TIMEOUT
        assert time.monotonic() - began < 5

    def test_of_nobody_is_trouble(self) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
        assert send(f"http://127.0.0.1:{port}/").trouble is Trouble.CONNECTION


class TestAddress:
    @pytest.mark.parametrize(
        ("url", "networks"),
        [
            ("http://127.0.0.1:{port}/", ()),
            ("https://127.0.0.1:{port}/", ()),
            ("http://localhost:{port}/", ()),
            ("http://2130706433:{port}/", ()),
            ("http://127.1:{port}/", ()),
            ("http://[::ffff:127.0.0.1]:{port}/", ()),
            ("http://0.0.0.0:{port}/", LOOPBACK),
            ("http://[::1]:{port}/", LOOPBACK),
        ],
    )
    def test_of_ones_own_is_not_called_however_it_is_spelt(
        self, receiver: Receiver, url: str, networks: Sequence[IPv4Network | IPv6Network]
    ) -> None:
        port = receiver.url.split(":")[2].split("/")[0]
        heard = send(url.format(port=port), sender=HttpSender(networks=networks))
        assert heard.trouble in (Trouble.ADDRESS_REFUSED, Trouble.DNS)
        assert receiver.got == []

    def test_among_public_ones_condemns_the_name(self, receiver: Receiver) -> None:
        sender = HttpSender(resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"])
        heard = send("https://receiver.example/", sender=sender)
        assert (heard.trouble, heard.address) == (Trouble.ADDRESS_REFUSED, "8.8.8.8, 10.0.0.1")

    def test_is_looked_up_once_so_that_a_rebound_name_leads_nowhere_else(self, receiver: Receiver) -> None:
        """The name means the receiver when it is checked, and something else whenever it is asked again."""
        asked: list[str] = []

        def rebinding(host: str, port: int) -> Sequence[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

        url = receiver.url.replace("127.0.0.1", "rebinding.example")
        sender = HttpSender(networks=LOOPBACK, resolve=rebinding)
        assert send(url, sender=sender).status == 204
        assert asked == ["rebinding.example"]
        assert receiver.got[0].headers["host"] == url.split("/")[2]
        assert send(url, sender=sender).trouble is Trouble.ADDRESS_REFUSED
        assert len(receiver.got) == 1

    def test_that_is_public_is_not_called_without_tls(self) -> None:
        sender = HttpSender(networks=LOOPBACK, resolve=lambda host, port: ["8.8.8.8"])
        assert send("http://receiver.example/", sender=sender).trouble is Trouble.PLAIN_HTTP_REFUSED

    @pytest.mark.parametrize("found", [[], ["not an address"]])
    def test_that_is_none_is_trouble(self, found: list[str]) -> None:
        sender = HttpSender(resolve=lambda host, port: found)
        assert send("https://receiver.example/", sender=sender).trouble is Trouble.DNS

    def test_of_a_name_that_nobody_has_is_trouble(self) -> None:
        def nobody(host: str, port: int) -> Sequence[str]:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        assert send("https://receiver.example/", sender=HttpSender(resolve=nobody)).trouble is Trouble.DNS

    def test_that_does_not_answer_leaves_the_next_its_chance(self, receiver: Receiver) -> None:
        port = receiver.url.split(":")[2]
        sender = HttpSender(networks=LOOPBACK, resolve=lambda host, port: ["127.9.9.9", "127.0.0.1"])
        assert send(f"http://two.example:{port}", sender=sender).address == "127.0.0.1"


class TestTls:
    """The connection goes to the pinned address; the certificate has to be the name's all the same."""

    @pytest.fixture
    def chain(self, tmp_path: Path) -> Path:
        """A certificate for receiver.example that signs itself, with its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver.example")])
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(clock.now() - timedelta(days=1))
            .not_valid_after(clock.now() + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("receiver.example")]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        path = tmp_path / "chain.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
        return path

    @pytest.fixture
    def receiver(self, chain: Path) -> Iterator[Receiver]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        with receiving(wrap=lambda plain: context.wrap_socket(plain, server_side=True)) as receiver:
            yield receiver

    def heard(self, receiver: Receiver, host: str, trust: Path | None) -> Answer:
        sender = HttpSender(
            networks=LOOPBACK,
            resolve=lambda host, port: ["127.0.0.1"],
            trust=ssl.create_default_context(cafile=str(trust)) if trust else None,
        )
        return send(receiver.url.replace("http://127.0.0.1", f"https://{host}"), sender=sender)

    def test_is_checked_against_the_name(self, receiver: Receiver, chain: Path) -> None:
        assert self.heard(receiver, "receiver.example", chain).status == 204
        assert receiver.got[0].headers["host"].startswith("receiver.example:")

    def test_of_another_name_is_refused(self, receiver: Receiver, chain: Path) -> None:
        assert self.heard(receiver, "other.example", chain).trouble is Trouble.TLS
        assert receiver.got == []

    def test_of_nobody_that_is_trusted_is_refused(self, receiver: Receiver) -> None:
        assert self.heard(receiver, "receiver.example", None).trouble is Trouble.TLS
        assert receiver.got == []
