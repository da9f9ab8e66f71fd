"""Kontrollerer en sagspakke. Kræver kun Python 3.9 eller nyere; intet andet skal installeres, og intet sendes ud.

    python3 -I kontrol.py

Checks a case package with nothing but Python: every file against its checksums, the log of what happened (each event
holds the hash of the one before), the mails against that log, the signatures of the senders' mail servers (DKIM) with
the keys the archive kept, and, where openssl is installed, the time stamps. Prints OK and ends with 0, or names what is
wrong, the first thing first, and ends with 1.

This file is part of the package, so its own checksum is in the package too. Whoever may have changed the package may
have changed this file: compare the control code it prints with the one the workplace wrote down when it handed over.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

ALGORITHMS = ("sha256", "sha512")
LINE = re.compile(r"([0-9a-f]+) [ *]?(\S.*)")
PIECE = 1 << 20
SHOWN = 20
LARGEST_MAIL = 256 << 20
SECONDS = 60
DESKTOP, LARGEST_OF_DESKTOP = {".ds_store", "thumbs.db", "desktop.ini"}, 1 << 20
LOG, META = "sporbarhedslog.jsonl", "metadata.json"
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")

WORDS = {
    "missing": ("mangler, men står i {by}", "is missing, though {by} names it"),
    "changed": ("er ændret: kontrolsummen er ikke den i {by}", "was changed: its checksum is not the one in {by}"),
    "added": ("er lagt til: den står ikke i {by}", "was added: {by} does not name it"),
    "lost": ("mangler", "is missing"),
    "line": ("er ændret: linje {by} er ikke, som den skal være", "was changed: line {by} is not as it must be"),
    "manifest": (
        "er ændret: den siger andet om {by}, end der er",
        "was changed: it does not say of {by} what is there",
    ),
    "link": ("er ikke en almindelig fil", "is no ordinary file"),
    "unread": ("kan ikke læses: {by}", "cannot be read: {by}"),
    "oxum": ("er ændret: den siger et andet antal filer eller byte", "was changed: another number of files or octets"),
    "chain": (
        "er ændret: hændelse {by} passer ikke til den før",
        "was changed: event {by} does not follow from the one before",
    ),
    "end": ("er ikke hele loggen: den ender ikke, hvor metadata.json siger", "is not the whole log"),
    "item": (
        "er ikke den mail, som loggen siger blev modtaget ({by})",
        "is not the mail that the log says came in ({by})",
    ),
    "dkim": (
        "afsenderens signatur passer ikke mere ({by})",
        "the signature of the sender's server does not hold any more ({by})",
    ),
    "stamp": ("tidsstemplet passer ikke til loggen", "the time stamp is of another log"),
    "openssl": ("openssl godtager ikke tidsstemplet", "openssl does not accept the time stamp"),
}


class Faults:
    """What is wrong, in the order in which it was found."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, name: str, kind: str, by: object = "") -> None:
        danish, english = (text.format(by=by) for text in WORDS[kind])
        self.found.append(f"{name}: {danish}.\n      {name}: {english}.")


