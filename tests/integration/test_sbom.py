"""The bill of materials (CycloneDX) has what production installs and what pages load, and says nothing of this machine."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).parents[2]
# A pin with its marker, if it has one, and its hashes.
PIN = re.compile(r"^([\w.-]+)(?:\[.*?\])?==(\S+)(?: ; (.+?))? \\\n((?:    --hash=.*\n)+)", re.M)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The file, written twice, the second time from another folder."""
    files = [tmp_path_factory.mktemp("sbom") / f"{number}.json" for number in (1, 2)]
    for file, folder in zip(files, (ROOT, files[0].parent), strict=True):
        command = [sys.executable, str(ROOT / "bin" / "write_sbom.py"), str(file)]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        assert done.stdout.startswith(f"{file}: ")
    return files


@pytest.fixture(scope="module")
def packages(written: list[Path]) -> dict[str, dict[str, Any]]:
    """What the file has of each package, by its address as one (purl)."""
    return {entry["purl"]: entry for entry in json.loads(written[0].read_text())["components"]}


def hashes_of(entry: dict[str, Any]) -> set[tuple[str, str]]:
    return {(each["alg"], each["content"]) for each in entry["hashes"]}


def pins() -> list[tuple[str, str, str, str]]:
    return PIN.findall((ROOT / "requirements.txt").read_text())


def test_every_python_package_of_production_is_in_it_with_the_hashes_of_its_files(
    packages: dict[str, dict[str, Any]],
) -> None:
    assert len(pins()) == len(re.findall(r"^\w.*==", (ROOT / "requirements.txt").read_text(), re.M)) > 50
    for name, version, marker, lines in pins():
        entry = packages.pop(f"pkg:pypi/{canonicalize_name(name)}@{version}")
        assert (entry["name"], entry["version"]) == (name, version)
        assert hashes_of(entry) == {("SHA-256", found) for found in re.findall(r"sha256:(\w+)", lines)}
        assert [each["value"] for each in entry.get("properties", ())] == ([marker] if marker else [])
    assert [purl for purl in packages if not purl.startswith("pkg:npm/")] == []


def test_every_package_that_pages_load_is_in_it_with_its_hash(packages: dict[str, dict[str, Any]]) -> None:
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    wanted = {path: each for path, each in locked.items() if path and not {"dev", "optional"} & each.keys()}
    assert len(wanted) > 30
    found = {purl: entry for purl, entry in packages.items() if purl.startswith("pkg:npm/")}
    for path, each in wanted.items():
        name = path.removeprefix("node_modules/")
        entry = found.pop(f"pkg:npm/{name.replace('@', '%40')}@{each['version']}")
        expected = base64.b64decode(each["integrity"].removeprefix("sha512-")).hex()
        assert hashes_of(entry) == {("SHA-512", expected)}
        assert entry["licenses"]
    assert found == {}


def test_each_has_its_licence_but_those_of_other_platforms(packages: dict[str, dict[str, Any]]) -> None:
    unknown = {entry["name"] for entry in packages.values() if not entry.get("licenses")}
    assert unknown <= {name for name, _version, marker, _lines in pins() if marker}


def test_it_says_which_release_it_is_of_and_what_needs_what(written: list[Path]) -> None:
    bill = json.loads(written[0].read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    root = bill["metadata"]["component"]
    assert (root["name"], root["version"]) == (project["name"], project["version"])
    needs = {each["ref"]: each["dependsOn"] for each in bill["dependencies"]}
    named = {canonicalize_name(re.split(r"[\[<>=]", line)[0]) for line in project["dependencies"]}
    direct = {purl.partition("/")[2].partition("@")[0] for purl in needs[root["bom-ref"]] if "pypi" in purl}
    assert direct == named
    (django,) = (need for purl, need in needs.items() if purl.startswith("pkg:pypi/django@"))
    assert {"pkg:pypi/asgiref", "pkg:pypi/sqlparse"} <= {purl.partition("@")[0] for purl in django}
    assert needs.keys() == {root["bom-ref"], *(entry["bom-ref"] for entry in bill["components"])}


def test_the_same_files_give_the_same_bytes_and_no_address_or_path_of_a_machine(written: list[Path]) -> None:
    first, second = (file.read_text() for file in written)
    assert first == second
    assert set(re.findall(r"\w+://[^\"\s]+", first)) == {"http://cyclonedx.org/schema/bom-1.6.schema.json"}
    assert str(ROOT) not in first
    assert "timestamp" not in json.loads(first)["metadata"]
    assert "serialNumber" not in json.loads(first)
