"""Names of mailboxes and folders in log and custody: ours, and nobody's."""

import re

import pytest

from archiver.core.discretion import folder_called, mailbox_called, place_called


@pytest.mark.parametrize(
    ("subject", "called"),
    [
        ("mailbox:arkiv", "mailbox:arkiv"),
        ("mailbox:arkiv/INBOX", "mailbox:arkiv/INBOX"),
        ("item:17", "item:17"),
        ("disk:a@b/c", "disk:a@b/c"),
    ],
)
def test_a_place_is_called_by_our_name_and_a_usual_folder_by_its_own(subject: str, called: str) -> None:
    assert place_called(subject) == called


def test_any_other_folder_is_told_from_its_neighbours_and_not_named() -> None:
    one, other = folder_called("Borger Jensen"), folder_called("Borger Hansen/INBOX")

    assert place_called("mailbox:a@b.example/Borger Jensen") == f"{place_called('mailbox:a@b.example')}/{one}"
    assert one == folder_called("Borger Jensen") != other
    assert "Borger" not in one + other


def test_a_mailbox_named_by_an_address_is_told_from_its_neighbours_and_names_nobody() -> None:
    one, other = mailbox_called("jette.jensen@kommune.example"), mailbox_called("mads.madsen@kommune.example")

    assert re.fullmatch(r"mailbox-[0-9a-f]{8}", one)
    assert place_called("mailbox:jette.jensen@kommune.example/Uønsket mail") == f"mailbox:{one}/Uønsket mail"
    assert one == mailbox_called("jette.jensen@kommune.example") != other
