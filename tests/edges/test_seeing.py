"""Tesseract, the real one, in its cell: what it reads, and what becomes of a picture or a program that means harm."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from archiver.core.extraction import pictures_of
from archiver.core.records import Unreadable
from archiver.edges.seeing import FAILED, TOO_LARGE, Tesseract, installed
from tests.pictures import a_huge_png, a_picture, a_scan


@pytest.fixture(scope="module")
def program() -> str:
    found = installed()
    assert found is not None, "install the packages that .ci/system-packages names"
    assert found.missing == ()
    assert found.version.startswith(("4", "5"))
    return found.program


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_danish_in_a_picture_is_read(program: str, form: str) -> None:
    text = Tesseract(program).read(a_picture(form))

    assert isinstance(text, bytes)
    assert {"børn", "skole", "Ærø"} <= set(text.decode().replace(",", "").split())


def test_a_picture_that_unpacks_to_any_size_is_not_begun(tmp_path: Path) -> None:
    witness = tmp_path / "begun"
    program = a_program(tmp_path, f"echo x > {witness}")

    assert Tesseract(program).read(a_huge_png()) == Unreadable(TOO_LARGE)
    assert Tesseract(program).read(b"intet billede") == Unreadable(TOO_LARGE)
    assert not witness.exists()


def test_a_broken_picture_and_too_little_memory_are_failures_and_nothing_else_happens(program: str) -> None:
    assert Tesseract(program).read(a_picture()[:300]) == Unreadable(FAILED)
    assert Tesseract(program, memory=96 << 20).read(a_picture()) == Unreadable(FAILED)
    assert isinstance(Tesseract(program).read(a_picture()), bytes)


def a_program(folder: Path, script: str) -> str:
    """One that stands in tesseract's place, in a shell that need start nothing else for it."""
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    path.chmod(0o755)
    return str(path)


def test_it_can_write_no_file_and_start_nothing(tmp_path: Path) -> None:
    program = a_program(tmp_path, f"(echo x > {tmp_path}/skrevet) 2>/dev/null\nls / 2>/dev/null\nexit 0")

    assert Tesseract(program).read(a_picture()) == Unreadable(FAILED)
    assert not (tmp_path / "skrevet").exists()


def test_it_reaches_no_network(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        program = tmp_path / "tesseract"
        script = f"import socket; socket.create_connection(('127.0.0.1', {server.getsockname()[1]}))"
        program.write_text(f"#!/usr/bin/env -S python3 -c\n{script}\n", encoding="ascii")
        interpreter = os.path.realpath("/proc/self/exe")
        program.write_text(f"#!{interpreter}\n{script}\n", encoding="ascii")
        program.chmod(0o755)

        assert Tesseract(str(program)).read(a_picture()) == Unreadable(FAILED)
        with pytest.raises(TimeoutError):
            server.accept()


def test_what_takes_too_long_or_says_too_much_is_ended(tmp_path: Path) -> None:
    began = time.monotonic()

    assert Tesseract(a_program(tmp_path, "while :; do :; done"), processor_seconds=1).read(a_picture()) == Unreadable(
        FAILED
    )
    assert Tesseract(a_program(tmp_path, "read never < /dev/zero"), patience=1).read(a_picture()) == Unreadable(FAILED)
    assert Tesseract(a_program(tmp_path, "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxx; done")).read(
        a_picture()
    ) == Unreadable(FAILED)
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("mode", ["RGB", "L", "1"])
def test_a_scanned_page_is_read(program: str, mode: str) -> None:
    [page], _ = pictures_of(a_scan(mode=mode), "application/pdf", "application/pdf")

    text = Tesseract(program).read(page)

    assert isinstance(text, bytes)
    assert {"børn", "skole"} <= set(text.decode().replace(",", "").split())
