"""A TCP proxy that breaks connections in the ways networks do."""

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, Self

from tests.services.loops import LoopThread

_CHUNK = 16384
_RESET = struct.pack("ii", 1, 0)


class Listener(Protocol):
    """Follows one connection and may end it: of each chunk it says what passes, and whether that was the last."""

    def up(self, chunk: bytes) -> tuple[bytes, bool]: ...
    def down(self, chunk: bytes) -> tuple[bytes, bool]: ...


class FaultProxy:
    """Passes bytes between clients of `.host`:`.port` and a server, with the faults that are set at the moment.

    *Down* is towards the client, *up* towards the server. The faults may be changed at any time, also in the midst
    of a connection; limits in bytes count from the beginning of each connection.
    """

    host = "127.0.0.1"

    #: Seconds each chunk waits, in both directions.
    latency: float = 0.0
    #: Bytes a second towards the client; 0 is no limit.
    drip: int = 0
    #: Close the connection after this many bytes towards the client.
    cut_down: int | None = None
    #: Close the connection after this many bytes towards the server.
    cut_up: int | None = None
    #: Cut with RST (the client sees ECONNRESET) instead of FIN (the client sees the end of the stream).
    reset: bool = False
    #: Keep connections open and let nothing through; what was sent meanwhile arrives when it is lifted.
    black_hole: bool = False
    #: Reset every new connection at once.
    refuse: bool = False
    #: Rewrites each chunk towards the client.
    mangle_down: Callable[[bytes], bytes] | None = None
    #: Makes a listener for each new connection.
    listener: Callable[[], Listener] | None = None
    #: Called at each cut, before either end can know of it: to set the next one, or no more.
    when_cut: Callable[[], None] | None = None

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        """Listen on a free port of loopback, for the server at `host`:`port`."""
        self._upstream = (host, port)
        self._writers: set[asyncio.StreamWriter] = set()
        self._thread = LoopThread()
        self._server = self._thread.run(asyncio.start_server(self._serve, self.host, 0))
        self.port: int = self._server.sockets[0].getsockname()[1]
        #: Connections accepted so far, the refused ones too.
        self.connections = 0
        #: Octets that came from the server and from clients so far, over all connections.
        self.octets_down, self.octets_up = 0, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def reset_all(self) -> None:
        """Reset every connection that is open."""
        self._thread.call(self._reset_writers)

    def stop(self) -> None:
        """Cut every connection and listen no more."""
        self._thread.call(self._server.close)
        self.reset_all()
        self._thread.stop()

    def _reset_writers(self) -> None:
        for writer in list(self._writers):
            _reset(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self.refuse:
            _reset(writer)
            return
        try:
            upstream, to_upstream = await asyncio.open_connection(*self._upstream)
        except OSError:
            _reset(writer)
            return
        await self._join(_Pipe(upstream, writer), _Pipe(reader, to_upstream))

    async def _join(self, down: "_Pipe", up: "_Pipe") -> None:
        writers = {down.writer, up.writer}
        self._writers |= writers
        heard = self.listener() if self.listener else _Everything()
        pumps = [asyncio.create_task(self._pump_down(down, heard)), asyncio.create_task(self._pump_up(up, heard))]
        try:
            finished, _ = await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            if self.reset and any(task.result() for task in finished):
                _reset(down.writer)
        finally:
            for task in pumps:
                task.cancel()
            self._writers -= writers
            for writer in writers:
                writer.close()

    async def _pump_down(self, pipe: "_Pipe", heard: Listener) -> bool:
        """Whether the connection was cut; False when its end came by itself."""
        while chunk := await pipe.read():
            await self._delay()
            self.octets_down += len(chunk)
            passed, is_last = heard.down(chunk)
            rewritten = self.mangle_down(passed) if self.mangle_down else passed
            for piece in self._drops(rewritten):
                if await pipe.write(piece, self.cut_down):
                    return self._cut()
                await asyncio.sleep(len(piece) / self.drip if self.drip else 0)
            if is_last:
                return self._cut()
        return False

    async def _pump_up(self, pipe: "_Pipe", heard: Listener) -> bool:
        while chunk := await pipe.read():
            self.octets_up += len(chunk)
            await self._delay()
            passed, is_last = heard.up(chunk)
            if await pipe.write(passed, self.cut_up) or is_last:
                return self._cut()
        return False

    def _cut(self) -> bool:
        if self.when_cut is not None:
            self.when_cut()
        return True

    async def _delay(self) -> None:
        await asyncio.sleep(self.latency)
        while self.black_hole:
            await asyncio.sleep(0.01)

    def _drops(self, chunk: bytes) -> list[bytes]:
        size = max(1, self.drip // 20) if self.drip else _CHUNK
        return [chunk[at : at + size] for at in range(0, len(chunk), size)]


class _Everything:
    """Lets all pass."""

    def up(self, chunk: bytes) -> tuple[bytes, bool]:
        return chunk, False

    down = up


class _Pipe:
    """One direction of one connection; a peer that is gone reads as the end of the stream."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self.writer = reader, writer
        self._written = 0

    async def read(self) -> bytes:
        with suppress(OSError):
            return await self._reader.read(_CHUNK)
        return b""

    async def write(self, octets: bytes, limit: int | None) -> bool:
        """Write as much as `limit` bytes in all allow; whether the limit is reached."""
        allowed = len(octets) if limit is None else max(0, limit - self._written)
        with suppress(OSError):
            self.writer.write(octets[:allowed])
            await self.writer.drain()
        self._written += len(octets[:allowed])
        return limit is not None and self._written >= limit


def _reset(writer: asyncio.StreamWriter) -> None:
    connection: socket.socket = writer.get_extra_info("socket")
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
