"""Signing in by an account of the desk's own: a password (argon2id) and a one-time code (TOTP, RFC 6238) together.

Whoever guesses waits, and learns nothing: every refusal is the same, and takes as long for a name that is not there.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

import pyotp
from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from archiver.core.access import Person, Role
from archiver.core.language import later
from archiver.edges.store import Store
from archiver.edges.store.people import Account, Secrets
from archiver.errors import ArchiverError, UsageError

WINDOW = timedelta(minutes=15)
MOST_BY_ACCOUNT, MOST_BY_ADDRESS = 5, 30
"""Failures within the window. Many people may sit behind one address."""
SHORTEST, LONGEST = 12, 200
"""Characters of a password."""
STEP = 30
"""Seconds that a one-time code is good for; one step before and after is taken, too: clocks differ."""
NAME = re.compile(r"[a-z0-9æøå][a-z0-9æøå._-]{1,39}")
LONGEST_SHOWN = 100
_AT_ONCE = threading.BoundedSemaphore(2)
"""Each look at a password takes 64 MiB: whoever sends many at once waits, and takes no more of them."""


class TooOften(ArchiverError):
    """Somebody tried to sign in too often; `minutes` until they may again."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            later("Too many sign-ins failed lately. Wait {minutes} minutes, and try again."), minutes=minutes
        )
        self.minutes = minutes


