"""The rules of the repository: a known tree, pinned packages with reasons, no path of one machine."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import Distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import APPS, ROOT, Module

# The files and folders at the top (docs/decisions/0014); anything else needs a decision record.
TOP = set(
    ".dockerignore .pre-commit-config.yaml CHANGELOG.md CONTRIBUTING.md Dockerfile LICENSE Procfile SECURITY.md compose.yaml publiccode.yml "
    ".ci .editorconfig .gitignore .npmrc Makefile README.md accounts bin checklists config docs fixtures govuk locale manage.py operations "
    "package-lock.json package.json partnerships pyproject.toml requirements-build.txt requirements-demo.txt "
    "requirements-dev.txt requirements-uv.txt requirements.txt static templates tests verification".split()
)
VAGUE_NAMES = {"common", "core", "helpers", "misc", "shared", "utils"}

# Patterns that do not match themselves, so that this file may be read too.
ELSEWHERE = {
    "names a registry": re.compile(r"pypi[.]org|files[.]pythonhosted|registry[.]npmjs|registry[.]yarnpkg|unpkg[.]com"),
    "names a folder of one machine": re.compile(r"(?<![\w.}$~*])/(?:work|tmp|root|home)/"),
}
# What is there for the demonstration alone, and what installs it.
DEMO_MODULE = "partnerships/management/commands/_demo.py"
DEMO_REQUIREMENTS = "requirements-demo.txt"
REQUIREMENT = re.compile(r"^([A-Za-z0-9][\w.\-]*)(?:\[([\w\-, ]*)\])?==[^\s;]+")
DEPENDENCY = re.compile(r'^\s*"[A-Za-z][^"]*",$')


def tracked() -> list[Path]:
    """Return the files that git keeps, or would keep if they were added."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def traces(text: str) -> Iterator[str]:
    """Yield where a text says from which machine or registry it came."""
    for number, line in enumerate(text.splitlines(), 1):
        for sentence, pattern in ELSEWHERE.items():
            if pattern.search(line):
                yield f"{number} {sentence}"


def unpinned(requirements: str) -> Iterator[str]:
    """Yield the lines of a requirements file that are not one version with its hashes."""
    for requirement in requirements.replace("\\\n", " ").splitlines():
        line = requirement.split(" #")[0].strip()
        if line and not line.startswith("#") and not (REQUIREMENT.match(line) and "--hash=sha256:" in line):
            yield line


def unpinned_extras(requirements: str, installed: Iterable[Distribution]) -> Iterator[str]:
    """Yield what a pinned package needs with extras, or without, that a requirements file does not pin just so.

    pip before 23.3 takes `coverage`, `coverage[toml]` and `coverage[a,toml]` for three things. Asked for one that has
    no pin of its own, it looks for the newest release, which has no hash, and refuses the whole file.
    """
    pins: dict[str, set[frozenset[str]]] = defaultdict(set)
    for line in requirements.splitlines():
        if found := REQUIREMENT.match(line):
            pins[canonicalize_name(found[1])].add(frozenset(re.findall(r"[\w\-]+", found[2] or "")))
    for distribution in installed:
        name = canonicalize_name(distribution.metadata["Name"])
        extras = {"", *(extra for pinned in pins.get(name, ()) for extra in pinned)}
        for needed in map(Requirement, (distribution.requires or []) if name in pins else []):
            applies = not needed.marker or any(needed.marker.evaluate({"extra": extra}) for extra in extras)
            if applies and frozenset(needed.extras) not in pins.get(canonicalize_name(needed.name), ()):
                yield f"{name} needs {needed}"


def not_installed(module: Module, requirements: str) -> Iterator[str]:
    """Yield what a module imports that the requirements do not install."""
    installed = {
        canonicalize_name(found[1]) for line in requirements.splitlines() if (found := REQUIREMENT.match(line))
    }
    own = {*APPS, "config", *sys.stdlib_module_names}
    for node, name in module.imports():
        package = name.split(".", 1)[0]
        if package not in own and not installed & {canonicalize_name(part) for part in brought_by().get(package, ())}:
            yield module.at(node, f"imports {name}, which is not installed with the application")


@cache
def brought_by() -> Mapping[str, list[str]]:
    """Return which distributions bring each package that can be imported."""
    return packages_distributions()


def unexplained(lines: list[str]) -> Iterator[str]:
    """Yield the dependencies of a list that no comment stands above; what is used together may share one."""
    is_explained = False
    for line in lines:
        if line.strip().startswith("#"):
            is_explained = True
        elif DEPENDENCY.match(line):
            if not is_explained:
                yield line.strip()
        else:
            is_explained = False


def dependency_lists(pyproject: str) -> list[list[str]]:
    """Return the lines of each list of dependencies in pyproject.toml, those of the running application first."""
    names = ["dependencies", *tomllib.loads(pyproject)["dependency-groups"]]
    return [re.findall(rf"^{name} = \[\n(.*?)^\]", pyproject, re.S | re.M)[0].splitlines() for name in names]


def requirement_files() -> list[str]:
    """Return the names of the files that pin the Python packages."""
    return sorted(path.name for path in ROOT.glob("requirements*.txt"))
