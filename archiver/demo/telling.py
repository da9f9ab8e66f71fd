"""The demo's story on the screen: received → item → case → receipt → weekly letter."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.box import ROUNDED, SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from archiver.core.language import Translations, later
from archiver.core.letters.receipt import check_code
from archiver.core.records import Checksum, ItemState
from archiver.demo.facts import Expectation, Facts, Fate, Mail
from archiver.demo.letters import FIRST
from archiver.demo.servers import Servers
from archiver.demo.workplace import Workplace
from archiver.service.commands import ItemDetail, ItemEntry, Status

WIDTH = 110
"""Characters, where there is no terminal to ask."""

WHY = {
    "new_case": later("no rule matched: a new case"),
    "same_thread_same_reporter": later("thread of item {thread_of_item}, same colleague"),
    "signed_case_address": later("the case's own signed address"),
    "signed_token_in_subject": later("signed number in the subject"),
    "same_incident": later("the same message as in item {same_as_item}"),
    "reply_to_our_receipt": later("answers the receipt for item {receipt_of_item}"),
    "machine_mail": later("a machine wrote it"),
    "outsider": later("not from one of our own domains"),
}
"""Why a mail lies where it lies, by the rule that spoke; braces take the rule's evidence."""

PLACES = {
    ItemState.UNASSIGNED: later("Unassigned"),
    ItemState.EXTERNAL: later("External"),
    ItemState.QUARANTINED: later("Quarantine"),
    ItemState.PENDING: later("Not read yet"),
}
COMMANDS = (
    ("status", later("mailboxes, letters, chain of custody")),
    ("item list", later("every item, without a word of its text")),
    ("item show 1", later("what it hands on, as a small tree")),
    ("item why 5", later("which rule filed it, and on what evidence")),
    ("item raw 8", later("its octets, exactly as they came")),
    ("quarantine list", later("what could not be read")),
    ("verify", later("every checksum and the whole chain")),
)


def screen() -> Console:
    """Standard output; as wide as the terminal, at most `WIDTH`."""
    console = Console(highlight=False)
    console.width = min(console.width, WIDTH) if console.is_terminal else WIDTH
    return console


