"""`python -m tools.sbom`: what the program is made of, as CycloneDX 1.6 (JSON), from the pinned requirements.

Every package of requirements/runtime.txt is named with its version, its licence, the hashes pip would accept and what
it depends on. Licences are what the installed packages say of themselves; those that say it in no word of SPDX's are in
`READ`, after we read them.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements" / "runtime.txt"
#: Where a container runs; a package for another system is no part of it.
LINUX = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
CLASSIFIED = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
}
#: Of packages whose metadata name none: what their licence files say.
READ = {
    "bagit": "CC0-1.0",  # as its README says; a work of the United States' government
    "dkimpy": "Zlib",
    "imapclient": "BSD-3-Clause",
    "olefile": "BSD-2-Clause",
    "pyasn1-modules": "BSD-2-Clause",
    "pycryptodomex": "BSD-2-Clause",  # and what is in the public domain
    "pyphen": "MPL-1.1",  # or GPL or LGPL, as its user chooses
    "python-dateutil": "BSD-3-Clause",  # and what came since 2017 Apache-2.0, too
    "pystemmer": "MIT",  # and BSD-3-Clause for Snowball inside it
}
SPDX = frozenset({"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0", "PSF-2.0"})
"""What a field License may say and be believed."""


class UnknownLicence(Exception):
    """A package does not say what its licence is, and nobody has read it yet."""


@dataclass(frozen=True)
class Pinned:
    """One package of the requirements."""

    name: str
    version: str
    hashes: tuple[str, ...]

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def pinned(text: str) -> tuple[Pinned, ...]:
    """The packages of a requirements file that Linux needs."""
    return tuple(_pinned(text))


def _pinned(text: str) -> Iterator[Pinned]:
    joined = text.replace("\\\n", " ")
    for line in joined.splitlines():
        wanted, *hashes = re.split(r"\s+--hash=sha256:", line.strip())
        if not wanted or wanted.startswith("#"):
            continue
        requirement = Requirement(wanted)
        if requirement.marker is None or requirement.marker.evaluate(LINUX):
            [version] = [one.version for one in requirement.specifier]
            yield Pinned(canonicalize_name(requirement.name), version, tuple(hashes))


def licence_of(name: str) -> str:
    """The SPDX expression of an installed package. Raises `UnknownLicence`."""
    if name in READ:
        return READ[name]
    said = metadata.metadata(name).json
    if expression := said.get("license_expression"):
        return str(expression)
    last = (str(classifier).rpartition("::")[2].strip() for classifier in said.get("classifier", ()))
    classified = {CLASSIFIED[word] for word in last if word in CLASSIFIED}
    field = str(said.get("license", "")).strip()
    if field in SPDX:
        return field
    if len(classified) == 1:
        return classified.pop()
    raise UnknownLicence(f"{name}: read its licence, and put it into READ of tools/sbom.py")


def document(packages: tuple[Pinned, ...], licences: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """The bill of materials."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ours = {
        "type": "application",
        "bom-ref": project["name"],
        "name": project["name"],
        "version": project["version"],
        "description": project["description"],
        "licenses": [{"expression": project["license"]}],
    }
    refs = {package.name: package.purl for package in packages}
    wanted = project["dependencies"] + [one for many in _extras(project) for one in many]
    theirs = {package.purl: metadata.requires(package.name) or [] for package in packages}
    asked = [Requirement(one) for many in (wanted, *theirs.values()) for one in many]
    extras = {extra for one in asked if one.marker is None or one.marker.evaluate(LINUX) for extra in one.extras}
    needs = {project["name"]: _named(wanted, extras)}
    needs |= {purl: _named(requirements, extras) for purl, requirements in theirs.items()}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(sorted(refs.values())))}",
        "version": 1,
        "metadata": {"timestamp": at.isoformat(timespec="seconds"), "component": ours},
        "components": [_component(package, licences[package.name]) for package in packages],
        "dependencies": [
            {"ref": ref, "dependsOn": sorted(refs[name] for name in names if name in refs)}
            for ref, names in needs.items()
        ],
    }


def _component(package: Pinned, licence: str) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        "licenses": [{"expression": licence}],
        "hashes": [{"alg": "SHA-256", "content": content} for content in package.hashes],
    }


def _extras(project: Mapping[str, Any]) -> Iterator[list[str]]:
    """What an image has beside what every archive needs; neither the demo nor the tests."""
    for extra, wanted in project["optional-dependencies"].items():
        if extra not in {"demo", "dev"}:
            yield wanted


def _named(requirements: list[str], extras: set[str]) -> set[str]:
    """The packages in a list of requirements that Linux needs, those of some extras too."""
    wanted = (Requirement(text) for text in requirements)
    return {
        canonicalize_name(one.name)
        for one in wanted
        if one.marker is None or any(one.marker.evaluate(LINUX | {"extra": extra}) for extra in {"", *extras})
    }


def written(at: datetime) -> str:
    """The file."""
    packages = pinned(REQUIREMENTS.read_text(encoding="utf-8"))
    licences = {package.name: licence_of(package.name) for package in packages}
    return json.dumps(document(packages, licences, at), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write it where it is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "sbom.cdx.json")
    to: Path = parser.parse_args().to
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(written(datetime.now(UTC)), encoding="utf-8")
    sys.stdout.write(f"{to}\n")


if __name__ == "__main__":
    main()
