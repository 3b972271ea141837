"""Dockerfile, compose.yaml and Procfile name what there is: scripts, files and settings."""

from __future__ import annotations

import os
import re
from typing import Any

import yaml

from tests.architecture.source import ROOT

SCRIPT = re.compile(r"(?<![\w/])bin/[\w-]+(?:\.py)?")
SETTING = re.compile(r"`([A-Z][A-Z_]+)`")


def read(name: str) -> str:
    return (ROOT / name).read_text()


def services() -> dict[str, Any]:
    found = yaml.safe_load(read("compose.yaml"))["services"]
    assert isinstance(found, dict)
    return found


def stages() -> dict[str, str]:
    """Return the instructions of each stage of the Dockerfile by its name, in order."""
    instructions = re.sub(r"^#.*\n", "", read("Dockerfile"), flags=re.M)
    parts = re.split(r"^FROM \S+ AS (\w+)$", instructions, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_script_that_they_run_is_there_and_can_be_run() -> None:
    files = ("Dockerfile", "compose.yaml", "Procfile", ".pre-commit-config.yaml", "docs/operations.md")
    scripts = {script for file in files for script in SCRIPT.findall(read(file))}
    assert {"bin/serve", "bin/update-database", "bin/check_health.py"} <= scripts
    assert [script for script in sorted(scripts) if not os.access(ROOT / script, os.X_OK)] == []


def test_compose_sets_what_the_documents_name() -> None:
    named = set(SETTING.findall(read("docs/operations.md")))
    for name in ("app", "mail", "update"):
        assert set(services()[name]["environment"]) - named == set()
        assert services()[name]["environment"]["TASKS"] == "database"


def test_compose_starts_the_application_after_the_database_is_up_to_date() -> None:
    assert services()["update"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    for name in ("app", "mail"):
        assert services()[name]["depends_on"] == {"update": {"condition": "service_completed_successfully"}}
    assert services()["proxy"]["ports"] == ["127.0.0.1:8080:80"]


def test_the_image_runs_as_nobody_who_may_do_more() -> None:
    runtime = list(stages().values())[-1]
    assert re.findall(r"^USER (\S+)$", runtime, re.M) == ["10001"]
    assert runtime.index("\nUSER ") < runtime.index("\nCMD ")


def test_the_image_holds_neither_node_nor_what_builds() -> None:
    names = stages()
    for name in ("packages", "runtime"):
        assert not re.search(r"\bnpm\b|\bnode\b|requirements-(build|dev)", names[name])
    assert "requirements-build.txt" in names["static"]
    assert not re.search(r"^(nodejs|time-machine|pytest|uv)\b", read("requirements.txt"), re.M)
    copied = re.findall(r"^COPY --from=(\w+) (\S+)", names["runtime"], re.M)
    assert copied == [("packages", "/app/.venv"), ("static", "/app/static/build"), ("static", "/app/static-root")]


def test_secrets_and_what_is_made_here_stay_out_of_the_image() -> None:
    left_out = set(read(".dockerignore").splitlines())
    assert {".env", ".git", ".venv", "node_modules", "var", "static/build", "*.p12", "*.pfx"} <= left_out
