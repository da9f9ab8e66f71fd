"""A hand that rewrites history and makes it look right: with the database's password, the source and an evening."""

import json
from hashlib import sha256

from tests.second_verifier import asking

NAMES = ("seq", "at", "act", "agent", "subject", "outcome", "detail")


def rewriting(url: str, changed: int, *, letters_too: bool = True) -> list[str]:
    """Statements after which the agent of one event is another and everything that hangs on it agrees."""
    ask, last, statements = asking(url), "0" * 64, list[str]()
    links = {0: last}
    for values in ask(f"SELECT {', '.join(NAMES)} FROM custody_events ORDER BY seq"):
        event = dict(zip(NAMES, values, strict=True)) | {"detail": json.loads(values[-1])}
        if event["seq"] == changed:
            event["agent"] = "en anden"
        words = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        link = sha256(bytes.fromhex(last) + words.encode()).hexdigest()
        if event["seq"] >= changed:
            statements.append(
                f"UPDATE custody_events SET agent = '{event['agent']}', previous = '{last}', hash = '{link}'"
                f" WHERE seq = {event['seq']}"
            )
        last = links[event["seq"]] = link
    statements.append(f"UPDATE heads SET hash = '{last}'")
    return [*statements, *(_letters(url, links) if letters_too else ())]


def cutting_off(url: str, end: int) -> list[str]:
    """Statements after which the chain ends at an event, and no weekly letter of ours was issued later."""
    [(link,)] = asking(url)(f"SELECT hash FROM custody_events WHERE seq = {end}")
    later = f"SELECT id FROM digest_issues WHERE chain_count > {end}"
    return [
        f"DELETE FROM custody_events WHERE seq > {end}",
        f"UPDATE heads SET events = {end}, hash = '{link}'",
        f"DELETE FROM outbox WHERE digest_id IN ({later})",
        f"DELETE FROM digest_issues WHERE chain_count > {end}",
    ]


def _letters(url: str, links: dict[int, str]) -> list[str]:
    counts = {count for (count,) in asking(url)("SELECT chain_count FROM digest_issues")}
    return [f"UPDATE digest_issues SET chain_head = '{links[count]}' WHERE chain_count = {count}" for count in counts]
