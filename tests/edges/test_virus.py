"""The virus scanner, a real clamd: its verdicts, and every way in which it gives none."""

import io
import socket
import threading
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from archiver.config.values import clamd_at
from archiver.core.records import Octets, ScanTrouble, ScanVerdict
from archiver.edges.virus import Clamd
from archiver.errors import Unscanned
from tests.services.clamav import EICAR
from tests.services.clamav import Clamd as Server


def mail_with(content: bytes, filename: str = "faktura.com") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@kommune.example", "arkiv@kommune.example", "VS: faktura"
    message.set_content("Se bilag")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=filename)
    return message.as_bytes()


def zipped(content: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("faktura.com", content)
    return whole.getvalue()


@pytest.fixture(params=[False, True], ids=["unix", "tcp"])
def server(request: pytest.FixtureRequest, clamd: Server, clamd_by_tcp: Server) -> Server:
    return clamd_by_tcp if request.param else clamd


def at(server: Server, seconds: float = 30) -> Clamd:
    return Clamd(clamd_at(server.address), seconds)


@pytest.mark.parametrize("content", [EICAR, zipped(EICAR)], ids=["plain", "zipped"])
def test_a_virus_in_an_attachment_is_found(server: Server, content: bytes) -> None:
    scanned = at(server).scan(Octets(mail_with(content)))

    assert scanned.verdict is ScanVerdict.INFECTED
    assert scanned.signature.startswith("Eicar-Test-")
    assert scanned.engine.startswith("ClamAV ")


def test_a_harmless_mail_is_clean(server: Server) -> None:
    assert at(server).scan(Octets(mail_with(b"harmless"))).verdict is ScanVerdict.CLEAN


def test_a_mail_of_no_octets_is_clean(server: Server) -> None:
    assert at(server).scan(Octets(b"")).verdict is ScanVerdict.CLEAN


def test_a_mail_in_a_file_of_many_pieces_is_scanned_whole(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "mail"
    path.write_bytes(b"x" * 1_500_000 + b" ARKIV-MALWARE-TEST-MARKER ")
    with path.open("rb") as file:
        scanned = at(server).scan(Octets(file))

    assert (scanned.verdict, scanned.signature) == (ScanVerdict.INFECTED, "Arkiv.Test.Marker.UNOFFICIAL")


def trouble(act: Callable[[], object]) -> str:
    with pytest.raises(Unscanned) as raised:
        act()
    return raised.value.trouble


def test_a_mail_above_its_bound_is_too_large_for_it(server: Server) -> None:
    assert trouble(lambda: at(server).scan(Octets(b"x" * 9_000_000))) == ScanTrouble.TOO_LARGE


def test_nobody_there_is_unreachable(tmp_path: Path) -> None:
    assert trouble(lambda: Clamd(tmp_path / "none.ctl").scan(Octets(b"x"))) == ScanTrouble.UNREACHABLE


class Liar:
    """Answers every connection in one way; None is silence."""

    def __init__(self, path: Path, answer: bytes | None) -> None:
        self.path, self._answer = path, answer
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        self._socket.listen()
        self._kept: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            asked = connection.recv(100)
            if asked.startswith(b"zVERSION"):
                connection.sendall(b"ClamAV 1.4.6/27000/\x1b[31m<b>\0")
                connection.close()
            elif self._answer is None:
                self._kept.append(connection)
            else:
                connection.sendall(self._answer)
                connection.close()

    def close(self) -> None:
        self._socket.close()
        for connection in self._kept:
            connection.close()


@pytest.fixture
def liar(tmp_path: Path) -> Iterator[Callable[[bytes | None], Clamd]]:
    made: list[Liar] = []

    def make(answer: bytes | None) -> Clamd:
        made.append(Liar(tmp_path / "liar.ctl", answer))
        return Clamd(made[-1].path, 0.5)

    yield make
    for one in made:
        one.close()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (None, ScanTrouble.SLOW),
        (b"", ScanTrouble.UNREACHABLE),
        (b"stream: OK", ScanTrouble.UNREACHABLE),  # cut off: it might have become anything
        (b"stream: maybe\0", ScanTrouble.REFUSED),
        (b"stream: Can't allocate memory ERROR\0", ScanTrouble.REFUSED),
        (b"INSTREAM size limit exceeded. ERROR\0", ScanTrouble.TOO_LARGE),
    ],
)
def test_what_is_no_verdict_is_taken_for_none(
    liar: Callable[[bytes | None], Clamd], answer: bytes | None, told: ScanTrouble
) -> None:
    clamd = liar(answer)

    assert trouble(lambda: clamd.scan(Octets(b"x" * 5_000_000))) == told


def test_nothing_that_a_terminal_would_obey_comes_out_of_its_answers(liar: Callable[[bytes | None], Clamd]) -> None:
    scanned = liar(b"stream: \x1b[31mEvil\r\n<script> FOUND\0").scan(Octets(b"x"))

    assert (scanned.signature, scanned.engine) == ("31mEvilscript", "ClamAV 1.4.6/27000/31mb")
