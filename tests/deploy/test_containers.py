"""What Dockerfile and docker-compose.yml promise (hazards C6), without running them: `make container` does that."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from archiver.config.keys import all_keys
from tests.deploy.compose import EVERY, OURS, PROFILES, ROOT, service, services, tool

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
FINAL = DOCKERFILE.rpartition("\nFROM ")[2]


@pytest.mark.parametrize("file", ["Dockerfile", "tests/container/postgres/Dockerfile"])
def test_hadolint_finds_nothing(file: str) -> None:
    done = subprocess.run([tool("hadolint"), str(ROOT / file)], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


def test_hadolint_would_find_something(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM debian:latest\nRUN cd /tmp && apt-get install curl\n")

    done = subprocess.run([tool("hadolint"), str(tmp_path / "Dockerfile")], capture_output=True, text=True, check=False)

    assert done.returncode == 1


def test_an_image_is_made_of_wheels_with_hashes_and_runs_as_nobody_known() -> None:
    installs = [
        line for line in DOCKERFILE.replace("\\\n", " ").splitlines() if re.search(r"pip (install|wheel)", line)
    ]

    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    assert len(installs) == 2
    assert re.search(r"^USER 10001:10001$", FINAL, re.MULTILINE)
    assert "HEALTHCHECK" in FINAL
    assert [line for line in re.findall(r"(?:CMD|ENTRYPOINT) (.*)", FINAL) if not line.startswith("[")] == []


def test_both_stages_start_from_the_base_that_one_line_names() -> None:
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["${PYTHON}", "${PYTHON}"]
    assert re.search(r"^ARG PYTHON=\S+-slim-\S+$", DOCKERFILE, re.MULTILINE)
    assert "@sha256:<64 hex digits>" in DOCKERFILE


def test_nothing_of_a_site_gets_into_an_image() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()

    assert next(line for line in lines if not line.startswith("#")) == "*"
    assert {"!config.toml", "!secrets"}.isdisjoint(lines)


@pytest.mark.parametrize("profile", PROFILES)
def test_docker_compose_takes_every_profile(profile: str) -> None:
    assert services(profile).keys() == PROFILES[profile]


def test_without_being_told_it_is_postgresql() -> None:
    assert services(None) == services("standard")


def test_no_two_profiles_poll_beside_each_other() -> None:
    pollers = [name for name in EVERY if service(name).get("command") is None and name in OURS]

    assert [len(service(name)["profiles"]) for name in pollers] == [1, 1, 1]


@pytest.mark.parametrize("name", EVERY)
def test_a_container_can_do_no_more_than_it_must(name: str) -> None:
    it = service(name)

    assert it["read_only"] is True
    assert it["cap_drop"] == ["ALL"]
    assert "cap_add" not in it
    assert it["security_opt"] == ["no-new-privileges:true"]
    assert int(it["user"].partition(":")[0]) > 0
    assert not it.get("privileged")
    assert {"memory", "cpus", "pids"} <= it["deploy"]["resources"]["limits"].keys()
    assert all({"noexec", "nosuid", "nodev"} <= set(mount.partition(":")[2].split(",")) for mount in it["tmpfs"])
    assert all(any(word.startswith("size=") for word in mount.split(",")) for mount in it["tmpfs"])
    assert it["ulimits"]["core"] == {}, "JSON leaves out what is 0"
    assert "ports" not in it
    assert it.get("network_mode") in {None, "none"}, "never the host's"


@pytest.mark.parametrize("name", OURS)
def test_secrets_are_files_and_stand_in_no_environment(name: str) -> None:
    told = service(name)["environment"]

    assert service(name)["user"] == "10001:10001"
    assert {"imap", "smtp"} <= {secret["source"] for secret in service(name)["secrets"]}
    assert [key for key in told if re.search(r"PASSWORD|_KEY", key) and not key.endswith("_FILE")] == []
    assert all(value.startswith("/run/secrets/") for key, value in told.items() if key.endswith("_FILE"))


def test_a_database_is_on_no_network_and_its_owner_is_not_the_daemon() -> None:
    database, daemon, upgrade = service("database"), service("archiver"), service("upgrade")

    assert database["network_mode"] == "none"
    assert {"database-owner", "database-superuser"}.isdisjoint(secret["source"] for secret in daemon["secrets"])
    assert "//arkiv@/" in daemon["environment"]["ARCHIVER__DATABASE__URL"]
    assert "//arkiv_ejer@/" in upgrade["environment"]["ARCHIVER__DATABASE__URL"]
    assert upgrade["command"] == ["db", "upgrade", "--grant", "arkiv"]
    assert daemon["depends_on"]["upgrade"]["condition"] == "service_completed_successfully"


def test_only_the_archive_reaches_the_outside() -> None:
    reaching = {name for name in EVERY if "outside" in (service(name).get("networks") or {})}

    assert reaching == {"archiver", "archiver-small", "archiver-scale"}


def test_the_image_brings_the_tools_of_the_server_that_is_beside_it() -> None:
    [server] = re.findall(r"postgres:(\d+)", service("database")["image"])

    assert f"postgresql-client-{server}" in FINAL


def test_what_a_container_is_told_is_a_setting_of_the_program() -> None:
    known = {"__".join(("ARCHIVER", *shape)).upper() for shape in all_keys()}
    told = {key for name in OURS for key in service(name)["environment"]}

    assert told - known == set()
