"""Each server the tests rest on does what the tests believe of it."""

import os
import shutil
import signal
import smtplib
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

import psycopg
import pytest
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError
from sqlalchemy import create_engine, inspect, text

from tests.services.dovecot import Dovecot, MailUser
from tests.services.postgres import Postgres
from tests.services.processes import ServiceMissing, program, server_folder
from tests.services.proxy import FaultProxy
from tests.services.smtp import HANG_UP, SmtpSink

LETTER = b"From: anna@kommune.example\r\nSubject: Hej\r\n\r\n.pr\xc3\xb8ve\r\n"


@contextmanager
def logged_in(server: Dovecot, user: MailUser, port: int | None = None, timeout: float = 10) -> Iterator[IMAPClient]:
    client = IMAPClient(server.host, port or server.port, ssl=False, timeout=timeout)
    try:
        client.login(user.name, user.password)
        yield client
    finally:
        client.shutdown()


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_letter_delivered_over_lmtp_is_fetched_over_imap(dovecot: Dovecot) -> None:
    user = dovecot.new_user()

    dovecot.deliver(user, LETTER)

    with logged_in(dovecot, user) as client:
        client.select_folder("INBOX")
        assert client.fetch([1], ["BODY.PEEK[]"])[1][b"BODY[]"].endswith(LETTER)
    assert list((user.maildir / "new").iterdir()) or list((user.maildir / "cur").iterdir())


def test_the_tls_port_is_trusted_by_the_test_authority_and_by_nobody_else(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    trusting = ssl.create_default_context(cafile=str(dovecot.ca_file))

    with IMAPClient("localhost", dovecot.tls_port, ssl_context=trusting, timeout=10) as client:
        client.login(user.name, user.password)
        assert client.has_capability("MOVE")
    with pytest.raises(ssl.SSLCertVerificationError):
        IMAPClient("localhost", dovecot.tls_port, timeout=10)


def test_a_wrong_password_is_refused_without_delay(dovecot: Dovecot) -> None:
    user, began = dovecot.new_user(), time.monotonic()

    for _ in range(4):
        client = IMAPClient(dovecot.host, dovecot.port, ssl=False, timeout=10)
        with pytest.raises(IMAPClientError, match="AUTHENTICATIONFAILED"):
            client.login(user.name, "forkert")
        client.shutdown()

    assert time.monotonic() - began < 5


def test_a_full_mailbox_refuses_the_next_letter(dovecot: Dovecot) -> None:
    user = dovecot.new_user(quota_kib=20)

    dovecot.deliver(user, LETTER)

    with pytest.raises(smtplib.SMTPResponseException, match="Quota exceeded"):
        dovecot.deliver(user, LETTER + b"x" * 30_000)


def test_doveadm_speaks_of_this_server(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    dovecot.deliver(user, LETTER)

    assert "messages=1" in dovecot.doveadm("mailbox", "status", "-u", user.name, "messages", "INBOX")


def test_the_old_servers_do_not_offer_what_they_lack(
    dovecot: Dovecot, dovecot_without_move: Dovecot, dovecot_without_move_and_uidplus: Dovecot
) -> None:
    offered = []
    for server in (dovecot, dovecot_without_move, dovecot_without_move_and_uidplus):
        with logged_in(server, server.new_user()) as client:
            offered.append((client.has_capability("MOVE"), client.has_capability("UIDPLUS")))
            assert client.has_capability("IDLE")

    assert offered == [(True, True), (False, True), (False, False)]


def test_the_list_of_capabilities_is_what_this_dovecot_says(dovecot: Dovecot, dovecot_without_move: Dovecot) -> None:
    with logged_in(dovecot, dovecot.new_user()) as client:
        left_alone = set(client.capabilities())
    with logged_in(dovecot_without_move, dovecot_without_move.new_user()) as client:
        overridden = set(client.capabilities())

    assert left_alone - overridden == {b"MOVE"}
    assert overridden <= left_alone


def test_mail_survives_a_restart_on_the_same_port() -> None:
    with Dovecot() as server:
        user = server.new_user()
        server.deliver(user, LETTER)

        server.restart()

        with logged_in(server, user) as client:
            assert client.select_folder("INBOX")[b"EXISTS"] == 1


def test_a_removed_server_leaves_no_process_and_no_folder() -> None:
    with Dovecot() as server:
        maildir, port = server.new_user().maildir, server.port

    assert not maildir.parent.parent.parent.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, port), timeout=5)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    folder = server_folder("killed.", {})
    yield folder
    assert until(lambda: removed(folder))