@dataclass(frozen=True, slots=True)
class Knock:
    """What somebody typed to be let in."""

    name: str
    password: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Issued:
    """A secret of one-time codes, told once: to be typed, or scanned as the address in it, in an app on a phone."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


def sign_in(store: Store, knock: Knock, address: str, keyed: Callable[[str, str], str], now: datetime) -> Person | None:
    """Whom it lets in; None when anything of it is wrong. Raises `TooOften`.

    `keyed` makes a keyed hash: neither a name nor an address is kept of who tried.
    """
    name = called(knock.name)
    by_account, by_address = keyed("account", name), keyed("address", address)
    _take_turn(store, {by_account: MOST_BY_ACCOUNT, by_address: MOST_BY_ADDRESS}, now)
    account = store.people.account(name)
    known = account.secrets if account is not None and account.disabled_at is None else _nobodys()
    is_right = fits(known.password, knock.password)
    step = step_of(known.totp, knock.code, now)
    if account is None or account.disabled_at is not None or not is_right or step is None:
        return None
    if not store.people.take_step(name, step):
        return None
    store.desk.forgive([by_account, by_address])
    return account.person


def _take_turn(store: Store, bounds: Mapping[str, int], now: datetime) -> None:
    """Count a try of each. Raises `TooOften` for what is tried more than its bound, also by many who come at once."""
    for key, most in bounds.items():
        count, since = store.desk.tries(key, now, WINDOW)
        if count >= most:
            raise TooOften(_minutes_left(since, now))
    counts = store.desk.tried(list(bounds), now, WINDOW)
    if any(counts[key] > most for key, most in bounds.items()):
        raise TooOften(_minutes_left(now, now))


def _minutes_left(since: datetime, now: datetime) -> int:
    return max(1, round((since + WINDOW - now).total_seconds() / 60))


def add(store: Store, name: str, shown: str, roles: Collection[Role], password: str, who: str, now: datetime) -> Issued:
    """A new account; gives the secret of its one-time codes, which is told once. `who` made it.

    Raises `UsageError` for a name that is none or is there already, no role, or a password that is too short.
    """
    name, shown = called(name), " ".join(shown.split())
    if not NAME.fullmatch(name):
        raise UsageError("An account is called by 2 to 40 letters, digits, dots or hyphens, such as hanne.holm.")
    if not 0 < len(shown) <= LONGEST_SHOWN or not shown.isprintable():
        raise UsageError("Give the person's name: 1 to {most} characters.", most=LONGEST_SHOWN)
    if not roles:
        raise UsageError("Give a role: {roles}.", roles=", ".join(Role))
    secrets, issued = secrets_of(name, password)
    store.people.add(name, shown, roles, secrets, who, now)
    return issued


def reset(store: Store, name: str, password: str, who: str, now: datetime) -> Issued:
    """Another password and another secret for an account; it can be used again, and is signed out everywhere."""
    secrets, issued = secrets_of(called(name), password)
    store.people.reset(called(name), secrets, who, now)
    return issued


def disable(store: Store, name: str, who: str, now: datetime) -> None:
    """Nobody signs in by it any more."""
    store.people.disable(called(name), who, now)


def accounts(store: Store) -> list[Account]:
    """All of them."""
    return store.people.accounts()


def called(name: str) -> str:
    """A name of an account as it is kept."""
    return unicodedata.normalize("NFC", name).strip().casefold()


# --- what somebody changes of their own ---


@dataclass(frozen=True, slots=True)
class Own:
    """Somebody at their own account: what they show it by, which session goes on, and by what guesses are counted."""

    knock: Knock
    keep: str
    agent: str
    keyed: Callable[[str, str], str] = field(repr=False)


def change_password(store: Store, own: Own, password: str, now: datetime) -> None:
    """Another password, for whoever shows the one before and a one-time code; every other session of theirs ends.

    Raises `UsageError` where the password or the code is not right, and `TooOften`.
    """
    account, step = _shown(store, own, now)
    secrets, _ = secrets_of(account.name, password)
    changed = Secrets(secrets.password, account.secrets.totp)
    store.people.change(account.name, changed, step, own.keep, own.agent, now)


def new_code(name: str) -> Issued:
    """A secret of one-time codes that is not in use yet."""
    secret = pyotp.random_base32()
    return Issued(secret, address_of(name, secret))


def change_code(store: Store, own: Own, secret: str, code: str, now: datetime) -> None:
    """Another secret of one-time codes, once a `code` of it is shown beside the password and a code of the one before.

    Raises `UsageError` where one of them is not right, and `TooOften`.
    """
    account, _ = _shown(store, own, now)
    step = step_of(secret, code, now)
    if step is None:
        raise UsageError("The code of the new secret is not right: look whether the clock of the phone is.")
    store.people.change(account.name, Secrets(account.secrets.password, secret), step, own.keep, own.agent, now)


def _shown(store: Store, own: Own, now: datetime) -> tuple[Account, int]:
    name = called(own.knock.name)
    key = own.keyed("account", name)
    _take_turn(store, {key: MOST_BY_ACCOUNT}, now)
    account = store.people.account(name)
    if account is None or account.disabled_at is not None:
        raise UsageError("There is no account {name}.", name=name)
    is_right, step = (
        fits(account.secrets.password, own.knock.password),
        step_of(account.secrets.totp, own.knock.code, now),
    )
    if not is_right or step is None or step <= account.totp_step:
        raise UsageError("The password or the one-time code is not right. Each code is taken once: wait for the next.")
    store.desk.forgive([key])
    return account, step


# --- secrets ---


def secrets_of(name: str, password: str) -> tuple[Secrets, Issued]:
    """What an account is proven by, and what is told once. Raises `UsageError` for a password that will not do."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError("A password has {least} to {most} characters.", least=SHORTEST, most=LONGEST)
    if called(password) == name or len(set(password)) < 5:
        raise UsageError("That password is too easy to guess.")
    secret = pyotp.random_base32()
    return Secrets(_hasher().hash(_normal(password)), secret), Issued(secret, address_of(name, secret))


def address_of(name: str, secret: str) -> str:
    """What an app on a phone is told: otpauth://…"""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=name, issuer_name="Arkiv")


def fits(known: str, password: str) -> bool:
    """Whether it is that password. Takes the same time whether it is or not."""
    try:
        with _AT_ONCE:
            return _hasher().verify(known, _normal(password[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return False


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step that a one-time code is of: this one, or one before or after. None when it is of none."""
    totp, digits = pyotp.TOTP(secret, interval=STEP), "".join(code.split())
    this = int(now.timestamp()) // STEP
    found = [step for step in (this - 1, this, this + 1) if pyotp.utils.strings_equal(totp.at(step * STEP), digits)]
    return max(found, default=None)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


@cache
def _hasher() -> PasswordHasher:
    """RFC 9106 § 4, the second recommended option."""
    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1, type=Type.ID)


@cache
def _nobodys() -> Secrets:
    """What is tried for a name that is not there."""
    return Secrets(_hasher().hash(pyotp.random_base32()), pyotp.random_base32())
