"""Time-stamp authorities: each way in which one can fail or lie is told apart, and none holds us up."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import HTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core.records import ChainHead, StampTrouble
from archiver.core.stamps import statement
from archiver.edges import timestamps
from archiver.edges.timestamps import Authority, as_configured, first_end, roots_and_others
from archiver.errors import StampRefused
from tests.services.certificates import certificates
from tests.services.tsa import OTHER_POLICY, POLICY, Mode, Tsa, verified

NOW = datetime.now(UTC)
STATED = statement(ChainHead(17, "ab" * 32))


def an_authority(tsa: Tsa, **more: object) -> Authority:
    authority = Authority("tsa", tsa.url, tsa.root.read_text(), deadline_seconds=10)
    return replace(authority, **more)  # type: ignore[arg-type]


def trouble(authority: Authority) -> str:
    with pytest.raises(StampRefused) as refused:
        authority.stamp(STATED)
    return refused.value.trouble


def test_a_stamp_is_of_what_was_shown_and_tells_when(tsa: Tsa) -> None:
    stamp = an_authority(tsa).stamp(STATED)

    assert abs(stamp.stamped_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert (stamp.policy, stamp.is_checked) == (POLICY, True)
    assert stamp.certificates == tsa.root.read_text()
    assert an_authority(tsa).confirms(stamp.response, STATED) is True


def test_only_a_hash_leaves_the_network(tsa: Tsa) -> None:
    an_authority(tsa).stamp(STATED)

    [question] = tsa.questions
    assert len(question) < 100
    assert b"17" not in question
    assert b"abab" not in question
    assert tsa.logins == [None]


def test_no_two_questions_are_alike(tsa: Tsa) -> None:
    authority = an_authority(tsa)
    authority.stamp(STATED)
    authority.stamp(STATED)

    assert len(set(tsa.questions)) == 2


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("hanging up", "down"),
        ("503", "http"),
        ("redirecting", "http"),
        ("401", "credentials"),
        ("rejecting", "rejected"),
        ("lying", "wrong_imprint"),
        ("other policy", "wrong_policy"),
        ("other root", "untrusted"),
        ("ended", "untrusted"),
        ("ahead", "wrong_time"),
        ("garbage", "garbage"),
        ("oversized", "oversized"),
    ],
)
def test_every_failure_has_its_own_word(tsa: Tsa, mode: Mode, expected: str) -> None:
    tsa.mode = mode

    assert trouble(an_authority(tsa, policy=POLICY)) == expected
    assert len(tsa.questions) == 1


def test_a_time_far_from_ours_is_not_believed_whoever_is_wrong(tsa: Tsa) -> None:
    near, far = timedelta(minutes=4), timedelta(minutes=6)

    assert trouble(an_authority(tsa, clock=lambda: datetime.now(UTC) - far)) == "wrong_time"
    assert trouble(an_authority(tsa, clock=lambda: datetime.now(UTC) + far)) == "wrong_time"
    assert an_authority(tsa, clock=lambda: datetime.now(UTC) + near).stamp(STATED).is_checked


def test_a_clock_that_is_ahead_signs_well_and_openssl_says_so(tsa: Tsa, tmp_path: Path) -> None:
    tsa.mode = "ahead"
    stamp = an_authority(tsa, clock=lambda: datetime.now(UTC) + timedelta(hours=1)).stamp(STATED)

    write(tmp_path, stamp.response, STATED, tsa.root.read_text())
    assert "Verification: OK" in verified(tmp_path, "s")


def test_an_answer_given_before_is_refused_by_its_nonce(tsa: Tsa) -> None:
    an_authority(tsa).stamp(STATED)
    tsa.mode = "replaying"

    assert trouble(an_authority(tsa)) == "wrong_nonce"


@pytest.mark.parametrize("mode", ["slow", "dripping"])
def test_an_authority_that_takes_its_time_is_left(tsa: Tsa, mode: Mode) -> None:
    tsa.mode = mode
    begun = time.monotonic()

    assert trouble(an_authority(tsa, deadline_seconds=0.5)) == "slow"
    assert time.monotonic() - begun < 5


def test_an_authority_that_is_down_is_told_of(tsa: Tsa) -> None:
    tsa.stop()

    assert trouble(an_authority(tsa)) == "down"
    assert trouble(an_authority(tsa, url="http://findes-ikke.invalid/")) == "down"


def test_the_policy_that_is_wanted_is_asked_for(tsa: Tsa) -> None:
    assert an_authority(tsa, policy=OTHER_POLICY).stamp(STATED).policy == OTHER_POLICY


def test_a_chain_in_the_order_of_openssl_is_checked_too_and_kept_as_it_came(tsa: Tsa) -> None:
    tsa.mode = "with root"

    stamp = an_authority(tsa).stamp(STATED)

    assert stamp.is_checked
    assert an_authority(tsa).confirms(stamp.response, STATED) is True
    assert first_end(stamp.certificates, stamp.response, NOW) > NOW


def test_what_only_openssl_can_read_is_kept_and_not_called_checked(tsa: Tsa, tmp_path: Path) -> None:
    tsa.mode = "odd"

    stamp = an_authority(tsa).stamp(STATED)

    assert not stamp.is_checked
    assert an_authority(tsa).confirms(stamp.response, STATED) is None
    write(tmp_path, stamp.response, STATED, tsa.root.read_text())
    assert "Verification: OK" in verified(tmp_path, "s")


def test_a_stamp_of_something_else_or_by_somebody_else_is_not_confirmed(tsa: Tsa) -> None:
    stamp = an_authority(tsa).stamp(STATED)
    tsa.mode = "other root"
    other = tsa.answer(tsa.questions[0])

    assert an_authority(tsa).confirms(stamp.response, STATED + b"\n") is False
    assert an_authority(tsa).confirms(other, STATED) is False
    assert an_authority(tsa).confirms(b"", STATED) is False


def test_the_files_of_a_stamp_suffice_for_openssl(tsa: Tsa, tmp_path: Path) -> None:
    tsa.mode = "with root"
    stamp = an_authority(tsa).stamp(STATED)
    roots, others = roots_and_others(stamp.certificates, stamp.response)
    write(tmp_path, stamp.response, STATED, roots)
    (tmp_path / "chain.pem").write_text(others)

    assert roots.count("BEGIN") == others.count("BEGIN") == 1
    assert "Verification: OK" in verified(tmp_path, "s", "-untrusted", "chain.pem")
    (tmp_path / "s.txt").write_bytes(STATED.replace(b"17", b"18"))
    assert "Verification: FAILED" in verified(tmp_path, "s", "-untrusted", "chain.pem")


def test_old_certificates_that_are_kept_for_old_stamps_are_not_told_of(tsa: Tsa) -> None:
    stamp = an_authority(tsa).stamp(STATED)

    long_after = NOW + timedelta(days=20000)
    assert first_end(stamp.certificates, stamp.response, long_after) < long_after
    assert first_end(stamp.certificates, b"", long_after) == long_after


def test_a_file_of_certificates_may_hold_other_text_and_roots_come_first(tsa: Tsa) -> None:
    files = [b"subject = R\xc3\xb8d\n" + (tsa.folder / "tsa.pem").read_bytes(), tsa.root.read_bytes() * 2]

    assert as_configured(files) == tsa.root.read_text() + (tsa.folder / "tsa.pem").read_text()


def write(folder: Path, response: bytes, stated: bytes, roots: str) -> None:
    (folder / "s.tsr").write_bytes(response)
    (folder / "s.txt").write_bytes(stated)
    (folder / "s-roots.pem").write_text(roots)


def test_what_is_no_certificate_or_answer_any_more_has_no_files() -> None:
    assert roots_and_others("x", b"x") == ("", "")


def test_a_password_goes_along_and_shows_nowhere(tsa: Tsa) -> None:
    authority = an_authority(tsa, username=tsa.user, password=tsa.password)

    authority.stamp(STATED)

    assert tsa.logins == ["Basic YXJraXY6aGVtbWVsaWd0"]
    assert tsa.password not in repr(authority)


def test_a_proxy_that_the_environment_names_is_not_asked(tsa: Tsa, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")

    assert an_authority(tsa).stamp(STATED).is_checked


@pytest.fixture
def https(tsa: Tsa) -> Iterator[str]:
    """The same authority behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates().certificate, certificates().key)
    server = HTTPServer(("127.0.0.1", 0), tsa.handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"https://localhost:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def test_a_server_must_prove_over_tls_who_it_is(tsa: Tsa, https: str) -> None:
    authority = an_authority(tsa, url=https)

    assert trouble(authority) == "unproven"
    assert replace(authority, ca_file=certificates().ca_file).stamp(STATED).is_checked


def test_a_server_that_never_finishes_the_tls_handshake_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        authority = Authority("tsa", f"https://127.0.0.1:{silent.getsockname()[1]}/", "", deadline_seconds=0.3)
        begun = time.monotonic()

        assert trouble(authority) in {"down", "slow"}
        assert time.monotonic() - begun < 5


# --- octets that are no answer ---


@pytest.fixture(scope="module")
def answers() -> list[bytes]:
    """Genuine answers, and what they were given to."""
    with Tsa() as tsa:
        stamps = []
        for mode in ("ok", "with root"):
            tsa.mode = mode
            stamps.append(an_authority(tsa).stamp(STATED).response)
        stamps.append(tsa.root.read_bytes())
        return stamps


@given(st.data())
def test_no_octets_make_it_fail_and_no_changed_stamp_is_another_one(answers: list[bytes], data: st.DataObject) -> None:
    *genuine, root = answers
    octets = bytearray(data.draw(st.sampled_from(genuine)))
    for _ in range(data.draw(st.integers(1, 4))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    authority = Authority("tsa", "http://127.0.0.1:1/", root.decode())

    for changed in (bytes(octets), bytes(octets[: data.draw(st.integers(0, len(octets)))])):
        if authority.confirms(changed, STATED):
            # What no signature covers may be changed: the stamp is the same one.
            assert timestamps._read(changed).stamped_at in {timestamps._read(one).stamped_at for one in genuine}


@given(st.binary(max_size=200))
def test_arbitrary_octets_are_garbage_or_a_refusal(octets: bytes) -> None:
    with pytest.raises(StampRefused) as refused:
        timestamps._read(octets)

    assert refused.value.trouble in {StampTrouble.GARBAGE, StampTrouble.REJECTED}