class Telling:
    """Says the story's parts, in one language, on one console."""

    def __init__(self, console: Console, words: Translations) -> None:
        self._console = console
        self.say = words.gettext

    @contextmanager
    def step(self, sentence: str) -> Iterator[None]:
        """One step of the story: said before it is done, so that nobody looks at an idle screen."""
        if self._console.is_terminal:
            with self._console.status(sentence, spinner="dots"):
                yield
        else:
            self._console.print(f"· {sentence}")
            yield
            return
        self._console.print(f"[green]✓[/] {sentence}")

    def opening(self) -> None:
        """What is about to be shown."""
        self._console.print()
        self._console.print(Text(self.say("The arkivfunktion: a morning in Prøve Kommune"), style="bold"))
        self._console.print(self.say("Everything runs on this machine alone; people and mails are invented."))
        self._console.print()

    def day(self, facts: Facts, status: Status) -> None:
        """The whole story once it is over."""
        self._console.print(self._table(facts.fates))
        for mail in facts.mails:
            if mail.is_digest:
                self._console.print(self._letter(mail))
        self._console.print(self._balance(status))

    def _table(self, fates: Sequence[Fate]) -> Table:
        say = self.say
        table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False, expand=True, header_style="bold")
        table.add_column("", justify="right", no_wrap=True, min_width=2)
        for heading in (say("Received"), say("Item · SHA-256"), say("Case · why there"), say("Receipt")):
            table.add_column(heading, no_wrap=True, overflow="ellipsis")
        for number, fate in enumerate(fates, start=1):
            table.add_row(str(number), *self._cells(fate), end_section=number == len(FIRST))
        return table

    def _cells(self, fate: Fate) -> tuple[RenderableType, ...]:
        who = _two_lines(fate.forward.name, "bold cyan", self.say(fate.forward.what))
        if fate.detail is None:
            return who, Text("✗", style="red"), Text(""), Text("")
        entry = fate.detail.entry
        item = _two_lines(self._item(entry), "", check_code(Checksum(fate.stored)))
        return who, item, self._place(fate), self._receipt(fate)

    def _item(self, entry: ItemEntry) -> str:
        if entry.strength is None:
            return self.say("item {number}").format(number=entry.item)
        level = int(entry.strength.level)
        return self.say("item {number} · strength {level}").format(number=entry.item, level=level)

    def _place(self, fate: Fate) -> Text:
        if fate.detail is None or fate.detail.entry.state is ItemState.QUARANTINED:
            return _two_lines(self.say(PLACES[ItemState.QUARANTINED]), "yellow", self.say("nested too deeply to read"))
        why = WHY.get(fate.rule or "", fate.rule or "")
        reason = self.say(why).format(**fate.evidence)
        if fate.case is not None:
            return _two_lines(fate.case, "bold green", reason)
        return _two_lines(self.say(PLACES[fate.detail.entry.state]), "yellow", reason)

    def _receipt(self, fate: Fate) -> Text:
        if fate.receipt is None:
            return _two_lines("–", "", self.say("none"))
        number = next((word for word in fate.receipt.subject.split() if word.startswith("K-")), "✓")
        return _two_lines(number, "green", self.say("to {name}").format(name=fate.forward.name.split()[0]))

    def _letter(self, mail: Mail) -> Panel:
        title = self.say("Weekly letter to {recipient}: {subject}")
        return Panel(
            mail.text.strip(),
            title=title.format(recipient=mail.recipient, subject=mail.subject),
            title_align="left",
            box=ROUNDED,
            border_style="blue",
            padding=(0, 1),
        )

    def _balance(self, status: Status) -> RenderableType:
        lines = Table.grid(padding=(0, 2))
        for folder in status.folders:
            sum_ = self.say("server {server} = archive {archived}").format(
                server=folder.server, archived=folder.archived
            )
            lines.add_row(folder.folder, sum_ + "".join(f" − {reason}" for reason in folder.reasons))
        head = self.say("{count} events, head {head}").format(
            count=status.chain.count, head=f"{status.chain.head[:32]}…"
        )
        lines.add_row(self.say("Chain of custody"), head)
        return Group(Text("\n" + self.say("The balance"), style="bold"), lines)

    def verdict(self, expectations: Sequence[Expectation]) -> None:
        """Each expectation, held or not."""
        self._console.print()
        self._console.print(Text(self.say("As it must be?"), style="bold"))
        lines = Table.grid(padding=(0, 1))
        for one in expectations:
            mark = Text("✓", style="green") if one.held else Text("✗", style="bold red")
            lines.add_row(mark, self.say(one.sentence), Text(one.found, style="dim" if one.held else "red"))
        self._console.print(lines)

    def places(self, workplace: Workplace) -> None:
        """Where everything lies, and how to look at it."""
        say = self.say
        self._console.print()
        self._console.print(Text(say("Look at it yourself"), style="bold"))
        for label, path in (
            (say("configuration"), workplace.config),
            (say("database"), workplace.database),
            (say("letters sent"), workplace.letters),
            (say("the daemon's log"), workplace.log),
        ):
            self._console.print(f"{label:<18} {path}", soft_wrap=True, markup=False)
        self._console.print()
        self._console.print(
            f"export ARCHIVER_CONFIG={shlex.quote(str(workplace.config))}", soft_wrap=True, markup=False
        )
        for command, meaning in COMMANDS:
            words = f"{_program()} {command:<16}"
            self._console.print(Text.assemble(words, (say(meaning), "dim")), soft_wrap=True)

    def invitation(self, servers: Servers) -> None:
        """The demo goes on: how to send it more."""
        say = self.say
        self._console.print()
        self._console.print(Text(say("The archive goes on working. Ctrl-C ends it."), style="bold"))
        self._console.print(say("Forward it another mail: put any .eml file into its mailbox (IMAP APPEND)."))
        login = f"{servers.user}:{servers.password}"
        url = f"imap://{servers.host}:{servers.imap_port}/INBOX"
        self._console.print(f"curl --user {login} --upload-file mail.eml {url}", soft_wrap=True, markup=False)

    def arrival(self, detail: ItemDetail) -> None:
        """One more mail, while the demo goes on."""
        entry = detail.entry
        place = entry.case or self.say(PLACES.get(entry.state, entry.state))
        arrived = self.say("Item {number} is stored and filed: {place}").format(number=entry.item, place=place)
        self._console.print(f"[green]✓[/] {arrived}")

    def farewell(self, workplace: Workplace) -> None:
        """The end."""
        self._console.print()
        ended = self.say("Ended. Everything stays in {directory}; delete it when you have seen enough.")
        self._console.print(ended.format(directory=workplace.directory), soft_wrap=True, markup=False)


def _two_lines(first: str, style: str, second: str) -> Text:
    return Text.assemble((first, style), "\n", (second, "dim"))


def _program() -> str:
    """How this program is called where it was called now."""
    called = Path(sys.argv[0])
    return shlex.quote(sys.argv[0]) if called.name == "archiver" and not shutil.which("archiver") else "archiver"
