"""Check checklists in fixture files and in the database."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from checklists import actions
from checklists.management.commands._fixtures import read, shipped
from checklists.models import Version, VersionState
from checklists.spec import ChecklistSpec, Problem, UnreadableError, digest, lint, lint_history, number_order, specs_in

# A file or version, a spec in it, and the digest that is recorded with that.
Found = tuple[str, ChecklistSpec, str]


class Command(BaseCommand):
    help = (
        "Judges checklist definitions: prints file, question and sentence for each problem and exits with 1 when "
        "there is one; a draft is judged as it is when somebody publishes it. Name fixture files, or versions as slug/number; without arguments, all fixtures and versions."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("targets", nargs="*", metavar="FILE.json | slug/number")

    def handle(self, *args: Any, **options: Any) -> None:
        problems: list[Problem] = []
        found: list[Found] = []
        judged: list[str] = []
        targets: list[str] = options["targets"]
        if not targets:
            targets = [*map(str, shipped()), *Version.objects.not_deleted().order_by("pk").values_list("pk", flat=True)]
        for target in targets:
            try:
                if draft := _draft(target):
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


def _draft(target: str) -> Version | None:
    """Return the draft of that name; None for what is none."""
    if target.endswith(".json"):
        return None
    drafts = Version.objects.not_deleted().filter(state=VersionState.DRAFT)
    return drafts.select_related("checklist").filter(pk=target).first()


def _specs_in(target: str) -> Iterator[Found]:
    if target.endswith(".json"):
        rows = read(Path(target))
        recorded = {row["pk"]: row["fields"].get("digest", "") for row in rows if row["model"] == "checklists.version"}
        for key, spec in specs_in(rows).items():
            yield target, spec, recorded[key]
        return
    version = Version.objects.not_deleted().select_related("checklist").filter(pk=target).first()
    if version is None:
        raise CommandError(f"There is no version {target}. Name a version as slug/number, or a .json file.")
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