def main() -> int:
    """The whole check."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    root, faults = Path(__file__).resolve().parent, Faults()
    notes: list[str] = []
    there = files_in(root, faults)
    tags = manifests(root, "tagmanifest", faults)
    payload = manifests(root, "manifest", faults)
    compare(root, there, tags, "tagmanifest", faults)
    compare(root, there, payload, "manifest", faults)
    known = set(tags) | set(payload) | {f"tagmanifest-{one}.txt" for one in ALGORITHMS}
    for name in sorted(set(there) - known):
        if of_the_desktop(root / there[name]):
            notes.append(f"{shown(there[name])}: lagt til af styresystemet. / added by the operating system.")
            continue
        faults.add(
            shown(there[name]), "added", "manifest-sha256.txt" if name.startswith("data/") else "tagmanifest-sha256.txt"
        )
    if not faults.found:
        deeper(root, there, payload, faults, notes)
    return tell(root, there, faults, notes)


def deeper(
    root: Path, there: dict[str, str], payload: dict[str, dict[str, str]], faults: Faults, notes: list[str]
) -> None:
    """What the checksums alone do not tell."""
    files = {name: root / there[name] for name in payload}
    for name, check in (("bag-info.txt", oxum), (META, meaning)):
        try:
            check(root, files, faults, notes)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, RecursionError) as error:
            faults.add(name, "unread", type(error).__name__)


def tell(root: Path, there: dict[str, str], faults: Faults, notes: list[str]) -> int:
    if faults.found:
        print("FEJL: pakken er ikke, som den blev udleveret. / WRONG: the package is not as it was handed over.")
        for one in faults.found[:SHOWN]:
            print(f"  - {one}")
        if len(faults.found) > SHOWN:
            print(f"  … {len(faults.found) - SHOWN} mere / more")
        return 1
    code = hashlib.sha256((root / "tagmanifest-sha256.txt").read_bytes()).hexdigest()
    print(f"OK: {len(there)} filer er uændrede. / {len(there)} files are unchanged.")
    for one in notes:
        print(f"  - {one}")
    print(f"Kontrolkode / control code: {code}")
    return 0


# --- files and their checksums -----------------------------------------------------------------------------------


def nfc(name: str) -> str:
    """Some systems write æ, ø and å in two characters."""
    return unicodedata.normalize("NFC", name)


def shown(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name)


def files_in(root: Path, faults: Faults) -> dict[str, str]:
    """Every file of the package by its name in one form."""
    found: dict[str, str] = {}
    for folder, folders, files in os.walk(root):
        folders.sort()
        for one in sorted(files) + [each for each in folders if (Path(folder) / each).is_symlink()]:
            path = Path(folder) / one
            name = path.relative_to(root).as_posix()
            if path.is_symlink() or not path.is_file():
                faults.add(shown(name), "link")
            key = nfc(name)
            if key in found and name != key:  # what only looks like another must not hide it
                key = name
            elif key in found:
                found[found[key]] = found[key]
            found[key] = name
    return found


def of_the_desktop(path: Path) -> bool:
    """Whether it is what macOS or Windows put into every folder that somebody looks into."""
    name = path.name.casefold()
    is_usual = name in DESKTOP or name.startswith("._")
    return is_usual and path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST_OF_DESKTOP


def manifests(root: Path, kind: str, faults: Faults) -> dict[str, dict[str, str]]:
    """Name of a file → its checksum by each algorithm, from the two manifests of a kind."""
    told: dict[str, dict[str, str]] = {}
    for algorithm in ALGORITHMS:
        manifest = f"{kind}-{algorithm}.txt"
        try:
            lines = (root / manifest).read_bytes().split(b"\n")
        except OSError:
            faults.add(manifest, "lost")
            continue
        if lines.pop():
            faults.add(manifest, "line", len(lines) + 1)
        for number, line in enumerate(lines, 1):
            match = LINE.fullmatch(line.decode("utf-8", "replace"))
            length = hashlib.new(algorithm).digest_size * 2
            if match is None or len(match[1]) != length or "\ufffd" in match[2]:
                faults.add(manifest, "line", number)
                continue
            told.setdefault(nfc(match[2]), {})[algorithm] = match[1]
    return told


def compare(root: Path, there: dict[str, str], told: dict[str, dict[str, str]], kind: str, faults: Faults) -> None:
    for name in sorted(told):
        both = f"{kind}-sha256.txt"
        if name not in there:
            faults.add(shown(name), "missing", both)
            continue
        sums = {algorithm: hashlib.new(algorithm) for algorithm in ALGORITHMS}
        try:
            with (root / there[name]).open("rb") as octets:
                while piece := octets.read(PIECE):
                    for one in sums.values():
                        one.update(piece)
        except OSError as error:
            faults.add(shown(name), "unread", type(error).__name__)
            continue
        wrong = [one for one in ALGORITHMS if told[name].get(one) != sums[one].hexdigest()]
        if len(wrong) == len(ALGORITHMS):
            faults.add(shown(name), "changed", both)
        elif wrong:
            faults.add(f"{kind}-{wrong[0]}.txt", "manifest", shown(name))


def oxum(root: Path, payload: dict[str, Path], faults: Faults, notes: list[str]) -> None:
    del notes
    text = (root / "bag-info.txt").read_text("utf-8")
    octets = sum(path.stat().st_size for path in payload.values())
    if f"\nPayload-Oxum: {octets}.{len(payload)}\n" not in text:
        faults.add("bag-info.txt", "oxum")


# --- the log, the mails, the stamps -------------------------------------------------------------------------------


def meaning(root: Path, payload: dict[str, Path], faults: Faults, notes: list[str]) -> None:
    """The log by itself, and the mails, signatures and time stamps against it."""
    meta = json.loads((root / META).read_text("utf-8"))
    if not meta.get("proof"):
        notes.append("Loggen i denne udgave er et uddrag. / The log of this variant is an extract.")
        return
    accessions, hashes = chain(root, meta, faults)
    for item in meta["items"]:
        if item.get("damaged"):
            notes.append(f"{item['id']}: var beskadiget i arkivet. / was damaged in the archive.")
        elif accessions.get(f"item:{item['item']}") != item["sha256"]:
            faults.add(item["file"], "item", f"item:{item['item']}")
    events, mails = len(hashes), len(meta["items"])
    notes.append(f"Loggen hænger sammen: {events} hændelser. / The log is unbroken: {events} events.")
    notes.append(f"{mails} mails er dem, loggen siger blev modtaget. / {mails} mails are those that came in.")
    signatures(payload, meta, faults, notes)
    stamps(root, meta, hashes, faults, notes)


def chain(root: Path, meta: Any, faults: Faults) -> tuple[dict[str, str], dict[int, str]]:
    """SHA-256(hash before ‖ event) for each event; gives what was taken in, and each event's hash by its number."""
    accessions: dict[str, str] = {}
    hashes: dict[int, str] = {}
    number, last = 0, None
    with (root / LOG).open(encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, meta["events"]["first"]):
            one = json.loads(line)
            event = one["event"]
            words = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            link = hashlib.sha256(bytes.fromhex(one["previous"]) + words.encode("utf-8", "surrogatepass")).hexdigest()
            begins = last is None and (number > 1 or one["previous"] == "0" * 64)
            if event["seq"] != number or one["hash"] != link or not (begins or one["previous"] == last):
                faults.add(LOG, "chain", number)
                return accessions, hashes
            last = hashes[number] = link
            if event["act"] == "accession":
                accessions.setdefault(event["subject"], event["detail"].get("sha256"))
    if (number, last) != (meta["events"]["last"], meta["events"]["head"]):
        faults.add(LOG, "end")
    return accessions, hashes


