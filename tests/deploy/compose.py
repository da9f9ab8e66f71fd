"""docker-compose.yml as docker-compose itself reads it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from tests.services.processes import program

ROOT = Path(__file__).parent.parent.parent
PROFILES = {
    "standard": {"archiver", "upgrade", "database"},
    "small": {"archiver-small"},
    "scale": {"archiver-scale", "upgrade-scale", "database", "objects"},
}
EVERY = sorted({service for services in PROFILES.values() for service in services})
OURS = [service for service in EVERY if service not in {"database", "objects"}]


@cache
def services(profile: str | None) -> dict[str, Any]:
    """The services of a profile with everything resolved; of the one that .env names without any."""
    told = {name: value for name, value in os.environ.items() if not name.startswith("COMPOSE")}
    chosen = {"COMPOSE_PROFILES": profile} if profile else {}
    command = [tool("docker-compose"), "--file", str(ROOT / "docker-compose.yml"), "config", "--format", "json"]
    done = subprocess.run(command, env=told | chosen, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)["services"]
    return found


def service(name: str) -> Any:
    """One service of whatever profile."""
    profile = next(profile for profile, names in PROFILES.items() if name in names)
    return services(profile)[name]


def tool(name: str) -> str:
    """A program of requirements/deploy.txt."""
    return program(name, "", str(Path(sys.executable).parent))
