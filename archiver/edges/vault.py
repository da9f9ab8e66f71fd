"""Encryption at rest (E12): AES-256-GCM (NIST SP 800-38D) with a key for each item and each case.

Every key is random and lies in the database wrapped by a master key, which lies in a file and nowhere else. What is
sealed is bound to its place: the associated data name the column, the record and, through the wrapping of its key, the
SHA-256 of its item, so that a ciphertext in another place does not open.

Words that items are found by stand in the index as their HMAC (`Vault.word`), and are not opened again.

Addresses that rows are found by are sealed so that the same address always looks the same within its column
(`Vault.seal_known`): who has the file sees which mails have the same sender, and not who that is.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection

from archiver.errors import Unopened

KEY = 32
"""Octets of every key."""
NONCE = 12
"""Octets of a nonce (NIST SP 800-38D § 8.2)."""
ADDED = NONCE + 16
"""So many octets longer is what is sealed: by its nonce and its tag."""
REMEMBERED = 4096
"""So many unwrapped keys are kept in memory."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A key as it lies in the database."""

    scope: str
    """item, case or archive."""
    number: int
    binding: str
    """What else it belongs to: the SHA-256 of its item; empty for others."""
    master: str
    """Which master key it is wrapped by."""
    key: str

    @classmethod
    def of(cls, told: str) -> Wrapped:
        """From scope, number, binding, master and key with colons between them. Raises `Unopened`."""
        try:
            scope, number, binding, master, key = told.split(":")
            return cls(scope, int(number), binding, master, key)
        except ValueError as error:
            raise Unopened from error

    @property
    def aad(self) -> bytes:
        return f"key|{self.scope}|{self.number}|{self.binding}".encode()


def vault_of(connection: Connection) -> Vault | None:
    """What a connection seals with; None in an archive that is not encrypted."""
    vault: Vault | None = getattr(connection.dialect, "safe", None)
    return vault


@dataclass(frozen=True, slots=True)
class Master:
    """One master key."""

    key: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """What tells it from another and says nothing about it: 16 hex digits."""
        return hmac.new(self.key, b"archiver master key", hashlib.sha256).hexdigest()[:16]


