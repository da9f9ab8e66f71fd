"""Who is spoken to: a server that proves its name over TLS, or our own machine. No secret leaves before."""

import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from archiver.edges.mailbox import connect
from archiver.errors import CredentialsRefused, MailboxUnavailable, ProtocolViolation
from tests.edges.mailboxes import CALM, account, opened
from tests.services.dovecot import Dovecot
from tests.services.scripted_imap import ScriptedImap, Talk, securing

WITH_STARTTLS = "IMAP4rev1 STARTTLS"


@dataclass(frozen=True)
class Made:
    """A certificate with its key, in PEM files."""

    certificate: Path
    key: Path

    def context(self, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
        """What a server with it speaks."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        context.maximum_version = newest
        return context


def certificate(folder: Path, names: str, *, days: int = 30) -> Made:
    """A self-signed certificate for these names; with negative days it ended in the past."""
    made = Made(folder / "certificate.pem", folder / "key.pem")
    (folder / "extensions").write_text(f"subjectAltName={names}\n")
    about = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=test"]
    signing = ["-signkey", "key.pem", "-days", str(days), "-extfile", "extensions", "-out", "certificate.pem"]
    for command in (
        ["req", *about, "-keyout", "key.pem", "-out", "request"],
        ["x509", "-req", "-in", "request", *signing],
    ):
        subprocess.run(["openssl", *command], cwd=folder, check=True, capture_output=True)
    return made


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A certificate for this machine."""
    return certificate(tmp_path_factory.mktemp("right"), "DNS:localhost,IP:127.0.0.1")


@pytest.fixture
def server() -> Iterator[ScriptedImap]:
    """A server whose TLS the test sets before it connects."""
    with ScriptedImap() as scripted:
        yield scripted


def refused(server: ScriptedImap, ca_file: Path | None, tls: str = "implicit") -> str:
    """Why the server is refused; no word of ours may have reached it."""
    with pytest.raises(MailboxUnavailable) as caught:
        connect(account(server, host="localhost", tls=tls, ca_file=ca_file), CALM)
    assert not server.said("LOGIN")
    return str(caught.value)


def test_a_trusted_server_is_spoken_to(server: ScriptedImap, right: Made) -> None:
    server.tls = right.context()

    connect(account(server, tls="implicit", ca_file=right.certificate), CALM).close()

    assert server.said("LOGIN")


def test_an_expired_certificate_is_refused(server: ScriptedImap, tmp_path: Path) -> None:
    expired = certificate(tmp_path, "DNS:localhost", days=-1)
    server.tls = expired.context()

    assert "expired" in refused(server, expired.certificate)


def test_a_certificate_for_another_host_is_refused(server: ScriptedImap, tmp_path: Path) -> None:
    other = certificate(tmp_path, "DNS:imap.other.example")
    server.tls = other.context()

    assert "ostname mismatch" in refused(server, other.certificate)


def test_a_certificate_nobody_vouches_for_is_refused(server: ScriptedImap, right: Made) -> None:
    server.tls = right.context()

    assert "self-signed" in refused(server, None)


def test_a_file_of_authorities_that_is_missing_is_said_and_nothing_is_connected(
    server: ScriptedImap, tmp_path: Path
) -> None:
    assert "certificates to trust" in refused(server, tmp_path / "missing.pem")
    assert server.connections == 0


def test_a_tls_older_than_1_2_is_refused(server: ScriptedImap, right: Made) -> None:
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        server.tls = right.context(ssl.TLSVersion.TLSv1_1)
    server.tls.set_ciphers("DEFAULT:@SECLEVEL=0")  # this server would speak it

    assert refused(server, right.certificate)


def test_a_server_that_speaks_plainly_where_tls_belongs_is_refused(server: ScriptedImap, right: Made) -> None:
    assert refused(server, right.certificate)


@pytest.mark.parametrize("host", ["192.0.2.1", "imap.kommune.example", "localhost.kommune.example", "10.0.0.1"])
def test_without_tls_only_our_own_machine_is_spoken_to(host: str, server: ScriptedImap) -> None:
    with pytest.raises(MailboxUnavailable, match="very machine"):
        connect(account(server, host=host), CALM)

    assert server.connections == 0


def test_a_greeting_that_already_knows_us_is_refused() -> None:
    with ScriptedImap(greeting=b"* PREAUTH welcome back\r\n") as server, pytest.raises(ProtocolViolation):
        connect(account(server), CALM)

    assert not server.heard


def test_starttls_is_verified_too(server: ScriptedImap, right: Made, tmp_path: Path) -> None:
    server.capabilities = WITH_STARTTLS
    server.when("STARTTLS", securing)
    server.starttls = right.context()

    connect(account(server, host="localhost", tls="starttls", ca_file=right.certificate), CALM).close()
    server.heard.clear()
    server.starttls = certificate(tmp_path, "DNS:imap.other.example").context()

    assert refused(server, right.certificate, "starttls")


def test_a_server_without_starttls_is_not_logged_in_to(server: ScriptedImap) -> None:
    assert "STARTTLS" in refused(server, None, "starttls")


def test_a_refused_starttls_is_not_logged_in_to(server: ScriptedImap) -> None:
    server.capabilities = WITH_STARTTLS
    server.when("STARTTLS", b"TAG NO not today\r\n")

    assert "STARTTLS" in refused(server, None, "starttls")


def test_octets_slipped_in_behind_starttls_are_refused(server: ScriptedImap, right: Made) -> None:
    server.capabilities = WITH_STARTTLS
    server.starttls = right.context()

    def injected(talk: Talk, tag: bytes) -> None:
        talk.say(tag + b" OK go\r\n* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n")
        talk.wait_for_the_end()

    server.when("STARTTLS", injected)

    assert "in the clear" in refused(server, right.certificate, "starttls")


def test_what_was_offered_in_the_clear_is_not_believed_under_tls(server: ScriptedImap, right: Made) -> None:
    server.capabilities = WITH_STARTTLS + " LOGINDISABLED"
    server.starttls = right.context()

    def secured(talk: Talk, tag: bytes) -> None:
        server.capabilities = "IMAP4rev1"
        securing(talk, tag)

    server.when("STARTTLS", secured)
    connect(account(server, host="localhost", tls="starttls", ca_file=right.certificate), CALM).close()

    assert server.said("LOGIN")


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_dovecot_is_spoken_to_over_tls(tls: str, dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    port = dovecot.tls_port if tls == "implicit" else dovecot.port
    there = account(dovecot, user.name, user.password, host="localhost", port=port, tls=tls, ca_file=dovecot.ca_file)

    with opened(there) as mailbox:
        dovecot.deliver(user, b"Subject: hej\r\n\r\n")

        assert mailbox.wait(20) is True
        assert mailbox.listed() == {1}


def test_a_wrong_password_is_told_apart(dovecot: Dovecot) -> None:
    user = dovecot.new_user()

    with pytest.raises(CredentialsRefused) as caught:
        connect(account(dovecot, user.name, "forkert"), CALM)

    assert user.name not in str(caught.value)


def test_nobody_listening_is_unavailable(server: ScriptedImap) -> None:
    server.__exit__()

    with pytest.raises(MailboxUnavailable):
        connect(account(server), CALM)
