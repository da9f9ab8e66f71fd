"""An asyncio loop in a thread of its own, for the servers that live inside the test process."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


class LoopThread:
    """Runs coroutines for callers of another thread until it is stopped."""

    def __init__(self) -> None:
        """Start the thread."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="test service", daemon=True)
        self._thread.start()

    def run(self, coroutine: Coroutine[Any, Any, _T], seconds: float = 10) -> _T:
        """The coroutine's result; its exception is raised here, TimeoutError after `seconds`."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(seconds)

    def call(self, action: Callable[[], object]) -> None:
        """Call `action` in the loop and wait until it is done."""

        async def act() -> None:
            action()

        self.run(act())

    def stop(self) -> None:
        """Cancel what still runs, close the loop and end the thread."""
        self.run(_cancel_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _cancel_all() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    # Closed transports report to their protocols in the next turns of the loop.
    for _ in range(3):
        await asyncio.sleep(0)
