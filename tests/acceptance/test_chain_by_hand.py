"""The chain of custody as a court's expert gets it: recomputed by what stands in the files alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from tests.acceptance import letters
from tests.acceptance.independent import ask
from tests.acceptance.world import World
from tests.custody_document import said
from tests.forger import tamper
from tests.second_verifier import FIELDS

ENGLISH = {"ARCHIVER_LANGUAGE": "en"}


@pytest.fixture
def handed_out(small_world: World) -> Path:
    """What an archive with two mails writes of its chain."""
    for number in range(2):
        small_world.dovecot.deliver(small_world.user, letters.report(number))
    small_world.run("ingest").well()
    to = small_world.folder / "ud"
    small_world.run("verify", "--explain", "--to", str(to), environment=ENGLISH).well()
    return to


def recomputed(file: Path) -> tuple[int, str] | None:
    """How many events it has and the hash of the last; None for a chain that is broken."""
    last, count = "0" * 64, 0
    for line in file.read_bytes().split(b"\n")[:-1]:
        one, count = json.loads(line), count + 1
        words = json.dumps(one["event"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        link = sha256(bytes.fromhex(last) + words.encode()).hexdigest()
        if (one["event"]["seq"], one["previous"], one["hash"]) != (count, last, link):
            return None
        last = link
    return count, last


def commands_in(readme: str) -> tuple[str, str]:
    """The script in Python, and the commands of a shell."""
    blocks = re.findall(r"(?:^    .*\n)+", readme, re.MULTILINE)
    python, shell, *_ = [re.sub("^    ", "", block, flags=re.MULTILINE) for block in blocks]
    return python, shell


def done(folder: Path, *command: str) -> tuple[int, str]:
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def test_anybody_recomputes_the_chain_by_what_is_written_there(handed_out: Path, small_world: World) -> None:
    readme, lines = (handed_out / "README.txt").read_text(), (handed_out / "events.jsonl").read_text().splitlines()
    [(count, head)] = ask(small_world.database_url, "SELECT events, hash FROM heads")
    python, shell = commands_in(readme)

    assert recomputed(handed_out / "events.jsonl") == (count, head)
    assert done(handed_out, sys.executable, "-I", "-c", python) == (0, f"{count}:{head}\n")
    for number in (1, count):
        code, said = done(handed_out, "bash", "-c", shell.replace("sed -n 1p", f"sed -n {number}p"))
        told, computed = said.replace("  -", "").split()
        assert (code, told, computed) == (0, told, told)
    assert {tuple(sorted(json.loads(line)["event"])) for line in lines} == {tuple(sorted(FIELDS))}
    assert all(re.search(rf"^  {name} +\S", readme, re.MULTILINE) for name in FIELDS)


def test_what_is_changed_in_the_file_is_seen_by_the_recipe(handed_out: Path) -> None:
    file = handed_out / "events.jsonl"
    python, _ = commands_in((handed_out / "README.txt").read_text())
    file.write_text(file.read_text().replace('"act":"accession"', '"act":"sighting"', 1))

    code, said = done(handed_out, sys.executable, "-I", "-c", python)

    assert (code, "broken at event" in said) == (1, True)
    assert recomputed(file) is None


def test_that_it_was_handed_out_is_its_last_event(handed_out: Path, small_world: World) -> None:
    last = json.loads((handed_out / "events.jsonl").read_text().splitlines()[-1])["event"]

    assert (last["act"], last["subject"], last["detail"]) == ("export", "archive", {"shown": "chain"})
    again = small_world.run("verify", "--explain", "--to", str(handed_out))
    assert again.code == 2  # nothing is written over, and nothing was handed out
    exports = "SELECT count(*) FROM custody_events WHERE act = 'export'"
    assert ask(small_world.database_url, exports) == [(1,)]
    assert small_world.run("verify", "--json").well().json["ok"]


def test_a_chain_that_somebody_changed_is_handed_out_as_it_is(handed_out: Path, small_world: World) -> None:
    for number, change in enumerate(("act = 'sighting'", "detail = '{ }'", "detail = '['")):
        tamper(small_world.database_url, f"UPDATE custody_events SET {change} WHERE seq = 3")
        to = handed_out / str(number)

        small_world.run("verify", "--explain", "--to", str(to)).well()

        assert recomputed(to / "events.jsonl") is None


WHERE = {
    "reading_sha256": "item = {item}",
    "parts_sha256": "item = {item} AND derivation = {derivation} ORDER BY ordinal",
    "originals_sha256": "item = {item} AND derivation = {derivation} ORDER BY ordinal",
    "sha256": "id = {letter}",
}
"""Which rows a hash of rows is of."""
TIME = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{6})")


def of_rows(url: str, table: str, columns: Sequence[str], which: str) -> str:
    """As docs/custody.md tells how it is made."""
    text = ""
    for values in ask(url, f"SELECT {', '.join(columns)} FROM {table} WHERE {which}"):
        row = {name: TIME.sub(r"\1T\2Z", one) if isinstance(one, str) and TIME.fullmatch(one) else one
               for name, one in zip(columns, values, strict=True)}  # fmt: skip
        text += json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    return sha256(text.encode()).hexdigest()


def test_the_hashes_in_it_are_made_anew_by_what_the_document_says(handed_out: Path, small_world: World) -> None:
    judged = set[str]()
    for line in (handed_out / "events.jsonl").read_text().splitlines():
        event = json.loads(line)["event"]
        for key in WHERE.keys() & event["detail"].keys():
            [one, *_] = said()[event["act"], key]
            if one.form == "rows" and event["act"] != "release":
                which = WHERE[key].format(item=event["subject"].removeprefix("item:"), **event["detail"])
                assert of_rows(small_world.database_url, one.table, one.columns, which) == event["detail"][key]
                judged.add(one.table)

    assert judged == {"readings", "parts", "originals", "outbox"}
