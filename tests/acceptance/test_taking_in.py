"""The main job on real servers: every octet ours, everything moved, nothing else touched."""

from pathlib import Path

from tests.acceptance import independent, letters
from tests.acceptance.independent import checksum, octets_in
from tests.acceptance.world import World, balance, message_id
from tests.services.dovecot import Dovecot
from tests.services.smtp import SmtpSink


def three_hundred(world: World) -> list[bytes]:
    """150 letters appended over IMAP and 150 delivered over LMTP; gives them as the server hands them out."""
    by_imap = [*letters.strange()[:100], *letters.with_nul(1000, 5)]
    by_imap += letters.mixed(2000, 150 - len(by_imap))
    independent.append(world.dovecot, world.user, by_imap)
    for letter in letters.mixed(3000, 150):
        world.dovecot.deliver(world.user, letter)
    handed_out = octets_in(world.dovecot, world.user, "INBOX")
    assert len(set(handed_out)) == 300
    # Dovecot ends every line with CRLF and shows U+0000 as 0x80; what has neither need comes out as it went in.
    untouched = {letter for letter in by_imap if not {*letter.replace(b"\r\n", b"")} & {0, 10, 13}}
    assert len(untouched) > 100
    assert untouched <= set(handed_out)
    return handed_out


def test_three_hundred_mails_become_ours_octet_by_octet_and_only_then_move(world: World, smtp_sink: SmtpSink) -> None:
    delivered = three_hundred(world)

    first = world.run("ingest", "--json").well().json
    after_first = balance(world)
    items = ask_for_items(world)
    second = world.run("ingest", "--json").well().json
    after_second = world.run("status", "--json").well().json

    [folder] = first["mailboxes"][0]["folders"]
    assert (folder["server"], folder["archived"], folder["reasons"]) == (300, 300, {})
    assert (folder["new"], folder["moved"], folder["not_moved"]) == (300, 300, 0)
    assert after_first == (300, 300, {})
    [again] = second["mailboxes"][0]["folders"]
    assert (again["server"], again["archived"], again["new"], again["again"], again["moved"]) == (0, 0, 0, 0, 0)
    assert after_second["items"] == 300
    assert after_second["mailboxes"][0]["reasons"] == {}
    assert after_second["mailboxes"][0]["archive_folder"]["archived"] == 300
    assert ask_for_items(world) == items
    assert sorted(independent.stored(world.database_url).values()) == delivered
    assert octets_in(world.dovecot, world.user, "INBOX") == []
    assert octets_in(world.dovecot, world.user, "Arkiveret") == delivered
    assert len({message_id(letter) for letter in smtp_sink.letters}) == len(smtp_sink.letters) > 100


def ask_for_items(world: World) -> list[tuple[object, ...]]:
    return independent.ask(world.database_url, "SELECT number, sha256, size FROM items ORDER BY number")


def test_item_raw_gives_the_delivered_octets_of_every_kind_of_letter(world: World) -> None:
    independent.append(world.dovecot, world.user, [*letters.strange()[::25][:3], *letters.with_nul(1, 1)])
    for letter in letters.mixed(65, 11):
        world.dovecot.deliver(world.user, letter)
    delivered = octets_in(world.dovecot, world.user, "INBOX")
    world.run("ingest").well()

    given = [world.run("item", "raw", checksum(letter)[:16]).well().out for letter in delivered]

    assert len(delivered) == 15
    assert given == delivered


def test_what_others_marked_or_moved_keeps_its_flags(world: World) -> None:
    independent.append(world.dovecot, world.user, [letters.report(1)], flags=r"\Seen \Flagged")
    world.run("ingest").well()
    independent.append(world.dovecot, world.user, [letters.report(2)], "Arkiveret", r"\Deleted \Seen")
    with independent.session(world.dovecot, world.user) as client:
        client.create("Kladder")
    independent.append(world.dovecot, world.user, [letters.report(3)], "Kladder", r"\Deleted \Draft")
    independent.append(world.dovecot, world.user, [letters.report(4)], flags=r"\Deleted \Answered")
    for number in (5, 6):
        world.dovecot.deliver(world.user, letters.report(number))

    world.run("ingest")

    archived = independent.flags_in(world.dovecot, world.user, "Arkiveret")
    assert archived[1] == {r"\Seen", r"\Flagged"}
    assert archived[2] == {r"\Deleted", r"\Seen"}
    assert archived[3] == {r"\Deleted", r"\Answered"}
    assert (archived[4], archived[5]) == (frozenset(), frozenset())
    assert independent.flags_in(world.dovecot, world.user, "Kladder") == {1: {r"\Deleted", r"\Draft"}}
    assert octets_in(world.dovecot, world.user, "INBOX") == []


def test_without_move_a_mail_that_somebody_marked_deleted_outlives_the_expunge_of_others(
    tmp_path: Path, dovecot_without_move: Dovecot, smtp_sink: SmtpSink
) -> None:
    server, url = dovecot_without_move, f"sqlite:///{tmp_path / 'archive.sqlite'}"
    world = World(tmp_path / "arkiv", server, server.new_user(), url, smtp_sink.port, server.port)
    world.more = "[limits]\nbatch_messages = 1\n\n"
    world.write_config()
    independent.append(server, world.user, [letters.report(1)])
    independent.append(server, world.user, [letters.report(2)], flags=r"\Deleted")

    world.run("ingest").well()

    assert octets_in(server, world.user, "Arkiveret") == [letters.report(1), letters.report(2)]
    assert len(independent.stored(world.database_url)) == 2
