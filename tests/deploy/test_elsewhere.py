"""The unit files for systemd and the manifests for Kubernetes: valid, and as closed as the containers."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from archiver.config import load
from tests.deploy.compose import ROOT, tool
from tests.services.processes import program

UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
MANIFESTS = ROOT / "deploy" / "kubernetes" / "archiver.yaml"
OBJECTS: list[Any] = list(yaml.safe_load_all(MANIFESTS.read_text(encoding="utf-8")))


def one(kind: str, name: str) -> Any:
    [found] = [it for it in OBJECTS if (it["kind"], it["metadata"]["name"]) == (kind, name)]
    return found


def pods() -> list[Any]:
    daemon = one("Deployment", "archiver")["spec"]["template"]["spec"]
    return [daemon, one("CronJob", "backup")["spec"]["jobTemplate"]["spec"]["template"]["spec"]]


def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    """With a program in place of ours, which need not be installed where the tests run."""
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        (tmp_path / unit.name).write_text(text.replace("/opt/archiver/bin/archiver", "/bin/true"))
    command = [program("systemd-analyze", "systemd"), "verify", *(str(tmp_path / unit.name) for unit in UNITS)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.name)
def test_systemd_finds_no_service_exposed(unit: Path) -> None:
    """2.0 of 10; what remains is the network, which is what it is for."""
    command = [program("systemd-analyze", "systemd"), "security", "--offline=true", "--threshold=20", str(unit)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-200:]


def test_every_object_is_one_that_kubernetes_knows() -> None:
    """Against the schemas that kubernetes-validate brings; kubeconform comes from no registry of packages."""
    done = subprocess.run(
        [tool("kubernetes-validate"), "--strict", "--quiet", str(MANIFESTS)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_wrong_word_in_a_manifest_would_be_seen(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(MANIFESTS.read_text(encoding="utf-8").replace("readOnlyRootFilesystem", "readOnlyRootFileSystem"))

    done = subprocess.run([tool("kubernetes-validate"), "--strict", str(wrong)], capture_output=True, check=False)

    assert done.returncode != 0


def test_a_pod_can_do_no_more_than_it_must() -> None:
    for pod in pods():
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] == pod["securityContext"]["runAsGroup"] == 10001
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in pod.get("initContainers", []) + pod["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert "memory" in container["resources"]["limits"]
            assert {mount["mountPath"] for mount in container["volumeMounts"] if mount.get("readOnly")} == {
                "/etc/archiver",
                "/run/secrets",
            }


def test_every_volume_is_mounted_and_every_mount_has_its_volume() -> None:
    for pod in pods():
        mounted = {
            mount["name"] for it in pod.get("initContainers", []) + pod["containers"] for mount in it["volumeMounts"]
        }
        assert mounted == {volume["name"] for volume in pod["volumes"]}


def test_the_configuration_in_the_manifests_is_valid(tmp_path: Path) -> None:
    text = one("ConfigMap", "archiver")["data"]["config.toml"]
    for secret in re.findall(r'"/run/secrets/(\w+)"', text):
        (tmp_path / secret).write_text("kodeord")
    (tmp_path / "config.toml").write_text(text.replace("/run/secrets/", f"{tmp_path}/"), encoding="utf-8")

    settings = load(tmp_path / "config.toml", {})

    assert settings.archive.organisation == "Prøve Kommune"


def test_the_probes_ask_where_the_daemon_answers() -> None:
    [daemon] = pods()[0]["containers"]
    text = one("ConfigMap", "archiver")["data"]["config.toml"]
    [port] = daemon["ports"]

    assert f'listen = "0.0.0.0:{port["containerPort"]}"' in text
    assert daemon["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert daemon["readinessProbe"]["httpGet"]["path"] == "/readyz"
