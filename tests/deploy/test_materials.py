"""What the program is made of: every package named, under a licence that we may hand on; and what is known of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.deploy.compose import ROOT
from tools import audit, sbom

RUNTIME = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 27, tzinfo=UTC)
UNMODIFIED = {"psycopg": "LGPL-3.0-only", "psycopg-binary": "LGPL-3.0-only"}
"""Used as they come, and only with PostgreSQL."""


@pytest.fixture(scope="module")
def bill() -> Any:
    return json.loads(sbom.written(NOW))


def test_it_is_cyclonedx(bill: Any) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill)) is None


def test_every_pinned_package_is_in_it_with_its_version_and_hashes(bill: Any) -> None:
    listed = set(re.findall(r"^([a-z0-9.-]+)==(\S+)(?! ; sys_platform == 'win32')", RUNTIME, re.MULTILINE))
    there = {(it["name"], it["version"]) for it in bill["components"]}

    assert len(there) > 30
    elsewhere = {"colorama", "brotlicffi"}  # which only Windows wants, and only PyPy
    assert {name for name, _ in listed - there} <= elsewhere
    assert there <= listed
    assert all(len(hash_["content"]) == 64 for it in bill["components"] for hash_ in it["hashes"])
    assert all(it["hashes"] for it in bill["components"])


def test_no_licence_asks_for_our_own_source(bill: Any) -> None:
    licences = {it["name"]: it["licenses"][0]["expression"] for it in bill["components"]}

    assert {name: licence for name, licence in licences.items() if "GPL" in licence} == UNMODIFIED
    assert all(licences.values())


def test_everything_but_ourselves_is_needed_by_something_in_it(bill: Any) -> None:
    needed = {ref for it in bill["dependencies"] for ref in it["dependsOn"]}

    assert {it["bom-ref"] for it in bill["components"]} == needed


def test_a_package_whose_licence_nobody_has_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sbom, "READ", {})

    with pytest.raises(sbom.UnknownLicence, match="imapclient"):
        sbom.licence_of("imapclient")


def test_an_audit_tells_a_known_vulnerability_from_silence() -> None:
    known = {"name": "et", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
    sound = {"name": "to", "version": "1", "vulns": []}
    silent = {"name": "tre", "skip_reason": "not found"}

    assert audit.outcome_of({"dependencies": [known, sound]}).known == ("et 1: PYSEC-1, mended in 2",)
    assert "2 packages audited" in audit.outcome_of({"dependencies": [known, sound]}).sentence
    assert audit.outcome_of({"dependencies": [silent]}).sentence.startswith("skipped: ")
