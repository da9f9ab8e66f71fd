"""The configuration: every problem at once with its place, no secret shown, and an example that keeps its word."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from archiver.config import find, load
from archiver.config.keys import all_keys
from archiver.config.lines import KeyPath, lines_of_keys
from archiver.config.values import dns_server
from archiver.errors import ConfigError
from archiver.service.wiring import vocabulary_of
from tests.services.certificates import certificates

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
SMALLEST = """\
[archive]
organisation = "Prøve Kommune"
own_domains = ["kommune.example"]
language = "da"
time_zone = "Europe/Copenhagen"

[[mailbox]]
name = "arkiv"
address = "arkiv@kommune.example"
host = "imap.kommune.example"
port = 993
tls = "implicit"            # "none" is refused unless the host is loopback
username = "arkiv"
password_file = "/run/secrets/imap"
folders = ["INBOX"]
archive_folder = "Arkiveret"

[database]
url = "sqlite:////var/lib/archiver/archive.db"

[smtp]
host = "smtp.kommune.example"
port = 587
tls = "starttls"
username = "arkiv"
password_file = "/run/secrets/smtp"
sender = "arkiv@kommune.example"

[officer]
name = "Arkivansvarlig"
address = "officer@kommune.example"
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Puts a configuration and its secrets into a folder; replaces what is asked for in the smallest one."""
    for name in ("imap", "smtp", "database"):
        (tmp_path / name).write_text(f"hemmelig-{name}\n", encoding="utf-8")

    def put(text: str = SMALLEST, *changes: tuple[str, str]) -> Path:
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "config.toml"
        path.write_text(text.replace("/run/secrets/", f"{tmp_path}/"), encoding="utf-8")
        return path

    return put


def problems(path: Path | None, environ: Mapping[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as refusal:
        load(path, environ or {})
    return [problem.replace(str(path), "config.toml") for problem in refusal.value.problems]


def only_problem(path: Path, environ: Mapping[str, str] | None = None) -> str:
    (problem,) = problems(path, environ)
    return problem


# --- what is good -------------------------------------------------------------------------------------------------


def test_the_smallest_configuration_of_the_interface_page_validates(write: Write) -> None:
    settings = load(write(), {})

    assert settings.archive.organisation == "Prøve Kommune"
    assert secret_of(settings.mailboxes[0].password) == "hemmelig-imap"
    assert settings.mailboxes[0].folders == ("INBOX",)
    assert settings.smtp.password is not None
    assert settings.smtp.password.get_secret_value() == "hemmelig-smtp"
    assert settings.data_directory == Path("/var/lib/archiver")
    assert settings.digest.time == time(7, 0)


def secret_of(secret: SecretStr | None) -> str:
    """What is in it."""
    assert secret is not None
    return secret.get_secret_value()


def test_the_example_validates_once_the_secrets_exist(write: Write) -> None:
    settings = load(write(EXAMPLE.read_text(encoding="utf-8")), {})

    assert settings.sender == "arkiv@kommune.example"
    assert settings.digest.iso_weekday == 1


def test_the_example_shows_every_key_there_is_and_no_other() -> None:
    shown = {shape for shape, _ in leaves(tomllib.loads(uncommented()))}

    assert shown == {shape for shape in all_keys() if not is_section(shape)}


def test_the_values_the_example_calls_standard_are_the_defaults() -> None:
    standard = {
        shape: field.default for shape, field in all_keys().items() if not field.is_required() and field.default
    }
    optional = re.findall(r"^# (\w+) = ", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)

    shown = {shape: as_default(value) for shape, value in leaves(tomllib.loads(uncommented())) if shape in standard}

    assert {shape: value for shape, value in shown.items() if value != standard[shape]} == {}
    assert {shape[-1] for shape in shown} <= set(optional)
    assert len(shown) > 25


def as_default(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return time.fromisoformat(value) if isinstance(value, str) and re.fullmatch(r"\d\d:\d\d", value) else value


def leaves(value: Any, above: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [leaf for entry in value for leaf in leaves(entry, above)]
    if not isinstance(value, dict):
        return [(above, value)]
    return [leaf for key, inner in value.items() for leaf in leaves(inner, (*above, key))]


def is_section(shape: tuple[str, ...]) -> bool:
    return any(key[:-1] == shape for key in all_keys())


def uncommented() -> str:
    """The example with every optional line switched on."""
    return re.sub(r"^# (?=\w+ = |\[)", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_values_are_tidied(write: Write) -> None:
    path = write(
        SMALLEST,
        ('["kommune.example"]', '["Kommune.Example", "rødkløver.example"]'),
        ('address = "arkiv@kommune', 'address = "Arkiv@KOMMUNE'),
        ('["INBOX"]', '["Inbox", "Junk"]'),
    )

    settings = load(path, {})

    assert settings.archive.own_domains == ("kommune.example", "xn--rdklver-q1ad.example")
    assert settings.mailboxes[0].address == "Arkiv@kommune.example"
    assert settings.mailboxes[0].folders == ("INBOX", "Junk")


def test_the_digest_day_may_be_danish_and_its_time_a_toml_time(write: Write) -> None:
    settings = load(write(SMALLEST + '[digest]\nweekday = "Søndag"\ntime = 06:30:00\n'), {})

    assert (settings.digest.weekday, settings.digest.iso_weekday, settings.digest.time) == ("sunday", 7, time(6, 30))


def test_an_absence_has_a_deputy_and_two_dates(write: Write) -> None:
    deputy = '[officer.deputy]\nname = "D"\naddress = "deputy@kommune.example"\n'
    absence = "[[officer.absence]]\nfrom = 2026-12-24\nto = 2027-01-02\n"

    officer = load(write(SMALLEST + deputy + absence), {}).officer

    assert officer.deputy is not None
    assert officer.deputy.address == "deputy@kommune.example"
    assert [(away.start, away.end) for away in officer.absences] == [(date(2026, 12, 24), date(2027, 1, 2))]


def test_relative_paths_start_in_the_folder_of_the_file(write: Write, tmp_path: Path) -> None:
    path = write(SMALLEST, ("sqlite:////var/lib/archiver/", "sqlite:///"), ("/run/secrets/imap", "imap"))

    settings = load(path, {})

    assert settings.data_directory == tmp_path
    assert settings.database.url.get_secret_value() == f"sqlite:///{tmp_path}/archive.db"
    assert secret_of(settings.mailboxes[0].password) == "hemmelig-imap"


def test_settings_cannot_be_changed_afterwards(write: Write) -> None:
    settings = load(write(), {})

    with pytest.raises(ValidationError, match="frozen"):
        settings.mailboxes[0].port = 1


@pytest.mark.parametrize("marks", [b"\xef\xbb\xbf", b""])
def test_a_file_saved_on_windows_is_read_and_its_lines_are_counted(write: Write, marks: bytes) -> None:
    path = write(SMALLEST, ("port = 993", "port = 0"))
    path.write_bytes(marks + path.read_bytes().replace(b"\n", b"\r\n"))

    assert only_problem(path) == "config.toml:11: mailbox[0].port: must be between 1 and 65535"


# --- every problem at once ----------------------------------------------------------------------------------------


def test_every_problem_is_told_at_once_with_line_and_key(write: Write) -> None:
    path = write(
        SMALLEST,
        ('organisation = "Prøve Kommune"', 'note = """\n[smtp]\nport = 1\n"""\norganisation = " "'),
        ('"Europe/Copenhagen"', '"Europe/Kopenhagen"'),
        ("port = 993", 'port = "993"'),
        ("[database]\n", ""),
        ('tls = "starttls"', 'tls = "ssl"'),
        ("officer@kommune.example", "Officer <officer@kommune.example>"),
    )

    found = problems(path)

    assert found == [
        "config.toml: database: is missing: write a section [database]",
        (
            "config.toml:2: archive.note: is no known key; known here: organisation, own_domains, language, time_zone,"
            " data_directory"
        ),
        "config.toml:6: archive.organisation: is empty; write something or remove the key",
        "config.toml:9: archive.time_zone: must be a time zone such as Europe/Copenhagen",
        "config.toml:15: mailbox[0].port: must be a whole number without quotation marks",
        (
            "config.toml:22: mailbox[0].url: is no known key; known here: name, address, host, port, tls, username,"
            " oauth2, password, password_file, ca_file, folders, archive_folder, poll_seconds, idle"
        ),
        'config.toml:27: smtp.tls: must be "implicit", "starttls" or "none"',
        (
            "config.toml:34: officer.address: must be one mail address such as arkiv@kommune.example,"
            " without a name or < >"
        ),
    ]


def test_an_empty_file_names_every_section_it_lacks(write: Write) -> None:
    found = problems(write(""))

    assert found == [
        f"config.toml: {section}: is missing: write a section {header}"
        for section, header in [
            ("archive", "[archive]"),
            ("database", "[database]"),
            ("mailbox", "[[mailbox]]"),
            ("officer", "[officer]"),
            ("smtp", "[smtp]"),
        ]
    ]


def test_a_missing_key_points_at_its_section(write: Write) -> None:
    path = write(SMALLEST, ('host = "imap.kommune.example"\n', ""), ('password_file = "/run/secrets/imap"\n', ""))

    assert problems(path) == [
        "config.toml:7: mailbox[0].host: is missing: the name of the IMAP server",
        (
            "config.toml:7: mailbox[0].password: is missing: give password_file (a file that holds the secret) or"
            " password, or a section [mailbox.oauth2]"
        ),
    ]


def test_an_unknown_key_or_section_is_refused_with_a_guess(write: Write) -> None:
    path = write(SMALLEST.replace("archive_folder =", "archiv_folder =") + "[digset]\nenabled = true\n")

    assert problems(path) == [
        "config.toml:16: mailbox[0].archiv_folder: is no known key; did you mean archive_folder?",
        "config.toml:32: digset: is no known section; did you mean digest?",
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[archive]\norganisation = Prøve\n", "config.toml:2: this is not TOML: "),
        ("[archive]\nlanguage = 'da'\nlanguage = 'en'\n", "config.toml:3: this is not TOML: "),
        ("[archive]\n\nnote = '''\nnever closed\n", "config.toml:4: this is not TOML: "),
        ("[limits]\nattempts = " + "9" * 5000, "config.toml:2: this is not TOML: "),
        ("a = " + "[" * 20000, "config.toml:1: this is not TOML: "),
    ],
)
def test_a_syntax_error_names_its_line(write: Write, text: str, place: str) -> None:
    assert only_problem(write(text)).startswith(place)


def test_a_file_in_another_encoding_names_its_line(write: Write) -> None:
    path = write()
    path.write_bytes(path.read_text(encoding="utf-8").encode("iso-8859-1"))

    assert only_problem(path) == "config.toml:2: is not text in UTF-8; save the file as UTF-8"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "port = 993",
            "port = true",
            "config.toml:11: mailbox[0].port: must be a whole number without quotation marks",
        ),
        ("port = 993", "idle = 1", "config.toml:11: mailbox[0].idle: must be true or false, without quotation marks"),
        ("port = 993", "poll_seconds = 0", "config.toml:11: mailbox[0].poll_seconds: must be between 1 and 3600"),
        ('name = "arkiv"', "name = 7", "config.toml:8: mailbox[0].name: must be text in quotation marks"),
        ("[[mailbox]]", "[mailbox]", "config.toml:7: mailbox: must be written with two brackets: [[mailbox]]"),
        ("[smtp]", "[[smtp]]", "config.toml:21: smtp: must be a section, written once as [smtp]"),
        ('["INBOX"]', '"INBOX"', 'config.toml:15: mailbox[0].folders: must be a list in brackets, such as ["a", "b"]'),
        ('["INBOX"]', "[]", "config.toml:15: mailbox[0].folders: must have at least one entry"),
        ('["kommune.example"]', "[]", "config.toml:3: archive.own_domains: must have at least one entry"),
        (
            '["kommune.example"]',
            '[\n"kommune.example",\n"@kommune.example"]',
            "config.toml:5: archive.own_domains[1]: must be a domain such as kommune.example, without @ or *",
        ),
        (
            '["INBOX"]',
            '["Junk", "junk"]',
            "config.toml:15: mailbox[0].folders: has an entry twice (capital letters make no difference)",
        ),
        (
            '"Arkiveret"',
            '"inbox"',
            "config.toml:16: mailbox[0].archive_folder: must not be one of folders: stored mail is moved there",
        ),
        (
            '"imap.kommune.example"',
            '"imap.kommune.example:993"',
            "config.toml:10: mailbox[0].host: must be a host name or IP address only; the port has its own key",
        ),
        (
            "arkiv@kommune.example",
            "arkiv@kommune.example\\r\\nBcc: x@kommune.example",
            (
                "config.toml:9: mailbox[0].address: must be one mail address such as arkiv@kommune.example,"
                " without a name or < >"
            ),
        ),
        (
            '"Arkivansvarlig"',
            '"A\\r\\nBcc: x"',
            "config.toml:30: officer.name: must be one line without control characters",
        ),
        (
            'tls = "starttls"',
            'ca_file = "nowhere.pem"',
            "config.toml:24: smtp.ca_file: names a file that cannot be read (No such file or directory)",
        ),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_in_a_sentence(write: Write, old: str, new: str, sentence: str) -> None:
    assert only_problem(write(SMALLEST, (old, new))) == sentence


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        ('[digest]\ntime = "7"\n', 'config.toml:33: digest.time: must be a time of day such as "07:00"'),
        ("[limits]\nhard_megabytes = 20\n", "limits.hard_megabytes: must not be smaller than soft_megabytes"),
        ("[limits]\nsoft_megabytes = 200\n", "limits.hard_megabytes: must not be smaller than soft_megabytes"),
        ('[contacts]\ndesk_url = "arkiv"\n', "contacts.desk_url: must be a web address that begins with https://"),
        (
            '[trust]\ndns_servers = ["dns.kommune.example"]\n',
            (
                "config.toml:33: trust.dns_servers[0]: must be an IP address such as 192.0.2.53,"
                " or one with a port such as 192.0.2.53:5353"
            ),
        ),
        ('[cases]\notherwise = "x"\n', 'cases.otherwise: must be "unassigned" or "new_case"'),
        (
            '[[officer.absence]]\nfrom = "2026-12-24"\nto = 2026-12-25\n',
            "config.toml:33: officer.absence[0].from: must be a date such as 2026-12-24, without quotation marks",
        ),
        (
            "[[officer.absence]]\nfrom = 2026-12-24\nto = 2026-12-23\n",
            'config.toml:34: officer.absence[0].to: must not be before "from"',
        ),
        (
            "[[officer.absence]]\nfrom = 2026-12-24\nto = 2026-12-24\n",
            (
                "config.toml:32: officer.absence: needs a deputy who gets the letters meanwhile;"
                " add [officer.deputy] with name and address"
            ),
        ),
    ],
)
def test_a_section_that_contradicts_itself_is_refused(write: Write, section: str, sentence: str) -> None:
    assert only_problem(write(SMALLEST + section)).endswith(sentence)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_an_open_line_is_allowed_to_this_machine(write: Write, host: str) -> None:
    path = write(SMALLEST, ("imap.kommune.example", host), ('"implicit"', '"none"'))

    assert load(path, {}).mailboxes[0].tls == "none"


@pytest.mark.parametrize("host", ["192.0.2.1", "localhost.kommune.example", "::ffff:192.0.2.1", "0.0.0.0"])
def test_an_open_line_to_another_machine_is_refused(write: Write, host: str) -> None:
    path = write(SMALLEST, ("smtp.kommune.example", host), ('"starttls"', '"none"'))

    assert only_problem(path) == (
        'config.toml:24: smtp.tls: "none" would send the password unprotected; write "implicit" or "starttls"'
    )


ODD = [0, -1, True, "", "x", "\\u0000", [], [[]], [1], {}, {"x": 1}, [{}], [{"x": 1}], date(2026, 1, 1), time(7)]


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_whatever_stands_at_a_key_is_answered_in_our_own_words(write: Write, value: Any) -> None:
    for shape in all_keys():
        tree = tomllib.loads(SMALLEST)
        tree["officer"] |= {"deputy": {}, "absence": [{}]}
        put(tree, shape, value)

        told = told_of(write("".join(f"{key} = {as_toml(inner)}\n" for key, inner in tree.items())))

        assert all(problem.startswith("config.toml") for problem in told)
        assert not any("see config.example.toml" in problem for problem in told)


def put(tree: Any, shape: tuple[str, ...], value: Any) -> None:
    *above, last = shape
    for key in above:
        tree = tree.setdefault(key, {})
        tree = tree[0] if isinstance(tree, list) else tree
    tree[last] = value


def told_of(path: Path) -> list[str]:
    try:
        load(path, {})
    except ConfigError as refusal:
        return [problem.replace(str(path), "config.toml") for problem in refusal.problems]
    return []


# --- sections beside each other -----------------------------------------------------------------------------------


SECOND = """
[[mailbox]]
name = "skole"
address = "skole@kommune.example"
host = "imap.kommune.example"
username = "skole"
password = "x"
"""


def test_two_mailboxes_of_one_name_are_refused(write: Write) -> None:
    path = write(SMALLEST + SECOND.replace('"skole"', '"ARKIV"', 1))

    assert only_problem(path) == (
        "config.toml:34: mailbox[1].name: is the name of mailbox[0] too; give every mailbox its own"
    )


@pytest.mark.parametrize("extra", ["", 'folders = ["Arkiveret"]\narchive_folder = "A"\n'])
def test_two_keepers_of_one_folder_are_refused(write: Write, extra: str) -> None:
    path = write(SMALLEST + SECOND.replace('username = "skole"', 'username = "arkiv"') + extra)

    assert only_problem(path) == (
        "config.toml:33: mailbox[1]: watches or fills a folder of mailbox[0]; each folder has one keeper"
    )


def test_letters_to_a_watched_mailbox_are_refused_even_when_other_keys_are_wrong(write: Write) -> None:
    path = write(
        SMALLEST + '[digest]\ncopy_to = ["vidne@kommune.example", "ARKIV@kommune.example"]\n',
        ("port = 993", "port = 0"),
        ("officer@kommune.example", "arkiv@kommune.example"),
    )

    assert problems(path) == [
        "config.toml:11: mailbox[0].port: must be between 1 and 65535",
        "config.toml:31: officer.address: is the address of a watched mailbox; letters to it would never be read",
        ("config.toml:33: digest.copy_to[1]: is the address of a watched mailbox; letters to it would never be read"),
    ]


# --- the environment ----------------------------------------------------------------------------------------------


def test_the_environment_overrides_the_file(write: Write) -> None:
    settings = load(
        write(SMALLEST + SECOND),
        {
            "ARCHIVER__MAILBOX__0__PORT": "1993",
            "ARCHIVER__MAILBOX__SKOLE__PASSWORD": "12345",
            "ARCHIVER__MAILBOX__SKOLE__IDLE": "False",
            "ARCHIVER__ARCHIVE__OWN_DOMAINS": '["a.example", "b.example"]',
            "ARCHIVER__DIGEST__TIME": "06:15",
            "ARCHIVER__OFFICER__DEPUTY__NAME": "D",
            "ARCHIVER__OFFICER__DEPUTY__ADDRESS": "deputy@kommune.example",
            "ARCHIVER__OFFICER__ABSENCE": "[{from = 2026-12-24, to = 2026-12-25}]",
            "ARCHIVER_CONFIG": "elsewhere",
            "PATH": "/bin",
        },
    )

    assert [mailbox.port for mailbox in settings.mailboxes] == [1993, 993]
    assert secret_of(settings.mailboxes[1].password) == "12345"
    assert not settings.mailboxes[1].idle
    assert settings.archive.own_domains == ("a.example", "b.example")
    assert settings.digest.time == time(6, 15)
    assert settings.officer.absences[0].start == date(2026, 12, 24)


def test_the_environment_alone_is_enough() -> None:
    settings = load(
        None,
        {
            "ARCHIVER__ARCHIVE__ORGANISATION": "Prøve Kommune",
            "ARCHIVER__ARCHIVE__OWN_DOMAINS": '["kommune.example"]',
            "ARCHIVER__MAILBOX__0__NAME": "arkiv",
            "ARCHIVER__MAILBOX__0__ADDRESS": "arkiv@kommune.example",
            "ARCHIVER__MAILBOX__ARKIV__HOST": "imap.kommune.example",
            "ARCHIVER__MAILBOX__ARKIV__USERNAME": "arkiv",
            "ARCHIVER__MAILBOX__ARKIV__PASSWORD": "x",
            "ARCHIVER__DATABASE__URL": "postgresql://archiver@db.kommune.example/arkiv",
            "ARCHIVER__SMTP__HOST": "smtp.kommune.example",
            "ARCHIVER__OFFICER__NAME": "Arkivansvarlig",
            "ARCHIVER__OFFICER__ADDRESS": "officer@kommune.example",
        },
    )

    assert settings.mailboxes[0].host == "imap.kommune.example"
    assert settings.data_directory == Path("/var/lib/archiver")


def test_problems_of_the_environment_name_the_variable(write: Write) -> None:
    environ = {
        "ARCHIVER__LIMITS__ATTEMPTS": "many",
        "ARCHIVER__LIMIT__ATTEMPTS": "3",
        "ARCHIVER__MAILBOX__0__PORT": "70000",
        "ARCHIVER__MAILBOX__0__FOLDERS": '["INBOX", ""]',
        "ARCHIVER__MAILBOX__2__PORT": "993",
        "ARCHIVER__MAILBOX__SKOLE__PORT": "993",
        "ARCHIVER__SMTP__HOST__NAME": "x",
        "ARCHIVER__SMTP__": "x",
        "ARCHIVER__SMTP__PASSWORD": "x\udcff",
    }

    assert problems(write(), environ) == [
        "ARCHIVER__LIMITS__ATTEMPTS: limits.attempts: must be a whole number without quotation marks",
        "ARCHIVER__LIMIT__ATTEMPTS: limit: is no known section; did you mean limits?",
        "ARCHIVER__MAILBOX__0__FOLDERS: mailbox[0].folders[1]: is empty; write something or remove the key",
        "ARCHIVER__MAILBOX__0__PORT: mailbox[0].port: must be between 1 and 65535",
        "ARCHIVER__MAILBOX__2__PORT: leaves a gap; there are 1 entries so far, counted from 0",
        "ARCHIVER__MAILBOX__SKOLE__PORT: names no entry of mailbox; use its name or its number, counted from 0",
        "ARCHIVER__SMTP__: must look like ARCHIVER__SECTION__KEY",
        "ARCHIVER__SMTP__HOST__NAME: cannot be set, because what stands above it is no section",
        "ARCHIVER__SMTP__PASSWORD: is not text in UTF-8",
    ]


# --- secrets ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("octets", "secret"),
    [(b"a b ", "a b "), (b"x\n", "x"), (b"x\r\n", "x"), (b"\xef\xbb\xbfx\n", "x"), ("sø=#".encode(), "sø=#")],
)
def test_only_the_last_line_break_of_a_secret_file_is_cut(
    write: Write, tmp_path: Path, octets: bytes, secret: str
) -> None:
    path = write()
    (tmp_path / "imap").write_bytes(octets)

    assert secret_of(load(path, {}).mailboxes[0].password) == secret


@pytest.mark.parametrize(
    ("octets", "sentence"),
    [
        (None, "password_file: names a file that cannot be read (No such file or directory)"),
        (b"", "password_file: names an empty file; write the secret into it"),
        (b"\n", "password_file: names an empty file; write the secret into it"),
        (b"\xff\xfe", "password_file: names a file that is not text in UTF-8"),
        (b"x" * 70000, "password_file: names a file that is too long for a secret"),
        (b"x\n\n", "password: must be one line; the secret holds a line break or a NUL"),
    ],
)
def test_a_secret_file_without_one_secret_is_refused(
    write: Write, tmp_path: Path, octets: bytes | None, sentence: str
) -> None:
    path = write()
    (tmp_path / "imap").unlink()
    if octets is not None:
        (tmp_path / "imap").write_bytes(octets)

    assert only_problem(path) == f"config.toml:14: mailbox[0].{sentence}"


def test_a_secret_and_its_file_are_not_given_together(write: Write) -> None:
    path = write(SMALLEST, ("password_file", 'password = "x"\npassword_file'))
    both = {"ARCHIVER__SMTP__PASSWORD": "x", "ARCHIVER__SMTP__PASSWORD_FILE": "smtp"}

    assert problems(path, both) == [
        "config.toml:15: mailbox[0].password_file: is given together with password; keep one of the two",
        "ARCHIVER__SMTP__PASSWORD_FILE: smtp.password_file: is given together with password; keep one of the two",
    ]


def test_a_secret_of_the_environment_replaces_the_file_named_in_the_configuration(write: Write) -> None:
    settings = load(write(), {"ARCHIVER__MAILBOX__ARKIV__PASSWORD": "fra miljøet"})

    assert secret_of(settings.mailboxes[0].password) == "fra miljøet"
    assert settings.mailboxes[0].password_file is None


def test_a_name_without_password_is_refused_and_so_is_a_password_without_name(write: Write) -> None:
    no_password = write(SMALLEST, ('password_file = "/run/secrets/smtp"\n', ""))
    first = only_problem(no_password)
    no_name = write(SMALLEST, ('username = "arkiv"\npassword_file = "/run/secrets/smtp"', 'password = "x"'))
    second = only_problem(no_name)

    assert first == (
        "config.toml:21: smtp.password: is missing, though username is given; give password_file or password"
    )
    assert second == ("config.toml:25: smtp.password: is given without username; give both or neither")


@pytest.mark.parametrize(
    ("url", "ready"),
    [
        ("postgresql://arkiv@db.example/a", "postgresql+psycopg://arkiv:p%40%2F%3A%20x@db.example/a"),
        ("postgres://arkiv@[::1]:5433/a?x=1", "postgresql+psycopg://arkiv:p%40%2F%3A%20x@[::1]:5433/a?x=1"),
        ("postgresql+psycopg://arkiv@/a?host=/run", "postgresql+psycopg://arkiv:p%40%2F%3A%20x@/a?host=/run"),
    ],
)
def test_the_database_password_is_put_into_the_url(write: Write, tmp_path: Path, url: str, ready: str) -> None:
    (tmp_path / "database").write_text("p@/: x\n", encoding="utf-8")
    path = write(
        SMALLEST, ('url = "sqlite:////var/lib/archiver/archive.db"', f'url = "{url}"\npassword_file = "database"')
    )
    (tmp_path / "database").write_text("p@/: x\n", encoding="utf-8")

    assert load(path, {}).database.url.get_secret_value() == ready


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ('url = "mysql://h/d"', 'must begin with "sqlite:///" or "postgresql://"'),
        ('url = "postgresql+psycopg2://h/d"', 'must begin with "sqlite:///" or "postgresql://"'),
        ('url = "archive.db"', 'must begin with "sqlite:///" or "postgresql://"'),
        ('url = "sqlite://"', "must name a file without options"),
        ('url = "sqlite:///:memory:"', "must name a file without options"),
        ('url = "sqlite:////a.db?mode=ro"', "must name a file without options"),
        ('url = "sqlite:////a.db"\npassword = "x"', "is of SQLite, which knows no password"),
        ('url = "postgresql://u@h"', "must name the database"),
        ('url = "postgresql://h/d"\npassword = "x"', "must name the user whose password is given"),
        ('url = "postgresql://u:kanariefugl@h/d"\npassword = "x"', "holds a password already"),
        ('url = "postgresql://u:kanarie/fugl@h/d"', "is no usable URL"),
    ],
)
def test_a_database_that_cannot_be_used_is_refused_without_repeating_the_url(
    write: Write, lines: str, sentence: str
) -> None:
    path = write(SMALLEST, ('url = "sqlite:////var/lib/archiver/archive.db"', lines))

    problem = only_problem(path)

    assert problem.startswith(f"config.toml:19: database.url: {sentence}")
    assert "kanarie" not in problem


def test_no_text_form_of_the_settings_holds_a_secret(write: Write) -> None:
    path = write(SMALLEST, ("sqlite:////var/lib/archiver/archive.db", "postgresql://u:hemmelig-db@h/d"))
    settings = load(path, {})

    forms = [repr(settings), str(settings), f"{settings.model_dump()}", settings.model_dump_json()]

    assert [form for form in forms if "hemmelig" in form] == []
    assert "hemmelig-db" in settings.database.url.get_secret_value()


def test_no_problem_repeats_a_value_not_even_in_the_chain_of_causes(write: Write) -> None:
    path = write(
        SMALLEST.replace("/run/secrets/imap", "kanariefugl")
        .replace("/run/secrets/smtp", "kanarie\\u0000fugl")
        .replace("port = 993", 'port = "kanariefugl"')
        .replace('"starttls"', '"kanariefugl"')
        .replace("officer@kommune.example", "kanariefugl")
    )

    with pytest.raises(ConfigError) as refusal:
        load(path, {"ARCHIVER__LIMITS__ATTEMPTS": "kanariefugl"})

    assert len(refusal.value.problems) == 6
    assert "kanariefugl" not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None


# --- where the file is --------------------------------------------------------------------------------------------


def test_the_file_that_was_named_comes_before_the_variable_and_the_current_folder(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write()
    monkeypatch.chdir(tmp_path)

    assert find({"ARCHIVER_CONFIG": "/b.toml"}, Path("/a.toml")) == Path("/a.toml")
    assert find({"ARCHIVER_CONFIG": "/b.toml"}, None) == Path("/b.toml")
    assert find({"ARCHIVER_CONFIG": ""}, None) == Path("config.toml")


def test_without_any_file_a_sentence_says_where_it_was_sought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("archiver.config.loading.PLACES", (Path("config.toml"), tmp_path / "etc.toml"))

    with pytest.raises(ConfigError, match=r"looked for config.toml and .*etc.toml; copy config.example.toml"):
        find({}, None)


def test_a_file_that_cannot_be_looked_at_is_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = tmp_path / ("x" * 300)
    monkeypatch.setattr("archiver.config.loading.PLACES", (hidden, EXAMPLE))

    path = find({}, None)

    assert path == hidden
    assert only_problem(path) == "config.toml: cannot be read (File name too long)"


def test_a_named_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert problems(tmp_path / "none.toml") == ["config.toml: cannot be read (No such file or directory)"]


# --- lines --------------------------------------------------------------------------------------------------------


def paths_of(value: Any, above: KeyPath = ()) -> set[KeyPath]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path for key, inner in entries for path in ({(*above, key)} | paths_of(inner, (*above, key)))}


def test_lines_are_found_in_every_way_toml_has_of_writing_a_key() -> None:
    text = '''# [no]
a.b = 1
"q=[" . 'c d' = """
[x]
y = 1 \\""" ""\\
"""""
[t]
k = [1, # ]
 "a]", {x = 1, y.z = [2,
3]}]
[[m]]
p = \'\'\'
[[m]]
\'\'\'\'
[m.sub]
z = 07:00:00
[[m]]
p = 1.5
[[m.deep]]
w = 2026-01-01 07:00:00
[[m.deep]]
[m.deep."er"]
v = "[#\\" = "
'''

    lines = lines_of_keys(text)

    assert set(lines) == paths_of(tomllib.loads(text))
    assert lines["q=[", "c d"] == 3
    assert lines["t", "k", 1] == 9
    assert lines["t", "k", 2, "y", "z", 1] == 10
    assert lines["m", 0, "sub", "z"] == 16
    assert lines["m", 1, "p"] == 18
    assert lines["m", 1, "deep", 1, "er", "v"] == 23


WORDS = st.text(st.sampled_from("ab.#=[]{}\"', \\\n\tæ"), max_size=6)
VALUES = st.recursive(
    st.integers(0, 9) | st.booleans() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


def as_toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[ # ]\n" + "".join(f"{as_toml(entry)} ,\n" for entry in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)} = {as_toml(inner)}" for key, inner in value.items()) + "}"
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


@given(st.lists(st.dictionaries(WORDS, VALUES, max_size=4), max_size=3))
def test_every_key_that_tomllib_reads_has_the_line_it_was_written_on(tables: list[dict[str, Any]]) -> None:
    text, expected = "", {}
    for number, table in enumerate(tables):
        text += "[[table]] # [x]\n"
        for key, value in table.items():
            expected["table", number, key] = text.count("\n") + 1
            text += f"{quoted(key)} = {as_toml(value)}\n"

    lines = lines_of_keys(text)

    assert set(lines) == paths_of(tomllib.loads(text))
    assert {path: lines[path] for path in expected} == expected


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("192.0.2.53", ("192.0.2.53", 53)),
        (" 127.0.0.1:5353 ", ("127.0.0.1", 5353)),
        ("2001:db8::53", ("2001:db8::53", 53)),
        ("[2001:db8::53]:5353", ("2001:db8::53", 5353)),
    ],
)
def test_a_dns_server_may_have_a_port(text: str, server: tuple[str, int]) -> None:
    assert dns_server(text) == server


@pytest.mark.parametrize("text", ["", "dns.example", "192.0.2.53:0", "192.0.2.53:70000", "[192.0.2.53]", "1:2"])
def test_what_is_no_dns_server_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be an IP address"):
        dns_server(text)


# --- time stamps ---

AUTHORITY = """
[timestamps]
enabled = true
[[timestamps.authority]]
name = "tsa"
url = "https://tsa.example/tsr"
certificates = ["root.pem"]
"""


@pytest.fixture
def stamps(write: Write, tmp_path: Path) -> Write:
    """The smallest configuration with an authority, whose root lies beside it."""
    (tmp_path / "root.pem").write_bytes(certificates().ca_file.read_bytes())
    (tmp_path / "server.pem").write_bytes(certificates().certificate.read_bytes())

    def put(*changes: tuple[str, str], more: str = "") -> Path:
        return write(SMALLEST + AUTHORITY + more, *changes)

    return put


def test_time_stamps_are_off_unless_asked_for(write: Write) -> None:
    assert load(write(), {}).timestamps.asked == ()


def test_an_authority_is_asked_with_the_password_from_its_file(stamps: Write) -> None:
    login = 'username = "arkiv"\npassword_file = "/run/secrets/imap"\n'

    [one] = load(stamps(more=login), {}).timestamps.asked

    assert (one.name, one.url, one.certificates[0].name) == ("tsa", "https://tsa.example/tsr", "root.pem")
    assert one.password is not None
    assert one.password.get_secret_value() == "hemmelig-imap"
    assert "hemmelig" not in repr(one)


def test_an_authority_is_configured_from_the_environment_too(stamps: Write) -> None:
    environ = {
        "ARCHIVER__TIMESTAMPS__AUTHORITY__0__URL": "http://127.0.0.1/",
        "ARCHIVER__TIMESTAMPS__AUTHORITY__0__USERNAME": "arkiv",
        "ARCHIVER__TIMESTAMPS__AUTHORITY__0__PASSWORD": "hemmelig",
        "ARCHIVER__TIMESTAMPS__HOURS": "6",
    }

    settings = load(stamps(more='password_file = "/run/secrets/nowhere"\n'), environ).timestamps

    assert (settings.hours, settings.asked[0].url, settings.asked[0].username) == (6, "http://127.0.0.1/", "arkiv")


def test_an_authority_out_of_use_is_believed_and_not_asked(stamps: Write) -> None:
    settings = load(stamps(("enabled = true", "enabled = false"), more="in_use = false\n"), {}).timestamps

    assert (len(settings.authorities), settings.asked) == (1, ())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("https://tsa.example/tsr", "tsa.example"), "must be the address of a server"),
        (("https://tsa.example/tsr", "ftp://tsa.example"), "must be the address of a server"),
        (("https://tsa.example/tsr", "https://x:hemmelig@tsa.example"), "must hold no user name and no password"),
        (("root.pem", "server.pem"), "hold no root certificate"),
        (("root.pem", "config.toml"), "must name files that hold certificates in PEM"),
        (("root.pem", "nowhere.pem"), "names a file that cannot be read"),
        (('["root.pem"]', "[]"), "must have at least one entry"),
        (("enabled = true", "enabled = true\nhours = 0"), "must be between 1 and 168"),
        (('name = "tsa"', 'name = "tsa"\npolicy = "1"'), "must be an object identifier"),
        (('name = "tsa"', 'name = "tsa"\nin_use = false'), "is missing: add [[timestamps.authority]]"),
        (('name = "tsa"', 'name = "tsa"\nusername = "x"'), "is missing, though username is given"),
        (('name = "tsa"', 'name = "tsa"\npassword = "hemmelig"'), "is given without username"),
        (
            ('"https://tsa.example/tsr"', '"http://tsa.example"\nusername = "x"\npassword = "hemmelig"'),
            "would go over an open line",
        ),
    ],
)
def test_what_cannot_be_asked_or_believed_is_refused(stamps: Write, change: tuple[str, str], says: str) -> None:
    [told] = problems(stamps(change))

    assert says in told
    assert "hemmelig" not in told


def test_two_authorities_of_one_name_and_none_at_all_are_refused(stamps: Write, write: Write) -> None:
    another = AUTHORITY.partition("enabled = true\n")[2].replace('"tsa"', '"TSA"')

    assert "two authorities of one name" in problems(stamps(more=another))[0]
    assert "is missing: add [[timestamps.authority]]" in problems(write(SMALLEST + "[timestamps]\nenabled = true\n"))[0]


# --- disposal ---

TWO = """
[[disposal.person]]
name = "Jette Jensen"
password_file = "jette"
[[disposal.person]]
name = "Hans Hansen"
password_file = "hans"
"""


@pytest.fixture
def disposal(write: Write, tmp_path: Path) -> Write:
    """The smallest configuration with two people who dispose, whose passwords lie beside it."""
    (tmp_path / "jette").write_text("hemmelig-jette\n", encoding="utf-8")
    (tmp_path / "hans").write_text("hemmelig-hans\n", encoding="utf-8")

    def put(*changes: tuple[str, str], more: str = "") -> Path:
        return write(SMALLEST + TWO + more, *changes)

    return put


def test_a_case_is_reviewed_after_five_years_and_nobody_disposes_unless_named(write: Write) -> None:
    settings = load(write(), {}).disposal

    assert (settings.years, settings.people) == (5, ())
    assert load(write(SMALLEST + "[disposal]\nperson = []\n"), {}).disposal == settings


def test_each_person_has_the_password_from_a_file_of_their_own(disposal: Write) -> None:
    settings = load(disposal(), {})

    jette, hans = settings.disposal.people

    assert (jette.name, jette.password.get_secret_value()) == ("Jette Jensen", "hemmelig-jette")
    assert (hans.name, hans.password.get_secret_value()) == ("Hans Hansen", "hemmelig-hans")
    assert not any("hemmelig" in form for form in (repr(settings), f"{settings.model_dump()}"))
    assert "hemmelig" not in settings.model_dump_json()


def test_people_are_configured_from_the_environment_too(disposal: Write, tmp_path: Path) -> None:
    environ = {
        "ARCHIVER__DISPOSAL__YEARS": "10",
        "ARCHIVER__DISPOSAL__PERSON__0__PASSWORD": "hemmelig-fra-miljøet",
        "ARCHIVER__DISPOSAL__PERSON__1__PASSWORD_FILE": str(tmp_path / "jette"),
        "ARCHIVER__DISPOSAL__PERSON__2__NAME": "Inge Iversen",
        "ARCHIVER__DISPOSAL__PERSON__2__PASSWORD": "123456789012",
    }

    settings = load(disposal(), environ).disposal

    assert settings.years == 10
    assert [one.password.get_secret_value() for one in settings.people] == [
        *("hemmelig-fra-miljøet", "hemmelig-jette", "123456789012")
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            ('name = "Hans Hansen"', 'name = "JETTE JENSEN"'),
            "config.toml:33: disposal.person: has two people of one name; give each their own",
        ),
        (
            ('password_file = "hans"', 'password = "hemmelig-jette"'),
            "config.toml:33: disposal.person: has two people with one password; give each their own",
        ),
        (
            ('[[disposal.person]]\nname = "Hans Hansen"\npassword_file = "hans"\n', ""),
            (
                "config.toml:33: disposal.person: needs two people, for nobody disposes alone;"
                " add another [[disposal.person]]"
            ),
        ),
        (
            ('password_file = "hans"', 'password = "hemmelig-hm"'),
            "config.toml:38: disposal.person[1].password: is too short; give one of at least 12 characters",
        ),
        (
            ('password_file = "hans"', 'password_file = "kort"'),
            "config.toml:38: disposal.person[1].password: is too short; give one of at least 12 characters",
        ),
        (
            ('password_file = "hans"\n', ""),
            (
                "config.toml:36: disposal.person[1].password: is missing:"
                " give password_file (a file that holds the secret) or password"
            ),
        ),
        (
            ('name = "Hans Hansen"', 'name = " "'),
            "config.toml:37: disposal.person[1].name: is empty; write something or remove the key",
        ),
        (
            ('name = "Hans Hansen"\n', ""),
            (
                "config.toml:36: disposal.person[1].name: is missing: the name of the person,"
                " as the record of a disposal shall show it"
            ),
        ),
    ],
)
def test_people_who_could_be_taken_for_one_and_one_alone_are_refused(
    disposal: Write, tmp_path: Path, change: tuple[str, str], sentence: str
) -> None:
    (tmp_path / "kort").write_text("hemmelig-hm\n", encoding="utf-8")

    assert only_problem(disposal(change)) == sentence


def test_a_password_of_twelve_characters_is_long_enough(disposal: Write) -> None:
    people = load(disposal(('password_file = "hans"', 'password = "æøåæøåæøåæøå"')), {}).disposal.people

    assert people[1].password.get_secret_value() == "æøåæøåæøåæøå"


def test_two_password_files_without_a_secret_are_two_problems_and_no_more(disposal: Write, tmp_path: Path) -> None:
    (tmp_path / "jette").write_bytes(b"")
    (tmp_path / "hans").write_bytes(b"\xff\xfe")

    assert problems(disposal()) == [
        "config.toml:35: disposal.person[0].password_file: names an empty file; write the secret into it",
        "config.toml:38: disposal.person[1].password_file: names a file that is not text in UTF-8",
    ]


@pytest.mark.parametrize("years", [0, 101])
@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("[disposal]\nyears", "disposal.years"),
        ('[[category]]\ncode = "UBE"\nreview_years', "category[0].review_years"),
    ],
)
def test_a_review_comes_within_a_hundred_years(write: Write, section: str, key: str, years: int) -> None:
    assert only_problem(write(f"{SMALLEST}{section} = {years}\n")).endswith(f"{key}: must be between 1 and 100")
    assert load(write(f"{SMALLEST}{section} = 100\n"), {}).disposal.people == ()


def test_a_workplace_says_when_a_category_is_reviewed(write: Write) -> None:
    own = '[[category]]\ncode = "KRI"\nreview_years = 3\n[[category]]\ncode = "TRU"\n'

    vocabulary = vocabulary_of(load(write(SMALLEST + own), {}))

    years = {one.code: one.review_years for one in vocabulary.categories}
    assert (years["KRI"], years["UBE"], years["TRU"]) == (3, 1, None)


def test_the_people_of_the_example_are_one_short(write: Write, tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    section = text[text.index("# [[disposal.person]]") : text.index("# --- Tidsstempler")]
    (tmp_path / "kassation-1").write_text("hemmelig-kassation\n", encoding="utf-8")
    person = re.sub(r"^# (?=(name|password_file) = |\[)", "", section, flags=re.MULTILINE)
    another = '[[disposal.person]]\nname = "Leder"\npassword = "hemmelig-leder"\n'

    assert "needs two people" in only_problem(write(text.replace(section, person)))
    assert len(load(write(text.replace(section, person + another)), {}).disposal.people) == 2


# --- access tokens ------------------------------------------------------------------------------------------------

PASSWORD = 'password_file = "/run/secrets/imap"\n'


def with_tokens(write: Write, keys: str) -> Path:
    """The smallest configuration, whose mailbox has a section [mailbox.oauth2] instead of a password."""
    return write(SMALLEST, (PASSWORD, ""), ("[database]", f"[mailbox.oauth2]\n{keys}\n[database]"))


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """c.pem and c.key belong together; o.key is another's."""
    for name in "co":
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
                *("-subj", "/CN=arkiv", "-keyout", f"{name}.key", "-out", f"{name}.pem"),
            ],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )
    return tmp_path


MICROSOFT = 'provider = "microsoft"\ntenant = "kommune.onmicrosoft.com"\nclient_id = "1"\n'


@pytest.mark.parametrize(
    "keys",
    [
        MICROSOFT + 'client_secret = "x"\nexpires_at = 2027-11-30',
        MICROSOFT.replace("kommune.onmicrosoft.com", "11111111-2222-3333-4444-55555555555A") + 'client_secret = "x"',
        MICROSOFT + 'certificate_file = "c.pem"\nkey_file = "c.key"',
        'provider = "generic"\ntoken_url = "https://x.example/token"\nclient_id = "1"\nclient_secret = "x"',
        'provider = "generic"\ntoken_url = "http://127.0.0.1/t"\nclient_id = "1"\nclient_secret = "x"\nscope = "y"',
    ],
)
def test_a_mailbox_may_have_tokens_instead_of_a_password(keys: str, write: Write, pair: Path) -> None:
    settings = load(with_tokens(write, keys), {})

    assert settings.mailboxes[0].password is None
    assert settings.mailboxes[0].oauth2 is not None


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ('provider = "microsoft"', "tenant is missing"),
        ('provider = "microsoft"', "client_id is missing"),
        (MICROSOFT, "needs client_secret_file, or certificate_file with key_file"),
        (MICROSOFT + 'certificate_file = "c.pem"', "needs both certificate_file and key_file"),
        (MICROSOFT + 'certificate_file = "c.pem"\nkey_file = "o.key"', "is not the key of certificate_file"),
        (
            MICROSOFT + 'client_secret = "x"\ncertificate_file = "c.pem"\nkey_file = "c.key"',
            "has both client_secret and certificate_file",
        ),
        (MICROSOFT + 'certificate_file = "c.pem"\nkey_file = "c.key"\nexpires_at = 2027-01-01', "tells its end itself"),
        (MICROSOFT + 'client_secret = "x"\ntoken_url = "https://x.example/"', 'means nothing with provider = "micro'),
        (MICROSOFT + 'client_secret = "x"\nclient_auth = "form"', 'means nothing with provider = "micro'),
        ('provider = "google"', "service_account_file is missing"),
        ('provider = "google"\nclient_id = "1"', 'client_id means nothing with provider = "google"'),
        ('provider = "generic"\nclient_id = "1"\nclient_secret = "x"', "token_url is missing"),
    ],
)
def test_a_wrong_combination_is_told_with_its_place(keys: str, says: str, write: Write, pair: Path) -> None:
    found = only_problem(with_tokens(write, keys))

    assert found.startswith("config.toml:17: mailbox[0].oauth2: ")
    assert says in found


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ('tenant = "common"', "must be the directory's ID (a GUID) or a domain"),
        ('certificate_file = "c.key"', "must name a file that holds a certificate in PEM"),
        ('key_file = "c.pem"', "must name a file that holds a private key in PEM"),
        ('service_account_file = "c.pem"', "must name the JSON file that Google made"),
        ('token_url = "http://x.example/token"', "would send the secret over an open line"),
        ('client_secret = ""', "is empty; give the secret or remove the key"),
        ('client_secret_file = "mangler"', "names a file that cannot be read"),
        ('expires_at = "snart"', "must be a date such as 2026-12-24"),
    ],
)
def test_a_value_that_will_not_do_is_told_by_its_key(key: str, says: str, write: Write, pair: Path) -> None:
    found = problems(with_tokens(write, f'provider = "generic"\n{key}'))

    name = key.partition(" =")[0]
    assert [one for one in found if f"mailbox[0].oauth2.{name}: " in one and says in one]


def test_a_password_and_tokens_are_one_too_many(write: Write) -> None:
    oauth2 = MICROSOFT + 'client_secret = "kanariefugl"\n'
    both = write(SMALLEST, ("[database]", f"[mailbox.oauth2]\n{oauth2}\n[database]"))

    assert only_problem(both).endswith("password: is given together with [mailbox.oauth2]; keep one of the two")


def test_smtp_may_have_tokens_too_in_somebodys_name(write: Write) -> None:
    oauth2 = f'[smtp.oauth2]\n{MICROSOFT}client_secret = "kanariefugl"\n[officer]'
    login = 'username = "arkiv"\npassword_file = "/run/secrets/smtp"\n'
    well = load(write(SMALLEST, (login, 'username = "arkiv"\n'), ("[officer]", oauth2)), {})
    nameless = only_problem(write(SMALLEST, (login, ""), ("[officer]", oauth2)))
    both = only_problem(write(SMALLEST, ("[officer]", oauth2)))

    assert well.smtp.oauth2 is not None
    assert "smtp.oauth2: needs username" in nameless
    assert both.endswith("password: is given together with [smtp.oauth2]; keep one of the two")
    assert "kanariefugl" not in repr(well) + nameless + both


def test_a_secret_may_come_from_the_environment(write: Write) -> None:
    variables = {"ARCHIVER__MAILBOX__0__OAUTH2__CLIENT_SECRET": "fra miljøet"}

    oauth2 = load(with_tokens(write, MICROSOFT), variables).mailboxes[0].oauth2

    assert oauth2 is not None
    assert secret_of(oauth2.client_secret) == "fra miljøet"


# --- deadlines ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ('code = "NY"\nda = "Ny frist"\ncount = 3\nstart = "receipt"', "needs unit: "),
        ('code = "NY"\nda = "Ny frist"\nunit = "days"', "needs count: "),
        ('code = "F12"\ncount = 0', "needs count: "),
        ('code = "NY"\nda = "Ny frist"\nunit = "given"\ncount = 3', "has count, which means nothing"),
        ('code = "NY"\nda = "Ny frist"\nunit = "given"\nautomatic = true', "somebody writes each day"),
        ('code = "F11"\nautomatic = true', "a case does not tell when that begins"),
        ('code = "NY"\nda = "Ny"\nunit = "days"\ncount = 1\nautomatic = true', "a case does not tell"),
        ('code = "F12"\nmet_by = "police"', "mean nothing without automatic = true"),
        ('code = "F13"\nunit = "given"', "needs a unit that is counted"),
        ('code = "F13"\nautomatic = true', "begins with what stands in a register"),
        ('code = "OPF-TILTAG"\nunit = "days"\ncount = 3', "is a day that stands in a register"),
    ],
)
def test_a_deadline_that_would_never_come_is_refused_and_says_why(write: Write, entry: str, told: str) -> None:
    problem = only_problem(write(f"{SMALLEST}[[deadline]]\n{entry}\n"))

    assert problem.startswith("config.toml:32: deadline[0]: ")
    assert told in problem


@pytest.mark.parametrize(
    "entry",
    [
        'code = "NY"\nda = "Ny frist"\nunit = "given"',
        'code = "NY"\nda = "Ny frist"\nunit = "days"\ncount = 5\nstart = "opening"\nautomatic = true',
        'code = "F12"\ncount = 5',
        'code = "F13"\ncount = 6\nunit = "working_days"',
        'code = "F1"\nautomatic = false',
        'code = "OPF-TILTAG"\nda = "Tiltag"',
    ],
)
def test_a_deadline_that_can_end_is_taken(write: Write, entry: str) -> None:
    assert len(load(write(f"{SMALLEST}[[deadline]]\n{entry}\n"), {}).deadlines) == 1


@pytest.mark.parametrize("section", ["deadline", "category", "medium", "relation", "unit", "statistics.strategy"])
def test_two_entries_of_one_code_are_refused(write: Write, section: str) -> None:
    rest = {"statistics.strategy": 'status = "done"', "deadline": 'da = "Ny"\nunit = "given"', "unit": 'name = "Nord"'}
    code = "survey" if section == "statistics.strategy" else "NY"
    more = rest.get(section, 'da = "Ny"')
    entry = f'[[{section}]]\ncode = "{code}"\n{more}\n'

    assert only_problem(write(SMALLEST + entry + entry)).endswith(
        f"{section}[1].code: is the code of {section}[0] too; make one entry of the two"
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [("da", "mangler unit: hours, days, working_days eller months"), ("en", "needs unit: hours, days, working_days")],
)
def test_what_is_wrong_with_a_deadline_is_said_in_danish_and_in_english(write: Write, language: str, told: str) -> None:
    path = write(f'{SMALLEST}[[deadline]]\ncode = "NY"\nda = "Ny frist"\n')
    environment = {**os.environ, "ARCHIVER_LANGUAGE": language}

    ended = subprocess.run(
        [sys.executable, "-m", "archiver", "status", "--config", str(path)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ended.returncode == 2
    assert f"{path}:32: deadline[0]: {told}" in ended.stderr


def test_a_guideline_is_reviewed_after_it_was(write: Write) -> None:
    days = "[statistics]\nguideline_reviewed = 2026-03-01\nguideline_review = "

    assert only_problem(write(f"{SMALLEST}{days}2026-03-01\n")).endswith("must come after guideline_reviewed")
    assert load(write(f"{SMALLEST}{days}2026-03-02\n"), {}).statistics.guideline_review == date(2026, 3, 2)


@pytest.mark.parametrize("key", ["enabled", "attachments"])
def test_nobody_looks_at_pictures_of_attachments_that_are_not_opened(write: Write, key: str) -> None:
    told = only_problem(write(f"{SMALLEST}[search]\n{key} = false\nocr = true\n"))

    assert told.endswith("search.ocr: needs enabled and attachments, both true")
    assert load(write(f"{SMALLEST}[search]\nocr = true\n"), {}).search.ocr
