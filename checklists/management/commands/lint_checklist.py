"""Check checklists in fixture files and in the database."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from checklists import actions
from checklists.files import ChecklistFile
from checklists.management.commands._files import read_checklist_file
from checklists.management.commands._fixtures import read as rows_of
from checklists.management.commands._fixtures import shipped
from checklists.models import Version, VersionState
from checklists.spec import (
    ChecklistSpec,
    Problem,
    UnreadableError,
    digest,
    is_number,
    lint,
    lint_history,
    number_order,
    specs_in,
)

WRITTEN = (".yaml", ".yml")
# A file or version, a spec in it, and the digest that is recorded with that.
Found = tuple[str, ChecklistSpec, str]


class Command(BaseCommand):
    help = (
        "Judges checklist definitions: prints file, question and sentence for each problem and exits with 1 when "
        "there is one; a draft and a YAML file, with its lines, are judged as they are when somebody publishes them. "
        "Name files, or versions as slug/number; without arguments, all fixtures and versions."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("targets", nargs="*", metavar="FILE.yaml | FILE.json | slug/number")

    def handle(self, *args: Any, **options: Any) -> None:
        problems: list[Problem] = []
        found: list[Found] = []
        judged: list[str] = []
        targets: list[str] = options["targets"]
        if not targets:
            targets = [*map(str, shipped()), *Version.objects.not_deleted().order_by("pk").values_list("pk", flat=True)]
        for target in targets:
            try:
                if target.endswith(WRITTEN):
                    read = read_checklist_file(Path(target))
                    problems += _problems_of_file(target, read)
                    judged.append(f"{target} ({len(read.spec.by_key)} questions)")
                elif draft := _draft(target):
                    spec = draft.read()
                    problems += actions.findings_of(draft, spec)
                    judged.append(f"draft {target} ({len(spec.by_key)} questions)")
                else:
                    found += _specs_in(target)
            except UnreadableError as error:
                problems.append(Problem(target, error.question, error.sentence))
        problems += _problems_in(found)
        for problem in problems:
            self.stdout.write(str(problem))
        if problems:
            raise CommandError(f"Problems found: {len(problems)}.")
        judged += [f"{where} ({len(spec.by_key)} questions)" for where, spec, _recorded in found]
        self.stdout.write(f"No problems found in {', '.join(judged)}." if judged else "There is nothing to judge.")


def _problems_of_file(target: str, read: ChecklistFile) -> list[Problem]:
    """Return what would stand in the way of publishing the draft that an import of the file would make."""
    spec = read.spec
    published = Version.objects.exclude(state=VersionState.DRAFT).filter(pk=f"{spec.slug}/{spec.version}").first()
    if published:
        sentence = f"Version {published} is published and never changes: give the file a new version number."
        return [] if published.digest == digest(spec) else [Problem(target, "", sentence)]
    draft = Version(id=f"{spec.slug}/{spec.version}", checklist_id=spec.slug, number=spec.version)
    # Without a number that is one, nothing can be said of the versions before it.
    problems = actions.findings_of(draft, spec) if is_number(spec.version) else lint(spec, "")
    return [replace(each, where=": ".join(filter(None, (target, each.where)))) for each in read.placed(problems)]


def _draft(target: str) -> Version | None:
    """Return the draft of that name; None for what is none."""
    if target.endswith(".json"):
        return None
    drafts = Version.objects.not_deleted().filter(state=VersionState.DRAFT)
    return drafts.select_related("checklist").filter(pk=target).first()


def _specs_in(target: str) -> Iterator[Found]:
    if target.endswith(".json"):
        rows = rows_of(Path(target))
        recorded = {row["pk"]: row["fields"].get("digest", "") for row in rows if row["model"] == "checklists.version"}
        for key, spec in specs_in(rows).items():
            yield target, spec, recorded[key]
        return
    version = Version.objects.not_deleted().select_related("checklist").filter(pk=target).first()
    if version is None:
        raise CommandError(f"There is no version {target}. Name a version as slug/number, or a .yaml or .json file.")
    yield f"version {target}", version.read(), version.digest


def _problems_in(found: list[Found]) -> list[Problem]:
    problems: list[Problem] = []
    history: dict[str, dict[tuple[int, ...], Found]] = defaultdict(dict)
    for where, spec, recorded in found:
        problems += lint(spec, where)
        if recorded and recorded != digest(spec):
            problems.append(
                Problem(where, "", f"The digest recorded with it is not that of its content, {digest(spec)}.")
            )
        number = number_order(spec.version)
        known = history[spec.slug].setdefault(number, (where, spec, recorded))
        if digest(known[1]) != digest(spec):
            problems.append(Problem(where, "", f"It has the number of {known[0]}, but other content."))
    for versions in history.values():
        ordered = [versions[number] for number in sorted(versions)]
        for last in range(1, len(ordered)):
            problems += lint_history([spec for _where, spec, _recorded in ordered[: last + 1]], ordered[last][0])
    return problems
