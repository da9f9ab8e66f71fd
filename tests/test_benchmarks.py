"""The benchmarks measure what they say: the mailboxes are those of the goals, and each part works at a small size."""

import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archiver.core import custody
from archiver.core.records import IsoWeek
from benchmarks import peers
from benchmarks.__main__ import PARTS, arguments, parser
from benchmarks.backfill import kinds
from benchmarks.measure import cost_of, percentile
from benchmarks.mix import FULL, Kind, Mailbox, large_letter, letter
from benchmarks.report import Bar, Report, Row, keep
from benchmarks.synthetic import OFFICER, Pattern, build
from tests.fakes import Archive, Clock, FakeServer
from tests.patterns import a_pattern
from tests.services.processes import ServiceMissing

ROOT = Path(__file__).parent.parent
LETTERS = "9f11557555d2628d6bb0700ca48b5c1b65cc1dff60ca4a37a63ec0a563e33553"
"""SHA-256 of the first 200 letters of the mailbox 10k."""
SMALL = {
    "large": "--megabytes 2",
    "verify": "--verify-messages 20",
    "package": "--package-megabytes 3 --mail-megabytes 1",
    "idle": "--mailboxes 2 --idle-seconds 0.5 --settle-seconds 1.5",
}
"""Parts that are done in seconds. Backfill also needs its peers, which only who measures installs."""


@pytest.mark.parametrize(("kind", "megabytes"), [("10k", 399), ("2k", 911)])
def test_a_mailbox_is_as_large_as_that_of_the_goals(kind: Kind, megabytes: int) -> None:
    octets = sum(map(len, Mailbox(kind, FULL[kind]).letters()))

    assert octets / 1e6 == pytest.approx(megabytes, rel=0.03)


def test_two_in_a_hundred_of_the_heavy_mailbox_carry_ten_to_twenty_five_megabytes() -> None:
    large = [len(one) for one in Mailbox("2k", 500).letters() if len(one) > 5_000_000]

    assert len(large) == 10
    assert min(large) > 9_900_000
    assert max(large) < 25_100_000


def test_the_letters_are_the_same_each_time_and_no_two_are_alike() -> None:
    letters = list(Mailbox("10k", 200).letters())

    assert len(set(letters)) == 200
    assert letters[150:] == list(Mailbox("10k", 50).letters(first=150))
    assert hashlib.sha256(b"".join(letters)).hexdigest() == LETTERS


def test_a_large_letter_is_as_large_as_asked_for() -> None:
    assert len(large_letter(3_000_000)) == pytest.approx(3_000_000, rel=0.01)
    assert letter("10k", 7).count(b"\n") == letter("10k", 7).count(b"\r\n")


@pytest.mark.parametrize("name", SMALL)
def test_a_part_runs_alone_and_tells_its_figures(name: str, tmp_path: Path) -> None:
    wanted = arguments([name, *SMALL[name].split(), "--runs", "1", "--limit", "60", "--directory", str(tmp_path)])

    report = PARTS[name].run(wanted)

    assert report.rows
    assert report.tables
    assert json.dumps(report.document())
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Pattern:
    """A hundred mails that came in the long way."""
    return a_pattern(tmp_path_factory.mktemp("pattern"))


def test_a_synthetic_archive_holds_together_and_takes_in(database_url: str, pattern: Pattern, tmp_path: Path) -> None:
    build(pattern, database_url, tmp_path, 1_200, datetime.now(UTC))

    with Archive.opened(database_url) as archive:
        archive.clock = Clock(datetime.now(UTC))
        status = archive.store.catalogue.status()
        kept = archive.ask("SELECT o.sha256, o.content, i.size FROM octets o JOIN items i ON i.sha256 = o.sha256")
        assert (status.items, status.pending, status.unassigned) == (1_200, 0, 0)
        assert list(custody.broken_links(archive.store.chain.links(status.chain.count), status.chain)) == []
        assert {(hashlib.sha256(octets).hexdigest(), len(octets)) for _, octets, _ in kept} == {
            (checksum, size) for checksum, _, size in kept
        }
        cases = archive.ask("SELECT state, count(*) FROM cases GROUP BY state ORDER BY state")
        assert cases == [("closed", 40), ("open", 200)]
        assert archive.store.letters.preview(IsoWeek(2026, 1), OFFICER, archive.clock()).new == 1_000

        server = FakeServer()
        for folder in server.folders.values():
            folder.uidvalidity += 1  # moved to another machine
        server.deliver(letter("10k", 0))
        archive.round(server)
        assert archive.store.catalogue.status().items == 1_201


def test_every_part_and_its_options_are_in_the_words_about_them() -> None:
    told = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")

    options = [set(action.option_strings) for action in parser()._actions if action.option_strings]
    assert [name for name in PARTS if f"| `{name}` |" not in told] == []
    assert [some for some in options if "-h" not in some and not any(f"`{one}" in told for one in some)] == []


def test_a_mailbox_that_there_is_not_is_refused() -> None:
    assert kinds("10k,2k") == ["10k", "2k"]
    with pytest.raises(SystemExit, match="no mailbox 5k"):
        kinds("10k,5k")


@pytest.mark.parametrize(("figure", "met"), [(3.2, "goal"), (3.0, "goal"), (2.0, "first bar"), (1.0, "no")])
def test_a_figure_is_held_against_both_bars(figure: float, met: str) -> None:
    assert Row("backfill", "", figure, Bar(1.5, 3, "×", at_least=True)).cells()[-1] == met


def test_a_peer_that_is_not_installed_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(ServiceMissing, match="mbsync is missing: apt-get install isync"):
        peers.require("mbsync")


def test_a_figure_that_is_to_be_small_meets_what_it_does_not_exceed() -> None:
    assert Row("memory", "", 200, Bar(250, 150, "MB")).cells()[-3:] == ("≤ 250 MB", "≤ 150 MB", "first bar")
    assert Row("memory", "", 81, Bar(None, 80, "MB")).cells()[-3:] == ("", "≤ 80 MB", "no")


def test_a_part_that_is_run_again_replaces_only_what_it_said_itself(tmp_path: Path) -> None:
    file = tmp_path / "bench" / "bench.json"
    keep(file, "start", Report(rows=[Row("old", "", 1.0)]).document())
    keep(file, "idle", Report(rows=[Row("other", "", 1.0)]).document())

    keep(file, "start", Report(rows=[Row("new", "2 s", 2.0)]).document())

    parts: dict[str, Any] = json.loads(file.read_text())["parts"]
    assert {name: [row["work"] for row in part["rows"]] for name, part in parts.items()} == {
        "start": ["new"],
        "idle": ["other"],
    }
    assert "| new | 2 s |" in file.with_suffix(".md").read_text()
    assert "| old |" not in file.with_suffix(".md").read_text()


def test_what_a_command_starts_counts_too(tmp_path: Path) -> None:
    work = "x = bytearray(60_000_000); import time; time.sleep(0.3)"
    one = f"{sys.executable} -c '{work}'"

    cost = cost_of(["sh", "-c", f"{one} & {one} & wait"], tmp_path, {}, 30)

    assert cost.peak_octets > 120_000_000
    assert 0.3 < cost.seconds < 20


def test_percentiles() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0
    assert percentile(list(map(float, range(1000))), 0.99) == 990.0
