"""A hand that rewrites history and makes it look right: with the database's password, the source and an evening."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256

import psycopg

from tests.second_verifier import asking

NAMES = ("seq", "at", "act", "agent", "subject", "outcome", "detail")


def attack(url: str, *statements: str) -> int:
    """Run statements in one transaction at the mercy of the triggers; how many rows the last one touched."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30)) as lite, lite:
            return _run(lite, statements)
    with psycopg.connect(url.replace("+psycopg", "")) as server:
        return [server.execute(statement.encode()).rowcount for statement in statements][-1]


def tamper(url: str, *statements: str) -> int:
    """The same as whoever owns the database: no trigger and no reference is in the way, and afterwards all stand."""
    if not url.startswith("sqlite"):
        return attack(url, "SET session_replication_role = replica", *statements)
    triggers = asking(url)("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30)) as lite, lite:
        _run(lite, [f"DROP TRIGGER {name}" for name, _ in triggers])
        touched = _run(lite, statements)
        _run(lite, [sql for _, sql in triggers])
    return touched


def _run(lite: sqlite3.Connection, statements: Sequence[str]) -> int:
    return ([lite.execute(statement).rowcount for statement in statements] or [0])[-1]


def rewriting(url: str, changed: int, *, letters_too: bool = True) -> list[str]:
    """Statements after which the agent of one event is another and everything that hangs on it agrees."""
    ask, last, statements = asking(url), "0" * 64, list[str]()
    links = {0: last}
    for values in ask(f"SELECT {', '.join(NAMES)} FROM custody_events ORDER BY seq"):
        event = dict(zip(NAMES, values, strict=True)) | {"detail": json.loads(values[-1])}
        if event["seq"] == changed:
            event["agent"] = "en anden"
        if event["act"] == "time stamping" and letters_too:
            event["detail"]["head"] = links[event["detail"]["count"]]
        if letters_too and "chain_head" in event["detail"]:
            event["detail"]["chain_head"] = links[event["detail"]["chain_count"]]
        words = _canonical(event)
        link = sha256(bytes.fromhex(last) + words.encode()).hexdigest()
        if event["seq"] >= changed:
            detail = json.dumps(event["detail"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            detail = detail.replace("'", "''")
            statements.append(
                f"UPDATE custody_events SET agent = '{event['agent']}', detail = '{detail}', previous = '{last}',"
                f" hash = '{link}' WHERE seq = {event['seq']}"
            )
        last = links[event["seq"]] = link
    statements.append(f"UPDATE heads SET hash = '{last}'")
    return [*statements, *(_own_records(url, links) if letters_too else ())]


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


NEWER = {"provenance", "mailbox", "take", "sighting", "seen_at", "row", "derivation"}


def telling_less(url: str, *acts: str) -> list[str]:
    """Statements after which the chain is as a version before wrote it: it names no rows and has no hashes of them.

    With `acts` only events of these are so.
    """
    ask, last, statements = asking(url), "0" * 64, list[str]()
    for values in ask(f"SELECT {', '.join(NAMES)} FROM custody_events ORDER BY seq"):
        event = dict(zip(NAMES, values, strict=True)) | {"detail": json.loads(values[-1])}
        if not acts or event["act"] in acts:
            event["detail"] = _told_before(event["act"], event["detail"])
        words = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        link = sha256(bytes.fromhex(last) + words.encode()).hexdigest()
        detail = json.dumps(event["detail"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        detail = detail.replace("'", "''")
        statements.append(
            f"UPDATE custody_events SET detail = '{detail}', previous = '{last}', hash = '{link}'"
            f" WHERE seq = {event['seq']}"
        )
        last = link
    return [*statements, f"UPDATE heads SET hash = '{last}'"]


def _told_before(act: str, detail: dict[str, object]) -> dict[str, object]:
    less = {key: value for key, value in detail.items() if key not in NEWER and not key.endswith("_sha256")}
    if act == "accession":
        return {"sha256": detail["sha256"], "size": detail["size"]}
    if act == "time stamping":
        return {key: value for key, value in detail.items() if key not in {"request", "requested_at"}}
    if act == "letter" and "decision" in detail:
        return {key: value for key, value in less.items() if key not in {"letter", "sha256"}}
    return less


def cutting_off(url: str, end: int) -> list[str]:
    """Statements after which the chain ends at an event, and no weekly letter of ours was issued later."""
    [(link,)] = asking(url)(f"SELECT hash FROM custody_events WHERE seq = {end}")
    later = f"SELECT id FROM digest_issues WHERE chain_count > {end}"
    return [
        f"DELETE FROM custody_events WHERE seq > {end}",
        f"UPDATE heads SET events = {end}, hash = '{link}'",
        f"DELETE FROM outbox WHERE digest_id IN ({later})",
        f"DELETE FROM digest_issues WHERE chain_count > {end}",
        *_stamps_after(url, end),
        f"DELETE FROM stamp_requests WHERE chain_count > {end}",
    ]


def _stamps_after(url: str, end: int) -> list[str]:
    """Statements after which no stamp is left of which an event after that one tells."""
    question = f"SELECT subject FROM custody_events WHERE act = 'time stamping' AND seq > {end}"
    names = [subject.removeprefix("stamp:").split("-", 1) for (subject,) in asking(url)(question)]
    return [f"DELETE FROM stamps WHERE chain_count = {count} AND authority = '{name}'" for count, name in names]


def _own_records(url: str, links: dict[int, str]) -> list[str]:
    """What the archive itself wrote down of where the chain stood."""
    tables = ("digest_issues", "stamp_requests", "stamps")
    counts = [(table, count) for table in tables for (count,) in asking(url)(f"SELECT chain_count FROM {table}")]
    return [
        f"UPDATE {table} SET chain_head = '{links[count]}' WHERE chain_count = {count}"
        for table, count in dict.fromkeys(counts)
    ]
