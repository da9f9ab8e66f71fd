"""What an operator may decide: the sections of config.toml, frozen, with their defaults.

A key that stands here is obeyed by this version; every other key is refused. Sizes are in megabytes of 1,000,000
octets, times in seconds unless the name says otherwise.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import quote

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from archiver.config import values
from archiver.config.database_url import normalised, sqlite_file
from archiver.config.desk import Desk
from archiver.config.section import Section
from archiver.core import deadlines
from archiver.core.disposition import same_name
from archiver.core.language import later
from archiver.core.register import shipped, with_changes

_POSTGRESQL_FOLDER: Final = Path("/var/lib/archiver")
_SHORTEST_PASSWORD: Final = 12  # characters, where a password stands for a person


def _refuse_open_line(tls: values.Tls, info: ValidationInfo) -> values.Tls:
    host = info.data.get("host")
    if tls == "none" and host is not None and not values.is_loopback(host):
        raise ValueError('"none" would send the password unprotected; write "implicit" or "starttls"')
    return tls


class Archive(Section):
    """[archive]: whose archive this is."""

    organisation: values.Line = Field(description="the name of the workplace, as letters shall show it")
    own_domains: values.OwnDomains = Field(description='the domains of your own staff, such as ["kommune.example"]')
    language: Literal["da", "en"] = "da"
    time_zone: values.TimeZone = "Europe/Copenhagen"
    data_directory: values.PlainPath | None = None

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The zone of the wall that the officer looks at."""
        return zoneinfo.ZoneInfo(self.time_zone)


