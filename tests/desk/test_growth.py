"""Pages of an archive of a million items: what they ask, an index answers (see tests/service/test_growth.py)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.service.wiring import opened
from benchmarks.desk import PAGES, _large_case, _open, _signed_in
from benchmarks.synthetic import Pattern, build
from tests.patterns import a_pattern
from tests.service.test_growth import READS_ON, Listener, in_postgresql, in_sqlite, settings
from tests.services.dovecot import Dovecot

ITEMS = 20_000
"""Of which a case of 200 is a hundredth: a planner takes an index for it."""
MORE = (
    "/ekstern", "/karantaene", "/soeg", "/sager?vis=aabne", "/sager?vis=lukkede", "/udgaaende?vis=venter",
    "/udgaaende/1", "/udgaaende?vis=ugebreve", "/udgaaende?vis=alarmer", "/udgaaende?foer=500", "/log?om=item:900",
    "/log?hvem=operator", "/log?til_og_med=2024-06-01", "/sager/{case}/historik", "/konto", "/opsaetning",
    "/formaal?om=item:3&til=/mails/3",
)  # fmt: skip


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Pattern:
    return a_pattern(tmp_path_factory.mktemp("pattern"))


def test_no_page_reads_a_table_that_grows_from_end_to_end(
    database_url: str, pattern: Pattern, tmp_path: Path, dovecot: Dovecot
) -> None:
    build(pattern, database_url, tmp_path, ITEMS, datetime.now(UTC))
    listener = Listener()
    with (
        listener.listening(),
        opened(settings(tmp_path, database_url, dovecot, dovecot.new_user(), 25), acting="archiver") as one,
    ):
        case = _large_case(one)
        browser = _signed_in(one)
        _open(browser, case)
        listener.asked.clear()  # what pages ask, and nothing before
        for path in (*PAGES.values(), *MORE):
            answer = browser.get(path.format(case=case))
            assert answer.status_code == 200, path
            assert len(answer.content) < 60_000, path
    explain = in_sqlite if database_url.startswith("sqlite") else in_postgresql

    found = [
        f"{', '.join(scans)}: {name}"
        for name, scans in explain(database_url, listener.asked)
        if scans and not any(re.search(known, name) for known in (*READS_ON, *GO_ALONG))
    ]

    assert len(listener.asked) > 60, "it has listened"
    assert not found, "\n".join(found)


GO_ALONG = {
    r"FROM case_acts WHERE case_acts\.case_id = .* ORDER BY case_acts\.id": "nearly every act is of the large case",
    r"FROM \(SELECT items\.number .* ORDER BY items\.number DESC\s+LIMIT": "the newest ten thousand, and no more",
    r"FROM outbox .* ORDER BY outbox\.id DESC\s+LIMIT": "a page of the letters, the newest first",
    r"FROM custody_events .* ORDER BY custody_events\.seq DESC\s+LIMIT": "a page of the log, the newest first",
    r"FROM cases .*ORDER BY cases\.id DESC\s+LIMIT": "a page of the cases, the newest first",
}  # fmt: skip
"""Questions that a planner answers by going along a table, and why they end soon."""
