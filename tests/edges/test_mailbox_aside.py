"""The corner for probe mails on a real server, the folders that nobody watches, and the server's clock."""

from datetime import UTC, datetime

import pytest

from archiver.core.records import Octets
from archiver.edges import mailbox
from archiver.edges.mailbox import Account, ImapMailbox
from tests.acceptance.independent import append, flags_in, octets_in, session
from tests.services.dovecot import Dovecot, MailUser

CORNER, CORNER_RAW = "Arkivets prøvemails", '"Arkivets pr&APg-vemails"'
PROBE, OTHER, MARKED = (b"Subject: %s\r\n\r\n%s\r\n" % (word, word) for word in (b"proeve", b"andet", b"slettet"))


def connected(server: Dovecot, user: MailUser) -> ImapMailbox:
    account = Account(
        "arkiv",
        server.host,
        server.port,
        "none",
        user.name,
        user.password,
        folders=("INBOX",),
        archive_folder="Arkiveret",
    )
    return mailbox.connect(account)


@pytest.fixture(params=["dovecot", "dovecot_without_move"])
def server(request: pytest.FixtureRequest) -> Dovecot:
    found: Dovecot = request.getfixturevalue(request.param)
    return found


def test_a_probe_leaves_the_folder_and_nothing_else_does(server: Dovecot) -> None:
    user = server.new_user()
    append(server, user, [PROBE, OTHER])
    append(server, user, [MARKED], flags=r"\Deleted")
    one = connected(server, user)
    one.select("INBOX")

    gone = one.put_aside([1], CORNER)

    assert gone == {1}
    assert octets_in(server, user, "INBOX") == sorted([OTHER, MARKED])
    assert flags_in(server, user, "INBOX") == {2: frozenset(), 3: frozenset({r"\Deleted"})}
    assert octets_in(server, user, CORNER_RAW) == [PROBE]
    one.close()


def test_the_corner_is_tidied_of_what_may_go_and_the_folder_is_open_again(server: Dovecot) -> None:
    user = server.new_user()
    append(server, user, [PROBE, OTHER, MARKED])
    one = connected(server, user)
    one.select("INBOX")
    one.put_aside([1, 2], CORNER)
    with session(server, user) as client:
        client.select(CORNER_RAW)
        client.uid("STORE", "2", "+FLAGS", r"(\Deleted)")

    count = one.clear_aside(CORNER, lambda octets: octets.checksum == Octets(PROBE).checksum)

    assert count == 1
    assert octets_in(server, user, CORNER_RAW) == [OTHER]
    assert one.listed() == {3}
    one.close()


def test_where_nothing_can_be_moved_it_stays(dovecot_without_move_and_uidplus: Dovecot) -> None:
    server = dovecot_without_move_and_uidplus
    user = server.new_user()
    append(server, user, [PROBE])
    one = connected(server, user)
    one.select("INBOX")

    assert one.put_aside([1], CORNER) == frozenset()
    assert one.clear_aside(CORNER, lambda _: True) == 0
    assert octets_in(server, user, "INBOX") == [PROBE]
    one.close()


def test_the_folders_that_nobody_watches_are_told_with_how_much_lies_in_them(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    with session(dovecot, user) as client:
        for name in ("Junk", "Sent", "Arkiveret", "Sager", "Sager/2026", '"Slettet post"', CORNER_RAW):
            client.create(name)
    append(dovecot, user, [PROBE, OTHER], "Junk")
    append(dovecot, user, [OTHER], "Sager/2026")
    append(dovecot, user, [OTHER], "Sent")
    one = connected(dovecot, user)

    told = {(other.name, other.messages, other.is_junk) for other in one.others([CORNER])}

    assert told == {("Junk", 2, True), ("Sager", 0, False), ("Sager/2026", 1, False)}
    one.close()


def test_the_servers_clock_is_seen_and_nothing_is_left_of_the_looking(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    one = connected(dovecot, user)

    theirs = one.clock()

    assert theirs is not None
    assert abs((theirs - datetime.now(UTC)).total_seconds()) < 30
    with session(dovecot, user) as client:
        _, listed = client.list()
    assert b"archiver-check" not in b"".join(line for line in listed if isinstance(line, bytes))
    one.close()
