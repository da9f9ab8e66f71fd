"""The commands of daily operation: run, ingest, import, status, check, verify, db, demo."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli import verification, words
from archiver.cli.common import (
    NO_ANSWER,
    WITH_FINDINGS,
    ConfigOption,
    JsonOption,
    advance,
    answer,
    archive_of,
    complain,
    in_words,
    iso,
    language,
    leave,
    plain,
    print_json,
    progress,
    say,
    say_many,
    settings_of,
    tell,
    when,
)
from archiver.cli.stamps import explain_stamps
from archiver.core.records import AlarmKind
from archiver.core.sharing import ONCE
from archiver.errors import ArchiverError, OutsideServiceError, UsageError
from archiver.starting import importing

if TYPE_CHECKING:
    from archiver.core.letters import Correspondence
    from archiver.desk.serving import Serving
    from archiver.service.checked import Checked
    from archiver.service.commands import PostReport, RoundReport, StampStanding, Status
    from archiver.service.wiring import Archive

database = typer.Typer(no_args_is_help=True)


def run(context: typer.Context, config: ConfigOption = None) -> None:
    with importing():
        from archiver.service import daemon, logs  # noqa: PLC0415

    settings = settings_of(context, config)
    logs.configure(settings.log.level, settings.log.format_for(terminal=sys.stderr.isatty()))
    daemon.leave(daemon.run(settings, _desk_of if settings.desk.enabled else _no_desk))


def _desk_of(archive: Archive) -> Serving:
    from archiver.desk.opening import desk_of  # noqa: PLC0415

    return desk_of(archive)


def _no_desk(_archive: Archive) -> None:
    return None


def ingest(
    context: typer.Context,
    mailbox: Annotated[
        list[str] | None, typer.Option("--mailbox", metavar="NAME", help=say("only this mailbox"))
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import commands  # noqa: PLC0415

    failures: dict[str, ArchiverError] = {}
    with archive_of(context, config, logs=True) as archive, progress(say("archived")) as bar:
        counts: dict[str, int] = {}

        def became_ours(name: str, count: int) -> None:
            counts[name] = counts.get(name, 0) + count
            advance(bar, sum(counts.values()))

        reports = list(commands.ingest(archive, tuple(mailbox or ()), became_ours, failures.__setitem__))
        letters, no_post = _post(archive)
    if as_json:
        print_json(_rounds(reports, failures, letters))
    else:
        for report in reports:
            _print_round(report)
        _print_letters(letters)
    failures |= {report.mailbox: report.troubles[0] for report in reports if report.troubles}
    _tell_of_failures(failures, no_post)
    if failures or no_post is not None:
        leave(NO_ANSWER)
    if not all(report.complete for report in reports):
        leave(WITH_FINDINGS)


def _post(archive: Archive) -> tuple[PostReport, OutsideServiceError | None]:
    from archiver.service import commands  # noqa: PLC0415

    try:
        return commands.post(archive), None
    except OutsideServiceError as error:
        return commands.PostReport(), error


def _rounds(
    reports: Sequence[RoundReport], failures: Mapping[str, ArchiverError], letters: PostReport
) -> dict[str, Any]:
    failed = [{"name": name, "error": in_words(error)} for name, error in failures.items()]
    return {
        "mailboxes": [*(_round(report) for report in reports), *failed],
        "letters": {
            "sent": letters.sent,
            "deferred": letters.deferred,
            "refused": letters.refused,
            "uncertain": letters.uncertain,
        },
    }


def _print_letters(letters: PostReport) -> None:
    tell(
        say("letters: {sent} sent, {deferred} put off, {refused} refused, {uncertain} uncertain").format(
            sent=letters.sent, deferred=letters.deferred, refused=letters.refused, uncertain=letters.uncertain
        )
    )


def _tell_of_failures(failures: Mapping[str, ArchiverError], no_post: OutsideServiceError | None) -> None:
    for name, error in failures.items():
        complain(say("Mailbox {name}: {problem}").format(name=name, problem=in_words(error)))
    if no_post is not None:
        complain(say("Letters: {problem}").format(problem=in_words(no_post)))


def _round(report: RoundReport) -> dict[str, Any]:
    trouble = {"error": in_words(report.troubles[0])} if report.troubles else {}
    return {
        "name": report.mailbox,
        **trouble,
        "folders": [
            {
                "folder": folder.folder,
                "server": folder.balance.server,
                "archived": folder.balance.archived,
                "reasons": {reason: list(uids) for reason, uids in folder.balance.reasons.items()},
                "new": folder.new_items,
                "again": folder.again,
                "moved": folder.moved,
                "not_moved": folder.not_moved,
            }
            for folder in report.folders
        ],
        "archive_folder": {
            "server": report.archive.server,
            "archived": report.archive.archived,
            "reasons": {reason: list(uids) for reason, uids in report.archive.reasons.items()},
        },
    }


def _print_round(report: RoundReport) -> None:
    for folder in report.folders:
        balance = folder.balance
        tell(
            say(
                "{mailbox}/{folder}: server {server} = archive {archived}; {new} new, {again} seen again, {moved} moved"
            ).format(
                mailbox=report.mailbox,
                folder=folder.folder,
                server=balance.server,
                archived=balance.archived,
                new=folder.new_items,
                again=folder.again,
                moved=folder.moved,
            )
        )
        for reason, uids in balance.reasons.items():
            tell(f"  − {words.reason(reason)}: {words.uids(uids)}")
        if folder.not_moved:
            tell(
                "  "
                + say_many(
                    "{count} message is archived but still in the folder",
                    "{count} messages are archived but still in the folder",
                    folder.not_moved,
                ).format(count=folder.not_moved)
            )
    for reason, uids in report.archive.reasons.items():
        tell(f"  − {words.reason(reason)}: {words.uids(uids)}")


def import_(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help=say(".eml, mbox, Maildir or folders of them"))],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import commands  # noqa: PLC0415

    with archive_of(context, config) as archive, progress(say("imported")) as bar:
        done = 0

        def imported(count: int) -> None:
            nonlocal done
            done += count
            advance(bar, done)

        report = commands.import_paths(archive, paths, imported)
    if as_json:
        print_json({"new": report.new_items, "again": report.again, "erased": report.erased})
    else:
        tell(
            say("{new} new items; {again} were in the archive already.").format(
                new=report.new_items, again=report.again
            )
        )
        if report.erased:
            tell(
                say_many(
                    "{count} was disposed of once, and is not kept again: only the file you have holds it.",
                    "{count} were disposed of once, and are not kept again: only the files you have hold them.",
                    report.erased,
                ).format(count=report.erased)
            )


def status(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    with archive_of(context, config, looking=True) as archive:
        asked = [one.name for one in archive.settings.timestamps.asked]
        document = _status(archive, archive.store.catalogue.status(), archive.store.stamps.standing(asked))
    if as_json:
        print_json(document)
    else:
        _print_status(document, archive.correspondence)


def probes_told(archive: Archive) -> list[dict[str, Any]]:
    from archiver.service.canary import told  # noqa: PLC0415

    return told(archive) if archive.settings.canary.enabled else []


def scans_told(archive: Archive) -> dict[str, Any] | None:
    if archive.settings.virus.clamd is None:
        return None
    standing = archive.store.scans.standing()
    return {"infected": standing.infected, "waiting": standing.waiting, "trouble": standing.trouble}


def search_told(archive: Archive) -> dict[str, Any] | None:
    if not archive.settings.search.enabled:
        return None
    from archiver.service.search import gaps  # noqa: PLC0415

    found = gaps(archive)
    return {"waiting": archive.store.search.lag(), "unread": found.unread, "unseen": found.unseen}


def _status(archive: Archive, status: Status, stamps: Sequence[StampStanding]) -> dict[str, Any]:
    known = {(folder.mailbox, folder.folder): folder for folder in status.folders}
    replicas = archive.replicas()
    holders, labels = archive.holders(), {one.name: one.label for one in replicas}
    mailboxes = []
    for one in archive.settings.mailboxes:
        kept = next((f for f in status.folders if f.mailbox == one.name and f.is_archive), None)
        for name in one.folders:
            folder = known.get((one.name, name))
            mailboxes.append(
                {
                    "name": one.name,
                    "folder": name,
                    "last_good_poll": iso(folder.last_good_poll) if folder else None,
                    "server": folder.server if folder else 0,
                    "archived": folder.archived if folder else 0,
                    "reasons": dict(folder.reasons) if folder else {},
                    "waiting": dict(folder.waiting) if folder else {},
                    "lease": archive.standing(holders.get(one.name)),
                    "holder": labels.get(holders.get(one.name, "")),
                    "archive_folder": {
                        "folder": kept.folder if kept else one.archive_folder,
                        "server": kept.server if kept else 0,
                        "archived": kept.archived if kept else 0,
                        "reasons": dict(kept.reasons) if kept else {},
                    },
                }
            )
    letters = status.letters
    return {
        "mailboxes": mailboxes,
        "items": status.items,
        "unassigned": status.unassigned,
        "quarantined": status.quarantined,
        "pending": status.pending,
        "replicas": [
            {
                "name": one.label,
                "here": archive.is_here(one.name),
                "since": iso(one.since),
                "last_seen": iso(one.last_seen),
                "mailboxes": [name for name in one.holds if name != ONCE],
                "does_once": ONCE in one.holds,
            }
            for one in replicas
        ],
        "outbox": {
            "due": letters.get("due", 0) + letters.get("sending", 0),
            "sent": letters.get("sent", 0),
            "failed": letters.get("failed", 0),
            "uncertain": letters.get("uncertain", 0),
            "suppressed": letters.get("suppressed", 0),
        },
        "alarms": [
            {"kind": alarm.kind, "subject": alarm.subject, "since": iso(alarm.since)} for alarm in status.alarms
        ],
        "timestamps": [
            {
                "authority": one.authority,
                "count": one.count,
                "stamped_at": iso(one.stamped_at),
                "waiting": one.waiting,
                "trouble": one.trouble,
            }
            for one in stamps
        ],
        "chain": {"count": status.chain.count, "head": status.chain.head},
        "fixity": {
            "last": iso(status.fixity.at) if status.fixity else None,
            "items_in_week": status.fixity.in_week if status.fixity else 0,
            "findings": status.fixity.findings if status.fixity else 0,
            "whole_round": iso(status.fixity.whole_at) if status.fixity else None,
        },
        "last_backup": iso(status.backup_at),
        "canary": probes_told(archive),
        "virus": scans_told(archive),
        "search": search_told(archive),
        "encryption": {
            "on": archive.store.sealing.is_on,
            "open": archive.store.sealing.left(),
            "old_pages": archive.store.sealing.has_old_pages(),
        },
    }


def _print_replica(one: Mapping[str, Any]) -> None:
    told = say("replica {name}: works on {mailboxes}; there since {since}, last seen {seen}")
    once = say("what one does for all") if one["does_once"] else None
    tell(
        told.format(
            name=one["name"],
            mailboxes=", ".join(filter(None, [*one["mailboxes"], once])) or say("nothing, stands by"),
            since=_when(one["since"]),
            seen=_when(one["last_seen"]),
        )
    )


def _when(moment: str | None) -> str:
    return when(datetime.fromisoformat(moment)) if moment else say("never")


def _print_archive_folder(mailbox: str, folder: Mapping[str, Any]) -> None:
    tell(
        say("{mailbox}/{folder}: server {server} = archive {archived}").format(
            mailbox=mailbox, folder=folder["folder"], server=folder["server"], archived=folder["archived"]
        )
    )
    for reason, uids in folder["reasons"].items():
        tell(f"  − {words.reason(reason)}: {words.uids(uids)}")


def _print_alarm(alarm: Mapping[str, Any], correspondence: Correspondence) -> None:
    from archiver.core.letters.alarm import alarm_about, alarm_title  # noqa: PLC0415

    to = replace(correspondence, language=language())
    title, about = alarm_title(AlarmKind(alarm["kind"]), to), alarm_about(alarm["subject"], to)
    tell(
        say("ALARM {kind}, since {when}").format(
            kind=f"{title} ({about})" if about else title, when=_when(alarm["since"])
        )
    )


def _print_stamps(one: Mapping[str, Any]) -> None:
    if one["count"] is None:
        newest = say("time stamps by {authority}: none yet, {waiting} waiting")
    else:
        newest = say("time stamps by {authority}: up to event {count}, {when}; {waiting} waiting")
    tell(
        newest.format(
            authority=one["authority"], count=one["count"], when=_when(one["stamped_at"]), waiting=one["waiting"]
        )
    )
    if one["trouble"]:
        tell(f"  − {words.stamp_trouble(one['trouble'])}")


def _print_probe(one: Mapping[str, Any]) -> None:
    last = _when(one["last_well"])
    if one["broken"] is None:
        tell(say("probe mails to {mailbox}: last came through {when}").format(mailbox=one["mailbox"], when=last))
    else:
        broken = say("probe mails to {mailbox}: BROKEN at {leg}; last came through {when}")
        tell(broken.format(mailbox=one["mailbox"], leg=words.leg(one["broken"]), when=last))


def _print_scans(scans: Mapping[str, Any] | None) -> None:
    if scans is None:
        return
    tell(
        say("virus scans: {infected} infected, {waiting} not scanned yet").format(
            infected=scans["infected"], waiting=scans["waiting"]
        )
    )
    if scans["trouble"]:
        tell(f"  − {words.scan_trouble(scans['trouble'])}")


def _print_search(search: Mapping[str, Any] | None) -> None:
    from archiver.cli.search import counted, gaps_told  # noqa: PLC0415

    if search is None:
        return
    tell(say("search: waiting to be indexed: {waiting}").format(waiting=counted(search["waiting"])))
    for told in gaps_told(search["unread"], search["unseen"]):
        tell(f"  − {told}")


def _print_status(document: dict[str, Any], correspondence: Correspondence) -> None:
    for one in document["mailboxes"]:
        tell(
            say("{mailbox}/{folder}: server {server} = archive {archived}; last good poll {when}").format(
                mailbox=one["name"],
                folder=one["folder"],
                server=one["server"],
                archived=one["archived"],
                when=_when(one["last_good_poll"]),
            )
        )
        for reason, uids in one["reasons"].items():
            tell(f"  − {words.reason(reason)}: {words.uids(uids)}")
        for reason, count in one["waiting"].items():
            tell(f"  … {words.reason(reason)}: {count}")
    for mailbox, kept in {one["name"]: one["archive_folder"] for one in document["mailboxes"]}.items():
        _print_archive_folder(mailbox, kept)
    for one in document["replicas"]:
        _print_replica(one)
    outbox = document["outbox"]
    tell(
        say("{items} items, {unassigned} unassigned, {quarantined} in quarantine").format(
            items=document["items"], unassigned=document["unassigned"], quarantined=document["quarantined"]
        )
    )
    tell(
        say("letters: {due} due, {sent} sent, {failed} failed, {uncertain} uncertain").format(
            due=outbox["due"], sent=outbox["sent"], failed=outbox["failed"], uncertain=outbox["uncertain"]
        )
    )
    for one in document["timestamps"]:
        _print_stamps(one)
    for alarm in document["alarms"]:
        _print_alarm(alarm, correspondence)
    tell(say("last backup: {when}").format(when=_when(document["last_backup"])))
    tell(
        say("chain of custody: {count} events, head {head}").format(
            count=document["chain"]["count"], head=document["chain"]["head"]
        )
    )
    checked = document["fixity"]
    tell(
        say(
            "check of what is stored: last {when}, {items} items in seven days, {findings} findings; all of it {whole}"
        ).format(
            when=_when(checked["last"]),
            items=checked["items_in_week"],
            findings=checked["findings"],
            whole=_when(checked["whole_round"]),
        )
    )
    for one in document["canary"]:
        _print_probe(one)
    _print_scans(document["virus"])
    _print_search(document["search"])
    sealed = document["encryption"]
    if sealed["on"]:
        still_open = say("encryption: on, {count} rows from before it are still open").format(count=sealed["open"])
        old_pages = say("encryption: on, but old pages of the database may still hold what lay open before")
        tell(still_open if sealed["open"] else old_pages if sealed["old_pages"] else say("encryption: on"))


def check(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    from archiver.service import checkup, logs  # noqa: PLC0415

    settings = settings_of(context, config)
    logs.configure("error", settings.log.format_for(terminal=sys.stderr.isatty()))
    findings = []
    for finding in checkup.check(settings, language()):
        findings.append(finding)
        if not as_json:
            tell(f"{_mark(finding)} {finding.subject}: {finding.says}")
            if finding.advice:
                tell(f"    → {finding.advice}")
    if as_json:
        print_json(
            {
                "ok": all(finding.well for finding in findings),
                "findings": [
                    {"subject": f.subject, "ok": f.well, "says": f.says, "advice": f.advice} for f in findings
                ],
            }
        )
    bad = [finding for finding in findings if not finding.well]
    if bad:
        leave(NO_ANSWER if any(finding.outside for finding in bad) else WITH_FINDINGS)


def healthcheck(
    context: typer.Context,
    ready: Annotated[bool, typer.Option("--ready", help=say("whether all around it works as well (/readyz)"))] = False,
    config: ConfigOption = None,
) -> None:
    from archiver.service.health import asked  # noqa: PLC0415

    answer = asked(settings_of(context, config), ready=ready)
    tell(answer.said)
    if not answer.well:
        leave(WITH_FINDINGS)


def _mark(finding: Checked) -> str:
    """Well, not well, or well but weak."""
    if not finding.well:
        return "✗"
    return "!" if finding.advice else "✓"


def verify(
    context: typer.Context,
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", metavar="LETTER.eml", help=say("a saved weekly letter that must still be true")),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help=say("how anybody checks the chain of custody and its time stamps without archiver")
        ),
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="DIRECTORY",
            help=say("with --explain: write the chain of custody and the time stamps there as files"),
        ),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import commands  # noqa: PLC0415

    if to is not None and not explain:
        raise UsageError("--to belongs to --explain.")
    if explain:
        with archive_of(context, config, looking=to is None) as archive:
            chain = partial(commands.chain_handed_out, archive)
            explain_stamps(list(commands.stamp_files(archive)), chain, to, as_json=as_json)
        return
    with archive_of(context, config, logs=True, judging=True) as archive, progress(say("verified")) as bar:
        report = commands.verify(archive, against or [], lambda done, total: advance(bar, done, total))
    if as_json:
        print_json(verification.document(report))
    else:
        verification.show(report)
    if not report.ok:
        leave(WITH_FINDINGS)


@database.command("upgrade", help=say("bring the database to this version's schema; keeps what is stored"))
def upgrade(
    context: typer.Context,
    grant: Annotated[
        str | None,
        typer.Option(
            "--grant", metavar="USER", help=say("PostgreSQL: let this user work the archive, and own nothing")
        ),
    ] = None,
    grant_counting: Annotated[
        str | None,
        typer.Option(
            "--grant-counting",
            metavar="USER",
            help=say("PostgreSQL: let this user count for archiver report, and read no mail"),
        ),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import commands, reports  # noqa: PLC0415

    with commands.database_of(settings_of(context, config)) as opened:
        if (grant or grant_counting) is not None and opened.is_sqlite:
            raise UsageError("--grant is for PostgreSQL: an SQLite file has no users.")
        before = opened.version()
        commands.upgrade(opened)
        if grant is not None:
            commands.grant(opened, grant)
        if grant_counting is not None:
            reports.grant_counting(opened, grant_counting)
        after = opened.version()
    sentence = (
        say("The database has schema {version} already.").format(version=after)
        if before == after
        else say("The database went from schema {before} to {after}.").format(before=before or say("none"), after=after)
    )
    if grant is not None:
        sentence += "\n" + say("{user} may work the archive, and own nothing of it.").format(user=plain(grant))
    if grant_counting is not None:
        sentence += "\n" + say("{user} may count, and read no mail.").format(user=plain(grant_counting))
    answer(as_json, {"before": before, "after": after, "granted": grant, "counting": grant_counting}, sentence)


@database.command("current", help=say("the database's schema and the one this version works with"))
def current(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    from archiver.service.commands import SCHEMA_VERSION, database_of  # noqa: PLC0415

    with database_of(settings_of(context, config)) as opened:
        version = opened.version()
    if as_json:
        print_json({"database": version, "archiver": SCHEMA_VERSION})
    else:
        tell(
            say("database: {version}; archiver: {wanted}").format(version=version or say("none"), wanted=SCHEMA_VERSION)
        )
    if version != SCHEMA_VERSION:
        leave(WITH_FINDINGS)


def demo(
    once: Annotated[
        bool, typer.Option("--once", help=say("end by itself, and tell whether all went as it should"))
    ] = False,
    directory: Annotated[
        Path | None,
        typer.Option("--directory", metavar="D", help=say("where to put everything; default: a new temporary folder")),
    ] = None,
) -> None:
    try:
        from archiver.demo import show  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("archiver"):
            raise
        raise UsageError(
            "The demo needs its own servers: pip install 'arkivfunktion[demo]' ({name} is missing).", name=error.name
        ) from error
    if not show(directory, once=once, language=language()):
        leave(WITH_FINDINGS)
