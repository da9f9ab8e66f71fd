"""The post office: every letter is accepted, deferred, refused or uncertain, and it is known which."""

import base64
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest

from archiver.core.records import Letter
from archiver.edges.outbox import SmtpAccount, SmtpPostOffice
from archiver.errors import ConfigError, LetterDeferred, LetterRefused, LetterUncertain, LetterUnfit
from tests.services.certificates import certificates
from tests.services.proxy import FaultProxy
from tests.services.scripted_smtp import Act, Cut, CutInside, Drip, Last, ScriptedSmtp, Silence
from tests.services.smtp import HANG_UP, SmtpSink, tls_context

SENDER = "arkiv@kommune.example"
RECIPIENT = "medarbejder@kommune.example"
SECRET = "kanariefugl"


def a_letter(octets: bytes | None = None, *, recipient: str = RECIPIENT, null_sender: bool = False) -> Letter:
    message_id = "<receipt.1@kommune.example>"
    if octets is None:
        octets = f"Message-ID: {message_id}\r\nSubject: Kvittering\r\n\r\nTak.\r\n.\r\n..skjult\r\n".encode()
    return Letter(message_id, recipient, octets, null_sender)


def account(server: SmtpSink | ScriptedSmtp | FaultProxy, **changes: object) -> SmtpAccount:
    plain = SmtpAccount(server.host, server.port, "none", SENDER, timeout_seconds=5, deadline_seconds=10)
    return replace(plain, **changes)  # type: ignore[arg-type]


def login(sink: SmtpSink) -> dict[str, object]:
    return {"username": sink.user, "password": sink.password, "ca_file": sink.ca_file}


# --- when all is well ---


def test_the_server_gets_the_octets_as_composed(smtp_sink: SmtpSink) -> None:
    letter = a_letter()

    SmtpPostOffice(account(smtp_sink)).send(letter)

    (sunk,) = smtp_sink.letters
    assert sunk.octets == letter.octets
    assert (sunk.envelope_from, sunk.recipients) == (SENDER, (RECIPIENT,))


def test_a_receipt_travels_without_a_return_path(smtp_sink: SmtpSink) -> None:
    SmtpPostOffice(account(smtp_sink)).send(a_letter(null_sender=True))

    assert smtp_sink.letters[0].envelope_from == "<>"


def test_starttls_and_a_password_work(smtp_tls_sink: SmtpSink) -> None:
    SmtpPostOffice(account(smtp_tls_sink, tls="starttls", **login(smtp_tls_sink))).send(a_letter())

    assert len(smtp_tls_sink.letters) == 1


def test_tls_from_the_first_byte_and_a_password_work(smtp_implicit_tls_sink: SmtpSink) -> None:
    SmtpPostOffice(account(smtp_implicit_tls_sink, tls="implicit", **login(smtp_implicit_tls_sink))).send(a_letter())

    assert len(smtp_implicit_tls_sink.letters) == 1


def test_a_batch_goes_over_one_connection_even_past_a_refused_letter() -> None:
    with ScriptedSmtp({"RCPT": ["250 ok", "550 5.1.1 no such user"]}) as server:
        with SmtpPostOffice(account(server)) as office:
            office.send(a_letter())
            with pytest.raises(LetterRefused):
                office.send(a_letter())
            office.send(a_letter())

        assert len(server.letters) == 2
        assert server.connections == 1
        assert server.said[-1] == "QUIT"


def test_letters_outside_a_batch_have_connections_of_their_own() -> None:
    with ScriptedSmtp({}) as server:
        office = SmtpPostOffice(account(server))
        office.send(a_letter())
        office.send(a_letter())

        assert server.connections == 2


def test_a_batch_survives_a_connection_that_breaks() -> None:
    with ScriptedSmtp({"MAIL": ["250 ok", Cut()]}) as server:
        with SmtpPostOffice(account(server)) as office:
            office.send(a_letter())
            with pytest.raises(LetterDeferred):
                office.send(a_letter())
            office.send(a_letter())

        assert server.connections == 2
        assert len(server.letters) == 2


@pytest.mark.parametrize("tls", ["none", "starttls"])
@pytest.mark.parametrize("unasked", ["550 5.3.0 by the way", "451 4.3.0 by the way", "250 2.0.0 by the way"])
def test_what_a_server_says_unasked_is_no_answer_to_the_next_letter(
    unasked: str, tls: Literal["none", "starttls"]
) -> None:
    secure = tls_context() if tls == "starttls" else None
    with ScriptedSmtp({"SENT": [unasked]}, starttls=secure) as server:
        trusting = account(server, tls=tls, ca_file=certificates().ca_file)
        with SmtpPostOffice(trusting) as office:
            for _ in range(3):
                office.send(a_letter())

        assert len(server.taken) == 3
        assert server.connections == 2


