"""A copy without names: nowhere in the package, however somebody looks for one, and one pseudonym throughout."""

from __future__ import annotations

import base64
import re
import subprocess
import unicodedata
import zipfile
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from archiver.core.handover.metadata import LONGEST_TEXT
from archiver.core.handover.variants import Variant
from archiver.core.records import Octets, Unreadable
from archiver.edges.parsing import ParsingChildren
from tests import mailbag_rules
from tests.builders import a_forward_with_attachment, a_letter, a_multipart
from tests.fakes import Archive
from tests.handover import HERS, HIS, a_case, checked, hand, meta, named_mail

HER = re.compile("kanarie|fuglsang", re.IGNORECASE)
HIM = re.compile("bogfinke|musvit", re.IGNORECASE)
SHE = "Medarbejder 1"


@pytest.fixture
def copy(archive: Archive, tmp_path: Path) -> Path:
    """A redacted copy of a case in which two employees are named."""
    hand(archive, a_case(archive), tmp_path / "kopi", Variant.REDACTED)
    return tmp_path / "kopi"


def everything(bag: Path) -> dict[str, str]:
    """Whatever can be read in a package: as text, in PDFs, decoded, in the names of files."""
    found = {}
    for path in sorted(one for one in bag.rglob("*") if one.is_file()):
        name = path.relative_to(bag).as_posix()
        found[f"name {name}"] = name
        found[f"text {name}"] = path.read_bytes().decode("utf-8", "replace")
        found[f"latin {name}"] = path.read_bytes().decode("latin-1")
        if path.suffix == ".pdf":
            printed = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
            about = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True)
            found[f"pdf {name}"] = (printed.stdout + about.stdout).decode()
        if path.suffix == ".eml":
            message: Any = message_from_bytes(path.read_bytes(), policy=policy.default)
            found[f"header {name}"] = str(message.items())
            for number, part in enumerate(message.walk()):
                payload = part.get_payload(decode=True)
                found[f"part {name} {number}"] = str(part.items()) + (payload or b"").decode("utf-8", "replace")
    strings = subprocess.run(["strings", "-a", "-n", "4", *map(str, bag.rglob("*.*"))], capture_output=True, check=True)
    return found | {"strings": strings.stdout.decode("utf-8", "replace")}


def test_no_name_stands_anywhere(copy: Path) -> None:
    found = everything(copy)

    assert [name for name, words in found.items() if HER.search(words) or HIM.search(words)] == []
    assert any("sjette klasse" in words for words in found.values()), "a word is not a name"


def test_nor_in_a_zip_of_it(archive: Archive, tmp_path: Path) -> None:
    hand(archive, a_case(archive), tmp_path / "kopi.zip", Variant.REDACTED)

    with zipfile.ZipFile(tmp_path / "kopi.zip") as zipped:
        words = b"".join(zipped.read(name) for name in zipped.namelist()) + str(zipped.namelist()).encode()
    assert not HER.search(words.decode("utf-8", "replace"))


def test_the_pseudonym_is_the_same_throughout(copy: Path) -> None:
    told = meta(copy)
    message: Any = message_from_bytes((copy / "data/eml/000002.eml").read_bytes(), policy=policy.default)
    bodies = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    summary = subprocess.run(["pdftotext", str(copy / "Sagsresume.pdf"), "-"], capture_output=True, check=True)

    assert told["register"]["affected"] == [SHE]
    assert told["register"]["theme"] == f"Trusler mod {SHE}"
    assert message["From"] == f"{SHE} <medarbejder-1@anonym.invalid>"
    assert message["Subject"] == f"VS: Jeg finder {SHE}"
    assert bodies[0].startswith(f"Kære arkiv. {SHE} har fået den her.")
    assert f"Kære {SHE}, se her og {SHE}." in bodies[1]
    assert f"[Udeladt: {SHE}.png" in bodies[2]
    assert SHE in summary.stdout.decode()
    assert f"Trusler mod {SHE}" in summary.stdout.decode()
    other: Any = message_from_bytes((copy / "data/eml/000003.eml").read_bytes(), policy=policy.default)
    assert other["From"] == "Medarbejder 2 <medarbejder-2@anonym.invalid>"


def test_a_copy_is_a_mailbag_whose_checks_hold_and_which_has_what_is_left_out_on_a_list(copy: Path) -> None:
    assert mailbag_rules.broken(copy) == []
    assert checked(copy)[0] == 0
    lost = [(one["id"], file["name"]) for one in meta(copy)["items"] for file in one["left_out"]]
    assert lost == [("000001", "skærm.png"), ("000002", f"{SHE}.png")]
    assert not (copy / "data/attachments").exists()


def test_who_else_must_not_be_named_can_be_said(sqlite_archive: Archive, tmp_path: Path) -> None:
    letter = a_letter(sender=f"<{HIS}>", body="Det var Sissel Solsort i receptionen, der tog imod Solsorts bror.\r\n")
    case = a_case(sqlite_archive, letter)

    hand(sqlite_archive, case, tmp_path / "kopi", Variant.REDACTED, names=("Sissel Solsort",))

    text = (tmp_path / "kopi/data/eml/000001.eml").read_text("utf-8")
    assert "solsort" not in text.lower()
    assert "i receptionen" in text


