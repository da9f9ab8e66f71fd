"""The demo's own mail servers: an IMAP mailbox and an SMTP relay inside this process, on loopback, on free ports."""

from __future__ import annotations

import asyncio
import io
import secrets
import threading
from argparse import Namespace
from collections.abc import Coroutine
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session
from proxyprotocol.reader import ProxyProtocolReader
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import DictBackend
from pymap.context import connection_exit
from pymap.imap import IMAPConnection, IMAPServer
from pymap.imap.state import ConnectionState
from pymap.parsing import Params
from pymap.parsing.command.select import UidSearchCommand
from pymap.parsing.response import Response

HOST = "127.0.0.1"
START_SECONDS = 20.0

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class SunkLetter:
    """A letter that the relay took in, and the file it was saved as."""

    recipients: tuple[str, ...]
    octets: bytes
    path: Path


class Servers:
    """Both servers, in a thread and an event loop of their own, for as long as the `with` block runs."""

    def __init__(self, letters_folder: Path) -> None:
        self.imap_port = self.smtp_port = 0
        self.user, self.password = "arkiv", secrets.token_urlsafe(9)
        self._sink = _Sink(letters_folder)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="demo servers", daemon=True)
        self._open = AsyncExitStack()

    @property
    def host(self) -> str:
        """Where both of them listen."""
        return HOST

    @property
    def letters(self) -> tuple[SunkLetter, ...]:
        """Every letter the relay said 250 to, oldest first."""
        return tuple(self._sink.letters)

    def __enter__(self) -> Self:
        self._thread.start()
        self.smtp_port = self._run(self._start_smtp())
        self.imap_port = self._run(self._start_imap())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, coroutine: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(START_SECONDS)

    async def _start_smtp(self) -> int:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(self._sink, hostname="smtp.kommune.example"), HOST, 0)
        return await self._opened(server)

    async def _start_imap(self) -> int:
        backend, config = await DictBackend.init(_imap_settings(self.user, self.password))
        config.apply_context()
        await backend.start(self._open)
        reader = ProxyProtocolReader(config.proxy_protocol)
        server = _WholeAnswers(backend.login, config)
        server.commands.register(_UidSearch)
        return await self._opened(await asyncio.start_server(reader.get_callback(server), HOST, 0))

    async def _opened(self, server: asyncio.Server) -> int:
        await self._open.enter_async_context(server)
        port: int = server.sockets[0].getsockname()[1]
        return port

    async def _end(self) -> None:
        """Listen no more, and cut who is still connected."""
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._open.aclose()


def _imap_settings(user: str, password: str) -> Namespace:
    """What pymap's command line would have made of it: one user, in memory, no TLS."""
    return Namespace(
        host=[HOST],
        port="0",
        cert=None,
        key=None,
        tls=False,
        proxy_protocol=None,
        inherited_sockets=None,
        passlib_cfg=None,
        demo_data=False,
        demo_user=user,
        demo_password=password,
        debug=False,
    )


class _WholeAnswers(IMAPServer):
    """pymap's server, with connections that send an answer in one piece."""

    __slots__ = ()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sock_info: SocketInfo) -> None:
        connection = _WholeAnswerConnection(self.commands, self._config, reader, writer, sock_info)
        async with AsyncExitStack() as stack:
            connection_exit.set(stack)
            stack.enter_context(closing(connection))
            await connection.run(ConnectionState(self._login, self._config))


class _WholeAnswerConnection(IMAPConnection):
    """pymap writes each word of an answer to the socket by itself: forty times slower, and half lines in between."""

    __slots__ = ()

    async def write_response(self, resp: Response) -> None:
        """Gather the answer first. A client that has gone is noticed where its next command is read."""
        answer = io.BytesIO()
        await resp.async_write(answer)
        try:
            self.writer.write(answer.getvalue())
            await self.writer.drain()
        except ConnectionError:
            return


class _UidSearch(UidSearchCommand):
    """pymap takes the numbers of UID SEARCH 1:10 for UIDs; they are sequence numbers (RFC 3501 § 6.4.8)."""

    @classmethod
    def parse(cls, buf: memoryview, params: Params) -> tuple[_UidSearch, memoryview]:
        """As SEARCH reads it; only the answer is in UIDs."""
        command, rest = super(UidSearchCommand, cls).parse(buf, params)
        if not isinstance(command, _UidSearch):
            raise TypeError(command)
        return command, rest


class _Sink:
    """Takes every letter in and saves it: `0001.eml`, `0002.eml` … (a name tells nothing of a letter)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.letters: list[SunkLetter] = []

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 - as aiosmtpd calls it
        octets = envelope.content
        if not isinstance(octets, bytes):
            return "554 5.6.0 no octets"
        path = self._folder / f"{len(self.letters) + 1:04d}.eml"
        path.write_bytes(octets)
        self.letters.append(SunkLetter(tuple(envelope.rcpt_tos), octets, path))
        return "250 2.0.0 kept"