def test_a_server_that_left_after_a_letter_does_not_put_off_the_next() -> None:
    with ScriptedSmtp({"END": [Last("250 2.0.0 queued\r\n")]}) as server:
        with SmtpPostOffice(account(server)) as office:
            office.send(a_letter())
            office.send(a_letter())

        assert server.connections == 2
        assert len(server.taken) == 2


def test_the_final_dot_does_not_wait_until_the_letter_before_it_is_acknowledged(
    smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[socket.socket] = []
    connected = socket.create_connection

    def noted(*where: Any, **how: Any) -> socket.socket:
        made.append(connected(*where, **how))
        return made[-1]

    monkeypatch.setattr(socket, "create_connection", noted)
    with SmtpPostOffice(account(smtp_sink)) as office:
        office.send(a_letter())

        assert [one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for one in made] == [1]


def test_lone_dots_are_doubled_and_the_letter_ends_its_last_line() -> None:
    with ScriptedSmtp({}) as server:
        SmtpPostOffice(account(server)).send(a_letter(b"A: b\r\n\r\n.\r\n.x\r\nlast"))

        assert server.letters == [b"A: b\r\n\r\n..\r\n..x\r\nlast\r\n"]


def test_we_greet_with_the_name_of_the_sender_and_not_of_the_machine() -> None:
    with ScriptedSmtp({}) as server:
        SmtpPostOffice(account(server)).send(a_letter())

        assert server.said[0].lower() == "ehlo kommune.example"


def test_an_old_relay_is_greeted_in_the_old_way() -> None:
    with ScriptedSmtp({"EHLO": "502 5.5.1 not implemented"}) as server:
        SmtpPostOffice(account(server)).send(a_letter())

        assert len(server.letters) == 1


def test_login_works_by_steps_where_plain_is_not_offered() -> None:
    with ScriptedSmtp({"EHLO": "250-mx.example.org\r\n250 AUTH LOGIN", "AUTH": "334 VXNlcg=="}) as server:
        name, password = (base64.b64encode(word.encode()).decode() for word in ("arkiv", "hæmmeligt"))
        server._script |= {name.upper(): "334 UGFzcw==", password.upper(): "235 2.7.0 welcome"}
        SmtpPostOffice(account(server, username="arkiv", password="hæmmeligt")).send(a_letter())

        assert server.said[1:4] == ["AUTH LOGIN", name, password]


def test_international_addresses_are_sent_where_the_server_takes_them(smtp_sink: SmtpSink) -> None:
    SmtpPostOffice(account(smtp_sink)).send(a_letter(recipient="sørine@blåbær.example"))

    assert smtp_sink.letters[0].recipients == ("sørine@xn--blbr-roah.example",)


def test_international_addresses_are_refused_where_the_server_does_not() -> None:
    with ScriptedSmtp({}) as server, pytest.raises(LetterRefused, match="SMTPUTF8"):
        SmtpPostOffice(account(server)).send(a_letter(recipient="sørine@kommune.example"))


@pytest.mark.parametrize(
    "address", ["", "x", "a@b.example>\r\nRCPT TO:<c@d.example", "a@b.example, c@d.example", "<a@b>"]
)
def test_what_is_no_address_reaches_no_server(address: str) -> None:
    with ScriptedSmtp({}) as server:
        with pytest.raises(LetterUnfit):
            SmtpPostOffice(account(server)).send(a_letter(recipient=address))

        assert server.said == []


# --- the return path ---


@pytest.mark.parametrize(
    "script",
    [{"MAIL": ["501 5.1.7 invalid sender"]}, {"END": ["554 5.2.252 SendAsDenied"]}, {"END": ["550 5.7.60 no right"]}],
)
def test_a_server_that_wants_a_return_path_gets_the_sender(script: dict[str, list[Act]]) -> None:
    with ScriptedSmtp(script) as server:
        SmtpPostOffice(account(server)).send(a_letter(null_sender=True))

        sent = [said.split()[1] if said.startswith("MAIL") else said for said in server.said]
        assert [said for said in sent if said.startswith(("FROM", "RSET"))] == ["FROM:<>", "RSET", f"FROM:<{SENDER}>"]


def test_a_letter_refused_for_another_reason_is_not_tried_with_a_return_path() -> None:
    with ScriptedSmtp({"RCPT": "550 5.1.1 no such user"}) as server:
        with pytest.raises(LetterRefused):
            SmtpPostOffice(account(server)).send(a_letter(null_sender=True))

        assert sum(said.startswith("MAIL") for said in server.said) == 1


# --- faults at every verb ---

DEFERRED: list[tuple[str, Act]] = [
    *[(verb, Cut()) for verb in ("GREETING", "EHLO", "AUTH", "MAIL", "RCPT", "DATA")],
    *[(verb, Silence()) for verb in ("GREETING", "EHLO", "AUTH", "MAIL", "RCPT", "DATA")],
    *[(verb, Drip()) for verb in ("GREETING", "EHLO", "AUTH", "MAIL", "RCPT", "DATA")],
    *[(verb, "421 4.3.2 closing") for verb in ("GREETING", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "END")],
    *[(verb, "hvad?") for verb in ("GREETING", "EHLO", "AUTH", "MAIL", "RCPT", "DATA")],
    ("GREETING", "554 5.7.1 go away"),
    ("EHLO", "550 5.7.1 go away"),
    ("AUTH", "535 5.7.8 wrong"),
    ("AUTH", "454 4.7.0 later"),
    ("MAIL", "451 4.7.1 later"),
    ("MAIL", "530 5.7.0 log in first"),
    ("RCPT", "450 4.2.1 later"),
    ("DATA", "451 4.3.0 later"),
    ("DATA", "250 what"),
    ("END", "451 4.3.0 later"),
]


@pytest.mark.parametrize(("verb", "fault"), DEFERRED)
def test_what_was_certainly_not_accepted_is_deferred(verb: str, fault: Act) -> None:
    with ScriptedSmtp({verb: fault}) as server:
        impatient = account(server, username="arkiv", password=SECRET, timeout_seconds=0.3, deadline_seconds=1)
        with pytest.raises(LetterDeferred) as deferred:
            SmtpPostOffice(impatient).send(a_letter())

    assert_tells_nothing(deferred.value)


@pytest.mark.parametrize(
    ("verb", "answer", "only_this_one"),
    [
        ("RCPT", "452 4.2.2 mailbox full", True),
        ("RCPT", "450 greylisted", True),
        ("END", "451 4.7.1 later", True),
        ("RCPT", "421 4.7.0 bye", False),
        ("DATA", "452 4.3.1 disk full", False),
        ("MAIL", "451 4.7.1 later", False),
        ("AUTH", "454 4.7.0 later", False),
        ("GREETING", "451 4.7.1 later", False),
    ],
)
def test_what_is_said_of_one_recipient_is_told_from_what_is_said_of_us(
    verb: str, answer: str, only_this_one: bool
) -> None:
    with ScriptedSmtp({verb: answer}) as server, pytest.raises(LetterDeferred) as deferred:
        SmtpPostOffice(account(server, username="arkiv", password=SECRET)).send(a_letter())

    assert deferred.value.about_recipient is only_this_one


@pytest.mark.parametrize(
    ("verb", "answer"),
    [
        ("MAIL", "550 5.7.1 {} may not"),
        ("MAIL", "552 5.3.4 too big"),
        ("RCPT", "550 5.1.1 {} unknown"),
        ("DATA", "554 5.5.1 no"),
        ("END", "550 5.7.1 {} looks bad"),
    ],
)
def test_what_the_server_says_no_to_for_good_is_refused(verb: str, answer: str) -> None:
    with ScriptedSmtp({verb: answer.format(RECIPIENT)}) as server, pytest.raises(LetterRefused) as refused:
        SmtpPostOffice(account(server)).send(a_letter())

    code, enhanced = answer.split()[:2]
    assert f"{code} {enhanced}" in str(refused.value)
    assert_tells_nothing(refused.value)


@pytest.mark.parametrize(
    "fault", [Cut(), Silence(), Drip(), "hvad?", "250-queued, and then\r\n", "354 go on", "2" * 9000]
)
def test_a_letter_handed_over_whole_without_an_answer_is_uncertain(fault: Act) -> None:
    with ScriptedSmtp({"END": [fault, Silence()]}) as server:
        impatient = account(server, timeout_seconds=0.3, deadline_seconds=1)
        with pytest.raises(LetterUncertain) as uncertain:
            SmtpPostOffice(impatient).send(a_letter())

    assert_tells_nothing(uncertain.value)


def test_half_an_answer_is_no_answer() -> None:
    with ScriptedSmtp({"END": Last("250 2.0.0 queu")}) as server, pytest.raises(LetterUncertain):
        SmtpPostOffice(account(server)).send(a_letter())


def test_the_answer_to_a_whole_letter_may_take_longer_than_the_others(smtp_sink: SmtpSink) -> None:
    with FaultProxy(smtp_sink.port) as proxy:
        proxy.latency = 0.05
        SmtpPostOffice(account(proxy, timeout_seconds=1)).send(a_letter())

    with ScriptedSmtp({"END": Silence()}) as server:
        begun = time.monotonic()
        with pytest.raises(LetterUncertain):
            SmtpPostOffice(account(server, timeout_seconds=0.2, deadline_seconds=1)).send(a_letter())

    assert time.monotonic() - begun > 0.9


def test_a_connection_cut_inside_the_letter_is_not_uncertain() -> None:
    big = b"Subject: x\r\n\r\n" + b"0123456789\r\n" * 3_000_000

    with ScriptedSmtp({"DATA": CutInside(1000)}) as server, pytest.raises(LetterDeferred):
        SmtpPostOffice(account(server)).send(a_letter(big))


def test_a_server_that_left_before_the_final_dot_has_not_taken_the_letter() -> None:
    with ScriptedSmtp({"DATA": Last("354 go on\r\n")}) as server, pytest.raises(LetterDeferred):
        SmtpPostOffice(account(server)).send(a_letter())


def test_a_server_that_keeps_the_letter_and_hangs_up_leaves_us_uncertain(smtp_sink: SmtpSink) -> None:
    smtp_sink.answers.append(HANG_UP)

    with pytest.raises(LetterUncertain):
        SmtpPostOffice(account(smtp_sink)).send(a_letter())
    SmtpPostOffice(account(smtp_sink)).send(a_letter())

    first, second = smtp_sink.letters
    assert first == second


def test_a_server_that_is_not_there_defers() -> None:
    with ScriptedSmtp({}) as server:
        gone = account(server)

    with pytest.raises(LetterDeferred, match="refused"):
        SmtpPostOffice(gone).send(a_letter())


def test_what_follows_a_250_changes_nothing() -> None:
    for farewell in (Cut(), "500 what"):
        with ScriptedSmtp({"QUIT": farewell}) as server:
            SmtpPostOffice(account(server)).send(a_letter())

            assert len(server.letters) == 1


def test_a_server_that_drips_is_abandoned_at_the_deadline() -> None:
    with ScriptedSmtp({"MAIL": Drip(0.05)}) as server:
        begun = time.monotonic()
        with pytest.raises(LetterDeferred, match="more than 1 seconds"):
            SmtpPostOffice(account(server, deadline_seconds=1)).send(a_letter())

    assert 0.9 < time.monotonic() - begun < 4


def test_a_server_that_drips_its_farewell_is_not_waited_for() -> None:
    with ScriptedSmtp({"QUIT": Drip(0.05)}) as server:
        begun = time.monotonic()
        with SmtpPostOffice(account(server)) as office:
            office.send(a_letter())

        assert len(server.taken) == 1
        assert time.monotonic() - begun < 6


def test_a_tls_server_that_drips_is_abandoned_too(
    smtp_implicit_tls_sink: SmtpSink, proxy_to: Callable[[int], FaultProxy]
) -> None:
    proxy = proxy_to(smtp_implicit_tls_sink.port)
    proxy.drip = 20
    slow = account(proxy, tls="implicit", deadline_seconds=1, **login(smtp_implicit_tls_sink))

    begun = time.monotonic()
    with pytest.raises(LetterDeferred, match="more than 1 seconds"):
        SmtpPostOffice(slow).send(a_letter())

    assert time.monotonic() - begun < 4


# --- encryption ---


def test_a_server_without_starttls_never_sees_the_password() -> None:
    with ScriptedSmtp({}) as server:
        careful = account(server, tls="starttls", username="arkiv", password=SECRET)
        with pytest.raises(LetterDeferred, match="STARTTLS"):
            SmtpPostOffice(careful).send(a_letter())

        assert [said.split()[0].upper() for said in server.said] == ["EHLO", "QUIT"]


def test_a_starttls_that_is_stripped_on_the_way_defers(
    smtp_tls_sink: SmtpSink, proxy_to: Callable[[int], FaultProxy]
) -> None:
    proxy = proxy_to(smtp_tls_sink.port)
    proxy.mangle_down = lambda octets: octets.replace(b"STARTTLS", b"XXXXXXXX")

    with pytest.raises(LetterDeferred, match="STARTTLS"):
        SmtpPostOffice(account(proxy, tls="starttls", **login(smtp_tls_sink))).send(a_letter())

    assert smtp_tls_sink.letters == []


def test_what_an_eavesdropper_slips_in_before_tls_is_forgotten(
    smtp_tls_sink: SmtpSink, proxy_to: Callable[[int], FaultProxy]
) -> None:
    proxy = proxy_to(smtp_tls_sink.port)
    proxy.mangle_down = lambda octets: octets + b"250 AUTH XEVIL\r\n" if octets.startswith(b"220 Ready") else octets

    SmtpPostOffice(account(proxy, tls="starttls", **login(smtp_tls_sink))).send(a_letter())

    assert len(smtp_tls_sink.letters) == 1


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_a_certificate_nobody_vouches_for_ends_the_talk(
    tls: str, smtp_tls_sink: SmtpSink, smtp_implicit_tls_sink: SmtpSink
) -> None:
    sink = smtp_implicit_tls_sink if tls == "implicit" else smtp_tls_sink
    trusting_nobody_here = account(sink, tls=tls, **login(sink) | {"ca_file": None})

    with pytest.raises(LetterDeferred, match="certificate is not valid"):
        SmtpPostOffice(trusting_nobody_here).send(a_letter())


def test_a_certificate_for_another_name_ends_the_talk(smtp_implicit_tls_sink: SmtpSink) -> None:
    by_another_name = login(smtp_implicit_tls_sink) | {"host": "127.1"}

    with pytest.raises(LetterDeferred, match="certificate is not valid"):
        SmtpPostOffice(account(smtp_implicit_tls_sink, tls="implicit", **by_another_name)).send(a_letter())


def test_a_certificate_file_that_is_missing_defers_with_its_reason(smtp_tls_sink: SmtpSink, tmp_path: Path) -> None:
    astray = account(smtp_tls_sink, tls="starttls", **login(smtp_tls_sink) | {"ca_file": tmp_path / "none.pem"})

    with pytest.raises(LetterDeferred, match="No such file"):
        SmtpPostOffice(astray).send(a_letter())


def test_a_wrong_password_is_the_operators_concern(smtp_tls_sink: SmtpSink) -> None:
    mistaken = account(smtp_tls_sink, tls="starttls", **login(smtp_tls_sink) | {"password": SECRET})

    with pytest.raises(LetterDeferred, match="535") as deferred:
        SmtpPostOffice(mistaken).send(a_letter())

    assert_tells_nothing(deferred.value)


def test_a_server_that_offers_no_login_we_know_defers() -> None:
    kerberos = {"EHLO": "250-mx.example.org\r\n250 AUTH GSSAPI"}

    with ScriptedSmtp(kerberos) as server, pytest.raises(LetterDeferred, match="AUTH"):
        SmtpPostOffice(account(server, username="arkiv", password=SECRET)).send(a_letter())


def test_a_clear_connection_leaves_this_machine_never() -> None:
    with pytest.raises(ConfigError, match="this machine only"):
        SmtpAccount("smtp.kommune.example", 25, "none", SENDER)

    assert SmtpAccount("localhost", 25, "none", SENDER).tls == "none"


def test_a_sender_that_is_no_address_is_a_problem_of_the_configuration() -> None:
    with pytest.raises(ConfigError, match="not an address"):
        SmtpAccount("localhost", 25, "none", "arkiv")


def test_the_password_has_no_repr() -> None:
    known = SmtpAccount("localhost", 25, "none", SENDER, "arkiv", SECRET)

    assert SECRET not in repr(known)


# --- the check ---


def test_a_probe_tells_what_the_server_offers_and_sends_nothing(smtp_tls_sink: SmtpSink) -> None:
    words = SmtpPostOffice(account(smtp_tls_sink, tls="starttls", **login(smtp_tls_sink))).probe()

    assert words[0].startswith("TLSv1.")
    assert "SMTPUTF8" in words
    assert any(word.startswith("AUTH") for word in words)
    assert smtp_tls_sink.letters == []


def test_a_probe_goes_through_every_step() -> None:
    with ScriptedSmtp({}) as server:
        SmtpPostOffice(account(server, username="arkiv", password=SECRET)).probe()

        assert [said.split()[0].upper() for said in server.said] == ["EHLO", "AUTH", "NOOP", "QUIT"]


@pytest.mark.parametrize("script", [{"GREETING": "554 no"}, {"AUTH": "535 5.7.8 no"}, {"NOOP": "421 bye"}])
def test_a_probe_says_what_is_wrong(script: dict[str, Act]) -> None:
    with ScriptedSmtp(script) as server, pytest.raises(LetterDeferred, match=r"554|535|421"):
        SmtpPostOffice(account(server, username="arkiv", password=SECRET)).probe()


def assert_tells_nothing(error: Exception) -> None:
    told = f"{error!r} {error} {error.__cause__!r}"
    for secret in (RECIPIENT, SENDER, SECRET, base64.b64encode(SECRET.encode()).decode(), "Kvittering"):
        assert secret not in told