class Vault:
    """Seals and opens with keys that the master keys unwrap.

    The first of these is the newest, by which a rotation wraps; what is new is wrapped as the archive's own key is.
    """

    def __init__(self, masters: Callable[[], Sequence[bytes]]) -> None:
        """`masters` reads the master keys, the newest first; it is asked again when one is met that is not known."""
        self._read = masters
        self.reload()
        self._archive: bytes = b""
        self.is_whole = False
        """Whether everything in the archive is sealed: what is not, somebody else wrote."""
        self._unwrapped = lru_cache(REMEMBERED)(self._unwrap)

    def __repr__(self) -> str:
        return "Vault(…)"

    @property
    def master(self) -> str:
        """The name of the newest master key."""
        return self._first.name

    def knows(self, master: str) -> bool:
        """Whether a master key of that name is at hand, also when it was added meanwhile."""
        if master not in self._masters:
            self.reload()
        return master in self._masters

    def reload(self) -> None:
        """Read the master keys anew."""
        masters = [Master(key) for key in self._read()]
        self._first, self._masters = masters[0], {master.name: master for master in masters}
        self._wraps = self._first

    def turn_to(self, master: str) -> bool:
        """Wrap what is new by this master key, as it wraps the archive's own key; False when it is not at hand."""
        if not self.knows(master):
            return False
        self._wraps = self._masters[master]
        return True

    # --- keys ---

    def new_key(self, scope: str, number: int, binding: str = "", key: bytes | None = None) -> Wrapped:
        """A new random key, wrapped; or one that `fresh_key` gave, for what was sealed before its number was known."""
        return self._wrap(Wrapped(scope, number, binding, "", ""), key or self.fresh_key(), self._wraps)

    def fresh_key(self) -> bytes:
        """A random key that is nobody's yet."""
        return secrets.token_bytes(KEY)

    def rewrapped(self, wrapped: Wrapped) -> Wrapped:
        """The same key under the first master key."""
        return self._wrap(wrapped, self.key_of(wrapped), self._first)

    def key_of(self, wrapped: Wrapped) -> bytes:
        """Raises `Unopened` when no master key at hand opens it."""
        return self._unwrapped(wrapped)

    def hold_archive(self, wrapped: Wrapped) -> None:
        """From now on seal what rows are found by with this key."""
        self._archive = self.key_of(wrapped)
        self._known_key.cache_clear()
        self._word_key.cache_clear()

    def _wrap(self, wrapped: Wrapped, key: bytes, master: Master) -> Wrapped:
        sealed = _text(_seal(master.key, key, wrapped.aad))
        return Wrapped(wrapped.scope, wrapped.number, wrapped.binding, master.name, sealed)

    def _unwrap(self, wrapped: Wrapped) -> bytes:
        if not self.knows(wrapped.master):
            raise Unopened
        return _open(self._masters[wrapped.master].key, _octets(wrapped.key), wrapped.aad)

    # --- what is bound to its place ---

    def seal(self, key: Wrapped, place: str, content: bytes) -> bytes:
        """Nonce, ciphertext and tag; `place` is column and record."""
        return _seal(self.key_of(key), content, place.encode())

    def seal_by(self, key: bytes, place: str, content: bytes) -> bytes:
        """The same with a key of `fresh_key`."""
        return _seal(key, content, place.encode())

    def open(self, key: Wrapped, place: str, sealed: bytes) -> bytes:
        """Raises `Unopened` for what was sealed with another key or in another place, and for what was changed."""
        return _open(self.key_of(key), sealed, place.encode())

    def seal_text(self, column: str, record: str, key: object, text: str) -> str:
        """For a column of a row (`Safe`); the key is `Wrapped`."""
        if not isinstance(key, Wrapped):
            raise TypeError(f"{column} is sealed with a key, and none was given")
        return _text(self.seal(key, f"{column}|{record}", text.encode()))

    def open_text(self, column: str, record: str, key: str, sealed: str) -> str:
        """The same back; `key` is a wrapped key in one text."""
        return self.open(Wrapped.of(key), f"{column}|{record}", _octets(sealed)).decode()

    # --- what rows are found by ---

    def seal_known(self, column: str, text: str) -> str:
        """The same text in the same column always gives the same."""
        mac, key = self._known_key(column)
        content = text.encode()
        nonce = hmac.new(mac, content, hashlib.sha256).digest()[:NONCE]
        return _text(nonce + AESGCM(key).encrypt(nonce, content, column.encode()))

    def open_known(self, column: str, sealed: str) -> str:
        """Raises `Unopened` for what is of another column or was changed."""
        return _open(self._known_key(column)[1], _octets(sealed), column.encode()).decode()

    def word(self, word: str) -> str:
        """What stands for a word in the index of the search: always the same, and which word it is only the key tells.

        80 bits of an HMAC in the letters and digits of base32 (RFC 4648).
        """
        return base64.b32encode(hmac.digest(self._word_key(), word.encode(), "sha256")[:10]).decode("ascii").lower()

    @lru_cache(1)  # noqa: B019 - as below
    def _word_key(self) -> bytes:
        if not self._archive:
            raise Unopened
        return HKDF(SHA256(), KEY, None, b"archiver search word").derive(self._archive)

    @lru_cache(64)  # noqa: B019 - one vault lives as long as its process
    def _known_key(self, column: str) -> tuple[bytes, bytes]:
        if not self._archive:
            raise Unopened
        both = HKDF(SHA256(), 2 * KEY, None, f"archiver known {column}".encode()).derive(self._archive)
        return both[:KEY], both[KEY:]


def _seal(key: bytes, content: bytes, aad: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, aad)


def _open(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], aad)
    except (InvalidTag, ValueError) as error:
        raise Unopened from error


def _text(sealed: bytes) -> str:
    return base64.b64encode(sealed).decode("ascii")


def _octets(sealed: str) -> bytes:
    try:
        return base64.b64decode(sealed.encode("ascii"), validate=True)
    except (UnicodeEncodeError, ValueError) as error:
        raise Unopened from error