def removed(folder: Path) -> bool:
    # A server that is still stopping may write into the folder meanwhile.
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def test_servers_stop_when_the_test_process_is_killed(open_folder: Path) -> None:
    script = (
        "import sys\n"
        "from tests.services.dovecot import Dovecot\n"
        "from tests.services.postgres import Postgres\n"
        "servers = Dovecot(), Postgres()\n"
        "print(*(server.port for server in servers), flush=True)\n"
        "sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", script]
    environment = os.environ | {"TMPDIR": str(open_folder)}
    root = Path(__file__).parents[2]
    with Popen(command, cwd=root, env=environment, stdin=PIPE, stdout=PIPE, text=True) as doomed:
        assert doomed.stdout is not None
        ports = [int(word) for word in doomed.stdout.readline().split()]
        os.kill(doomed.pid, signal.SIGKILL)

    assert len(ports) == 2
    assert until(lambda: not any(listening(port) for port in ports))


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_every_new_database_is_empty(database_url: str) -> None:
    engine = create_engine(database_url)

    assert inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE items (octets INTEGER)"))
    engine.dispose()


def test_databases_of_one_cluster_do_not_see_each_other(postgres: Postgres) -> None:
    first, second = (postgres.new_database().replace("+psycopg", "") for _ in range(2))

    with psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE items (octets bigint)")

    with psycopg.connect(second) as connection:
        assert connection.execute("SELECT to_regclass('items')").fetchone() == (None,)


def test_committed_rows_survive_a_restart_of_postgresql() -> None:
    with Postgres() as server:
        address = server.new_database().replace("+psycopg", "")
        with psycopg.connect(address) as connection:
            connection.execute("CREATE TABLE items AS SELECT 1 AS octets")

        server.restart()

        with psycopg.connect(address) as connection:
            assert connection.execute("SELECT octets FROM items").fetchone() == (1,)


def test_the_sink_keeps_the_letter_as_it_was_sent(smtp_sink: SmtpSink) -> None:
    with smtplib.SMTP(smtp_sink.host, smtp_sink.port, timeout=10) as client:
        client.sendmail("arkiv@kommune.example", ["bo@kommune.example"], LETTER)

    letter = smtp_sink.letters[0]
    assert (letter.envelope_from, letter.recipients) == ("arkiv@kommune.example", ("bo@kommune.example",))
    assert letter.octets == LETTER


def test_scripted_answers_are_given_once_each_and_in_order(smtp_sink: SmtpSink) -> None:
    smtp_sink.answers.extend(["451 4.7.1 later", "550 5.7.1 never"])

    with smtplib.SMTP(smtp_sink.host, smtp_sink.port, timeout=10) as client:
        codes = [data_answer(client) for _ in range(3)]

    assert codes == [451, 550, 250]
    assert len(smtp_sink.letters) == 1


def data_answer(client: smtplib.SMTP) -> int:
    try:
        client.sendmail("arkiv@kommune.example", ["bo@kommune.example"], LETTER)
    except smtplib.SMTPDataError as refusal:
        return refusal.smtp_code
    return 250


def test_a_recipient_can_be_refused(smtp_sink: SmtpSink) -> None:
    smtp_sink.recipient_answers.append("550 5.1.1 unknown")

    with (
        smtplib.SMTP(smtp_sink.host, smtp_sink.port, timeout=10) as client,
        pytest.raises(smtplib.SMTPRecipientsRefused),
    ):
        client.sendmail("arkiv@kommune.example", ["bo@kommune.example"], LETTER)

    assert smtp_sink.letters == []


def test_a_sink_that_hangs_up_has_the_letter_and_says_nothing(smtp_sink: SmtpSink) -> None:
    smtp_sink.answers.append(HANG_UP)
    client = smtplib.SMTP(smtp_sink.host, smtp_sink.port, timeout=10)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.sendmail("arkiv@kommune.example", ["bo@kommune.example"], LETTER)

    assert [letter.octets for letter in smtp_sink.letters] == [LETTER]


def test_the_tls_sink_takes_letters_only_after_starttls_and_the_right_password(smtp_tls_sink: SmtpSink) -> None:
    context = ssl.create_default_context(cafile=str(smtp_tls_sink.ca_file))
    with smtplib.SMTP("localhost", smtp_tls_sink.port, timeout=10) as client:
        with pytest.raises(smtplib.SMTPSenderRefused):
            client.sendmail("arkiv@kommune.example", ["bo@kommune.example"], LETTER)
        client.starttls(context=context)
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login(smtp_tls_sink.user, "forkert")
        client.login(smtp_tls_sink.user, smtp_tls_sink.password)
        client.sendmail("arkiv@kommune.example", ["bo@kommune.example"], LETTER)

    assert len(smtp_tls_sink.letters) == 1


