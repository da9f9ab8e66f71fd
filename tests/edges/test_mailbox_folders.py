"""Folders on servers of other habits than Dovecot's: separators, namespaces, and LIST answers nobody can read."""

import pytest

from archiver.edges.mailbox import connect
from archiver.errors import ConfigError, MailboxUnavailable, ProtocolViolation
from tests.edges.mailboxes import CALM, account, opened
from tests.services.scripted_imap import ScriptedImap

DOTTED = (
    b'* LIST (\\HasChildren) "." INBOX\r\n'
    b'* LIST () "." INBOX.Arkiveret\r\n'
    b'* LIST () "." "INBOX.B&APg-r"\r\n'
    b"TAG OK done\r\n"
)


@pytest.mark.parametrize("told", [b'* NAMESPACE (("INBOX." ".")) NIL NIL\r\n', b"* NAMESPACE NIL NIL NIL\r\n", None])
def test_a_folder_is_found_below_the_namespace_told_or_seen(told: bytes | None) -> None:
    with ScriptedImap(capabilities="IMAP4rev1" + (" NAMESPACE" if told else "")) as server:
        server.when("LIST", DOTTED)
        server.when("NAMESPACE", (told or b"") + b"TAG OK done\r\n")
        with opened(account(server, folders=("INBOX", "Bør"))) as mailbox:
            mailbox.select("Bør")
            mailbox.archive_folder()

    assert server.said("SELECT")[-1].endswith('SELECT "INBOX.B&APg-r"')
    assert '"INBOX.Arkiveret"' in server.said("STATUS")[0]


def test_a_missing_archive_folder_is_made_below_the_namespace_with_the_servers_separator() -> None:
    made = DOTTED.replace(b"TAG", b'* LIST () "." INBOX.Arkiv.Chikane\r\nTAG')
    with ScriptedImap() as server:
        server.when("LIST", DOTTED, times=1)
        server.when("LIST", made)
        with opened(account(server, archive_folder="Arkiv/Chikane")) as mailbox:
            mailbox.archive_folder()

    assert server.said("CREATE") == [server.said("CREATE")[0]]
    assert server.said("CREATE")[0].endswith('CREATE "INBOX.Arkiv.Chikane"')


@pytest.mark.parametrize("answer", [b"TAG NO [NOPERM] no\r\n", b"TAG OK but I did not\r\n"])
def test_an_archive_folder_that_cannot_be_made_is_said(answer: bytes) -> None:
    with ScriptedImap() as server, opened(account(server, archive_folder="Nyt arkiv")) as mailbox:
        server.when("CREATE", answer)
        with pytest.raises(MailboxUnavailable, match="Nyt arkiv"):
            mailbox.archive_folder()


def test_a_folder_made_by_somebody_else_meanwhile_is_no_error() -> None:
    listed = b'* LIST () "/" INBOX\r\n* LIST () "/" "Nyt arkiv"\r\nTAG OK done\r\n'
    with ScriptedImap() as server, opened(account(server, archive_folder="Nyt arkiv")) as mailbox:
        server.when("CREATE", b"TAG NO [ALREADYEXISTS] there\r\n")
        server.when("LIST", listed)

        assert mailbox.archive_folder().uidvalidity == 9


def test_names_in_literals_numbers_and_names_nobody_can_read_hide_no_folder() -> None:
    listed = (
        b'* LIST () "/" {9}\r\nArkiveret\r\n* LIST () "/" "&broken"\r\n* LIST () "/" "&AP-"\r\n* LIST () "/" 2026\r\n'
        b'* LIST ()\r\n* LIST () "/" "unfinished\r\n* LIST () NIL inbox\r\nTAG OK done\r\n'
    )
    with ScriptedImap() as server:
        server.when("LIST", listed)
        with opened(account(server, folders=("INBOX", "2026"))) as mailbox:
            mailbox.select("2026")
            mailbox.archive_folder()

    assert [line.partition(" ")[2] for line in server.said("SELECT")] == ['SELECT "inbox"', 'SELECT "2026"']
    assert not server.said("CREATE")


def test_a_folder_that_cannot_be_opened_is_no_folder() -> None:
    with ScriptedImap() as server:
        server.when("LIST", b'* LIST (\\NoSelect) "/" Sager\r\n* LIST () "/" INBOX\r\nTAG OK done\r\n')
        with opened(account(server, folders=("INBOX", "Sager"))) as mailbox, pytest.raises(MailboxUnavailable):
            mailbox.select("Sager")


def test_the_same_folder_by_two_names_is_still_a_circle() -> None:
    with ScriptedImap() as server:
        server.when("LIST", DOTTED)
        with pytest.raises(ConfigError):
            connect(account(server, folders=("INBOX.Arkiveret",), archive_folder="Arkiveret"), CALM)


@pytest.mark.parametrize(
    "told", [b"(MESSAGES 1 UIDNEXT 2)", b"(MESSAGES 1 UIDNEXT 2 UIDVALIDITY 0)", b"(UIDVALIDITY 9)"]
)
def test_an_archive_folder_without_uidvalidity_or_uidnext_is_refused(told: bytes) -> None:
    with ScriptedImap() as server, opened(account(server)) as mailbox:
        server.when("STATUS", b"* STATUS Arkiveret " + told + b"\r\nTAG OK done\r\n")
        with pytest.raises(ProtocolViolation):
            mailbox.archive_folder()
