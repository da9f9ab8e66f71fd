"""A case as one is handed over, with signatures, attachments and registers, and the hands that do it in tests."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from archiver.core.casefile import HelpSheet, LegalSheet, ReportSheet, Terms, WishSheet
from archiver.core.custody import Purpose
from archiver.core.deadlines import shipped as shipped_deadlines
from archiver.core.handover.variants import Variant
from archiver.core.records import Address, ItemNumber
from archiver.core.register import Registration, shipped
from archiver.edges import package, paper
from archiver.edges.parsing import ParsingChildren
from archiver.edges.store.cases import Doing
from archiver.edges.store.stamps import KeptStamp
from archiver.edges.timestamps import roots_and_others
from archiver.jobs.handover import Handed, Order, Workplace, hand_over
from tests.builders import ABUSE, PNG, a_forward_with_attachment, a_letter, a_multipart
from tests.fakes import COPENHAGEN, Archive, FakeServer

AGENT = "operator proeve"
NAME, OTHER = "Kanarie Fuglsang-Ærø", "Bent Bogfinke"
"""Employees: she is harassed, he forwards too."""
HERS, HIS = "kanarie.fuglsang@kommune.example", "bent.bogfinke@kommune.example"
TO_HIM = f"{OTHER} <bent.bogfinke@".encode()
SECRET = "Advokatens vurdering: der er grundlag for tilhold."
PAGE = (
    '<html><head><style>.x{}</style></head><body data-til="Kanarie Fuglsang-Ærø"><!-- Kanarie -->'
    '<p title="Til Kanarie Fuglsang-Ærø">K&aelig;re KANARIE, <a href="https://hetz.example/?n=Kanarie%20Fuglsang-%C3%86r%C3%B8">'
    'se her</a> og Fugl<b>sang</b>. <img src="cid:1" alt="kanarie.fuglsang"></p></body></html>'
)


def named_mail() -> bytes:
    """Her name wherever a mail can have one: encoded words, both encodings, a page, a file name, an attachment."""
    subject = base64.b64encode(f"VS: Jeg finder {NAME}".encode()).decode()
    return a_multipart(
        [
            (
                ("Content-Type: text/plain; charset=iso-8859-1", "Content-Transfer-Encoding: quoted-printable"),
                b"K=E6re arkiv. Kanarie Fuglsang-=C6r=F8 har f=E5et den her.\r\nKanaries barn g=E5r i sjette klasse.",
            ),
            (
                ("Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: base64"),
                base64.encodebytes(PAGE.encode()).replace(b"\n", b"\r\n"),
            ),
            (
                (
                    "Content-Type: image/png",
                    "Content-Disposition: attachment; filename*=utf-8''Kanarie%20Fuglsang-%C3%86r%C3%B8.png",
                    "Content-Transfer-Encoding: base64",
                ),
                base64.encodebytes(PNG),
            ),
            (("Content-Type: message/rfc822",), ABUSE.replace(b"Jette Jensen <jette.jensen@", TO_HIM)),
        ],
        sender=f"=?utf-8?q?Kanarie_Fuglsang-=C3=86r=C3=B8?= <{HERS}>",
        subject=f"=?utf-8?B?{subject}?=",
        message_id="<kanarie.fuglsang.1@kommune.example>",
        headers=(("X-Afsender", NAME), ("Received", f"from pc-kanarie.kommune.example by mx for <{HERS}>; x")),
    )  # fmt: skip


def a_case(archive: Archive, *mails: bytes, registered: bool = True) -> str:
    """A registered case in which these mails lie; as long as none is named, three."""
    server, before = FakeServer(), len(archive.ask("SELECT number FROM items"))
    everything = mails or (
        a_forward_with_attachment(sender=f"{OTHER} <{HIS}>"),
        named_mail(),
        a_letter(sender=f"{OTHER} <{HIS}>", body="Så kom der en til.\r\n", message_id="<tre@kommune.example>"),
    )
    for mail in everything:
        server.deliver(mail)
    archive.round(server)
    doing = Doing(AGENT, archive.clock())
    case = str(archive.store.cases.open(doing, 2026))
    for number in range(before + 1, before + 1 + len(everything)):
        archive.store.cases.file(ItemNumber(number), case, doing)
    if registered:
        register(archive, case)
    return case


def register(archive: Archive, case: str) -> None:
    """What people wrote about it."""
    then = archive.clock()
    written = Registration(None, "MAIL", ("TRU",), "Skolen Nord", (NAME,), "BORGER", f"Trusler mod {NAME}")
    archive.store.registers.write(case, written, AGENT, then)
    day = date(2026, 11, 23)
    for sheet in (
        ReportSheet(recipient="POLITI", responsible=OTHER, sent_on=day, journal="0900-1", outcome="Anmeldt"),
        HelpSheet(kind="KRISE", employee=NAME, offered_on=day, answer="JA"),
        WishSheet(employee=NAME, wished_on=day, wish="Ingen kontakt"),
        LegalSheet(lawyer="Advokat", assessed_on=day, note=SECRET),
    ):
        archive.store.entries.write(case, sheet, AGENT, then)


_PRINTED: dict[tuple[object, ...], bytes] = {}


def printed(page: str, at: datetime, enclosed: Mapping[str, bytes]) -> bytes:
    """On real paper; the same page only once, since it is the slowest part, and comes out the same (test_paper)."""
    key = (page, at, *enclosed.items())
    if key not in _PRINTED:
        _PRINTED[key] = _printed(page, at, enclosed)
    return _PRINTED[key]


def _printed(page: str, at: datetime, enclosed: Mapping[str, bytes]) -> bytes:
    return paper.archival(page, at, [paper.Enclosed(name, octets, name) for name, octets in enclosed.items()])


def certificates(stamp: KeptStamp) -> tuple[str, str]:
    return roots_and_others(stamp.certificates, stamp.response)


@contextmanager
def workplace() -> Iterator[Workplace]:
    """Prøve Kommune, with the real child that makes copies and the real printer."""
    children = ParsingChildren()
    try:
        yield Workplace(
            organisation="Prøve Kommune",
            contact="Inge Musvit <inge.musvit@kommune.example>",
            staff=(Address("Inge Musvit", "inge.musvit@kommune.example"),),
            own_domains=("kommune.example",),
            offices=frozenset({"arkiv@kommune.example"}),
            zone=COPENHAGEN,
            language="da",
            terms=Terms(shipped(), shipped_deadlines()),
            version="1.2.3",
            check=resources.files("archiver.edges").joinpath("kontrol.py").read_bytes(),
            printed=printed,
            certificates=certificates,
            copier=children,
        )
    finally:
        children.close()


def hand(
    archive: Archive,
    case: str,
    to: Path,
    variant: Variant = Variant.POLICE,
    *,
    password: str | None = None,
    **more: Any,
) -> Handed:
    """As the command does it."""
    order = Order(
        case, variant, more.pop("recipient", "Nordsjællands Politi"), more.pop("purpose", Purpose.POLICE), **more
    )
    with package.package(to, password) as made, workplace() as here:
        return hand_over(archive.store, order, here, made, AGENT, archive.clock)


def checked(bag: Path, python: str = sys.executable, path: str = "/usr/bin:/bin") -> tuple[int, str]:
    """Exit code and words of `python3 -I kontrol.py`, with no environment at all."""
    done = subprocess.run(
        [python, "-I", str(bag / "kontrol.py")],
        cwd=bag,
        env={"PATH": path, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).decode()


def meta(bag: Path) -> dict[str, Any]:
    """metadata.json."""
    told: dict[str, Any] = json.loads((bag / "metadata.json").read_text("utf-8"))
    return told


def manifests(bag: Path) -> dict[str, bytes]:
    """All four, by name."""
    return {one.name: one.read_bytes() for one in sorted(bag.glob("*manifest-*.txt"))}


def unfit(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "") -> Iterator[str]:
    """Where a document breaks a JSON Schema, as far as ours go (2020-12)."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        tried = [list(unfit(value, one, root, at)) for one in schema["anyOf"]]
        yield from () if any(not one for one in tried) else tried[0]
        return
    yield from _unfit_itself(value, schema, at)
    if isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value)
        if schema.get("additionalProperties") is False:
            yield from (f"{at}.{name} is not known" for name in value if name not in known)
        for name, one in value.items():
            yield from unfit(one, known.get(name, {}), root, f"{at}.{name}")
    if isinstance(value, list):
        for place, one in enumerate(value):
            yield from unfit(one, schema.get("items", {}), root, f"{at}[{place}]")


def _unfit_itself(value: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
    kind = schema.get("type")
    if kind and (not isinstance(value, kinds[kind]) or (kind == "integer" and isinstance(value, bool))):
        yield f"{at}: {value!r} is no {kind}"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: {value!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r}"
    if "pattern" in schema and not re.search(schema["pattern"], str(value)):
        yield f"{at}: {value!r} is not {schema['pattern']}"
    if "minimum" in schema and isinstance(value, int) and value < schema["minimum"]:
        yield f"{at}: {value!r}"
