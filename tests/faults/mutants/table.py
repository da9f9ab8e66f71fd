"""The twenty mutants of the fault plan, and who kills each."""

from __future__ import annotations

from pathlib import Path

from tests.faults.mutants.harness import Mutant
from tests.faults.mutants.killing import Killer

PATCHES = Path(__file__).parent


def pytest(*selection: str, limit: float = 600) -> Killer:
    """Tests, chosen as pytest has them chosen. Only our limit ends one that hangs: pytest would call it failed."""
    return Killer(
        ("pytest", "-p", "no:cacheprovider", "-q", "--no-header", "--tb=no", "--timeout=0", *selection), limit
    )


def _mutant(number: int, breaks: str, *killers: Killer, hangs: bool = False) -> Mutant:
    [patch] = PATCHES.glob(f"{number:02d}-*.patch")
    return Mutant(number, breaks, patch, killers, hangs)


KILLS = "tests/acceptance/test_kills.py"
IN_THE_ROUND = f"{KILLS}::test_killed_in_the_round_it_heals_in_the_next"

MUTANTS = (
    _mutant(
        1,
        "a mail is moved before its octets are committed",
        pytest(f"{IN_THE_ROUND}[sqlite-accession.before-commit:2]"),
    ),
    _mutant(
        2,
        "octets are committed without the sighting that they came by",
        pytest(
            "tests/edges/store/test_accessions.py::test_a_batch_with_a_key_that_cannot_be_leaves_nothing_behind",
        ),
    ),
    _mutant(
        3,
        "octets are named by the Message-ID, which the sender chose",
        pytest("tests/jobs/test_ingest.py::test_a_reused_message_id_neither_hides_nor_overwrites"),
    ),
    _mutant(
        4,
        "SQLite does not wait for the disk: a power cut takes what was committed",
        pytest("tests/faults/test_campaign.py", "-k", "disks and power"),
    ),
    _mutant(
        5,
        "a connection that closes during IDLE is taken for one on which nothing happens",
        pytest("tests/edges/test_mailbox_idle.py", "-k", "closes"),
    ),
    _mutant(
        6,
        "a plain EXPUNGE removes what others have marked",
        pytest("tests/faults/test_campaign.py", "-k", "steps and sqlite and copy"),
    ),
    _mutant(
        7,
        "a body is taken for that of the UID we asked for, whatever UID it came under",
        pytest("tests/edges/test_mailbox_lies.py", "-k", "refused_by_its_uid"),
    ),
    _mutant(
        8,
        "a receipt is marked as sent before the server's 250",
        pytest(KILLS, "-k", "killed_while_sending and sqlite and after-send"),
    ),
    _mutant(
        9,
        "which mails a weekly letter covers goes by the clock and not by their numbers",
        pytest("tests/jobs/test_weekly.py", "-k", "after_the_clock_was_set_back"),
    ),
    _mutant(
        10,
        "mails are read inside the transaction that makes them ours: what cannot be read is not taken in",
        pytest("tests/jobs/test_ingest.py::test_without_a_reader_mail_is_taken_in_and_read_later"),
    ),
    _mutant(
        11,
        "the chain of custody is continued in a transaction of its own, after the act",
        pytest(f"{IN_THE_ROUND}[sqlite-accession.after-commit:2]"),
    ),
    _mutant(
        12,
        "the hash that a letter or a time stamp attests is not compared, only that the chain is as long",
        pytest("tests/acceptance/test_witness.py::test_a_rewritten_history_is_found_by_the_letter_alone"),
    ),
    _mutant(
        13,
        "one column takes text as strangers wrote it, with U+0000 and lone surrogates",
        pytest("tests/edges/store/test_database.py::test_any_text_anybody_writes_can_be_stored_and_read_back[sqlite]"),
    ),
    _mutant(
        14,
        "the mail server is waited for without end: neither silence nor the command's deadline ends a wait",
        pytest("tests/edges/test_mailbox_lies.py", "-k", "every_command_ends_in_time and silence", limit=60),
        hangs=True,
    ),
    _mutant(
        15,
        "mails whose move was cut off are not looked for in the archive folder",
        pytest(f"{IN_THE_ROUND}[sqlite-move.after:2]"),
    ),
    _mutant(
        16,
        "`item raw` hands out octets without a trace in the chain of custody; the desk's routes come with the desk",
        pytest("tests/test_acts.py", "-k", "leaves_its_events and item and raw"),
    ),
    _mutant(
        17,
        "`item show` prints a subject with what a terminal obeys; the desk's CSP header comes with the desk",
        pytest("tests/test_cli.py", "-k", "names_that_strangers_chose and show"),
    ),
    _mutant(
        18,
        "any server's Authentication-Results counts, also one that the sender wrote",
        pytest("tests/core/test_trust.py::test_a_colleague_is_believed_for_one_reason_and_doubted_for_any"),
    ),
    _mutant(
        19,
        "our own mark in X-Archive-Loop is ignored",
        pytest("tests/jobs/test_settling.py::test_only_a_colleague_who_wrote_with_their_own_hands_is_thanked"),
    ),
    _mutant(
        20,
        "the file in which a large mail waits stays on the disk",
        pytest("tests/faults/test_campaign.py", "-k", "steps and sqlite and move"),
    ),
)
