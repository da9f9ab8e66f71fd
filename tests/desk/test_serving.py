"""The desk from the command line: accounts, the desk alone, and the desk beside the daemon, over real HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from typer.testing import CliRunner

from archiver.cli.app import app
from archiver.desk import serving
from archiver.desk.app import make
from archiver.desk.serving import Serving
from archiver.errors import OutsideServiceError
from tests.desk.browsing import served
from tests.desk.world import TOKEN, World
from tests.services.processes import free_port

PASSWORD = "stille vand løber dybt"
CHECKOUT = Path(__file__).parent.parent.parent


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """An archive in a file, with a desk on a free port; nobody answers at its mail servers."""
    port = free_port()
    (tmp_path / "kode").write_text(PASSWORD + "\n", encoding="utf-8")
    path = tmp_path / "config.toml"
    path.write_text(
        f"""
[archive]
organisation = "Prøve Kommune"
own_domains = ["kommune.example"]
[[mailbox]]
name = "arkiv"
address = "arkiv@kommune.example"
host = "127.0.0.1"
port = {free_port()}
tls = "none"
username = "arkiv"
password = "kun til prøver"
[database]
url = "sqlite:///{tmp_path / "archive.sqlite"}"
[smtp]
host = "127.0.0.1"
port = {free_port()}
tls = "none"
[officer]
name = "Arkivansvarlig"
address = "officer@kommune.example"
[health]
enabled = false
[desk]
enabled = true
listen = "127.0.0.1:{port}"
url = "http://localhost:{port}"
""",
        encoding="utf-8",
    )
    return path


def run(config: Path, *arguments: str) -> Any:
    result = CliRunner().invoke(app, [*arguments, "--config", str(config), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def url_of(config: Path) -> str:
    return config.read_text(encoding="utf-8").rpartition('url = "')[2].partition('"')[0]


@contextmanager
def at_work(config: Path, command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the program, until it is told to end."""
    words = [sys.executable, "-m", "archiver", command, "--config", str(config)]
    with (config.parent / "output").open("ab") as output:
        process = subprocess.Popen(words, cwd=CHECKOUT, stdout=output, stderr=output, env={**os.environ})
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def answer_of(url: str, seconds: float = 60) -> httpx.Response:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(httpx.HTTPError):
            return httpx.get(f"{url}/login")
        time.sleep(0.1)
    raise AssertionError("the desk does not answer")


def test_an_account_is_added_listed_reset_and_disabled(config: Path) -> None:
    word = str(config.parent / "kode")
    added = run(
        config, "account", "add", "Hanne", "--person", "Hanne Holm", "--role", "officer", "--password-file", word
    )
    assert added["totp_url"].startswith("otpauth://totp/")

    [account] = run(config, "account", "list")["accounts"]
    assert (account["name"], account["person"], account["roles"]) == ("hanne", "Hanne Holm", ["officer"])
    assert added["totp_secret"] not in json.dumps(account)
    assert run(config, "account", "reset", "hanne", "--password-file", word)["totp_secret"] != added["totp_secret"]
    run(config, "account", "disable", "hanne")
    [account] = run(config, "account", "list")["accounts"]
    assert account["disabled_at"] is not None


@pytest.mark.parametrize(
    "arguments",
    [
        ("account", "add", "hanne", "--person", "H", "--role", "konge", "--password-file", "kode"),
        ("account", "add", "hanne", "--person", "H", "--role", "officer"),
        ("account", "add", "hanne", "--person", "H", "--role", "officer", "--password-file", "findes-ikke"),
        ("account", "disable", "findes.ikke"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(config: Path, arguments: tuple[str, ...]) -> None:
    words = [str(config.parent / word) if word == "kode" else word for word in arguments]
    command = [sys.executable, "-m", "archiver", *words, "--config", str(config)]

    result = subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=False, stdin=subprocess.DEVNULL)

    assert result.returncode == 2
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["desk", "run"])
def test_the_desk_is_served_signs_in_and_ends_when_it_is_told(config: Path, command: str) -> None:
    word, url = str(config.parent / "kode"), url_of(config)
    issued = run(config, "account", "add", "hanne", "--person", "Hanne", "--role", "officer", "--password-file", word)
    with at_work(config, command) as process:
        page = answer_of(url)
        token = TOKEN.search(page.text)
        assert token is not None
        cookie = page.headers["set-cookie"].partition(";")[0]
        code = pyotp.TOTP(issued["totp_secret"]).now()
        form = {"token": token[1], "name": "hanne", "password": PASSWORD, "code": code}
        answer = httpx.post(f"{url}/login", data=form, headers={"cookie": cookie, "origin": url})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert "server" not in answer.headers

        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    log = (config.parent / "output").read_text(encoding="utf-8")
    assert "hanne" not in log
    assert PASSWORD not in log
    assert "Traceback" not in log


def test_a_desk_that_cannot_listen_says_so(world: World) -> None:
    port = free_port()
    first, second = (Serving(make(world.office), ("127.0.0.1", port)) for _ in range(2))
    first.begin()
    try:
        with pytest.raises(OutsideServiceError):
            second.begin()
    finally:
        first.end()
    assert not first.is_open


def test_whoever_never_says_what_they_want_keeps_nobody_out(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(serving, "ARRIVES_WITHIN", 0.5)
    begun = (b"", b"GET /login HTTP/1.1\r\nHost: ", b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na")
    with served(world) as url:
        where = ("127.0.0.1", int(url.rpartition(":")[2]))
        waiting = [socket.create_connection(where) for _ in range(serving.AT_ONCE + 6)]
        for number, one in enumerate(waiting):
            with suppress(OSError):
                one.sendall(begun[number % len(begun)])
        until = time.monotonic() + 20

        with httpx.Client(base_url=url) as client:
            while client.get("/login").status_code != 200:
                assert time.monotonic() < until, "they keep everybody out"
                time.sleep(0.05)
            time.sleep(1)
            assert client.get("/login").status_code == 200, "a connection that is used again has its time again"
        for one in waiting:
            one.settimeout(2)
            with suppress(ConnectionResetError), one:
                while one.recv(4096):  # until it is closed
                    pass