class OAuth2(Section):
    """[mailbox.oauth2], [smtp.oauth2]: access tokens instead of a password, by client credentials (RFC 6749 § 4.4)."""

    provider: Literal["microsoft", "google", "generic"] = Field(description='"microsoft", "google" or "generic"')
    tenant: values.Tenant | None = None
    client_id: values.Line | None = None
    client_secret: values.Password | None = None
    client_secret_file: values.PlainPath | None = None
    certificate_file: values.Certificate | None = None
    key_file: values.PrivateKey | None = None
    service_account_file: values.ServiceAccount | None = None
    token_url: values.TokenAddress | None = None
    scope: values.Line | None = None
    client_auth: Literal["header", "form"] | None = None
    mechanism: Literal["xoauth2", "oauthbearer"] | None = None
    expires_at: values.Day | None = None
    authority: values.TokenAddress | None = None
    ca_file: values.ReadableFile | None = None

    @model_validator(mode="after")
    def check_together(self) -> OAuth2:
        """Each provider needs some keys and has no use for others; every problem is told."""
        problems = [*self._missing(), *self._useless(), *self._credential(), *self._libraries()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _missing(self) -> Iterator[str]:
        for key, why in _NEEDED[self.provider].items():
            if getattr(self, key) is None:
                yield f"{key} is missing ({why})"

    def _useless(self) -> Iterator[str]:
        for key in _ONLY_OF:
            if getattr(self, key) is not None and self.provider not in _ONLY_OF[key]:
                yield f'{key} means nothing with provider = "{self.provider}", remove it'
        if self.client_auth is not None and self.certificate_file is not None:
            yield "client_auth means nothing with certificate_file, remove it"

    def _libraries(self) -> Iterator[str]:
        """Most archives do without them."""
        wanted = ("httpx", {"microsoft": "msal", "google": "google.auth", "generic": "jwt"}[self.provider])
        if not all(map(values.is_installed, wanted)):
            yield "needs more than is installed: pip install 'arkivfunktion[oauth2]'"

    def _credential(self) -> Iterator[str]:
        """A secret, or a certificate with its key: not both, and not half of one."""
        if self.provider == "google":
            return
        if self.client_secret is not None and self.certificate_file is not None:
            yield "has both client_secret and certificate_file; keep one of the two"
        if self.client_secret is None and self.certificate_file is None and self.key_file is None:
            yield "needs client_secret_file, or certificate_file with key_file"
        if (self.certificate_file is None) != (self.key_file is None):
            yield "needs both certificate_file and key_file, or neither"
        elif self.certificate_file is not None and self.key_file is not None:
            yield from values.mismatch(self.certificate_file, self.key_file)
        if self.certificate_file is not None and self.expires_at is not None:
            yield "expires_at means nothing with certificate_file, which tells its end itself, remove it"


#: What each provider cannot do without, and what it is.
_NEEDED: Final = {
    "microsoft": {
        "tenant": "the directory's ID, or a domain of it",
        "client_id": "the application's ID in the registration",
    },
    "google": {"service_account_file": "the JSON file with the service account's key"},
    "generic": {"token_url": "where tokens are asked for", "client_id": "the name that the token endpoint knows us by"},
}

#: The keys that not every provider has a use for.
_ONLY_OF: Final = {
    "tenant": {"microsoft"},
    "authority": {"microsoft"},
    "client_id": {"microsoft", "generic"},
    "client_secret": {"microsoft", "generic"},
    "certificate_file": {"microsoft", "generic"},
    "key_file": {"microsoft", "generic"},
    "service_account_file": {"google"},
    "token_url": {"generic"},
    "client_auth": {"generic"},
}


class Mailbox(Section):
    """[[mailbox]]: one IMAP mailbox that is watched."""

    name: values.MailboxName = Field(description="a short name of your own, such as arkiv")
    address: values.MailAddress = Field(description="the address that staff forward to")
    host: values.Host = Field(description="the name of the IMAP server")
    port: values.Port = 993
    tls: values.Tls = "implicit"
    username: values.Line = Field(description="the name to log in with")
    oauth2: OAuth2 | None = None
    password: values.Password | None = Field(default=None, validate_default=True)
    password_file: values.PlainPath | None = None
    ca_file: values.ReadableFile | None = None
    folders: values.Folders = ("INBOX",)
    archive_folder: values.Folder = Field(default="Arkiveret", validate_default=True)
    poll_seconds: Annotated[values.Whole, values.between(1, 3600)] = 60
    idle: values.Flag = True

    check_tls = field_validator("tls")(_refuse_open_line)

    @field_validator("password")
    @classmethod
    def check_password(cls, password: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """A password or access tokens, and not both."""
        has_tokens = info.data.get("oauth2", ...)
        if password is None and has_tokens is None:
            raise ValueError(
                "is missing: give password_file (a file that holds the secret) or password,"
                " or a section [mailbox.oauth2]"
            )
        if password is not None and has_tokens not in {None, ...}:
            raise ValueError("is given together with [mailbox.oauth2]; keep one of the two")
        return password

    @field_validator("archive_folder")
    @classmethod
    def check_archive_folder(cls, folder: str, info: ValidationInfo) -> str:
        """Moving a mail to where it already lies would fetch it for ever."""
        if folder.casefold() in {watched.casefold() for watched in info.data.get("folders", ())}:
            raise ValueError("must not be one of folders: stored mail is moved there")
        return folder


class Database(Section):
    """[database]: where the archive is kept. `url` is ready for SQLAlchemy, password included, hence a secret."""

    password: values.Password | None = None
    password_file: values.PlainPath | None = None
    url: SecretStr = Field(description="such as sqlite:////var/lib/archiver/archive.db")
    busy_seconds: Annotated[values.Whole, values.between(1, 600)] = 30
    connections: Annotated[values.Whole, values.between(4, 1000)] = 20

    @field_validator("url")
    @classmethod
    def check_url(cls, url: SecretStr, info: ValidationInfo) -> SecretStr:
        """SQLite, or PostgreSQL by psycopg 3, with the password put in."""
        folder = info.context if isinstance(info.context, Path) else Path.cwd()
        password: SecretStr | None = info.data.get("password")
        return SecretStr(normalised(url.get_secret_value(), password.get_secret_value() if password else None, folder))


class Smtp(Section):
    """[smtp]: the server that sends receipts and the weekly letter."""

    host: values.Host = Field(description="the name of the SMTP server")
    port: values.Port = 587
    tls: values.Tls = "starttls"
    username: values.Line | None = None
    oauth2: OAuth2 | None = Field(default=None, validate_default=True)
    password: values.Password | None = Field(default=None, validate_default=True)
    password_file: values.PlainPath | None = None
    sender: values.MailAddress | None = None
    ca_file: values.ReadableFile | None = None
    timeout_seconds: Annotated[values.Whole, values.between(1, 600)] = 60

    check_tls = field_validator("tls")(_refuse_open_line)

    @field_validator("oauth2")
    @classmethod
    def check_oauth2(cls, oauth2: OAuth2 | None, info: ValidationInfo) -> OAuth2 | None:
        """A token is shown in somebody's name."""
        if oauth2 is not None and info.data.get("username", ...) is None:
            raise ValueError("needs username: the address of the mailbox that sends")
        return oauth2

    @field_validator("password")
    @classmethod
    def check_password(cls, password: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """A name and its password come together or not at all; access tokens come instead of the password."""
        if info.data.get("oauth2", ...) is not None:
            if password is not None and "oauth2" in info.data:
                raise ValueError("is given together with [smtp.oauth2]; keep one of the two")
            return password
        if "username" in info.data and (info.data["username"] is None) != (password is None):
            raise ValueError(
                "is missing, though username is given; give password_file or password"
                if password is None
                else "is given without username; give both or neither"
            )
        return password


class Person(Section):
    """Somebody who gets letters."""

    name: values.Line = Field(description="the name that letters shall use")
    address: values.MailAddress = Field(description="a mail address")


class Absence(Section):
    """[[officer.absence]]: days, both included, on which the deputy gets the letters."""

    start: values.Day = Field(alias="from", description="the first day, such as 2026-12-24")
    end: values.Day = Field(alias="to", description="the last day, such as 2027-01-02")

    @field_validator("end")
    @classmethod
    def check_end(cls, end: date, info: ValidationInfo) -> date:
        """An absence does not end before it starts."""
        if "start" in info.data and end < info.data["start"]:
            raise ValueError('must not be before "from"')
        return end


class Officer(Person):
    """[officer]: the archive officer, and who stands in."""

    deputy: Person | None = None
    absences: tuple[Absence, ...] = Field(default=(), alias="absence")

    @field_validator("absences")
    @classmethod
    def check_absences(cls, absences: tuple[Absence, ...], info: ValidationInfo) -> tuple[Absence, ...]:
        """Letters go to nobody while there is an absence and no deputy."""
        if absences and info.data.get("deputy", ...) is None:
            raise ValueError(
                "needs a deputy who gets the letters meanwhile; add [officer.deputy] with name and address"
            )
        return absences


class Digest(Section):
    """[digest]: the weekly letter. `time` is on the wall of [archive] time_zone."""

    enabled: values.Flag = True
    weekday: values.DayOfWeek = "monday"
    time: values.TimeOfDay = time(7, 0)
    copy_to: tuple[values.MailAddress, ...] = ()

    @property
    def iso_weekday(self) -> int:
        """1 is Monday, 7 is Sunday (ISO 8601)."""
        return values.WEEKDAYS.index(self.weekday) + 1


class Fixity(Section):
    """[fixity]: the nightly check of what is stored. `at` is on the wall of [archive] time_zone."""

    enabled: values.Flag = True
    at: values.TimeOfDay = time(2, 0)
    days: Annotated[values.Whole, values.between(1, 365)] = 30


StrategyCode = Literal[
    "definition",
    "documentation",
    "archive",
    "dialogue",
    "reporting",
    "legal",
    "support",
    "prevention",
    "survey",
    "committee",
    "council",
]
"""The codes of `core.strategy.POINTS`."""


class Search(Section):
    """[search]: whether what comes in can be searched, and whether attachments and pictures are opened for it."""

    enabled: values.Flag = True
    attachments: values.Flag = True
    ocr: values.Flag = False

    @field_validator("ocr")
    @classmethod
    def check_ocr(cls, ocr: bool, info: ValidationInfo) -> bool:
        """Pictures are attachments."""
        if ocr and not (info.data.get("enabled", True) and info.data.get("attachments", True)):
            raise ValueError(later("needs enabled and attachments, both true"))
        return ocr


class StrategyPoint(Section):
    """[[statistics.strategy]]: where the workplace stands with one point of its strategy."""

    code: StrategyCode = Field(description="which point of the strategy")
    status: Literal["done", "begun", "missing"] = Field(description="where you stand with it")
    on: values.Day | None = None
    evidence: values.Line | Literal[""] = ""


class Statistics(Section):
    """[statistics]: what is told of the extent, by whom it is counted, and what the committee is told beside it."""

    period: Literal["year", "half-year", "quarter"] = "year"
    role: values.Line | None = None
    guideline_reviewed: values.Day | None = None
    guideline_review: values.Day | None = None
    discussed: values.Day | None = None
    strategy: tuple[StrategyPoint, ...] = ()

    @field_validator("guideline_review")
    @classmethod
    def check_guideline_review(cls, day: date | None, info: ValidationInfo) -> date | None:
        """The next review comes after the last one."""
        last = info.data.get("guideline_reviewed")
        if day is not None and last is not None and day <= last:
            raise ValueError(later("must come after guideline_reviewed"))
        return day


class Receipts(Section):
    """[receipts]: how many a single sender gets: `per_day`, and `burst` within `burst_minutes`."""

    enabled: values.Flag = True
    per_day: Annotated[values.Whole, values.between(1, 1000)] = 30
    burst: Annotated[values.Whole, values.between(1, 1000)] = 5
    burst_minutes: Annotated[values.Whole, values.between(1, 1440)] = 10


class Trust(Section):
    """[trust]: what shows that a colleague wrote a mail, and whether signatures are checked."""

    mode: Literal["authentication-results", "exchange-internal", "from-domain"] = "from-domain"
    authserv_id: values.Line | None = Field(default=None, validate_default=True)
    received_by: values.Host | None = None
    dkim: values.Flag = False
    dns_servers: tuple[values.DnsServer, ...] = ()

    @field_validator("authserv_id")
    @classmethod
    def check_authserv_id(cls, name: str | None, info: ValidationInfo) -> str | None:
        """Without the name of the server that is believed, nobody would be."""
        if name is None and info.data.get("mode") == "authentication-results":
            raise ValueError(
                "is missing: write the name your mail server puts first in Authentication-Results,"
                " such as mx.kommune.example"
            )
        return name


class Encryption(Section):
    """[encryption]: whether what people wrote lies encrypted in the database, and where the key to it is."""

    key_file: values.PlainPath | None = None


class Content(Section):
    """[content]: where the octets of large mails rest; small ones rest in the database.

    What stands below `above` is how an S3-compatible store is reached.
    """

    store: values.Place = "database"
    above: Annotated[values.Whole, values.between(0, 1_000_000_000)] = 256 * 1024
    endpoint: values.ServiceAddress | None = None
    region: values.Line = "us-east-1"
    access_key: values.Password | None = None
    access_key_file: values.PlainPath | None = None
    secret_key: values.Password | None = Field(default=None, validate_default=True)
    secret_key_file: values.PlainPath | None = None
    ca_file: values.ReadableFile | None = None
    timeout_seconds: Annotated[values.Whole, values.between(1, 600)] = 60
    object_lock: values.Flag = False

    @field_validator("secret_key")
    @classmethod
    def check_secret_key(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """Both keys or none, and both where a store needs them."""
        if (info.data.get("access_key") is None) != (secret is None):
            raise ValueError("belongs to access_key; give both or neither")
        if secret is None and str(info.data.get("store", "")).startswith("s3://"):
            raise ValueError("is missing; give access_key_file and secret_key_file")
        return secret


class Cases(Section):
    """[cases]: what happens to mail that names no case, and what the workplace says belongs here."""

    single_open_case: Literal["never", "same_sender", "always"] = "never"
    otherwise: Literal["unassigned", "new_case"] = "unassigned"
    definition: values.LongText | None = None


class Handover(Section):
    """[handover]: what a case package says of every case, until somebody says otherwise."""

    kle: values.KleNumber | None = None


_Start = Literal[
    "offence", "offence_end", "absence", "injury", "knowledge", "awareness", "collection", "request", "receipt",
    "report", "decision", "opening", "entry",
]  # fmt: skip
_Unit = Literal["hours", "days", "working_days", "months", "limitation", "given"]


def _require_known_or_named(kind: str) -> Callable[[str | None, ValidationInfo], str | None]:
    def check(name: str | None, info: ValidationInfo) -> str | None:
        code = info.data.get("code")
        if name is None and code is not None and code not in shipped().codes(kind):
            raise ValueError("is missing: the code is none of those we know, and a new one needs its Danish name")
        return name

    return check


class Word(Section):
    """[[medium]], [[relation]]: a word of the register. A known code changes that word, another adds one."""

    code: values.Code = Field(description="a short code in capital letters, such as CHAT")
    da: values.Line | None = Field(default=None, validate_default=True)
    en: values.Line | None = None
    in_use: values.Flag = True


class Medium(Word):
    """[[medium]]: how it reached the workplace."""

    check_da = field_validator("da")(_require_known_or_named("medium"))


class Relation(Word):
    """[[relation]]: what the other party is to the workplace."""

    check_da = field_validator("da")(_require_known_or_named("relation"))


class Category(Word):
    """[[category]]: a kind of case. What is left out stays as it is shipped."""

    statute: values.Line | None = None
    penalty: Annotated[values.Whole, values.between(1, 240)] | None = None
    prosecution: Literal["public", "private", "on_request"] | None = None
    six_months: values.Flag | None = None
    limitation: Annotated[values.Whole, values.between(1, 30)] | None = None
    review_years: Annotated[values.Whole, values.between(1, 100)] | None = None
    counts: values.Flag | None = None
    reasoned: values.Flag | None = None
    stop: values.Flag | None = None

    check_da = field_validator("da")(_require_known_or_named("category"))


class Deadline(Word):
    """[[deadline]]: a deadline of cases. What is left out stays as it is shipped."""

    statute: values.Line | None = None
    start: _Start | None = None
    count: Annotated[values.Whole, values.between(0, 1000)] | None = None
    unit: _Unit | None = None
    automatic: values.Flag | None = None
    applies: Literal["always", "offence", "six_months", "limitation"] | None = None
    met_by: Literal["police", "work_injury", "information", "help"] | None = None

    @field_validator("da")
    @classmethod
    def check_da(cls, name: str | None, info: ValidationInfo) -> str | None:
        """A new one has a name."""
        code = info.data.get("code")
        if name is None and code is not None and code not in {rule.code for rule in deadlines.shipped()}:
            raise ValueError("is missing: the code is none of those we know, and a new one needs its Danish name")
        return name

    @model_validator(mode="after")
    def check_together(self) -> Deadline:
        """It can end one day, and every key of it means something."""
        known = tuple(one for one in deadlines.shipped() if one.code == self.code)
        [rule] = with_changes(known, [self.model_dump(exclude_none=True)], deadlines.Rule)
        if found := list(deadlines.faults(rule, self.model_fields_set)):
            raise ValueError("; ".join(found))
        return self


class Unit(Section):
    """[[unit]]: a part of the workplace. With none here, units are written in the officer's own words."""

    code: values.Code = Field(description="a short code in capital letters, such as SKOLE-NORD")
    name: values.Line = Field(description="the name of the unit")
    in_use: values.Flag = True


class Approver(Section):
    """[[disposal.person]]: somebody who may propose or approve a disposal, and proves to be there by a password."""

    name: values.Line = Field(description="the name of the person, as the record of a disposal shall show it")
    password: values.Password = Field(description="give password_file (a file that holds the secret) or password")
    password_file: values.PlainPath | None = None

    @field_validator("password")
    @classmethod
    def check_password(cls, password: SecretStr) -> SecretStr:
        """It stands for a person, and is not to be guessed by a colleague."""
        if len(password.get_secret_value()) < _SHORTEST_PASSWORD:
            raise ValueError(f"is too short; give one of at least {_SHORTEST_PASSWORD} characters")
        return password


class Disposal(Section):
    """[disposal]: when cases are to be reviewed, and the people who decide together what is disposed of.

    `years` count from the closing of a case; for an item in no case, from when it came in.
    """

    years: Annotated[values.Whole, values.between(1, 100)] = 5
    people: tuple[Approver, ...] = Field(default=(), alias="person")

    @field_validator("people")
    @classmethod
    def check_people(cls, people: tuple[Approver, ...]) -> tuple[Approver, ...]:
        """Nobody (then nothing can be proposed), or two at least whom neither name nor password confuses."""
        if len(people) == 1:
            raise ValueError("needs two people, for nobody disposes alone; add another [[disposal.person]]")
        if len({same_name(one.name) for one in people}) < len(people):
            raise ValueError("has two people of one name; give each their own")
        if len({one.password.get_secret_value() for one in people}) < len(people):
            raise ValueError("has two people with one password; give each their own")
        return people


class Authority(Section):
    """[[timestamps.authority]]: one time-stamp authority (RFC 3161), and whose signature is believed."""

    name: values.MailboxName = Field(description="a short name of your own, such as tsa")
    url: values.ServiceAddress = Field(description="where it is asked, such as https://tsa.example/")
    certificates: values.Certificates = Field(description="files (PEM) with the root certificate it is judged by")
    policy: values.Oid | None = None
    username: values.Line | None = None
    password: values.Password | None = Field(default=None, validate_default=True)
    password_file: values.PlainPath | None = None
    ca_file: values.ReadableFile | None = None
    in_use: values.Flag = True

    @field_validator("password")
    @classmethod
    def check_password(cls, password: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """A name and its password come together or not at all, and never over an open line."""
        if "username" in info.data and (info.data["username"] is None) != (password is None):
            raise ValueError(
                "is missing, though username is given; give password_file or password"
                if password is None
                else "is given without username; give both or neither"
            )
        url = str(info.data.get("url", "https"))
        if password is not None and not url.startswith("https") and not values.is_loopback(values.host_of(url)):
            raise ValueError("would go over an open line; write an url that begins with https://")
        return password


class Timestamps(Section):
    """[timestamps]: whether authorities outside attest what the archive holds, and how often."""

    enabled: values.Flag = False
    hours: Annotated[values.Whole, values.between(1, 168)] = 24
    authorities: tuple[Authority, ...] = Field(default=(), alias="authority", validate_default=True)

    @property
    def asked(self) -> tuple[Authority, ...]:
        """The authorities that are asked for stamps; those of the others are only believed."""
        return tuple(one for one in self.authorities if one.in_use) if self.enabled else ()

    @field_validator("authorities")
    @classmethod
    def check_authorities(cls, authorities: tuple[Authority, ...], info: ValidationInfo) -> tuple[Authority, ...]:
        """Each has a name of its own, and somebody is there to be asked."""
        if len({one.name.casefold() for one in authorities}) < len(authorities):
            raise ValueError("has two authorities of one name; give each its own")
        asked = sum(one.in_use for one in authorities)
        if asked > values.MOST_AUTHORITIES:
            raise ValueError(f"has more than {values.MOST_AUTHORITIES} authorities in use")
        if info.data.get("enabled") and not asked:
            raise ValueError("is missing: add [[timestamps.authority]] with name, url and certificates")
        return authorities


class Backup(Section):
    """[backup]: after how many days without one the officer gets an alarm; None for never."""

    days: Annotated[values.Whole, values.between(1, 365)] | None = None


class Health(Section):
    """[health]: where the daemon says how it is, over HTTP: /healthz, /readyz, /metrics. Nothing personal is told."""

    enabled: values.Flag = True
    listen: values.Listen = "127.0.0.1:8825"


class Canary(Section):
    """[canary]: a probe mail to each mailbox, so often that a broken leg of its way is named within `minutes`."""

    enabled: values.Flag = False
    minutes: Annotated[values.Whole, values.between(1, 1440)] = 60
    folder: values.Folder = "Arkivets prøvemails"


class Virus(Section):
    """[virus]: the clamd that looks at what came in, when it is ours; None for nobody."""

    clamd: values.Clamd | None = None
    timeout_seconds: Annotated[values.Whole, values.between(1, 600)] = 60


class Contacts(Section):
    """[contacts]: whom letters point to."""

    amr: values.Line | None = None
    tr: values.Line | None = None
    crisis_support: values.Line | None = None
    contact: values.Line | None = None
    lawyer: values.Line | None = None
    privacy_url: values.WebAddress | None = None
    guide_url: values.WebAddress | None = None
    desk_url: values.WebAddress | None = None


class Limits(Section):
    """[limits]: how much is taken in at once, and how long anything may take."""

    soft_megabytes: Annotated[values.Whole, values.between(1, 1000)] = 25
    hard_megabytes: Annotated[values.Whole, values.between(1, 1000)] = Field(default=150, validate_default=True)
    batch_messages: Annotated[values.Whole, values.between(1, 5000)] = 200
    batch_megabytes: Annotated[values.Whole, values.between(1, 1000)] = 16
    attempts: Annotated[values.Whole, values.between(1, 100)] = 5
    command_seconds: Annotated[values.Whole, values.between(1, 3600)] = 120
    connect_seconds: Annotated[values.Whole, values.between(1, 600)] = 15
    read_seconds: Annotated[values.Whole, values.between(1, 3600)] = 60
    parse_seconds: Annotated[values.Whole, values.between(1, 600)] = 15
    parse_megabytes: Annotated[values.Whole, values.between(128, 16384)] = 512
    free_megabytes: Annotated[values.Whole, values.between(1, 1_000_000)] = 2000

    @field_validator("hard_megabytes")
    @classmethod
    def check_hard(cls, hard: int, info: ValidationInfo) -> int:
        """What is refused is larger than what is merely handled with care."""
        if hard < info.data.get("soft_megabytes", 0):
            raise ValueError("must not be smaller than soft_megabytes")
        return hard


class Replica(Section):
    """[replica]: this process among several that share the mailboxes, and whose configuration is alike otherwise."""

    name: values.ReplicaName | None = None


class Log(Section):
    """[log]: `format` None means JSON, unless a person reads along at a terminal."""

    level: values.Level = "info"
    format: Literal["json", "text"] | None = None

    def format_for(self, *, terminal: bool) -> Literal["json", "text"]:
        """The format to write in; `terminal` tells whether stderr is one."""
        return self.format or ("text" if terminal else "json")


class Settings(Section):
    """The whole configuration, judged. Comes from `archiver.config.load`, which also checks across sections."""

    archive: Archive
    mailboxes: Annotated[tuple[Mailbox, ...], AfterValidator(values.not_empty)] = Field(alias="mailbox")
    database: Database
    smtp: Smtp
    officer: Officer
    digest: Digest = Digest()
    fixity: Fixity = Fixity()
    search: Search = Search()
    statistics: Statistics = Statistics()
    receipts: Receipts = Receipts()
    trust: Trust = Trust()
    encryption: Encryption = Encryption()
    content: Content = Content()
    cases: Cases = Cases()
    handover: Handover = Handover()
    categories: tuple[Category, ...] = Field(default=(), alias="category")
    media: tuple[Medium, ...] = Field(default=(), alias="medium")
    relations: tuple[Relation, ...] = Field(default=(), alias="relation")
    units: tuple[Unit, ...] = Field(default=(), alias="unit")
    deadlines: tuple[Deadline, ...] = Field(default=(), alias="deadline")
    disposal: Disposal = Disposal()
    timestamps: Timestamps = Timestamps()
    contacts: Contacts = Contacts()
    backup: Backup = Backup()
    health: Health = Health()
    desk: Desk = Desk()
    canary: Canary = Canary()
    virus: Virus = Virus()
    limits: Limits = Limits()
    replica: Replica = Replica()
    log: Log = Log()

    @property
    def data_directory(self) -> Path:
        """Where keys and other files of ours lie: beside the SQLite file unless configured otherwise."""
        if self.archive.data_directory:
            return self.archive.data_directory
        database = sqlite_file(self.database.url.get_secret_value())
        return database.parent if database else _POSTGRESQL_FOLDER

    @property
    def depot(self) -> str | None:
        """Where large mails are to rest, as file:///folder or s3://bucket/prefix; None for the database."""
        return self.place_of(self.content.store)

    def place_of(self, store: str) -> str | None:
        """The same of what somebody writes for `[content] store`."""
        if store == "files":
            return f"file://{quote(str(self.data_directory.absolute() / 'content'))}"
        return None if store == "database" else store

    @property
    def sender(self) -> str:
        """Whom our letters are from: [smtp] sender, else the first mailbox's address."""
        return self.smtp.sender or self.mailboxes[0].address
