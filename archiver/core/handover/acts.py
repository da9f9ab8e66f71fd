"""What the acts of the chain of custody are called to those who are handed a case."""

from __future__ import annotations

from collections.abc import Mapping

from archiver.core.language import later

ACTS: Mapping[str, str] = {
    "accession": later("received, and stored octet for octet"),
    "sighting": later("the same mail was seen once more on a server or in a file"),
    "message digest calculation": later("read back from the database; its checksum is the same"),
    "fixity check": later("the stored octets were checked"),
    "metadata extraction": later("read for the first time"),
    "unpacking": later("a mail inside it was found and hashed"),
    "metadata modification": later("read once more, or a stronger form of it came; its octets are unchanged"),
    "quarantine": later("could not be read, and was put aside with its octets"),
    "release": later("left quarantine"),
    "filing": later("put into a case, or taken out of one"),
    "case opening": later("the case was opened"),
    "case closing": later("the case was closed"),
    "case reopening": later("the case was opened again"),
    "case merge": later("a case was merged into another"),
    "case split": later("the case was split"),
    "registration": later("the case's register was written"),
    "case entry": later("something was written in the case"),
    "undo": later("an earlier act was taken back"),
    "signature check": later("the signature of the sender's server was checked"),
    "virus check": later("scanned for viruses"),
    "transfer": later("the server's copy was moved to the archive folder"),
    "loss of copy": later("the server's copy was removed by somebody else"),
    "disposition": later("what becomes of it was proposed or decided"),
    "hold": later("it must not be disposed of, or may be again"),
    "deaccession": later("disposed of"),
    "deletion": later("its octets were deleted"),
    "letter": later("a receipt for it was queued, held back, sent or refused"),
    "view": later("shown to somebody"),
    "export": later("handed out"),
}
"""Those that can be of a case or an item; any other is told in its own word."""
