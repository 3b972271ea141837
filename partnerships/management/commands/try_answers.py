"""Try answers against a checklist version, without a case: what would be flagged, and what the outcome would be."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from checklists.models import Checklist, Version
from checklists.spec import ChecklistSpec
from partnerships.domain.answers import CaseState, progress_of
from partnerships.domain.flags import flags_of
from partnerships.domain.readiness import outcome_of
from partnerships.management.commands._trial import TOP_KEYS, Trial, load, read_case


class Command(BaseCommand):
    help = (
        "Try answers against a published checklist version, without a case, and print flags and outcome as JSON. "
        "The file is YAML (or JSON); - reads it from standard input. Anything unknown is refused with exit code 2."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.yaml", help="the answers, or - for standard input")

    def handle(self, *_args: Any, **options: Any) -> None:
        file = str(options["file"])
        value, problem = load(_bytes(file))
        trial = Trial()
        if problem or value is None:
            trial.refuse(file, problem or "it is empty")
        top = trial.mapping("", value, TOP_KEYS)
        spec = None if trial.problems and not top else _spec(trial, top)
        case = read_case(trial, top, spec)
        if trial.problems or spec is None:
            raise CommandError("\n".join([f"{file} is refused.", *trial.problems]), returncode=2)
        self.stdout.write(json.dumps(result_of(spec, case), ensure_ascii=False, indent=2))


def result_of(spec: ChecklistSpec, case: CaseState) -> dict[str, Any]:
    """Return the outcome, the progress and the flags as plain JSON values, the flags in question order."""
    flags = flags_of(spec, case)
    progress = progress_of(spec, case)
    return {
        "outcome": outcome_of(flags).value,
        "answered": progress.answered,
        "of": progress.of,
        "flags": [
            {
                "question": flag.question_key,
                "code": flag.code,
                "severity": flag.severity.value,
                "causes": [cause.value for cause in flag.causes],
                "state": flag.state.value,
                "because": list(flag.because),
            }
            for flag in flags
        ],
    }


def _bytes(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}", returncode=2) from error


def _spec(trial: Trial, top: dict[str, Any]) -> ChecklistSpec | None:
    """Read the version that the file names, None (and a problem noted) when there is none such."""
    slugs = list(Checklist.objects.order_by("slug").values_list("slug", flat=True))
    slug = _named(trial, "checklist", top.get("checklist"), slugs)
    if slug is None:
        return None
    versions = {version.number: version for version in Version.objects.filter(checklist=slug).order_by("number")}
    raw = top.get("version")
    number = _named(trial, "version", str(raw) if isinstance(raw, int) else raw, list(versions))
    return versions[number].spec() if number else None


def _named(trial: Trial, path: str, raw: object, words: list[str]) -> str | None:
    if raw is None:
        trial.refuse(path, "is missing")
    return trial.word(path, raw, words)
