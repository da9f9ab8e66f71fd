"""Fixtures for the real servers of tests/services: one of each for every worker, started when first asked for."""

import gc
import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
import structlog

from tests.services.clamav import Clamd
from tests.services.dns import DnsServer
from tests.services.dovecot import Dovecot
from tests.services.issuer import TokenIssuer
from tests.services.postgres import Postgres
from tests.services.processes import ServiceMissing
from tests.services.proxy import FaultProxy
from tests.services.s3 import S3Server
from tests.services.smtp import SmtpSink
from tests.services.tsa import Tsa

_S = TypeVar("_S")


PROPERTY_SECONDS = 900
"""One that does not hold takes five minutes more: for so long Hypothesis looks for the smallest example to tell of."""


@pytest.hookimpl(trylast=True)  # after the one that marks properties
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever ends a property that fails never learns of what it failed."""
    for item in items:
        is_property = item.get_closest_marker("hypothesis") is not None
        if is_property and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(PROPERTY_SECONDS))


def pytest_collection_finish() -> None:
    """Thousands of tests are there to stay: the collector of cycles need not look through them again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """A command that a test runs in this process sends the log where that command's output went, which ends with it."""
    before, level, handlers = structlog.get_config(), logging.root.level, list(logging.root.handlers)
    yield
    structlog.configure(**before)
    logging.root.setLevel(level)
    for handler in [one for one in logging.root.handlers if one not in handlers]:
        logging.root.removeHandler(handler)


@contextmanager
def _service(make: Callable[[], AbstractContextManager[_S]]) -> Iterator[_S]:
    """A missing server is a failure in one line: a skipped test would look like a passed one."""
    try:
        service = make()
    except ServiceMissing as missing:
        pytest.fail(str(missing), pytrace=False)
    with service as running:
        yield running


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """An up-to-date IMAP server: MOVE and UIDPLUS, IDLE, CONDSTORE, QUOTA."""
    with _service(Dovecot) as server:
        yield server


@pytest.fixture(scope="session")
def dovecot_without_move() -> Iterator[Dovecot]:
    """An IMAP server that offers UIDPLUS but no MOVE."""
    with _service(lambda: Dovecot(move=False)) as server:
        yield server


@pytest.fixture(scope="session")
def dovecot_without_move_and_uidplus() -> Iterator[Dovecot]:
    """An IMAP server of the old days: nothing but COPY, STORE and EXPUNGE."""
    with _service(lambda: Dovecot(move=False, uidplus=False)) as server:
        yield server


@pytest.fixture(scope="session")
def issuer() -> Iterator[TokenIssuer]:
    """A token endpoint. It is one for all tests of a worker: say with `be` how it is to behave."""
    with _service(lambda: TokenIssuer(Path(tempfile.mkdtemp(prefix="issuer.")))) as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL cluster; a test that stops it starts it again."""
    with _service(Postgres) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The SQLAlchemy URL of a fresh, empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'archive.sqlite'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def other_database_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> str:
    """One more, of the same kind, as on another machine."""
    if database_url.startswith("sqlite"):
        (tmp_path / "ny").mkdir()
        return f"sqlite:///{tmp_path / 'ny' / 'archive.sqlite'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture(scope="session")
def clamd() -> Iterator[Clamd]:
    """A virus scanner at a socket's path, which takes mails up to 2 MB."""
    with _service(Clamd) as server:
        yield server


@pytest.fixture(scope="session")
def clamd_by_tcp() -> Iterator[Clamd]:
    """The same at a port."""
    with _service(lambda: Clamd(by_tcp=True)) as server:
        yield server


@pytest.fixture
def dns_server() -> Iterator[DnsServer]:
    """A name server that knows nothing yet."""
    with _service(DnsServer) as server:
        yield server


@pytest.fixture(scope="session")
def s3_of_the_worker() -> Iterator[S3Server]:
    with _service(S3Server) as server:
        yield server


@pytest.fixture
def s3(s3_of_the_worker: S3Server) -> S3Server:
    """An S3-compatible store that runs, whatever the last test did to it."""
    s3_of_the_worker.start()
    return s3_of_the_worker


@pytest.fixture
def tsa() -> Iterator[Tsa]:
    """A time-stamp authority that does as it should, until it is told otherwise."""
    with _service(Tsa) as authority:
        yield authority


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    """A relay on loopback that wants neither encryption nor a password."""
    with _service(SmtpSink) as sink:
        yield sink


@pytest.fixture
def smtp_tls_sink() -> Iterator[SmtpSink]:
    """A submission server (RFC 6409) that demands STARTTLS and then a password."""
    with _service(lambda: SmtpSink("starttls")) as sink:
        yield sink


@pytest.fixture
def smtp_implicit_tls_sink() -> Iterator[SmtpSink]:
    """A submission server that speaks TLS from the first byte (RFC 8314) and demands a password."""
    with _service(lambda: SmtpSink("tls")) as sink:
        yield sink


@pytest.fixture
def proxy_to() -> Iterator[Callable[[int], FaultProxy]]:
    """Makes fault proxies to ports of loopback; they are gone after the test."""
    with ExitStack() as proxies:
        yield lambda port: proxies.enter_context(FaultProxy(port))