def test_a_mail_that_cannot_be_read_is_left_out_whole(sqlite_archive: Archive, tmp_path: Path) -> None:
    parts: list[tuple[tuple[str, ...], bytes]] = [(("Content-Type: application/pgp-encrypted",), b"Version: 1"),
             (("Content-Type: text/plain; charset=utf-99",), f"Kanarie {HERS}".encode())]  # fmt: skip
    case = a_case(sqlite_archive, a_multipart(parts))

    hand(sqlite_archive, case, tmp_path / "kopi", Variant.REDACTED)

    [item] = meta(tmp_path / "kopi")["items"]
    assert [one["type"] for one in item["left_out"]] == ["application/pgp-encrypted", "text/plain"]
    assert not HER.search((tmp_path / "kopi/data/eml/000001.eml").read_text("utf-8"))


HIDDEN = (
    "K\u00adanarie, Kan\u200barie, Kan\u034farie, K a n a r i e, KANARIES, kanariefuglsang, Fuglsang-Ærøs, "
    "FUGLSANG, K%61narie, Kan&#97;rie, Kan=61rie, KFÆ, K.F.Æ., Kan-\r\n> arie, Fuglsang_Aeroe, \u041aanarie"
)
HIDDEN_PAGE = (
    "<!DOCTYPE kanarie><html><head><title>Kanarie</title><style>a::after{content:'Kanarie'}</style>"
    "<meta name='author' content='Kanarie'></head><body>K<i>ana</i>r<b>ie</b> Kan<wbr>arie Kan&shy;arie Kan&#8203;arie "
    "<!--[if mso]>Kanarie<![endif]--><p style=\"background:url('Kanarie.png')\" data-kanarie=1 id=Kanarie>x</p>"
    "<kanarie>y</kanarie><a href='mailto:KANARIE.FUGLSANG@kommune.example?subject=Til%20Kanarie'>z</a>"
    "<svg><text>Kanarie</text></svg><input value=Kanarie><img src='data:text/plain,Kanarie' alt='&#75;anarie'>"
    "<table><tr><td>Kan</td><td>arie</td></tr></table></body></html>"
)


def hidden_mail() -> bytes:
    """Her name where a program or a person may have hidden it."""
    latin = "Kanarie Fuglsang-Ærø".encode("latin-1")
    card = b"BEGIN:VCARD\r\nFN:Kanarie Fuglsang\r\nEND:VCARD\r\n"
    return a_multipart(
        [
            (("Content-Type: text/plain; charset=utf-8",), HIDDEN.encode()),
            (("Content-Type: text/plain",), latin + b"\r\n"),
            (("Content-Type: text/plain; charset=utf-8",), ("x" * 3_000 + " Kanarie +Bo=").encode()),
            (("Content-Type: text/html; charset=utf-8",), HIDDEN_PAGE.encode()),
            (("Content-Type: text/vcard; name=kanarie.vcf",), card),
            (("Content-Type: text/calendar",), card),
            (
                (
                    "Content-Type: text/plain",
                    "Content-Disposition: attachment; filename*0*=utf-8''Kana; filename*1*=rie%20Fuglsang.txt",
                ),
                b"intet",
            ),
            (('Content-Type: text/plain; name="=?utf-8?q?K=61narie?=.txt"', "Content-ID: <kanarie@x>"), b"intet"),
            (("Content-Type: application/pdf; name=kanarie.pdf",), b"%PDF-1.4 Kanarie"),
            (("Content-Type: image/jpeg",), b"\xff\xd8\xff\xe1Exif Kanarie"),
            (
                ("Content-Type: message/delivery-status",),
                b"Final-Recipient: rfc822; kanarie.fuglsang@kommune.example\r\n",
            ),
        ],
        sender=f"Kanarie Fuglsang-Ærø <{HERS}>",
        subject="=?utf-8?q?Kan=61rie?= =?utf-8?b?" + base64.b64encode(" Fuglsang og KFÆ".encode()).decode() + "?=",
        headers=(("Received", "from pc-kfae.kommune.example (10.1.2.3) by mx; Mon, 23 Nov 2026 08:00:00 +0100"),),
    )


def test_no_name_stands_where_somebody_hid_it(archive: Archive, tmp_path: Path) -> None:
    hand(archive, a_case(archive, hidden_mail()), tmp_path / "kopi", Variant.REDACTED)

    found = everything(tmp_path / "kopi")
    bare = {name: re.sub(r"[\W_]", "", unicodedata.normalize("NFKD", words)) for name, words in found.items()}
    assert [name for name, words in bare.items() if HER.search(words) or "KFÆ" in words or "kfae" in words] == []
    assert "intet" in found["text data/eml/000001.eml"], "it was not left out whole"
    assert "08:00:00 +0100" in found["text data/eml/000001.eml"]
    assert "10.1.2.3" not in found["text data/eml/000001.eml"]


def test_half_a_name_at_the_end_of_what_the_summary_has_of_a_mail(sqlite_archive: Archive, tmp_path: Path) -> None:
    text = "x " * ((LONGEST_TEXT - 4) // 2) + "Kanarie Fuglsang " + "y " * 50
    case = a_case(sqlite_archive, a_forward_with_attachment(a_letter(sender="b@c.example", body=text)))

    hand(sqlite_archive, case, tmp_path / "kopi", Variant.REDACTED)

    [original] = meta(tmp_path / "kopi")["items"][0]["originals"]
    assert not re.search("kan", original["text"], re.IGNORECASE)


def test_copies_are_made_in_the_child_and_the_same_each_time() -> None:
    with_names = ParsingChildren()
    try:
        copies = [with_names.copy(Octets(named_mail()), (), "Medarbejder", "en medarbejder", "[{name}]") for _ in "ab"]
    finally:
        with_names.close()

    assert not isinstance(copies[0], Unreadable)
    assert copies[0] == copies[1]
    assert copies[0].left_out[0].name == "Kanarie Fuglsang-Ærø.png"
