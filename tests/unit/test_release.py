"""What a release says about itself: one version number, a licence, and a publiccode.yml that catalogues can read."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import yaml
from django.conf import settings

from tests.architecture import repository
from tests.architecture.source import ROOT

# The latest version of the changelog, and its day.
LATEST = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)$", re.M)

# The keys of publiccode.yml 0.5 that this file uses: those that the standard demands, and those that it allows.
MANDATORY = set(
    "publiccodeYmlVersion name url platforms developmentStatus softwareType description legal maintenance localisation".split()
)
OPTIONAL = {"softwareVersion", "releaseDate", "categories", "intendedAudience", "dependsOn"}
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
PLATFORMS = {"web", "windows", "mac", "linux", "ios", "android"}
# Of the standard's list of categories, those that fit.
CATEGORIES = {"compliance-management", "document-management", "workflow-management"}


def read(name: str) -> str:
    return (ROOT / name).read_text()


def public_code() -> dict[str, Any]:
    content = yaml.safe_load(read("publiccode.yml"))
    assert isinstance(content, dict)
    return content


# --- One version number --------------------------------------------------------------------------------------------
def test_the_version_number_is_that_of_the_changelog_and_of_publiccode() -> None:
    latest = LATEST.search(read("CHANGELOG.md"))
    assert latest is not None
    content = public_code()
    assert settings.VERSION == latest[1] == content["softwareVersion"]
    assert content["releaseDate"] == latest[2] == date.fromisoformat(latest[2]).isoformat()


def test_npm_keeps_no_second_version_number() -> None:
    assert "version" not in json.loads(read("package.json"))
    lock = json.loads(read("package-lock.json"))
    assert "version" not in lock
    assert "version" not in lock["packages"][""]


# --- One licence ---------------------------------------------------------------------------------------------------
def test_the_licence_is_named_alike_everywhere() -> None:
    assert read("LICENSE").startswith("MIT License\n")
    assert re.search(r'^license = "MIT"$', read("pyproject.toml"), re.M)
    assert json.loads(read("package.json"))["license"] == "MIT"
    legal = public_code()["legal"]
    assert legal["license"] == "MIT"
    assert f" {legal['mainCopyrightOwner']}\n" in read("LICENSE")


def test_the_licence_names_every_file_that_quotes_the_guide() -> None:
    excluded = re.findall(r"^    (\S+)$", read("LICENSE"), re.M)
    assert excluded
    assert [name for name in excluded if not (ROOT / name).exists()] == []
    quoted = "evidence of need " + "explicit"
    quoting = [
        path.relative_to(ROOT).as_posix()
        for path in repository.tracked()
        if path.suffix in {".py", ".json", ".yaml", ".txt", ".html", ".md"} and quoted in path.read_text()
    ]
    assert quoting
    assert [name for name in quoting if not name.startswith(tuple(excluded))] == []


# --- publiccode.yml ------------------------------------------------------------------------------------------------
def test_publiccode_has_what_the_standard_demands() -> None:
    content = public_code()
    assert content["publiccodeYmlVersion"] == "0.5"
    assert MANDATORY <= set(content) <= MANDATORY | OPTIONAL
    assert content["url"].startswith("https://")
    assert set(content["platforms"]) <= PLATFORMS
    assert content["platforms"]
    assert set(content["categories"]) <= CATEGORIES
    assert content["developmentStatus"] in STATUSES
    assert content["softwareType"] == "standalone/web"
    assert content["maintenance"]["type"] == "community"
    assert all(contact["name"] for contact in content["maintenance"]["contacts"])
    assert content["localisation"] == {"localisationReady": True, "availableLanguages": ["en"]}
    assert all(dependency["name"] for dependency in content["dependsOn"]["open"])


def test_publiccode_describes_the_software_at_the_length_that_the_standard_allows() -> None:
    texts = public_code()["description"]["en"]
    assert 0 < len(texts["shortDescription"]) <= 150
    assert "\n" not in texts["shortDescription"]
    assert 150 <= len(texts["longDescription"]) <= 10_000
    assert texts["features"]
    assert max(map(len, texts["features"])) <= 100
    assert [name for name in texts["screenshots"] if not (ROOT / name).is_file()] == []