def stamps(root: Path, meta: Any, hashes: dict[int, str], faults: Faults, notes: list[str]) -> None:
    held, can_verify = 0, is_openssl(root)
    for one in meta.get("stamps", ()):
        name = f"tidsstempler/{one['name']}"
        count, _, head = (root / f"{name}.txt").read_text("ascii").strip().partition(":")
        if hashes.get(int(count)) != head:
            faults.add(f"{name}.txt", "stamp")
            continue
        command = ["openssl", "ts", "-verify", "-data", f"{name}.txt", "-in", f"{name}.tsr"]
        command += ["-CAfile", f"{name}-roots.pem"]
        if (root / f"{name}-chain.pem").stat().st_size:
            command += ["-untrusted", f"{name}-chain.pem"]
        then = datetime.fromisoformat(one["stamped_at"].replace("Z", "+00:00"))
        command += ["-attime", str(int(then.timestamp()))]
        if not can_verify:
            continue
        is_held = output_of(command, root) is not None
        if not is_held:
            faults.add(f"{name}.tsr", "openssl")
        held += is_held
    if meta.get("stamps") and not can_verify:
        notes.append("OpenSSL mangler; tidsstempler er ikke efterprøvet. / No OpenSSL: time stamps are unchecked.")
    if held:
        notes.append(f"{held} tidsstempler godkendt af openssl. / {held} time stamps accepted by openssl.")


def is_openssl(root: Path) -> bool:
    """LibreSSL, which macOS calls by the same name, cannot judge a time stamp by the certificates of its time."""
    return (output_of(["openssl", "version"], root) or b"").startswith(b"OpenSSL")


def output_of(command: list[str], root: Path) -> bytes | None:
    """What a program says; None where there is none, or it ends with a fault or not at all."""
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, check=False, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return None if done.returncode else done.stdout


# --- DKIM (RFC 6376), with the keys that were kept ----------------------------------------------------------------


