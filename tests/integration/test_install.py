"""Setting up the virtual environment in an empty checkout, on a machine that knows packages by pip.conf alone."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).parent / "uv"
TOOLS = ("pip-", "setuptools-", "uv-")


def wheel(folder: Path, name: str, version: str, metadata: str = "", uv: bytes = b"") -> str:
    """Make a package, with a program if need be, that can be installed; return its line of a lock."""
    about = f"{name}-{version}.dist-info"
    contents = {
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}".encode(),
        f"{about}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if uv:
        contents[f"{name}-{version}.data/scripts/uv"] = uv
    contents[f"{about}/RECORD"] = "".join(f"{path},,\n" for path in [*contents, f"{about}/RECORD"]).encode()
    file = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for path, content in contents.items():
            entry = zipfile.ZipInfo(path)
            entry.external_attr = 0o100755 << 16
            archive.writestr(entry, content)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty checkout with two locks; beside it the packages that they pin, a newer release of one, and pip.conf."""
    folder = tmp_path_factory.mktemp("machine")
    checkout, packages = folder / "checkout", folder / "packages"
    (checkout / "bin").mkdir(parents=True)
    packages.mkdir()
    (folder / "pip.conf").write_text(f"[global]\nno-index = true\nfind-links = {packages}\n")
    for script in ("lib.sh", "uv.py"):
        shutil.copy(ROOT / "bin" / script, checkout / "bin" / script)
    extra = "Provides-Extra: fast\n"
    asking = wheel(packages, "asking", "1.0", "Requires-Dist: needed[fast]>=1\n")
    needed = wheel(packages, "needed", "1.0", extra)
    wheel(packages, "needed", "2.0", extra)
    lock(checkout, "requirements.txt", asking, needed.replace("==", "[fast]=="))
    lock(checkout, "requirements-demo.txt", needed)
    return checkout


@pytest.fixture
def uv(checkout: Path) -> None:
    """The uv of this project is the one that the checkout pins."""
    lock(checkout, "requirements-uv.txt", wheel(checkout.parent / "packages", "uv", "1.0", uv=UV.read_bytes()))


@pytest.fixture
def broken_uv(checkout: Path) -> None:
    """The checkout pins a uv that does not work on this machine."""
    program = b"#!/bin/sh\necho 'uv gives up' >&2\nexit 2\n"
    lock(checkout, "requirements-uv.txt", wheel(checkout.parent / "packages", "uv", "2.0", uv=program))


def lock(checkout: Path, name: str, *lines: str) -> None:
    (checkout / name).write_text("\n".join([*lines, ""]))


def install(checkout: Path, *files: str) -> subprocess.CompletedProcess[str]:
    """Install requirements files as the scripts in bin/ do."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(checkout.parent),
        "PIP_CONFIG_FILE": str(checkout.parent / "pip.conf"),
        "PYTHON": sys.executable,
    }
    command = ["bash", "-c", 'source bin/lib.sh; install_python "$@"', "bash", *files]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)


def installed(checkout: Path) -> set[str]:
    """What the virtual environment holds beside its tools."""
    found = {
        path.name.removesuffix(".dist-info") for path in checkout.glob(".venv/lib/python3*/site-packages/*.dist-info")
    }
    return {name for name in found if not name.startswith(TOOLS)}


@pytest.mark.usefixtures("uv")
def test_uv_installs_what_is_pinned_and_nothing_else_from_where_pip_would(checkout: Path) -> None:
    for files, expected in (
        (["requirements.txt"], {"asking-1.0", "needed-1.0"}),
        (["requirements-demo.txt"], {"needed-1.0"}),
        (["requirements.txt", "requirements-demo.txt"], {"asking-1.0", "needed-1.0"}),
    ):
        result = install(checkout, *files)
        assert (result.returncode, result.stderr) == (0, "")
        assert installed(checkout) == expected


@pytest.mark.usefixtures("uv")
def test_an_environment_whose_python_is_gone_is_made_anew(checkout: Path) -> None:
    install(checkout, "requirements.txt")
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(checkout / "removed")
    result = install(checkout, "requirements.txt")
    assert (result.returncode, result.stderr) == (0, "")
    assert "Making the virtual environment" in result.stdout
    assert installed(checkout) == {"asking-1.0", "needed-1.0"}


@pytest.mark.usefixtures("uv")
def test_what_is_installed_already_is_left_alone(checkout: Path) -> None:
    install(checkout, "requirements.txt")
    again = install(checkout, "requirements.txt")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


@pytest.mark.usefixtures("broken_uv")
def test_pip_installs_the_same_where_uv_cannot(checkout: Path) -> None:
    for stamp in checkout.glob(".venv/.installed-*"):
        stamp.unlink()
    for package in checkout.glob(".venv/lib/python3*/site-packages/[an]*-1.0.dist-info"):
        shutil.rmtree(package)
    result = install(checkout, "requirements.txt", "requirements-demo.txt")
    assert (result.returncode, result.stderr.strip()) == (0, "uv gives up")
    assert "pip does it now" in result.stdout
    assert installed(checkout) == {"asking-1.0", "needed-1.0"}


@pytest.mark.usefixtures("uv")
def test_a_file_that_is_not_the_pinned_one_is_refused(checkout: Path) -> None:
    lock(checkout, "altered.txt", f"needed==2.0 --hash=sha256:{'0' * 64}")
    for _attempt in range(2):
        result = install(checkout, "altered.txt")
        assert result.returncode == 1
        assert "Hash mismatch" in result.stderr
        assert "pip could not install altered.txt" in result.stderr
