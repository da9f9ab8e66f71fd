"""Addresses: which of them are one mailbox."""

import pytest

from archiver.core.addresses import mailbox_of


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("jette@kommune.example", "jette@kommune.example"),
        ("Jette+Sag@Kommune.example", "jette@kommune.example"),
        ("jette+a+b@kommune.example", "jette@kommune.example"),
        ("jette+@kommune.example", "jette@kommune.example"),
        ("+4512345678@kommune.example", "+4512345678@kommune.example"),
        ("jette@a+b.example", "jette@a+b.example"),
        ("\u212aurt+1@kommune.example", "\u212aurt@kommune.example"),
        ("", ""),
    ],
)
def test_a_mailbox_is_one_under_all_its_subaddresses(address: str, mailbox: str) -> None:
    assert mailbox_of(address) == mailbox