def signatures(payload: dict[str, Path], meta: Any, faults: Faults, notes: list[str]) -> None:
    held = 0
    for item in meta["items"]:
        for one in item.get("signatures", ()):
            if one["scheme"] != "dkim" or one["verdict"] != "pass" or not one.get("file") or item.get("damaged"):
                continue
            file = payload[nfc(one["file"])]
            if file.stat().st_size > LARGEST_MAIL:
                notes.append(f"{one['file']}: for stor til DKIM her. / too large for DKIM here.")
            elif not holds(file.read_bytes(), one["ordinal"], one["key_record"]):
                faults.add(one["file"], "dkim", one["domain"])
            else:
                held += 1
    if held:
        notes.append(f"{held} signaturer fra afsendernes servere (DKIM) holder. / {held} DKIM signatures hold.")


def holds(octets: bytes, ordinal: int, record: str) -> bool:
    """Whether the signature at that place of a message fits it, under the key of a TXT record."""
    octets = octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    header, _, body = octets.partition(b"\r\n\r\n")
    fields = re.findall(rb"([!-9;-~]+)[ \t]*:((?:[^\r]|\r(?!\n)|\r\n[ \t])*)", header + b"\r\n")
    signed = [place for place, (name, _) in enumerate(fields) if name.lower() == b"dkim-signature"][ordinal]
    tags = tags_of(fields[signed][1])
    ways = (tags.get("c") or "simple/simple").partition("/")
    text = canonical_body(body, ways[2] or "simple")
    text = text[: int(tags["l"])] if "l" in tags else text
    if tags["a"] != "rsa-sha256" or base64.b64decode(packed(tags["bh"])) != hashlib.sha256(text).digest():
        return False
    left = [(name.lower(), value, name) for name, value in fields]
    pieces = []
    for wanted in (one.strip().lower().encode() for one in tags["h"].split(":")):
        place = next((at for at in reversed(range(len(left))) if left[at][0] == wanted), None)
        if place is not None:
            _, value, name = left.pop(place)
            pieces.append(canonical_field(name, value, ways[0]) + b"\r\n")
    name, value = fields[signed]
    bare = re.sub(rb"([;:\s]|^)(b[ \t\r\n]*=)[^;]*", rb"\1\2", value)
    pieces.append(canonical_field(name, bare, ways[0]))
    return rsa(b"".join(pieces), base64.b64decode(packed(tags["b"])), tags_of(record.encode())["p"])


def tags_of(value: bytes) -> dict[str, str]:
    text = value.decode("utf-8", "replace")
    pairs = (one.partition("=") for one in text.split(";") if "=" in one)
    return {name.strip(): body.strip() for name, _, body in pairs}


def packed(text: str) -> str:
    return "".join(text.split())


def canonical_field(name: bytes, value: bytes, way: str) -> bytes:
    if way == "simple":
        return name + b":" + value
    return name.lower() + b":" + re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip()


def canonical_body(body: bytes, way: str) -> bytes:
    if way == "relaxed":
        body = b"\r\n".join(re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n"))
    body = re.sub(rb"(?:\r\n)+\Z", b"", body)
    return body + b"\r\n" if body or way == "simple" else b""


def rsa(signed: bytes, signature: bytes, key: str) -> bool:
    """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 § 8.2.2)."""
    modulus, exponent = numbers(base64.b64decode(packed(key)))
    length = (modulus.bit_length() + 7) // 8
    expected = SHA256_INFO + hashlib.sha256(signed).digest()
    whole = b"\x00\x01" + b"\xff" * (length - len(expected) - 3) + b"\x00" + expected
    return pow(int.from_bytes(signature, "big"), exponent, modulus) == int.from_bytes(whole, "big")


def numbers(der: bytes) -> tuple[int, int]:
    """Modulus and exponent of a SubjectPublicKeyInfo, or of a bare RSAPublicKey."""
    inside = value_of(der, 0)[0]
    if inside[0] == 0x30:
        bits = value_of(inside, value_of(inside, 0)[1])[0]
        inside = value_of(bits, 1)[0]
    modulus, after = value_of(inside, 0)
    return int.from_bytes(modulus, "big"), int.from_bytes(value_of(inside, after)[0], "big")


def value_of(der: bytes, at: int) -> tuple[bytes, int]:
    """What stands in a DER element, and where the next begins."""
    length, at = der[at + 1], at + 2
    if length & 0x80:
        size = length & 0x7F
        length, at = int.from_bytes(der[at : at + size], "big"), at + size
    return der[at : at + length], at + length


if __name__ == "__main__":
    sys.exit(main())
