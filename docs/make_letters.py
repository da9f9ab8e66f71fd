"""Pictures of every kind of receipt, in both languages, as a phone and a screen show it.

    .venv/bin/python docs/make_letters.py FOLDER [NAME ...]

Writes NAME.da.txt, NAME.da.html and NAME.da.390.png, … into FOLDER; needs Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from archiver.core.letters import (
    CollectedFacts,
    Contacts,
    Correspondence,
    Numbered,
    Originals,
    ReceiptFacts,
    Thanked,
    compose_collected,
    compose_receipt,
)
from archiver.core.records import CaseRef, Checksum, Client, Form, ItemNumber, Letter, Level

NOW = datetime(2026, 11, 20, 13, 32, tzinfo=UTC)
CASE = CaseRef(2026, 42, "K7QX")
READER = "medarbejder@kommune.example"
WIDTHS = {390: 2000, 900: 1200}
"""Of a phone and of a screen, with the height that holds the longest letter."""
DANISH = Correspondence(
    organisation="Prøve Kommune",
    language="da",
    zone="Europe/Copenhagen",
    sender="arkiv@kommune.example",
    domain="kommune.example",
    loop_mark="0123456789abcdef",
    contacts=Contacts(
        amr="Anne Lund, tlf. 12 34 56 78",
        tr="Bo Dam, tlf. 12 34 56 79",
        crisis_support="tlf. 12 34 56 80",
        contact="HR, tlf. 12 34 56 81",
        privacy_url="https://kommune.example/privatliv",
        guide_url="https://kommune.example/arkiv/saadan-sender-du",
    ),
)

PLAIN = ReceiptFacts(ItemNumber(1873), NOW, CASE, 2, Checksum("3fa91c77b20e" + "ab" * 26))
ATTACHED = replace(PLAIN, originals=Originals(whole=1), level=Level.ATTACHED, form=Form.ATTACHED)
INLINE = replace(PLAIN, originals=Originals(quoted=1), level=Level.INLINE, form=Form.INLINE, attachments=0)
RECEIPTS = {
    "attached": ATTACHED,
    "attached-three": replace(ATTACHED, originals=Originals(whole=3), case=None),
    "attached-unreadable": replace(ATTACHED, part_unreadable=True, not_all_read=True),
    "redirected": replace(ATTACHED, form=Form.REDIRECTED),
    "outlook": replace(PLAIN, originals=Originals(outlook_items=1), level=Level.OUTLOOK, form=Form.OUTLOOK),
    "incomplete": replace(PLAIN, originals=Originals(incomplete=1), level=Level.OUTLOOK, form=Form.INCOMPLETE),
    "inline": INLINE,
    **{f"inline-{client}": replace(INLINE, client=client, case=None) for client in Client},
    "picture": replace(PLAIN, level=Level.INLINE, form=Form.PICTURE, attachments=1),
    "unopened": replace(PLAIN, level=Level.RETOLD, form=Form.UNOPENED, attachments=1, case=None),
    "retold": replace(PLAIN, level=Level.RETOLD, form=Form.RETOLD, attachments=0, case=None),
    "again": replace(ATTACHED, strengthens=(Numbered(ItemNumber(1870), NOW - timedelta(days=1)),)),
}


def thanked(number: int, **other: object) -> Thanked:
    """One of the mails of a collected receipt, a minute after the one before."""
    one = Thanked(ItemNumber(number), NOW + timedelta(minutes=number - 1873), CASE, Level.ATTACHED, Form.ATTACHED)
    return replace(one, **other)  # type: ignore[arg-type]


SAME = tuple(thanked(number) for number in range(1874, 1880))
MIXED = (
    *SAME,
    thanked(1882, level=Level.INLINE, form=Form.INLINE, client=Client.OUTLOOK),
    thanked(1883, level=Level.INLINE, form=Form.INLINE, client=Client.OUTLOOK, case=CaseRef(2026, 45, "A2B3")),
    thanked(1885, level=Level.INLINE, form=Form.PICTURE, case=None, part_unreadable=True),
    thanked(1890, level=Level.RETOLD, form=Form.RETOLD, case=None),
)
COLLECTED = {"collected": CollectedFacts(SAME), "collected-mixed": CollectedFacts(MIXED)}


def letters(to: Correspondence) -> dict[str, Letter]:
    """Every kind, by its name."""
    receipts = {
        name: compose_receipt(
            facts, to, recipient=READER, message_id="<kvittering@kommune.example>", date=NOW, in_reply_to=None
        )
        for name, facts in RECEIPTS.items()
    }
    collected = {
        name: compose_collected(facts, to, recipient=READER, message_id="<samlet@kommune.example>", date=NOW)
        for name, facts in COLLECTED.items()
    }
    return receipts | collected


def body(letter: Letter, subtype: str) -> str:
    """The letter's text or page."""
    message = message_from_bytes(letter.octets, policy=policy.default)
    found = message.get_body((subtype,))
    if not isinstance(found, EmailMessage):
        raise TypeError("the letter has no such part")
    content = found.get_content()
    return f"{message['Subject']}\n\n{content}" if subtype == "plain" else str(content)


def photograph(page: Path, width: int, height: int, *, is_dark: bool) -> None:
    """One picture of a page; Chromium makes no window narrower than 500, so the page stands in a frame."""
    shot = page.with_suffix(f".{width}{'.dark' if is_dark else ''}.png")
    sheet = "color-scheme: dark; background: #121212" if is_dark else "background: white"
    frame = f'<html style="{sheet}"><body style="margin:0"><iframe src="{page.resolve().as_uri()}" '
    with tempfile.NamedTemporaryFile("w", suffix=".html", dir=page.parent) as around:
        around.write(f'{frame}style="border:0;width:{width}px;height:{height}px"></iframe>')
        around.flush()
        browser = shutil.which("chromium") or shutil.which("google-chrome") or "chromium-browser"
        order = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        dark = ["--blink-settings=preferredColorScheme=0"] if is_dark else []
        window = [f"--window-size={max(width, 500)},{height}", f"--screenshot={shot}"]
        subprocess.run([*order, *dark, *window, Path(around.name).as_uri()], check=True, capture_output=True)  # noqa: S603


def main(folder: Path, names: list[str]) -> None:
    """Write the letters of these names, or all."""
    folder.mkdir(parents=True, exist_ok=True)
    for to in (DANISH, replace(DANISH, language="en")):
        for name, letter in letters(to).items():
            if names and name not in names:
                continue
            stem = folder / f"{name}.{to.language}"
            stem.with_suffix(f"{stem.suffix}.txt").write_text(body(letter, "plain"))
            page = stem.with_suffix(f"{stem.suffix}.html")
            page.write_text(body(letter, "html"))
            for width, height in WIDTHS.items():
                photograph(page, width, height, is_dark=False)
            photograph(page, 390, WIDTHS[390], is_dark=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
