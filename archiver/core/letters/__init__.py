"""What a receipt, a digest and an alarm say: frozen facts in, a letter ready for SMTP out."""

from archiver.core.letters.alarm import AlarmFacts, compose_alarm
from archiver.core.letters.collected import CollectedFacts, Thanked, compose_collected
from archiver.core.letters.digest import (
    DigestFacts,
    FixityCheck,
    MailboxFacts,
    OpenAlarm,
    compose_digest,
    digest_text,
    witness_line,
)
from archiver.core.letters.receipt import (
    Numbered,
    Originals,
    ReceiptFacts,
    check_code,
    compose_receipt,
    receipt_number,
)
from archiver.core.letters.stationery import Contacts, Correspondence, clean_message_id, postal_address

__all__ = [
    "AlarmFacts",
    "CollectedFacts",
    "Contacts",
    "Correspondence",
    "DigestFacts",
    "FixityCheck",
    "MailboxFacts",
    "Numbered",
    "OpenAlarm",
    "Originals",
    "ReceiptFacts",
    "Thanked",
    "check_code",
    "clean_message_id",
    "compose_alarm",
    "compose_collected",
    "compose_digest",
    "compose_receipt",
    "digest_text",
    "postal_address",
    "receipt_number",
    "witness_line",
]
