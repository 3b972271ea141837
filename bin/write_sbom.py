#!/usr/bin/env python
"""Write a bill of materials of what production installs and of what pages load, as CycloneDX: bin/write_sbom.py [FILE].

cyclonedx-py reads the pins and hashes from requirements.txt, and licences and what needs what from this environment; npm
reads package-lock.json. Both do so without the network. The same files give the same bytes on machines of one
kind, and name no registry. What the operating system brings (Python, Pango, the database) is not in it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).resolve().parents[1]
SBOM = ROOT / "var" / "sbom.json"
SPEC = "1.6"
# The packages of one platform alone: `name==1 ; sys_platform == 'win32' --hash=...`, in the words of cyclonedx-py.
MARKER = re.compile(r" ; (.+?)\s+--hash=")
Entry = dict[str, Any]


def main(file: str = "") -> int:
    """Write the file; print how many packages it has, and those of which no licence is known."""
    bill = bill_of_materials()
    if refused := JsonStrictValidator(SchemaVersion.from_version(SPEC)).validate_str(json.dumps(bill)):
        print(f"This is no CycloneDX {SPEC}: {refused}", file=sys.stderr)
        return 1
    path = Path(file) if file else SBOM
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(bill, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    unknown = [entry["purl"] for entry in bill["components"] if "licenses" not in entry]
    print(f"{path}: {len(bill['components'])} packages; without a known licence: {', '.join(unknown) or 'none'}")
    return 0


def bill_of_materials() -> Entry:
    """Return the bill, of what Python and npm install, with what needs what."""
    pinned, installed, front_end = _pinned(), _installed(), _front_end()
    components = [
        *(_python_package(entry, installed["components"]) for entry in pinned["components"]),
        *(
            _named(entry, "type name version purl scope description licenses hashes")
            for entry in front_end["components"]
        ),
    ]
    root = _named(pinned["metadata"]["component"], "type name version description licenses")
    root["bom-ref"] = f"{root['name']}@{root['version']}"
    tools = [
        *pinned["metadata"]["tools"]["components"],
        *(tool | {"name": "npm"} for tool in front_end["metadata"]["tools"]),
    ]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPEC,
        "version": 1,
        "metadata": {
            "component": root,
            "tools": {"components": [_named(tool, "name version") | {"type": "application"} for tool in tools]},
        },
        "components": sorted(components, key=lambda entry: entry["bom-ref"]),
        "dependencies": _needs(root["bom-ref"], components, installed, front_end),
    }


def _pinned() -> Entry:
    """Return what cyclonedx-py reads in requirements.txt: the versions and hashes, and no licence."""
    return _said([*_cyclonedx("requirements"), "requirements.txt"])


def _installed() -> Entry:
    """Return what it reads of the packages that are installed, developers' ones too: the licences, and no hash."""
    return _said([*_cyclonedx("environment"), sys.executable])


def _front_end() -> Entry:
    """Return what npm reads in package-lock.json.

    npm wants a version of the project, which stands in pyproject.toml alone: it gets a copy of the two files.
    """
    project = json.loads((ROOT / "package.json").read_text())
    project["version"] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    bin_of = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "package.json").write_text(json.dumps(project))
        for name in ("package-lock.json", ".npmrc"):
            shutil.copy(ROOT / name, folder)
        command = [str(bin_of / "npm"), "sbom", "--sbom-format=cyclonedx", "--package-lock-only", "--offline"]
        path = f"{bin_of}{os.pathsep}{os.environ['PATH']}"
        return _said([*command, "--omit=dev", "--omit=optional"], folder=folder, environment={"PATH": path})


def _cyclonedx(command: str) -> list[str]:
    options = ["--pyproject", "pyproject.toml", "--sv", SPEC, "--output-reproducible", "--no-validate"]
    return [sys.executable, "-m", "cyclonedx_py", command, *options]


def _said(command: list[str], *, folder: str | Path = ROOT, environment: dict[str, str] | None = None) -> Entry:
    """Return the JSON that a program prints; ends this one with its message when it fails."""
    variables = os.environ | (environment or {})
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} could not: {done.stderr or done.stdout}")
    said: Entry = json.loads(done.stdout)
    return said


def _python_package(pinned: Entry, installed: list[Entry]) -> Entry:
    """Return one package: pinned, with the hash of each of its files, and the licence of the same one as it is installed.

    cyclonedx-py gives the hashes to an address in a registry, which is left out here.
    """
    entry = _named(pinned, "type name version purl")
    files = [file for found in pinned["externalReferences"] for file in found.get("hashes", ())]
    entry["hashes"] = sorted(files, key=lambda file: str(file["content"]))
    if marker := MARKER.search(pinned["description"]):
        entry["properties"] = [{"name": "python:marker", "value": marker[1]}]
    for found in installed:
        if found["purl"] == entry["purl"]:
            return entry | {key: found[key] for key in ("description", "licenses") if key in found} | _in_words(found)
    return entry


def _in_words(found: Entry) -> Entry:
    """Return the licence of a package that names none by its id, in the words of its author, if it has any."""
    try:
        words = str(metadata(found["name"]).json.get("license", ""))
    except PackageNotFoundError:
        words = ""
    is_name = words and "\n" not in words
    return {"licenses": [{"license": {"name": words}}]} if is_name and "licenses" not in found else {}


def _needs(root: str, components: list[Entry], installed: Entry, front_end: Entry) -> list[Entry]:
    """Return which package needs which, of those in the bill: each once, in order."""
    purls = {entry["bom-ref"] for entry in components}
    needs: dict[str, set[str]] = {name: set() for name in (root, *purls)}
    for bill in (installed, front_end):
        names = {entry["bom-ref"]: entry["purl"] for entry in bill["components"]}
        names[bill["metadata"]["component"]["bom-ref"]] = root
        for need in bill["dependencies"]:
            if (name := names.get(need["ref"], "")) in needs:
                needs[name] |= {names[other] for other in need.get("dependsOn", ()) if names.get(other) in purls}
    return [{"ref": name, "dependsOn": sorted(needs[name])} for name in sorted(needs)]


def _named(entry: Entry, keys: str) -> Entry:
    """Return these keys of an entry that has them; its reference within the bill is its address as a package."""
    found = {key: entry[key] for key in keys.split() if key in entry}
    return found | ({"bom-ref": entry["purl"]} if "purl" in found else {})


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
