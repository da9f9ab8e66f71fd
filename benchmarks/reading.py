"""Taking mails apart: ours beside mail-parser on the same mails, in turns.

Ours finds every leaf with its place and hash, every enclosed message and the whole chain of forwards; mail-parser
gives headers, texts and attachments of the outer mail. The set is mixed: letters of every mail client the tests
imitate, and letters of both mailboxes; each with the fields that Exchange and the servers
before it put on top of a mail on its way, and once more all of them bare.
"""

import argparse
import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mailparser import parse_from_bytes
from rich.table import Table

from archiver.core.anatomy import anatomy_of
from archiver.core.forwards.chain import chain_of
from archiver.core.reading import read
from benchmarks.mix import Mailbox
from benchmarks.report import Report, Row, shown, table
from tests.clients import letters

TRACE = """\
Received: from DB9PR04MB9876.eurprd04.prod.server.example (2001:db8:10:4c0::12)
 by AM0PR04MB1234.eurprd04.prod.server.example with HTTPS; Fri, 20 Nov 2026 13:32:04 +0000
Received: from AS9PR06CA0001.eurprd06.prod.server.example (2001:db8:20b:462::11)
 by DB9PR04MB9876.eurprd04.prod.server.example (2001:db8:10:4c0::12) with Microsoft SMTP Server
 (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.8158.23; Fri, 20 Nov 2026 13:32:03 +0000
Received: from mail.kommune.example (192.0.2.17) by AM4PEPF00027A66.mail.protection.server.example (10.167.16.91)
 with Microsoft SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.8182.12 via Frontend Transport;
 Fri, 20 Nov 2026 13:32:02 +0000
Authentication-Results: spf=pass (sender IP is 192.0.2.17) smtp.mailfrom=kommune.example; dkim=pass
 (signature was verified) header.d=kommune.example;dmarc=pass action=none header.from=kommune.example;
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=kommune.example; s=selector1;
 h=From:Date:Subject:Message-ID:Content-Type:MIME-Version; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;
 b=aWtrZSBlbiByaWd0aWcgc2lnbmF0dXIsIG1lbiBsaWdlIHPDpSBsYW5nIHNvbSBlbiByaWd0aWcgc2lnbmF0dXIsIG9nIGRldCBlciBub2s=
X-MS-Exchange-Organization-AuthAs: Internal
X-MS-Exchange-Organization-AuthSource: AM0PR04MB1234.eurprd04.prod.server.example
X-MS-Has-Attach:
X-MS-TNEF-Correlator:
Thread-Topic: VS: Henvendelse
Thread-Index: AdsYq8Zk0Xn2eQ5sTj6QxZq4g1vYbQ==
Accept-Language: da-DK, en-US
Content-Language: da-DK
""".replace("\n", "\r\n").encode()

Taking = Callable[[bytes], object]


def ours(octets: bytes) -> object:
    """Anatomy and forwards."""
    return chain_of(anatomy_of(octets))


SIDES: dict[str, Taking] = {"anatomy + forwards": ours, "mail-parser": parse_from_bytes, "whole reading": read}
"""The whole reading asks mail-parser about the Received fields, too."""
OURS = ("anatomy + forwards", "whole reading")


@dataclass(frozen=True, slots=True)
class Summary:
    """Microseconds a mail."""

    median: float
    p99: float
    mean: float


def options(group: Any) -> None:
    """What may be asked of this part."""
    group.add_argument("--mails", type=int, default=1_000, help="letters of the mailbox 10k (default 1000)")


def run(wanted: argparse.Namespace) -> Report:
    """Every set of mails."""
    sets = {
        "clients": [letter.octets for letter in letters()],
        "10k": list(Mailbox("10k", wanted.mails).letters()),
        "2k": list(Mailbox("2k", max(1, wanted.mails // 10)).letters()),
    }
    bare = [octets for mails in sets.values() for octets in mails]
    sets = {name: [TRACE + octets for octets in mails] for name, mails in sets.items()}
    sets |= {"all": [octets for mails in sets.values() for octets in mails], "all, bare": bare}
    figures = {name: _measured(mails, wanted.runs) for name, mails in sets.items()}
    report = Report(tables=[_table(figures, {name: len(mails) for name, mails in sets.items()})])
    report.figures = _document(figures)
    for side in OURS:
        ours, peer = (shown(figures["all"][name].median, "µs") for name in (side, "mail-parser"))
        ratio = _ratio(figures["all"], "median", side)
        report.rows.append(Row(f"reading a mail: {side}, beside mail-parser, median", ours, ratio, None, peer))
    return report


def _measured(mails: Sequence[bytes], runs: int) -> dict[str, Summary]:
    """The median of the turns for each mail."""
    turns: dict[str, list[list[float]]] = {name: [[] for _ in mails] for name in SIDES}
    for _ in range(runs):
        for name, take in SIDES.items():
            gc.collect()
            for place, octets in enumerate(mails):
                begun = time.perf_counter()
                take(octets)
                turns[name][place].append(time.perf_counter() - begun)
    return {name: _summary([statistics.median(some) for some in seconds]) for name, seconds in turns.items()}


def _summary(seconds: Sequence[float]) -> Summary:
    ranked = sorted(seconds)
    p99 = ranked[min(len(ranked) - 1, len(ranked) * 99 // 100)]
    return Summary(statistics.median(ranked) * 1e6, p99 * 1e6, statistics.fmean(ranked) * 1e6)


def _ratio(of: dict[str, Summary], what: str, side: str) -> float:
    """How many times as long mail-parser takes."""
    return float(getattr(of["mail-parser"], what) / getattr(of[side], what))


def _table(figures: dict[str, dict[str, Summary]], counts: dict[str, int]) -> Table:
    cells: list[tuple[str, ...]] = []
    for name, sides in figures.items():
        for side, one in sides.items():
            cells.append((name, str(counts[name]), side, f"{one.median:.0f}", f"{one.p99:.0f}", f"{one.mean:.0f}"))
        for side in OURS:
            shares = [f"{_ratio(sides, what, side):.2f}×" for what in ("median", "p99", "mean")]
            cells.append((name, "", f"mail-parser ÷ {side}", *shares))
    return table("microseconds a mail", ("set", "mails", "side", "median", "p99", "mean"), cells)


def _document(figures: dict[str, dict[str, Summary]]) -> dict[str, Any]:
    return {
        name: {
            "microseconds": {
                side: {"median": round(one.median), "p99": round(one.p99), "mean": round(one.mean)}
                for side, one in sides.items()
            },
            "mail_parser_to": {
                side: {what: round(_ratio(sides, what, side), 2) for what in ("median", "p99", "mean")} for side in OURS
            },
        }
        for name, sides in figures.items()
    }
