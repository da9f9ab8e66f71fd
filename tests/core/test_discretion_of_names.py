"""Names of mailboxes and folders in log and custody: ours, and nobody's."""

import pytest

from archiver.core.discretion import folder_called, place_called


@pytest.mark.parametrize(
    ("subject", "called"),
    [
        ("mailbox:arkiv", "mailbox:arkiv"),
        ("mailbox:arkiv/INBOX", "mailbox:arkiv/INBOX"),
        ("mailbox:anne@kommune.example/Uønsket mail", "mailbox:anne/Uønsket mail"),
        ("item:17", "item:17"),
        ("disk:a@b/c", "disk:a@b/c"),
    ],
)
def test_a_place_is_called_by_our_name_and_a_usual_folder_by_its_own(subject: str, called: str) -> None:
    assert place_called(subject) == called


def test_any_other_folder_is_told_from_its_neighbours_and_not_named() -> None:
    one, other = folder_called("Borger Jensen"), folder_called("Borger Hansen/INBOX")

    assert place_called("mailbox:a@b.example/Borger Jensen") == f"mailbox:a/{one}"
    assert one == folder_called("Borger Jensen") != other
    assert "Borger" not in one + other
