"""A mailbox on an IMAP server (RFC 3501): the only room that knows imapclient and imaplib."""

from archiver.edges.mailbox.account import Account, Limits, Tls
from archiver.edges.mailbox.imap import ImapMailbox, connect

__all__ = ["Account", "ImapMailbox", "Limits", "Tls", "connect"]