def test_the_implicit_tls_sink_speaks_tls_at_once(smtp_implicit_tls_sink: SmtpSink) -> None:
    sink = smtp_implicit_tls_sink
    context = ssl.create_default_context(cafile=str(sink.ca_file))
    with smtplib.SMTP_SSL("localhost", sink.port, context=context, timeout=10) as client:
        client.login(sink.user, sink.password)
        client.sendmail("arkiv@kommune.example", ["bo@kommune.example"], LETTER)

    assert len(sink.letters) == 1


@pytest.fixture
def long_letter(dovecot: Dovecot) -> MailUser:
    user = dovecot.new_user()
    dovecot.deliver(user, LETTER + b"x" * 70 * 2000)
    return user


def fetched(server: Dovecot, user: MailUser, proxy: FaultProxy, timeout: float = 10) -> bytes:
    with logged_in(server, user, proxy.port, timeout) as client:
        client.select_folder("INBOX", readonly=True)
        octets: bytes = client.fetch([1], ["BODY.PEEK[]"])[1][b"BODY[]"]
        return octets


ProxyTo = Callable[[int], FaultProxy]


def test_a_proxy_without_faults_changes_nothing(dovecot: Dovecot, long_letter: MailUser, proxy_to: ProxyTo) -> None:
    proxy = proxy_to(dovecot.port)

    assert fetched(dovecot, long_letter, proxy).endswith(b"x\r\n")
    assert proxy.connections == 1


@pytest.mark.parametrize(
    ("reset", "error"), [(False, IMAPClientAbortError), (True, (ConnectionResetError, IMAPClientAbortError))]
)
def test_a_proxy_cuts_in_the_midst_of_a_letter(
    dovecot: Dovecot, long_letter: MailUser, proxy_to: ProxyTo, reset: bool, error: type[Exception]
) -> None:
    proxy = proxy_to(dovecot.port)
    proxy.cut_down, proxy.reset = 50_000, reset

    with pytest.raises(error):
        fetched(dovecot, long_letter, proxy)


def test_a_proxy_cuts_what_the_client_sends(smtp_sink: SmtpSink, proxy_to: ProxyTo) -> None:
    proxy = proxy_to(smtp_sink.port)
    proxy.cut_up = 400
    client = smtplib.SMTP(proxy.host, proxy.port, timeout=10)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.sendmail("arkiv@kommune.example", ["bo@kommune.example"], LETTER + b"x" * 1000)

    assert smtp_sink.letters == []


def test_a_black_hole_is_silence_until_it_is_lifted(dovecot: Dovecot, long_letter: MailUser, proxy_to: ProxyTo) -> None:
    proxy = proxy_to(dovecot.port)
    proxy.black_hole = True

    with pytest.raises(TimeoutError):
        fetched(dovecot, long_letter, proxy, timeout=0.5)

    proxy.black_hole = False
    assert fetched(dovecot, long_letter, proxy)


def test_a_refusing_proxy_resets_and_counts_the_attempt(
    dovecot: Dovecot, long_letter: MailUser, proxy_to: ProxyTo
) -> None:
    proxy = proxy_to(dovecot.port)
    proxy.refuse = True

    with pytest.raises((ConnectionResetError, IMAPClientAbortError)):
        fetched(dovecot, long_letter, proxy)

    assert proxy.connections == 1


def test_a_dripping_and_slow_proxy_takes_its_time(dovecot: Dovecot, long_letter: MailUser, proxy_to: ProxyTo) -> None:
    proxy, began = proxy_to(dovecot.port), time.monotonic()
    proxy.drip, proxy.latency = 200_000, 0.02

    assert len(fetched(dovecot, long_letter, proxy)) > 140_000
    assert time.monotonic() - began > 0.7


def test_a_mangling_proxy_rewrites_what_the_server_says(
    dovecot: Dovecot, long_letter: MailUser, proxy_to: ProxyTo
) -> None:
    proxy = proxy_to(dovecot.port)
    proxy.mangle_down = lambda chunk: chunk.replace(b"1 EXISTS", b"7 EXISTS")

    with logged_in(dovecot, long_letter, proxy.port) as client:
        assert client.select_folder("INBOX")[b"EXISTS"] == 7


def test_open_connections_can_be_reset(dovecot: Dovecot, long_letter: MailUser, proxy_to: ProxyTo) -> None:
    proxy = proxy_to(dovecot.port)
    with logged_in(dovecot, long_letter, proxy.port) as client:
        proxy.reset_all()

        with pytest.raises((ConnectionResetError, BrokenPipeError, IMAPClientAbortError)):
            client.noop()


def test_a_missing_server_is_one_line_naming_the_packages() -> None:
    with pytest.raises(ServiceMissing) as missing:
        program("dovecot-of-the-future", "dovecot-imapd dovecot-lmtpd")

    assert str(missing.value) == "dovecot-of-the-future is missing: apt-get install dovecot-imapd dovecot-lmtpd"
