"""One message that a citizen wrote is one incident, whoever hands it on and in whatever form (C5)."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from archiver.core.cases import SingleOpenCase
from archiver.core.records import ItemNumber, ItemState, Level
from archiver.core.trust import Gate, Mode
from archiver.edges.store.cases import Doing
from tests.builders import ABUSE, a_forward_with_attachment, a_letter, a_multipart
from tests.fakes import Archive, FakeServer, a_policy

JETTE, MADS, BIRTE = (f"{name}@kommune.example" for name in ("jette.jensen", "mads.madsen", "birte.buch"))
WORDS = "Jeg ved, hvor I går hjem. Hilsen en borger på Ærø."
INLINE = (
    "Se nedenfor.\r\n\r\n"
    "Fra: Borger <vred.borger@udbyder.example>\r\n"
    "Sendt: 19. november 2026 21:14\r\n"
    "Til: Jette Jensen <jette.jensen@kommune.example>\r\n"
    "Emne: I skal ikke sove trygt\r\n\r\n"
    f"{WORDS}\r\n"
)


def attached(sender: str, enclosed: bytes = ABUSE, *, name: str = "", **more: str) -> bytes:
    message_id = f"<{name or sender}>"
    return a_forward_with_attachment(enclosed, sender=f"Kollega <{sender}>", message_id=message_id, **more)  # type: ignore[arg-type]


def inline(sender: str, text: str = INLINE, *, name: str = "") -> bytes:
    message_id = f"<inline.{name or sender}>"
    return a_letter(
        sender=f"Kollega <{sender}>", subject="VS: I skal ikke sove trygt", body=text, message_id=message_id
    )


def take_in(archive: Archive, *mails: bytes) -> list[ItemNumber]:
    before = archive.store.catalogue.status().items
    server = FakeServer()
    for mail in mails:
        server.deliver(mail)
    archive.round(server)
    return [ItemNumber(before + place) for place in range(1, len(mails) + 1)]


def open_for(archive: Archive, item: int) -> str:
    """A new case with an item in it."""
    doing = Doing("operator", archive.clock())
    case = str(archive.store.cases.open(doing, 2026))
    archive.store.cases.file(ItemNumber(item), case, doing)
    return case


def incidents(archive: Archive) -> list[tuple[int, int]]:
    """Incident and item of every report; incidents are numbered as they are met."""
    rows = archive.ask("SELECT incident, item FROM incident_reports ORDER BY item, ordinal")
    met = list(dict.fromkeys(incident for incident, _ in rows))
    return [(met.index(incident) + 1, item) for incident, item in rows]


def test_the_same_mail_from_three_colleagues_is_one_incident_with_three_reporters_and_three_receipts(
    archive: Archive,
) -> None:
    mails = [attached(JETTE), attached(MADS), inline(BIRTE)]
    (first,) = take_in(archive, mails[0])
    case = open_for(archive, first)

    take_in(archive, *mails[1:])

    dossier = archive.store.cases.dossier(case)
    (entry,) = dossier.timeline
    assert [item.item for item in entry.items] == [1, 2, 3]
    assert {item.reporter for item in entry.items} == {JETTE, MADS, BIRTE}
    assert [archive.store.catalogue.item(item.item).entry.rule for item in dossier.items[1:]] == ["same_incident"] * 2
    assert archive.ask("SELECT recipient FROM outbox WHERE state = 'due' ORDER BY id") == [(JETTE,), (MADS,), (BIRTE,)]
    assert [b"".join(archive.store.catalogue.octets(item.item)) for item in dossier.items] == mails
    assert archive.sound()


def test_what_waits_under_ufordelt_is_one_incident_all_the_same(archive: Archive) -> None:
    take_in(archive, attached(JETTE), inline(MADS))

    assert incidents(archive) == [(1, 1), (1, 2)]
    entry = archive.store.catalogue.item(ItemNumber(2))
    assert (entry.entry.state, [one.reason for one in entry.filings[0].rejected]) == (
        ItemState.UNASSIGNED,
        ["no_case_yet"],
    )


def test_the_same_octets_with_a_date_nobody_can_read_are_the_same_incident(archive: Archive) -> None:
    undated = ABUSE.replace(b"Date: Thu, 19 Nov 2026 21:14:00 +0100", b"Date: i gaar")

    take_in(archive, attached(JETTE, undated), attached(MADS, undated))

    assert incidents(archive) == [(1, 1), (1, 2)]


def a_picture(octets: str, message_id: str) -> bytes:
    return (
        "From: Borger <vred.borger@udbyder.example>\r\nTo: jette.jensen@kommune.example\r\nSubject: billede\r\n"
        "Received: from a by b; Fri, 20 Nov 2026 10:00:00 +0100\r\nDate: Fri, 20 Nov 2026 10:00:00 +0100\r\n"
        f"Message-ID: <{message_id}@udbyder.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: image/png; name="billede.png"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        f"iVBORw0KGgo{octets}\r\n"
    ).encode()


def test_two_pictures_of_one_minute_without_a_word_are_two_incidents_and_the_same_picture_is_one(
    archive: Archive,
) -> None:
    (first,) = take_in(archive, attached(JETTE, a_picture("1", "p1"), name="f1"))
    case = open_for(archive, first)

    take_in(archive, attached(MADS, a_picture("2", "p2"), name="f2"), attached(BIRTE, a_picture("1", "p3"), name="f3"))

    assert incidents(archive) == [(1, 1), (2, 2), (1, 3)]
    assert [item.item for item in archive.store.cases.dossier(case).items] == [1, 3]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("vred.borger", "en.anden"),
        ("21:14", "21:15"),
        ("I skal ikke sove trygt", "I skal sove trygt"),
        (WORDS, "Noget helt andet, som ingen har skrevet før på denne ø."),
    ],
)
def test_another_sender_minute_subject_or_text_is_another_incident(archive: Archive, old: str, new: str) -> None:
    assert old in INLINE

    take_in(archive, inline(JETTE), inline(MADS, INLINE.replace(old, new)))

    assert len({incident for incident, _ in incidents(archive)}) == 2


def test_an_outsiders_mail_reports_nothing_even_if_it_quotes_an_incident(archive: Archive) -> None:
    take_in(archive, attached(JETTE), inline("borger@udbyder.example"))

    assert incidents(archive) == [(1, 1)]


def test_several_originals_in_one_mail_are_several_incidents_in_one_case(archive: Archive) -> None:
    second = ABUSE.replace(b"vrede.1", b"vrede.2").replace(b"sove trygt", b"sove godt").replace(b"21:14", b"22:30")
    mail = a_multipart(
        [((("Content-Type: message/rfc822"),), ABUSE), ((("Content-Type: message/rfc822"),), second)],
        sender=f"Jette <{JETTE}>",
    )
    (item,) = take_in(archive, mail)
    case = open_for(archive, item)

    entries = archive.store.cases.dossier(case).timeline

    assert [entry.at.strftime("%H:%M") for entry in entries] == ["20:14", "21:30"]
    assert [[one.item for one in entry.items] for entry in entries] == [[1], [1]]


def test_originals_of_two_cases_in_one_mail_wait_for_the_officer(archive: Archive) -> None:
    second = ABUSE.replace(b"vrede.1", b"vrede.2").replace(b"sove trygt", b"sove godt")
    one, two = take_in(archive, attached(JETTE), attached(JETTE, second, name="b@kommune.example"))
    cases = [open_for(archive, one), open_for(archive, two)]

    both = a_multipart(
        [(("Content-Type: message/rfc822",), ABUSE), (("Content-Type: message/rfc822",), second)],
        sender=f"Mads <{MADS}>",
    )
    (item,) = take_in(archive, both)

    detail = archive.store.catalogue.item(item)
    assert (detail.entry.state, detail.entry.rule) == (ItemState.UNASSIGNED, "several_cases_named")
    assert sorted(one.case for one in detail.filings[0].rejected if one.reason == "several") == sorted(cases)


def test_the_next_mail_of_the_citizen_in_the_same_thread_finds_the_case_of_its_reporter(archive: Archive) -> None:
    (item,) = take_in(archive, attached(JETTE))
    case = open_for(archive, item)
    answer = (
        ABUSE.replace(b"<vrede.1@", b"<vrede.2@")
        .replace(b"Subject: I skal", b"In-Reply-To: <vrede.1@udbyder.example>\r\nSubject: Sv: I skal")
        .replace(b"21:14", b"23:01")
    )

    own, others = take_in(archive, attached(JETTE, answer, name="c@kommune.example"), attached(MADS, answer))

    detail = archive.store.catalogue.item(own)
    assert (detail.entry.case, detail.entry.rule) == (case, "same_thread_same_reporter")
    assert dict(detail.filings[0].evidence) == {"thread_of_item": str(item)}
    # The other colleague has no thread of his own; but by now the very mail he hands on lies in that case.
    assert (archive.store.catalogue.item(others).entry.rule) == "same_incident"


# --- sent again, and better ---


def test_a_mail_sent_again_as_attachment_strengthens_the_first(archive: Archive) -> None:
    (weaker,) = take_in(archive, inline(JETTE))
    case = open_for(archive, weaker)

    (stronger,) = take_in(archive, attached(JETTE))

    items = archive.store.cases.dossier(case).items
    assert [(one.item, one.strength, one.strengthens) for one in items] == [
        (weaker, Level.INLINE, ()),
        (stronger, Level.ATTACHED, (weaker,)),
    ]
    (event,) = [event for event in archive.store.catalogue.item(weaker).custody if "strengthened_by" in event.detail]
    assert (event.act, event.detail["strengthened_by"]) == ("metadata modification", stronger)
    assert archive.sound()


@pytest.mark.parametrize("mails", [(attached(JETTE), inline(JETTE)), (inline(JETTE), attached(MADS))])
def test_neither_a_weaker_one_nor_a_colleagues_strengthens_anything(archive: Archive, mails: tuple[bytes, ...]) -> None:
    take_in(archive, *mails)

    assert archive.ask("SELECT count(*) FROM strengthenings") == [(0,)]
    assert len({incident for incident, _ in incidents(archive)}) == 1


# --- the single open case ---


def test_a_mail_goes_to_the_only_open_case_about_the_same_citizen_where_the_workplace_wants_it(
    archive: Archive,
) -> None:
    archive.policy = a_policy(single_open_case=SingleOpenCase.SAME_SENDER)
    (item,) = take_in(archive, attached(JETTE))
    case = open_for(archive, item)
    new = ABUSE.replace(b"vrede.1", b"vrede.9").replace(b"sove trygt", b"leve trygt").replace(b"21:14", b"23:59")
    other = new.replace(b"vred.borger", b"en.anden")

    same, another = take_in(
        archive, attached(JETTE, new, name="d@kommune.example"), attached(JETTE, other, name="e@kommune.example")
    )

    assert archive.store.catalogue.entry(same).case == case
    detail = archive.store.catalogue.item(another)
    assert (detail.entry.state, [one.reason for one in detail.filings[0].rejected]) == (
        ItemState.UNASSIGNED,
        ["other_sender"],
    )


# --- what a stranger chooses ---


@pytest.mark.parametrize("texts", [("Jette er en løgner.", "Jeg ved, hvor Mads bor."), ("", "Noget helt andet.")])
def test_two_mails_of_one_minute_and_subject_are_two_incidents_however_they_begin(
    archive: Archive, texts: tuple[str, str]
) -> None:
    salutation = "Til Prøve Kommune og alle dens ansatte i forvaltningen, som jeg skriver til igen. "
    mails = [ABUSE.replace(WORDS.encode(), (salutation + text if text else "").encode()) for text in texts]

    take_in(archive, attached(JETTE, mails[0]), attached(MADS, mails[1]))

    assert incidents(archive) == [(1, 1), (2, 2)]


def test_a_citizen_of_any_letters_is_the_same_on_every_database(archive: Archive) -> None:
    archive.policy = a_policy(single_open_case=SingleOpenCase.SAME_SENDER)
    big = ABUSE.replace(b"vred.borger", "ØLE.BORGER".encode())
    small = big.replace("ØLE.BORGER".encode(), "ØLE.borger".encode()).replace(b"vrede.1", b"vrede.9")
    (item,) = take_in(archive, attached(JETTE, big))
    case = open_for(archive, item)

    (later,) = take_in(archive, attached(JETTE, small.replace(b"21:14", b"23:50"), name="s@kommune.example"))

    assert archive.store.catalogue.entry(later).case == case


@pytest.mark.parametrize("answers", [(), (("References", "<ond@kommune.example>"),)])
def test_a_forged_colleagues_mail_that_the_officer_filed_gives_that_colleague_no_case(
    archive: Archive, answers: tuple[tuple[str, str], ...]
) -> None:
    server = "mx.kommune.example"
    gate = Gate(frozenset({"kommune.example"}), Mode.AUTHENTICATION_RESULTS, server)
    archive.policy = a_policy(gate=gate, single_open_case=SingleOpenCase.ALWAYS)
    passed = ("Authentication-Results", f"{server}; dmarc=pass header.from=kommune.example")
    (forged,) = take_in(archive, a_letter(sender=JETTE, message_id="<ond@kommune.example>"))
    open_for(archive, forged)

    (genuine,) = take_in(
        archive, a_letter(sender=JETTE, message_id="<god@kommune.example>", headers=(passed, *answers))
    )

    detail = archive.store.catalogue.item(genuine)
    assert (detail.entry.state, detail.entry.case) == (ItemState.UNASSIGNED, None)


def test_what_many_handed_on_before_is_asked_for_by_a_few_questions(sqlite_archive: Archive) -> None:
    archive = sqlite_archive
    take_in(
        archive, *(attached(f"kollega{number}@kommune.example", name=f"{number}@k.example") for number in range(60))
    )
    asked: list[str] = []
    with archive.store.database.reading() as connection:
        engine = connection.engine

    @event.listens_for(engine, "before_cursor_execute")
    def _listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    take_in(archive, attached(MADS, name="sidste@k.example"))

    questions = [one for one in asked if one.startswith("SELECT") and ("filings" in one or "incident_reports" in one)]
    assert 3 < len(questions) < 20
