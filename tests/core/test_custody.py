"""The chain of custody: one form for one event, and no link that can be changed unseen."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core import custody
from archiver.core.custody import (
    ACTS,
    GENESIS,
    PREMIS,
    Link,
    append,
    broken_links,
    canonical,
    link_hash,
    timestamp,
)
from archiver.core.records import ChainHead, CustodyEvent, Finding
from archiver.edges.tables import CustodyEvent as EventRow

NOW = datetime(2026, 11, 23, 8, 0, 0, 5, tzinfo=UTC)
EMPTY = ChainHead(0, GENESIS)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
EVENTS = st.builds(
    CustodyEvent,
    st.sampled_from(ACTS),
    TEXT,
    TEXT,
    st.sampled_from(["success", "failure"]),
    st.dictionaries(TEXT, TEXT | st.integers() | st.none(), max_size=4),
)


def chain(*events: CustodyEvent) -> tuple[list[Link], ChainHead]:
    links = list(append(EMPTY, NOW, events))
    return links, ChainHead(links[-1].seq, links[-1].hash) if links else EMPTY


def event(number: int) -> CustodyEvent:
    return CustodyEvent("accession", "archiver", f"item:{number}", detail={"size": number})


FIVE, HEAD = chain(*map(event, range(1, 6)))


def first_bad(links: list[Link], head: ChainHead = HEAD) -> list[str]:
    return [finding.subject for finding in broken_links(links, head)]


def test_a_link_is_recomputed_by_anyone_from_what_the_module_promises() -> None:
    words = (
        '{"act":"accession","agent":"archiver","at":"2026-11-23T08:00:00.000005Z","detail":{"size":1},'
        '"outcome":"success","seq":1,"subject":"item:1"}'
    )

    assert FIVE[0].hash == sha256(bytes(32) + words.encode()).hexdigest()
    assert FIVE[1].previous == FIVE[0].hash


def test_a_time_is_utc_with_microseconds_and_always_as_long() -> None:
    elsewhere = datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=1)))

    assert timestamp(elsewhere) == "2026-11-23T08:00:00.000000Z"
    assert len(timestamp(NOW)) == 27


def test_the_order_in_which_a_detail_was_written_does_not_matter() -> None:
    one, other = (
        CustodyEvent("export", "a", "s", detail={"a": 1, "b": "æ"}),
        CustodyEvent("export", "a", "s", detail={"b": "æ", "a": 1}),
    )

    assert canonical(1, "t", one) == canonical(1, "t", other)
    assert "æ" in canonical(1, "t", one)


@given(st.lists(EVENTS, max_size=6), st.integers(0, 6))
def test_a_chain_written_in_two_goes_is_the_chain_written_in_one(events: list[CustodyEvent], cut: int) -> None:
    whole, head = chain(*events)
    first, middle = chain(*events[:cut])
    rest = list(append(middle, NOW, events[cut:]))

    assert first + rest == whole
    assert list(broken_links(whole, head)) == []


@given(EVENTS)
def test_one_event_has_one_form_that_reads_back(one: CustodyEvent) -> None:
    read = json.loads(canonical(1, "t", one))

    assert read["detail"] == dict(one.detail)
    assert (read["agent"], read["subject"]) == (one.agent, one.subject)


def test_an_empty_chain_is_whole() -> None:
    assert first_bad([], EMPTY) == []


@pytest.mark.parametrize("field", ["act", "agent", "subject", "outcome"])
def test_a_changed_field_breaks_its_link(field: str) -> None:
    changed = [*FIVE]
    changed[2] = replace(FIVE[2], event=replace(FIVE[2].event, **{field: "release"}))  # type: ignore[arg-type]

    assert first_bad(changed) == ["event:3"]


@pytest.mark.parametrize("change", [{"at": "2020-01-01T00:00:00.000000Z"}, {"previous": GENESIS}, {"hash": "f" * 64}])
def test_a_changed_time_or_hash_breaks_its_link(change: dict[str, str]) -> None:
    changed = [*FIVE[:2], replace(FIVE[2], **change), *FIVE[3:]]  # type: ignore[arg-type]

    assert first_bad(changed) == ["event:3"]


def test_a_link_recomputed_after_a_change_breaks_the_next() -> None:
    forged = replace(FIVE[2].event, agent="nobody")
    new = replace(FIVE[2], event=forged, hash=link_hash(FIVE[2].previous, canonical(3, FIVE[2].at, forged)))

    assert first_bad([*FIVE[:2], new, *FIVE[3:]]) == ["event:4"]


@pytest.mark.parametrize(
    ("links", "bad"),
    [
        (FIVE[1:], "event:1"),
        ([*FIVE[:2], *FIVE[3:]], "event:3"),
        ([FIVE[0], FIVE[2], FIVE[1], *FIVE[3:]], "event:2"),
        ([*FIVE[:2], FIVE[1], *FIVE[2:]], "event:3"),
        (FIVE[:4], "head"),
        ([], "head"),
    ],
)
def test_what_is_missing_swapped_doubled_or_cut_off_is_named(links: list[Link], bad: str) -> None:
    assert first_bad(links) == [bad]


def test_a_whole_rewritten_chain_does_not_fit_a_head_kept_elsewhere() -> None:
    rewritten, _ = chain(*map(event, (1, 2, 3, 4, 9)))

    found = list(broken_links(rewritten, HEAD))

    assert found == [Finding("chain", "head", f"5 {HEAD.head}", f"5 {rewritten[-1].hash}")]


def test_an_act_nobody_defined_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="oblivion"):
        list(append(EMPTY, NOW, [CustodyEvent("oblivion", "a", "item:1")]))


def test_a_detail_has_one_form() -> None:
    assert custody.canonical_detail({"b": None, "a": "ø"}) == '{"a":"ø","b":null}'


# --- the vocabulary ---

OF_PREMIS = (
    "acc app cap com cop cre dea dec del der dig dis dsg dsp enc exe exp ext ffa fil fix for ima ine ing ins int ipc"
    " ipm ips mee mem mes mig mod nor pac poa prt qua rec red ref ren rep tra unp unq val vir"
)
"""Every term of the vocabulary at id.loc.gov, as of its revision of 2018-09-24."""
AS_RELEASED = (
    "accession sighting fixity-check message-digest-calculation metadata-extraction unpacking metadata-modification"
    " quarantine release filing case-opening case-closing case-reopening case-merge case-split registration definition"
    " undo signature-check transfer loss-of-copy epoch-change letter alarm view export"
)
DOCUMENT = (Path(__file__).parents[2] / "docs" / "custody.md").read_text(encoding="utf-8")


def test_every_act_has_its_premis_type_or_is_said_to_be_ours() -> None:
    assert PREMIS.keys() == set(ACTS)
    assert len(set(ACTS)) == len(ACTS)
    assert {term.code for term in PREMIS.values() if term} <= set(OF_PREMIS.split())


def test_the_words_of_stored_chains_stay_words() -> None:
    assert {word.replace("-", " ") for word in AS_RELEASED.split()} <= set(ACTS)


@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_in_the_document_with_its_premis_type(act: str) -> None:
    term = PREMIS[act]
    told = f"[{term.word}]({term.uri})" if term else "none: ours"

    assert re.search(rf"^\| `{act}` \| [^|]+ \| {re.escape(told)} \|$", DOCUMENT, re.MULTILINE)


def test_every_column_of_an_event_is_attested() -> None:
    columns = {column.name for column in EventRow.__table__.columns}

    assert set(json.loads(canonical(1, "t", FIVE[0].event))) == columns - {"previous", "hash"}
