"""What persons do to cases: every act can be taken back and leaves things as they were; the history keeps it all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from email import message_from_bytes, policy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.core.cases import SingleOpenCase
from archiver.core.dossier import document
from archiver.core.records import CaseAct, CaseState, ItemNumber, ItemState
from archiver.edges.store.cases import Doing
from archiver.errors import ArchiverError, UsageError
from tests.builders import a_letter
from tests.fakes import SIGNER, Archive, Balking, FakeServer, a_policy, close, inform

JETTE, MADS = "jette.jensen@kommune.example", "mads.madsen@kommune.example"
UNOPENED = str(SIGNER.sign(2026, 9999))


def doing(archive: Archive, reason: str = "") -> Doing:
    archive.clock.advance(minutes=1)
    return Doing("operator inge", archive.clock(), reason)


def opened(archive: Archive, count: int) -> list[str]:
    return [str(archive.store.cases.open(doing(archive), 2026)) for _ in range(count)]


def delivered(
    archive: Archive, *subjects: str, sender: str = JETTE, to: str = "arkiv@kommune.example", answers: int = 0
) -> list[ItemNumber]:
    """Mails with these subjects, taken in; gives their numbers. `answers` is the mail they all answer."""
    thread = (("In-Reply-To", f"<mail.{answers}@kommune.example>"),) if answers else ()
    before = archive.store.catalogue.status().items
    server = FakeServer()
    for place, subject in enumerate(subjects, start=1):
        name = f"<mail.{before + place}@kommune.example>"
        server.deliver(a_letter(sender=f"Kollega <{sender}>", to=to, subject=subject, message_id=name, headers=thread))
    archive.round(server)
    return [ItemNumber(before + place) for place in range(1, len(subjects) + 1)]


def told(archive: Archive, case: str) -> str:
    """The export of a case."""
    return json.dumps(document(archive.store.cases.dossier(case)), sort_keys=True)


def items(archive: Archive, case: str) -> list[int]:
    return [item.item for item in archive.store.cases.dossier(case).items]


def state(archive: Archive, case: str) -> CaseState:
    return archive.store.cases.dossier(case).state


@pytest.fixture
def two(archive: Archive) -> tuple[Archive, str, str]:
    """Two cases with three and two items."""
    first, second = opened(archive, 2)
    delivered(archive, f"et [{first}]", f"to [{first}]", f"tre [{first}]")
    delivered(archive, f"fire [{second}]", f"fem [{second}]", sender=MADS)
    assert (items(archive, first), items(archive, second)) == ([1, 2, 3], [4, 5])
    return archive, first, second


# --- merging ---


def test_a_merge_moves_everything_and_leaves_a_name_behind(two: tuple[Archive, str, str]) -> None:
    archive, first, second = two

    archive.store.cases.merge(first, second, doing(archive))

    assert (items(archive, first), items(archive, second)) == ([], [1, 2, 3, 4, 5])
    assert state(archive, first) is CaseState.MERGED
    assert str(archive.store.cases.dossier(first).merged_into) == second
    assert archive.sound()


def test_merge_and_undo_leave_both_exports_as_they_were(two: tuple[Archive, str, str]) -> None:
    archive, first, second = two
    before = told(archive, first), told(archive, second)

    archive.store.cases.merge(first, second, doing(archive, "samme borger"))
    between = told(archive, first), told(archive, second)
    done = archive.store.cases.undo(first, doing(archive))

    assert (told(archive, first), told(archive, second)) == before
    assert all(one != other for one, other in zip(between, before, strict=True))
    assert (done.kind, done.reason) == (CaseAct.MERGE, "samme borger")
    assert archive.sound()


def test_an_undone_merge_can_be_named_by_the_case_it_went_into(two: tuple[Archive, str, str]) -> None:
    archive, first, second = two
    before = told(archive, first), told(archive, second)

    archive.store.cases.merge(first, second, doing(archive))
    archive.store.cases.undo(second, doing(archive))

    assert (told(archive, first), told(archive, second)) == before


def test_merging_a_closed_case_and_undoing_it_leaves_it_closed_since_then(two: tuple[Archive, str, str]) -> None:
    archive, first, second = two
    close(archive.store, first, doing(archive))
    before = told(archive, first)

    archive.store.cases.merge(first, second, doing(archive))
    archive.store.cases.undo(first, doing(archive))

    assert told(archive, first) == before
    assert state(archive, first) is CaseState.CLOSED


def test_mail_that_names_a_merged_case_goes_where_its_items_went_and_comes_home_with_them(
    two: tuple[Archive, str, str],
) -> None:
    archive, first, second = two
    archive.store.cases.merge(first, second, doing(archive))

    (late,) = delivered(archive, f"seks [{first}]", sender=MADS)
    (own,) = delivered(archive, f"syv [{second}]", sender=MADS)
    entry = archive.store.catalogue.item(late)
    named = {"reference_in": "subject", "named_by": "reporter"}
    assert (entry.entry.case, dict(entry.filings[-1].evidence)) == (second, {**named, "named": first})
    archive.store.cases.undo(first, doing(archive))

    assert (items(archive, first), items(archive, second)) == ([1, 2, 3, late], [4, 5, own])
    assert dict(archive.store.catalogue.item(late).filings[-1].evidence) == named


def test_what_answered_or_went_on_with_what_goes_home_goes_home_too(archive: Archive) -> None:
    one, other = opened(archive, 2)
    delivered(archive, f"en [{one}]")
    delivered(archive, f"to [{other}]", sender=MADS)
    archive.send()
    receipt = message_from_bytes(archive.post.letters[0].octets)["Message-ID"]
    archive.store.cases.merge(one, other, doing(archive))

    server = FakeServer()
    for name, answers in (("svar", receipt), ("traad", "<svar@kommune.example>"), ("egen", "<mail.2@kommune.example>")):
        sender = MADS if name == "egen" else JETTE
        thread = (("In-Reply-To", answers), ("References", answers))
        server.deliver(a_letter(sender=sender, subject="Sv:", message_id=f"<{name}@kommune.example>", headers=thread))
    archive.round(server)
    assert items(archive, other) == [1, 2, 3, 4, 5]
    archive.store.cases.undo(one, doing(archive))

    assert (items(archive, one), items(archive, other)) == ([1, 3, 4], [2, 5])


def answered(archive: Archive, *, sender: str = JETTE) -> ItemNumber:
    """The newest receipt, answered as mail programs answer: with its subject, and its Message-ID."""
    archive.send()
    receipt = message_from_bytes(archive.post.letters[-1].octets, policy=policy.default)
    name = str(receipt["Message-ID"])
    number = ItemNumber(archive.store.catalogue.status().items + 1)
    server = FakeServer()
    letter = a_letter(
        sender=f"Kollega <{sender}>",
        subject=f"SV: {receipt['Subject']}",
        message_id=f"<mail.{number}@kommune.example>",
        headers=(("In-Reply-To", name), ("References", name)),
    )
    server.deliver(letter)
    archive.round(server)
    return number


def test_an_answer_to_a_receipt_goes_where_its_item_lies_now_whatever_number_the_receipt_bore(archive: Archive) -> None:
    one, other = opened(archive, 2)
    first, second = delivered(archive, f"en [{one}]", f"to [{one}]")
    delivered(archive, f"tre [{other}]", sender=MADS)
    archive.send()
    (late,) = delivered(archive, f"fire [{one}]")
    archive.store.cases.file(late, other, doing(archive))
    answer = answered(archive)

    filing = archive.store.catalogue.item(answer).filings[-1]
    assert (str(filing.case), filing.rule) == (other, "signed_token_in_subject")
    assert filing.evidence["receipt_of_item"] == str(late)
    assert items(archive, one) == [first, second]


def test_an_answer_to_the_receipt_of_a_merged_cases_mail_goes_home_with_it(archive: Archive) -> None:
    one, other = opened(archive, 2)
    delivered(archive, f"en [{one}]")
    delivered(archive, f"to [{other}]", sender=MADS)
    archive.store.cases.merge(one, other, doing(archive))
    (late,) = delivered(archive, f"tre [{one}]")
    answer = answered(archive)
    assert items(archive, other) == [1, 2, late, answer]

    archive.store.cases.undo(one, doing(archive))

    assert (items(archive, one), items(archive, other)) == ([1, late, answer], [2])
    (again,) = delivered(archive, f"fem [{other}]")
    assert archive.store.catalogue.entry(again).rule == "reference_not_accepted"


@pytest.mark.parametrize("has_one_of_her_own", [False, True])
def test_what_lies_in_a_case_on_the_word_of_one_who_reports_to_it_no_more_goes_home(
    archive: Archive, has_one_of_her_own: bool
) -> None:
    archive.policy = a_policy(single_open_case=SingleOpenCase.ALWAYS)
    one, other = opened(archive, 2)
    delivered(archive, f"en [{other}]", sender=MADS)
    hers, own = delivered(archive, "to", "tre")
    archive.store.cases.file(hers, one, doing(archive))
    archive.store.cases.file(own, other if has_one_of_her_own else one, doing(archive))
    archive.store.cases.merge(one, other, doing(archive))
    single, named = delivered(archive, "helt ny", f"VS: nyt [{other}]")
    assert archive.store.catalogue.entry(single).rule == "single_open_case"

    archive.store.cases.undo(one, doing(archive))

    assert items(archive, one) == ([hers] if has_one_of_her_own else [hers, own, single, named])
    assert items(archive, other) == ([1, own, single, named] if has_one_of_her_own else [1])


def test_what_followed_a_mail_into_the_wrong_case_leaves_it_when_that_filing_is_undone(archive: Archive) -> None:
    wrong, right = opened(archive, 2)
    (loose,) = delivered(archive, "uden nummer")
    (held,) = delivered(archive, f"med nummer [{right}]")
    archive.store.cases.file(loose, wrong, doing(archive))
    archive.store.cases.file(held, wrong, doing(archive))
    (after_loose,) = delivered(archive, "SV: uden nummer", answers=loose)
    (after_held,) = delivered(archive, "SV: med nummer", answers=held)
    (other,) = delivered(archive, f"andet [{wrong}]")
    assert items(archive, wrong) == [loose, held, after_loose, after_held, other]

    archive.store.cases.undo(wrong, doing(archive))
    assert (items(archive, wrong), items(archive, right)) == ([loose, after_loose, other], [held, after_held])
    archive.store.cases.undo(wrong, doing(archive))

    assert items(archive, wrong) == []
    assert archive.store.catalogue.entry(after_loose).rule == "followed_out"
    assert archive.store.catalogue.entry(after_loose).state is ItemState.UNASSIGNED
    assert archive.sound()


def test_a_days_work_that_touches_nothing_of_it_does_not_keep_a_merge_from_being_undone(
    two: tuple[Archive, str, str],
) -> None:
    archive, first, second = two
    before = told(archive, first)
    archive.store.cases.merge(first, second, doing(archive))
    (loose,) = delivered(archive, "uden sag", sender=MADS)
    archive.store.cases.file(loose, second, doing(archive))
    close(archive.store, second, doing(archive))
    merge = archive.store.cases.history(first)[0].number

    archive.store.cases.undo(first, doing(archive), merge)

    assert told(archive, first) == before
    assert items(archive, second) == [4, 5, loose]
    assert state(archive, second) is CaseState.CLOSED


def test_a_clock_that_stands_still_makes_no_closed_case_open(two: tuple[Archive, str, str]) -> None:
    archive, first, second = two
    now = doing(archive)
    close(archive.store, first, now)
    before = told(archive, first)

    archive.store.cases.merge(first, second, now)
    archive.store.cases.undo(first, now)

    assert told(archive, first) == before


def test_a_chain_of_merges_is_followed_and_undone_from_its_end(archive: Archive) -> None:
    one, two_, three = opened(archive, 3)
    delivered(archive, f"a [{one}]")
    before = [told(archive, case) for case in (one, two_, three)]
    archive.store.cases.merge(one, two_, doing(archive))
    archive.store.cases.merge(two_, three, doing(archive))

    (late,) = delivered(archive, f"b [{one}]")
    assert items(archive, three) == [1, late]
    with pytest.raises(UsageError, match="came after it"):
        archive.store.cases.undo(one, doing(archive))
    archive.store.cases.undo(three, doing(archive))
    archive.store.cases.undo(one, doing(archive))

    assert items(archive, one) == [1, late]
    assert [told(archive, case) for case in (two_, three)] == before[1:]


@pytest.mark.parametrize(
    ("name", "into", "sentence"),
    [("first", "first", "itself"), ("first", UNOPENED, "no case"), (UNOPENED, "first", "no case")],
)
def test_what_cannot_be_merged_is_refused_and_nothing_changes(
    two: tuple[Archive, str, str], name: str, into: str, sentence: str
) -> None:
    archive, first, second = two
    named = {"first": first}
    before = told(archive, first), told(archive, second), archive.ask("SELECT events FROM heads")

    with pytest.raises(UsageError, match=sentence):
        archive.store.cases.merge(named.get(name, name), named.get(into, into), doing(archive))

    assert (told(archive, first), told(archive, second), archive.ask("SELECT events FROM heads")) == before


def test_a_merged_case_takes_nothing_and_is_neither_merged_nor_closed_nor_opened(two: tuple[Archive, str, str]) -> None:
    archive, first, second = two
    third = opened(archive, 1)[0]
    archive.store.cases.merge(first, second, doing(archive))

    for act in (
        lambda: archive.store.cases.merge(first, third, doing(archive)),
        lambda: archive.store.cases.merge(third, first, doing(archive)),
        lambda: archive.store.cases.close(first, doing(archive)),
        lambda: archive.store.cases.reopen(first, doing(archive)),
        lambda: archive.store.cases.split(first, [ItemNumber(1)], doing(archive), 2026),
    ):
        with pytest.raises(UsageError, match="merged"):
            act()


# --- splitting ---


def test_a_split_moves_what_is_named_into_a_new_case(two: tuple[Archive, str, str]) -> None:
    archive, first, _ = two

    new = str(archive.store.cases.split(first, [ItemNumber(2), ItemNumber(3)], doing(archive), 2026))

    assert (items(archive, first), items(archive, new)) == ([1], [2, 3])
    assert [filing.rule for filing in archive.store.catalogue.item(ItemNumber(2)).filings][-1] == "split"
    assert archive.sound()


def test_split_and_undo_leave_the_export_as_it_was_and_the_new_number_leads_home(two: tuple[Archive, str, str]) -> None:
    archive, first, _ = two
    before = told(archive, first)
    new = str(archive.store.cases.split(first, [ItemNumber(2)], doing(archive), 2026))

    archive.store.cases.undo(new, doing(archive))

    assert told(archive, first) == before
    assert (state(archive, new), items(archive, new)) == (CaseState.MERGED, [])
    (late,) = delivered(archive, f"senere [{new}]")
    assert late in items(archive, first)


def test_what_came_into_a_split_off_case_goes_home_with_it(two: tuple[Archive, str, str]) -> None:
    archive, first, _ = two
    new = str(archive.store.cases.split(first, [ItemNumber(2)], doing(archive), 2026))
    (late,) = delivered(archive, f"senere [{new}]")
    assert items(archive, new) == [2, late]

    archive.store.cases.undo(new, doing(archive))

    assert items(archive, first) == [1, 2, 3, late]


def test_a_split_takes_only_what_is_there_and_leaves_something(two: tuple[Archive, str, str]) -> None:
    archive, first, _ = two

    with pytest.raises(UsageError, match="does not lie"):
        archive.store.cases.split(first, [ItemNumber(4)], doing(archive), 2026)
    with pytest.raises(UsageError, match="must stay"):
        archive.store.cases.split(first, [ItemNumber(1), ItemNumber(2), ItemNumber(3)], doing(archive), 2026)
    with pytest.raises(UsageError, match="at least one item"):
        archive.store.cases.split(first, [], doing(archive), 2026)

    assert archive.store.cases.history(first) == []
    assert len(list(archive.store.catalogue.cases())) == 2


# --- closing ---


def test_a_closed_case_takes_no_mail_and_does_again_when_it_is_opened(two: tuple[Archive, str, str]) -> None:
    archive, first, _ = two
    close(archive.store, first, doing(archive))

    (waits,) = delivered(archive, f"igen [{first}]")
    archive.store.cases.reopen(first, doing(archive))
    (comes,) = delivered(archive, f"og igen [{first}]")

    shut = archive.store.catalogue.item(waits)
    assert (shut.entry.state, shut.entry.rule) == (ItemState.UNASSIGNED, "closed_case")
    assert [(one.rule, one.case, one.reason) for one in shut.filings[0].rejected] == [
        ("signed_token_in_subject", first, "closed")
    ]
    assert archive.store.catalogue.item(comes).entry.case == first


@pytest.mark.parametrize("reopens", [False, True])
def test_closing_and_reopening_can_be_undone(two: tuple[Archive, str, str], reopens: bool) -> None:
    archive, first, _ = two
    inform(archive.store, first, doing(archive))
    if reopens:
        close(archive.store, first, doing(archive))
    before = told(archive, first)

    (archive.store.cases.reopen if reopens else archive.store.cases.close)(first, doing(archive))
    assert told(archive, first) != before
    archive.store.cases.undo(first, doing(archive))

    assert told(archive, first) == before


def test_an_open_case_is_not_reopened_and_a_closed_one_not_closed(two: tuple[Archive, str, str]) -> None:
    archive, first, _ = two

    with pytest.raises(UsageError, match="is open"):
        archive.store.cases.reopen(first, doing(archive))
    close(archive.store, first, doing(archive))
    with pytest.raises(UsageError, match="closed"):
        close(archive.store, first, doing(archive))


# --- filing by hand ---


def test_filing_by_hand_can_be_undone_to_where_the_item_was(two: tuple[Archive, str, str]) -> None:
    archive, first, second = two
    before = told(archive, first), told(archive, second)

    archive.store.cases.file(ItemNumber(1), second, doing(archive))
    assert items(archive, second) == [1, 4, 5]
    archive.store.cases.undo(second, doing(archive))

    assert (told(archive, first), told(archive, second)) == before
    filings = archive.store.catalogue.item(ItemNumber(1)).filings
    assert [filing.rule for filing in filings] == ["signed_token_in_subject", "by_hand", "signed_token_in_subject"]


def test_an_item_can_be_taken_out_and_put_back(two: tuple[Archive, str, str]) -> None:
    archive, first, _ = two
    before = told(archive, first)

    archive.store.cases.take_out(ItemNumber(1), doing(archive))
    entry = archive.store.catalogue.entry(ItemNumber(1))
    assert (entry.state, entry.rule) == (ItemState.UNASSIGNED, "taken_out_by_hand")
    archive.store.cases.undo(first, doing(archive))

    assert told(archive, first) == before


def test_an_outsiders_mail_can_be_filed_by_hand_and_makes_nobody_a_reporter(archive: Archive) -> None:
    (case,) = opened(archive, 1)
    (item,) = delivered(archive, "direkte", sender="borger@udbyder.example")
    archive.store.cases.file(item, case, doing(archive))

    (after,) = delivered(archive, f"fra en kollega [{case}]")

    assert items(archive, case) == [item, after]


def test_an_outsiders_mail_that_is_taken_out_again_is_external_as_it_was(archive: Archive) -> None:
    (case,) = opened(archive, 1)
    (item,) = delivered(archive, "direkte", sender="borger@udbyder.example")
    before = archive.store.catalogue.entry(item).state
    archive.store.cases.file(item, case, doing(archive))

    archive.store.cases.take_out(item, doing(archive))

    entry = archive.store.catalogue.entry(item)
    assert (before, entry.state, entry.rule) == (ItemState.EXTERNAL, ItemState.EXTERNAL, "taken_out_by_hand")
    archive.store.cases.undo(case, doing(archive))
    assert items(archive, case) == [item]
    assert archive.sound()


def test_what_is_filed_in_a_merged_case_goes_where_its_items_went(two: tuple[Archive, str, str]) -> None:
    archive, first, second = two
    (loose,) = delivered(archive, "uden sag")
    archive.store.cases.merge(first, second, doing(archive))

    assert str(archive.store.cases.file(loose, first, doing(archive))) == second


@pytest.mark.parametrize(
    ("item", "sentence"), [(1, "lies in"), (99, "not been read")], ids=["where it is", "no such item"]
)
def test_filing_that_makes_no_sense_is_refused(two: tuple[Archive, str, str], item: int, sentence: str) -> None:
    archive, first, _ = two

    with pytest.raises(UsageError, match=sentence):
        archive.store.cases.file(ItemNumber(item), first, doing(archive))


# --- who filed it so, and why ---


def acts_behind(archive: Archive, item: int) -> list[tuple[str, str, int | None, str] | None]:
    """Of each filing of an item, the act that wrote it: agent, kind, which act it undoes, the first being 1, reason."""
    ((first,),) = archive.ask("SELECT min(id) FROM case_acts")
    told: list[tuple[str, str, int | None, str] | None] = []
    for filing in archive.store.catalogue.item(ItemNumber(item)).filings:
        act = filing.act
        undoes = None if act is None or act.undoes is None else act.undoes - first + 1
        told.append(None if act is None else (filing.agent, act.kind, undoes, act.reason))
    return told


def test_every_filing_tells_who_did_it_by_which_act_and_what_an_undoing_put_back(two: tuple[Archive, str, str]) -> None:
    archive, first, second = two
    archive.store.cases.file(ItemNumber(1), second, doing(archive, "hører til der"))
    archive.store.cases.merge(second, first, doing(archive, "samme borger"))
    archive.store.cases.undo(second, doing(archive, "en anden borger"))
    archive.store.cases.undo(second, doing(archive))
    archive.store.cases.take_out(ItemNumber(1), doing(archive, "spam"))

    assert acts_behind(archive, 1) == [
        None,
        ("operator inge", CaseAct.FILE, None, "hører til der"),
        ("operator inge", CaseAct.MERGE, None, "samme borger"),
        ("operator inge", CaseAct.UNDO, 2, "en anden borger"),
        ("operator inge", CaseAct.UNDO, 1, ""),
        ("operator inge", CaseAct.FILE, None, "spam"),
    ]
    assert [one and one[1:3] for one in acts_behind(archive, 4)] == [
        None,
        (CaseAct.MERGE, None),
        (CaseAct.UNDO, 2),
    ]


def test_what_follows_home_is_put_back_too_and_no_rule_by_itself(two: tuple[Archive, str, str]) -> None:
    archive, first, second = two
    archive.store.cases.merge(first, second, doing(archive))
    (late,) = delivered(archive, f"seks [{first}]", sender=MADS)

    archive.store.cases.undo(first, doing(archive, "forkert"))

    assert acts_behind(archive, late) == [None, ("operator inge", CaseAct.UNDO, 1, "forkert")]


def test_a_release_from_quarantine_is_a_persons_and_no_act_on_a_case(archive: Archive) -> None:
    archive.reader = Balking()
    server = FakeServer()
    server.deliver(b"ulaeseligt")
    archive.round(server)
    archive.store.casework.release(ItemNumber(1), "operator inge", archive.clock())

    (filing,) = archive.store.catalogue.item(ItemNumber(1)).filings

    assert (filing.act, filing.agent, filing.is_by_a_person) == (None, "operator inge", True)


# --- the history ---


def test_the_history_tells_every_act_with_its_reason_and_what_was_taken_back(two: tuple[Archive, str, str]) -> None:
    archive, first, second = two
    close(archive.store, first, doing(archive, "færdig"))
    archive.store.cases.reopen(first, doing(archive))
    archive.store.cases.merge(first, second, doing(archive))
    archive.store.cases.undo(first, doing(archive, "forkert"))

    acts = archive.store.cases.history(first)

    assert [(act.kind, act.undone, act.reason) for act in acts] == [
        (CaseAct.CLOSE, False, "færdig"),
        (CaseAct.REOPEN, False, ""),
        (CaseAct.MERGE, True, ""),
        (CaseAct.UNDO, False, "forkert"),
    ]
    assert (acts[-1].undoes, str(acts[-1].other)) == (acts[2].number, second)
    assert [act.kind for act in archive.store.cases.history(second)] == [CaseAct.MERGE, CaseAct.UNDO]


def test_nothing_is_undone_twice_and_nothing_that_never_was(two: tuple[Archive, str, str]) -> None:
    archive, first, _ = two

    with pytest.raises(UsageError, match="nothing to undo"):
        archive.store.cases.undo(first, doing(archive))
    close(archive.store, first, doing(archive))
    archive.store.cases.undo(first, doing(archive))
    with pytest.raises(UsageError, match="nothing to undo"):
        archive.store.cases.undo(first, doing(archive))


def test_every_act_is_in_the_chain_of_custody_and_no_reason_is(two: tuple[Archive, str, str]) -> None:
    archive, first, second = two
    acts = archive.store.cases
    close(archive.store, first, doing(archive, "Kanariefugl"))
    acts.reopen(first, doing(archive, "Kanariefugl"))
    acts.split(first, [ItemNumber(1)], doing(archive, "Kanariefugl"), 2026)
    acts.undo(first, doing(archive, "Kanariefugl"))
    acts.merge(first, second, doing(archive, "Kanariefugl"))

    events = archive.ask(f"SELECT act, detail FROM custody_events WHERE subject = 'case:{first}' ORDER BY seq")
    assert [act for act, _ in events] == [
        "case opening",
        "case entry",
        "case closing",
        "case reopening",
        "case split",
        "undo",
        "case merge",
    ]
    assert not any("Kanariefugl" in row for (row,) in archive.ask("SELECT detail FROM custody_events"))
    assert archive.sound()


# --- undoing out of turn ---


@pytest.mark.parametrize("kind", ["file", "split"])
@pytest.mark.parametrize("gone", ["merge", "close"])
def test_nothing_is_put_back_into_a_case_that_was_merged_or_closed_meanwhile(
    archive: Archive, kind: str, gone: str
) -> None:
    acts, (home, into, other) = archive.store.cases, opened(archive, 3)
    (item, _) = delivered(archive, f"et [{home}]", f"to [{home}]")
    act(archive, kind, other if kind == "file" else home, "", item)
    number = acts.history(home)[-1].number
    act(archive, gone, home, into, item)
    before = [told(archive, case) for case in (home, into, other)]

    with pytest.raises(UsageError, match="undo that one first"):
        acts.undo(home, doing(archive), number)
    assert [told(archive, case) for case in (home, into, other)] == before

    acts.undo(home, doing(archive))
    acts.undo(home, doing(archive), number)
    assert items(archive, home) == [1, 2]
    assert archive.sound()


def test_what_lay_there_before_an_act_stays_when_that_is_undone_though_it_was_out_meanwhile(archive: Archive) -> None:
    acts, (home, *_) = archive.store.cases, opened(archive, 3)
    first, more = delivered(archive, f"et [{home}]", f"to [{home}]")
    before = told(archive, home)
    acts.take_out(first, doing(archive))
    acts.file(first, home, doing(archive))
    acts.take_out(more, doing(archive))

    for left in ([first, more], [more], [first, more]):
        acts.undo(home, doing(archive))
        assert items(archive, home) == left
    assert told(archive, home) == before


def test_what_was_put_back_before_stays_when_acts_are_undone_out_of_turn(archive: Archive) -> None:
    acts, (home, *_) = archive.store.cases, opened(archive, 3)
    first, more = delivered(archive, f"et [{home}]", f"to [{home}]")
    before = told(archive, home)
    acts.take_out(more, doing(archive))
    number = acts.history(home)[-1].number
    acts.take_out(first, doing(archive))
    acts.file(first, home, doing(archive))

    acts.undo(home, doing(archive), number)
    acts.undo(home, doing(archive))
    assert items(archive, home) == [more]
    acts.undo(home, doing(archive))
    assert told(archive, home) == before


def test_undoing_a_merge_moves_nothing_that_goes_on_with_what_a_person_filed_elsewhere(archive: Archive) -> None:
    acts, (first, second, third) = archive.store.cases, opened(archive, 3)
    _, asked = delivered(archive, f"et [{first}]", f"to [{second}]")
    acts.merge(first, second, doing(archive))
    (answer,) = delivered(archive, "SV: to", answers=asked)
    acts.file(asked, third, doing(archive))
    close(archive.store, third, doing(archive))
    before = told(archive, third)

    acts.undo(first, doing(archive))

    assert told(archive, third) == before
    assert items(archive, second) == [answer]


def test_mail_that_names_a_case_comes_home_though_its_filing_is_undone_after_the_merge(archive: Archive) -> None:
    acts, (first, second, third) = archive.store.cases, opened(archive, 3)
    acts.merge(first, second, doing(archive))
    merge = acts.history(first)[-1].number
    (late,) = delivered(archive, f"sent [{first}]")
    acts.file(late, third, doing(archive))
    acts.undo(first, doing(archive), merge)

    acts.undo(third, doing(archive))

    assert items(archive, first) == [late]
    assert archive.store.catalogue.item(late).filings[-1].evidence == {"named_by": "first", "reference_in": "subject"}


def test_a_merge_is_not_undone_before_the_one_that_took_its_items_on(archive: Archive) -> None:
    acts, (first, second, third) = archive.store.cases, opened(archive, 3)
    acts.merge(first, second, doing(archive))
    merge = acts.history(first)[-1].number
    (late,) = delivered(archive, f"sent [{first}]")
    acts.merge(second, third, doing(archive))

    with pytest.raises(UsageError, match="undo that one first"):
        acts.undo(first, doing(archive), merge)
    acts.undo(third, doing(archive))
    acts.undo(first, doing(archive), merge)

    assert (items(archive, first), items(archive, second), items(archive, third)) == ([late], [], [])


def test_mail_comes_home_though_the_clock_was_set_back_since_the_merge(two: tuple[Archive, str, str]) -> None:
    archive, first, second = two
    archive.store.cases.merge(first, second, doing(archive))
    archive.clock.advance(hours=-2)
    (late,) = delivered(archive, f"sent [{first}]")

    archive.store.cases.undo(first, doing(archive))

    assert late in items(archive, first)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "split", "close", "reopen", "file", "take out"]), st.integers(0, 9), st.integers(0, 9)
    ),
    max_size=12,
)


@given(ACTS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_done_undoing_all_of_it_leaves_every_export_as_it_was(
    sqlite_archive: Archive, acts: list[tuple[str, int, int]]
) -> None:
    archive = sqlite_archive
    cases = opened(archive, 3)
    (item,) = delivered(archive, f"et [{cases[0]}]")
    more = delivered(archive, f"to [{cases[0]}]", f"tre [{cases[1]}]", "fire")
    for case in cases:
        inform(archive.store, case, doing(archive))  # no act on cases, and nothing that is undone
    before = [told(archive, case) for case in cases]

    for name, one, other in acts:
        try:
            act(archive, name, cases[one % 3], cases[other % 3], [item, *more][other % 4])
        except ArchiverError:
            continue
    undo_everything(archive)

    assert [told(archive, case) for case in cases] == before
    assert archive.sound()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "split", "close", "reopen", "file", "take out", "names", "answers", "undo", "undo"]),
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    max_size=12,
)


@given(STEPS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_whatever_order_things_come_and_are_undone_nothing_lies_in_a_merged_case(
    sqlite_archive: Archive, steps: list[tuple[str, int, int]]
) -> None:
    archive = sqlite_archive
    cases = opened(archive, 3)
    mails = delivered(archive, f"et [{cases[0]}]", f"to [{cases[0]}]", f"tre [{cases[1]}]")

    for name, one, other in steps:
        case, item = cases[one % 3], mails[other % len(mails)]
        before = {each: told(archive, each) for each in cases} if name == "undo" else {}
        touched = set[str]()
        try:
            if name == "names":
                mails += delivered(archive, f"sent [{case}]")
            elif name == "answers":
                mails += delivered(archive, "SV:", answers=item)
            elif name == "undo":
                standing = [
                    done for done in archive.store.cases.history(case) if done.kind != "undo" and not done.undone
                ]
                if standing:
                    chosen = standing[other % len(standing)]
                    archive.store.cases.undo(case, doing(archive), chosen.number)
                    touched = {str(chosen.case), str(chosen.other), *led_to(archive, before)}
            else:
                act(archive, name, case, cases[other % 3], item)
        except UsageError:
            touched = set()
        assert {each for each, export in before.items() if told(archive, each) != export} <= touched
        assert [each for each in cases if state(archive, each) is CaseState.MERGED and items(archive, each)] == []
    assert archive.sound()


def led_to(archive: Archive, cases: Iterable[str]) -> set[str]:
    """Cases that a mail named while they were merged: they take it back, whoever has it."""
    return {one for one in cases if archive.ask(f"SELECT 1 FROM filings WHERE evidence LIKE '%\"named\":%{one}%'")}


def act(archive: Archive, name: str, case: str, other: str, item: ItemNumber) -> None:
    acts = archive.store.cases
    match name:
        case "merge":
            acts.merge(case, other, doing(archive))
        case "split":
            acts.split(case, [item], doing(archive), 2026)
        case "close":
            close(archive.store, case, doing(archive))
        case "reopen":
            acts.reopen(case, doing(archive))
        case "file":
            acts.file(item, case, doing(archive))
        case _:
            acts.take_out(item, doing(archive))


def undo_everything(archive: Archive) -> None:
    """Newest first, as far as there is anything."""
    numbers = archive.ask(
        "SELECT id, case_id FROM case_acts a WHERE kind <> 'undo'"
        " AND NOT EXISTS (SELECT 1 FROM case_acts u WHERE u.undoes = a.id) ORDER BY id DESC"
    )
    for number, case_id in numbers:
        ((reference,),) = archive.ask(f"SELECT reference FROM cases WHERE id = {case_id}")
        archive.store.cases.undo(reference, doing(archive), number)
