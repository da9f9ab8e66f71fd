"""Objects in a bucket of an S3-compatible store. The only module that speaks S3."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from archiver.core.language import later
from archiver.edges.depots import MARK, PROBE, Access, Lying, is_ours
from archiver.errors import ConfigError, StoreUnavailable

try:
    import obstore
    from obstore.exceptions import AlreadyExistsError, BaseError, PermissionDeniedError, UnauthenticatedError
    from obstore.store import S3Store
except ModuleNotFoundError as missing:
    raise ConfigError(["An S3-compatible store needs its driver: pip install 'arkivfunktion[objects]'"]) from missing

AT_ONCE = 8 << 20
"""Octets that are sent in one request, and kept in memory for it; what is larger goes in parts of that size."""
AT_A_TIME = 2
"""Parts under way."""
STATUS = re.compile(r"status code: (\d{3} [A-Za-z ]{0,40})|HTTP error: ([a-z ]{0,60})")
"""What of an error may be told on: no name and no key stands in it."""
PATIENCE = timedelta(seconds=10)
"""In which a request that failed is tried again, twice at most."""


class Bucket:
    """A bucket, or the part of it whose names begin with a prefix."""

    def __init__(self, place: str, access: Access) -> None:
        self._place = place
        where = urlsplit(place)
        endpoint = access.endpoint
        options: dict[str, object] = {"connect_timeout": "10s", "timeout": f"{access.timeout_seconds}s"}
        if endpoint is not None and endpoint.startswith("http://"):
            options["allow_http"] = True
        if access.ca_file is not None:
            options["root_certificate"] = access.ca_file.read_bytes()
        self._store = S3Store(
            where.netloc,
            prefix=unquote(where.path).strip("/") or None,
            endpoint=endpoint,
            region=access.region,
            access_key_id=access.access_key,
            secret_access_key=access.secret_key,
            virtual_hosted_style_request=endpoint is None,
            checksum_algorithm="SHA256",
            client_options=options,  # type: ignore[arg-type]
            retry_config={
                "max_retries": 2,
                "retry_timeout": PATIENCE,
                "backoff": {
                    "init_backoff": timedelta(milliseconds=100),
                    "max_backoff": timedelta(seconds=2),
                    "base": 2,
                },
            },
        )

    @property
    def place(self) -> str:
        return self._place

    def put(self, name: str, pieces: Iterable[bytes], size: int) -> None:
        """Up to `AT_ONCE` by one PUT with If-None-Match: the server itself writes over nothing.

        What is larger goes in parts, for which no server knows that condition; names are never used twice.
        """
        with self._translated():
            if size > AT_ONCE:
                if self.look(name) is not None:
                    raise StoreUnavailable(later("{place} has something else under that name."), place=self._place)
                obstore.put(
                    self._store, name, iter(pieces), use_multipart=True, chunk_size=AT_ONCE, max_concurrency=AT_A_TIME
                )
                return
            octets = b"".join(pieces)
            try:
                obstore.put(self._store, name, octets, mode="create")
            except AlreadyExistsError:  # our own first try came through, and only its answer was lost
                if self.read(name, 0, len(octets) + 1) != octets:
                    raise StoreUnavailable(
                        later("{place} has something else under that name."), place=self._place
                    ) from None

    def read(self, name: str, start: int, length: int) -> bytes | None:
        if not _may_be_ours(name):
            return None
        with self._translated():
            try:
                return bytes(obstore.get_range(self._store, name, start=start, length=length))
            except FileNotFoundError:
                return None
            except BaseError as error:
                if "416 Range Not Satisfiable" in str(error):  # there are not so many octets
                    return b""
                raise

    def look(self, name: str) -> Lying | None:
        if not _may_be_ours(name):
            return None
        with self._translated():
            try:
                found = obstore.head(self._store, name)
            except FileNotFoundError:
                return None
            return Lying(name, found["size"], found["last_modified"])

    def delete(self, name: str) -> None:
        if not _may_be_ours(name):
            return
        with self._translated():
            try:
                obstore.delete(self._store, name)
            except FileNotFoundError:
                return

    def lying(self) -> Iterator[Lying]:
        with self._translated():
            for page in obstore.list(self._store):
                for one in page:
                    if is_ours(one["path"]):
                        yield Lying(one["path"], one["size"], one["last_modified"])

    def keeps_versions(self) -> bool:
        """A server tells the version of what was put when it keeps older ones."""
        name = PROBE + secrets.token_hex(8)
        with self._translated():
            told = obstore.put(self._store, name, b"?")
            obstore.delete(self._store, name)
        return told["version"] not in {None, "", "null"}

    def free(self) -> Path | None:
        return None

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (PermissionDeniedError, UnauthenticatedError) as error:
            sentence = later("{place} refused our key, or what it may do there.")
            raise StoreUnavailable(sentence, place=self._place) from error
        except FileNotFoundError as error:
            raise StoreUnavailable(later("{place} is not there: create the bucket."), place=self._place) from error
        except (BaseError, OSError) as error:
            said = STATUS.search(str(error))
            problem = (said[1] or said[2] or "").strip() if said else "-"
            sentence = later("{place} does not answer, or not as it should ({problem}).")
            raise StoreUnavailable(sentence, place=self._place, problem=problem) from error


def _may_be_ours(name: str) -> bool:
    """Whoever can write the database cannot lead us elsewhere by a name."""
    return is_ours(name) or name == MARK
