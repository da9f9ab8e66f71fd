"""A real clamd with two signatures of our own: nothing is downloaded, and it starts in a moment."""

import hashlib
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from typing import Self

from tests.services.processes import free_port, hand_to, program, run_as, server_folder, start, stop, wait_until

#: Split, so that scanners leave this file alone.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

_CONFIG = """\
Foreground yes
DatabaseDirectory {folder}/db
{listen}
LogFile {folder}/clamd.log
PidFile {folder}/clamd.pid
TemporaryDirectory {folder}
MaxThreads 2
StreamMaxLength {most}
MaxFileSize 30M
MaxScanSize 60M
ScanMail yes
ScanArchive yes
SelfCheck 600
OfficialDatabaseOnly no
"""


class Clamd:
    """`.address` is what the configuration calls it. It may be stopped and started again, on the same socket."""

    def __init__(self, *, by_tcp: bool = False, most: str = "2M") -> None:
        self._program = program("clamd", "clamav-daemon")
        self._identity = run_as("nobody")
        self.folder = server_folder("clamd-", self._identity)
        self._port = free_port() if by_tcp else None
        path = self.folder / "clamd.ctl"
        self.address = f"tcp:127.0.0.1:{self._port}" if by_tcp else f"unix:{path}"
        listen = f"TCPSocket {self._port}\nTCPAddr 127.0.0.1" if by_tcp else f"LocalSocket {path}"
        database = self.folder / "db"
        database.mkdir()
        _signatures(database)
        config = self.folder / "clamd.conf"
        config.write_text(_CONFIG.format(folder=self.folder, listen=listen, most=most))
        for made in (database, *database.iterdir(), config):
            hand_to(made, self._identity)
        self.start()

    def start(self) -> None:
        command = [self._program, "-c", str(self.folder / "clamd.conf")]
        self._process = start(command, signal.SIGTERM, self._identity, self.folder)
        wait_until(self._answers, self._process, self.folder / "output")

    def stop(self) -> None:
        stop(self._process, signal.SIGTERM)

    @property
    def process(self) -> subprocess.Popen[bytes]:
        return self._process

    def _answers(self) -> bool:
        family, where = (
            (socket.AF_UNIX, self.address.removeprefix("unix:"))
            if self._port is None
            else (socket.AF_INET, ("127.0.0.1", self._port))
        )
        with socket.socket(family) as connection:
            connection.settimeout(1)
            try:
                connection.connect(where)
                connection.sendall(b"zPING\0")
                return connection.recv(10) == b"PONG\0"
            except OSError:
                return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _signatures(database: Path) -> None:
    (database / "local.hdb").write_text(f"{hashlib.md5(EICAR).hexdigest()}:{len(EICAR)}:Eicar-Test-Hash\n")
    marker = b"ARKIV-MALWARE-TEST-MARKER".hex()
    (database / "local.ndb").write_text(f"Eicar-Test-Sig:0:*:{EICAR.hex()}\nArkiv.Test.Marker:0:*:{marker}\n")
