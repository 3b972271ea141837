"""Checklist versions and an issue as they were before `feeds` was a list of words, and what became of them."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from django.db import transaction

ROOT = Path(__file__).parent.parent
FIXTURE = ROOT.parent / "fixtures" / "partnership_readiness_1_0.json"
SNAPSHOT = ROOT / "data" / "snapshots" / "second_issue_format_2.json"
PDF = b"%PDF-1.7 as it was issued"
SHIPPED = "partnership-readiness/1.0"
DIGEST = "b987106dbd190d5ec2edc0b73f8a1e595d009fb14640f263e9c0e851e960b6dc"
TEXT = "alternatives considered (report)"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
# The fields of the fixture that hold a natural key.
REFERENCES = ("section", "question", "risk", "tip")
# Those that no table had then.
ADDED_SINCE = ("replaces", "change", "is_required", "not_known")


def fill(apps: Any) -> None:
    """The shipped version, one made from it, one whose content is not what was published, and a draft; then an issue."""
    write_version(apps, "partnership-readiness", "1.0", digest=DIGEST)
    write_version(apps, "partnership-readiness", "1.1", digest="")
    write_version(apps, "partnership-readiness", "2.0", digest=None)
    write_version(apps, "forged", "1.0", digest="0" * 64)
    issue_report(apps)


@transaction.atomic
def write_version(apps: Any, slug: str, number: str, *, digest: str | None) -> None:
    """Write the content of the shipped version under that number; `digest`: None for a draft, "" to work it out."""
    identity = f"{slug}/{number}"
    rows = json.loads(FIXTURE.read_text().replace(SHIPPED, identity))
    apps.get_model("checklists", "Checklist").objects.get_or_create(slug=slug, title=rows[0]["fields"]["title"])
    made: dict[tuple[str, str], Any] = {}
    for row in rows:
        name = row["model"].removeprefix("checklists.")
        if name in ("checklist", "version"):
            continue
        fields = row["fields"]
        values = {key: made[key, value[-1]] for key, value in fields.items() if key in REFERENCES}
        values |= {"version_id": fields["version"]} if "version" in fields else {}
        values |= {key: value for key, value in fields.items() if key not in (*REFERENCES, "version", *ADDED_SINCE)}
        if name == "question":
            values["feeds"] = TEXT if "alternatives" in fields["feeds"] else ""
        made[name, fields.get("key") or fields.get("code", "")] = apps.get_model("checklists", name).objects.create(
            **values
        )
    published = rows[-1]["fields"]
    version = apps.get_model("checklists", "Version").objects.create(
        id=identity,
        checklist_id=slug,
        number=number,
        source=published["source"],
        drafted_at=datetime.fromisoformat(published["drafted_at"]),
    )
    if digest is not None:
        version.state, version.published_at = "published", datetime.fromisoformat(published["published_at"])
        version.digest = digest or import_module("checklists.migrations.0003_feeds_in_words").digest_of(version, str)
        version.save()


def issue_report(apps: Any) -> None:
    """Issue 1 of the first partnership, after the last event of its trail."""
    partnership = apps.get_model("partnerships", "Partnership").objects.order_by("number").first()
    event = apps.get_model("partnerships", "Event").objects.filter(partnership=partnership).order_by("position").last()
    issue = apps.get_model("partnerships", "ReportIssue").objects.create(
        partnership=partnership,
        assessment=partnership.assessments.get(),
        number=1,
        trail_position=event.position,
        trail_link=event.link,
        issued_at=NOON,
        issued_by=partnership.lead,
    )
    content = json.dumps(
        json.loads(SNAPSHOT.read_bytes())["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    apps.get_model("partnerships", "IssueEdition").objects.create(
        issue=issue,
        edition="full",
        snapshot=SNAPSHOT.read_bytes(),
        digest=hashlib.sha256(content.encode()).hexdigest(),
        pdf=PDF,
        pdf_sha256=hashlib.sha256(PDF).hexdigest(),
        is_signed=False,
    )


def digests() -> dict[str, str]:
    """Return the digest of each version but the draft's."""
    from checklists.models import Version

    return dict(Version.objects.exclude(digest="").values_list("pk", "digest"))


def found() -> dict[str, Any]:
    """Return what stands in the database now, as the application reads it."""
    from checklists.models import Version, VersionAlteredError
    from partnerships.models import IssueEdition
    from partnerships.reports.paper import Paragraph, paper_of
    from partnerships.snapshot.record import snapshot_in
    from verification.verify import verify_pdf, verify_typed

    feeds: dict[str, Any] = {}
    for version in Version.objects.exclude(checklist="c"):
        try:
            feeds[version.pk] = {
                question.code: question.feeds for question in version.spec().questions if question.feeds
            }
        except VersionAlteredError as error:
            feeds[version.pk] = str(error)
    edition = IssueEdition.objects.get()
    paper = paper_of(snapshot_in(edition))
    [fingerprint] = [
        block.text for block in paper.blocks if isinstance(block, Paragraph) and block.text.startswith("Fingerprint")
    ]
    return {
        "feeds": feeds,
        "is_same_snapshot": bytes(edition.snapshot) == SNAPSHOT.read_bytes(),
        "is_same_pdf": bytes(edition.pdf) == PDF,
        "fingerprint": fingerprint,
        "file": verify_pdf(PDF).conclusion,
        "typed": verify_typed(1, edition.digest[:16]).conclusion,
    }
