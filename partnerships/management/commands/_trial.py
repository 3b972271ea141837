"""Reads the file of `try_answers`: YAML to a `CaseState`, with every problem at its path."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import yaml
from django.db.models import TextChoices

from accounts.text import is_visible, normal
from checklists.spec import ChecklistSpec, DecisionSought, FactSpec, FactType, QuestionSpec, Significance, YesNoFact
from partnerships.domain.answers import AnswerState, CaseState, TreatmentKind, TreatmentState

TOP_KEYS = (
    "checklist",
    "version",
    "decision",
    "significance",
    "planned_start_on",
    "confirmed",
    "answers",
    "treatments",
)
ANSWER_KEYS = ("option", "reason", "finding", "evidence", "facts")
TREATMENT_KEYS = ("kind", "text", "owner", "due_on")
# What YAML and JSON writers make of an option or a fact that is called "yes" or "no".
YES_NO = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}

Choice = TypeVar("Choice", bound=TextChoices)


class _Loader(yaml.SafeLoader):
    """YAML whose plain words stay words: `no` is an option, `1.0` a version, and a date is checked by us."""

    yaml_implicit_resolvers = {
        first: [(tag, form) for tag, form in resolvers if tag.rpartition(":")[2] in ("null", "int", "merge")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a key that is given twice: YAML would keep the last and lose the other in silence."""
        seen: set[str] = set()
        for key, _value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f'"{key.value}" is given twice', key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep=deep)


def load(raw: bytes) -> tuple[Any, str]:
    """Parse the YAML; return its value and "", or None and what is wrong with it."""
    try:
        return yaml.load(raw, Loader=_Loader), ""  # noqa: S506 - a SafeLoader that knows fewer types
    except (yaml.YAMLError, ValueError) as error:
        return None, " ".join(str(error).split())
    except RecursionError:
        return None, "it is nested too deeply"


class Trial:
    """One reading of one file. `problems` collects `path: what is wrong`; what is wrong reads as absent."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def refuse(self, path: str, sentence: str) -> None:
        """Note a problem."""
        self.problems.append(f"{path}: {sentence}")

    def mapping(self, path: str, raw: object, keys: Iterable[str]) -> dict[str, Any]:
        """Return the entries with a known key; `keys` are all that may stand there. Nothing given is empty."""
        if raw is None:
            return {}
        if not isinstance(raw, dict):
            self.refuse(path or "the file", f"{_show(raw)} is not a mapping of keys to values")
            return {}
        known = tuple(keys)
        for key in raw:
            if key not in known:
                self.refuse(f"{path}.{key}" if path else str(key), _not_one_of(key, known))
        return {key: raw[key] for key in known if key in raw}

    def word(self, path: str, raw: object, words: Collection[str]) -> str | None:
        """Return one of the words, None when nothing is given."""
        if raw is None:
            return None
        word = YES_NO.get(str(raw).lower(), raw) if isinstance(raw, str | bool) else raw
        if not isinstance(word, str) or word not in words:
            self.refuse(path, _not_one_of(raw, words))
            return None
        return word

    def choice(self, path: str, raw: object, choices: type[Choice]) -> Choice | None:
        """Return a member of the choices, None when nothing is given."""
        word = self.word(path, raw, choices.values)
        return None if word is None else choices(word)

    def text(self, path: str, raw: object) -> str:
        """Return the text in the form in which it is kept, "" when nothing is given."""
        if raw is None or isinstance(raw, str):
            return normal(raw or "")
        self.refuse(path, f"{_show(raw)} is not text; put it in quotes")
        return ""

    def day(self, path: str, raw: object) -> date | None:
        """Return the date, None when nothing is given."""
        if raw is None:
            return None
        try:
            return date.fromisoformat(raw if isinstance(raw, str) else "")
        except ValueError:
            self.refuse(path, f"{_show(raw)} is not a date such as 2026-09-30")
            return None

    def count(self, path: str, raw: object) -> int:
        """Return the whole number, 0 when nothing is given."""
        if raw is None:
            return 0
        if not isinstance(raw, int) or isinstance(raw, bool) or raw < 0:
            self.refuse(path, f"{_show(raw)} is not a whole number of 0 or more")
            return 0
        return raw


def read_case(trial: Trial, top: dict[str, Any], spec: ChecklistSpec | None) -> CaseState:
    """Read all that the file says about the case; to be used only when `trial.problems` stays empty.

    Without a spec there is nothing to hold answers against: they are left out.
    """
    case = CaseState(
        decision=trial.choice("decision", top.get("decision"), DecisionSought) or DecisionSought.ENTER,
        significance=trial.choice("significance", top.get("significance"), Significance),
        planned_start_on=trial.day("planned_start_on", top.get("planned_start_on")),
    )
    if spec is None:
        return case
    answers = trial.mapping("answers", top.get("answers"), spec.by_key)
    treatments = trial.mapping("treatments", top.get("treatments"), spec.by_key)
    read = {key: _treatment(trial, f"treatments.{key}", raw) for key, raw in treatments.items()}
    return replace(
        case,
        answers={key: _answer(trial, f"answers.{key}", raw, spec.by_key[key]) for key, raw in answers.items()},
        confirmed=_confirmed(trial, top.get("confirmed"), spec),
        treatments={key: treatment for key, treatment in read.items() if treatment},
    )


def _answer(trial: Trial, path: str, raw: object, question: QuestionSpec) -> AnswerState:
    entry = trial.mapping(path, raw, ANSWER_KEYS)
    facts = trial.mapping(f"{path}.facts", entry.get("facts"), [fact.key for fact in question.facts])
    return AnswerState(
        option=trial.word(f"{path}.option", entry.get("option"), [option.key for option in question.options]),
        reason=trial.text(f"{path}.reason", entry.get("reason")),
        finding=trial.text(f"{path}.finding", entry.get("finding")),
        evidence_count=trial.count(f"{path}.evidence", entry.get("evidence")),
        facts={key: _fact(trial, f"{path}.facts.{key}", value, question.fact(key)) for key, value in facts.items()},
    )


def _fact(trial: Trial, path: str, raw: object, fact: FactSpec) -> str:
    if fact.type is FactType.YES_NO:
        return trial.word(path, raw, YesNoFact.values) or ""
    if fact.type is FactType.DATE:
        day = trial.day(path, raw)
        return day.isoformat() if day else ""
    return trial.text(path, raw)


def _confirmed(trial: Trial, raw: object, spec: ChecklistSpec) -> frozenset[str]:
    if raw is not None and not isinstance(raw, list):
        trial.refuse("confirmed", f"{_show(raw)} is not a list of codes")
        return frozenset()
    codes = [code for code, question in spec.by_code.items() if question.confirm]
    words = [trial.word(f"confirmed.{place}", item, codes) for place, item in enumerate(raw or [])]
    return frozenset(spec.by_code[word].key for word in words if word)


def _treatment(trial: Trial, path: str, raw: object) -> TreatmentState | None:
    entry = trial.mapping(path, raw, TREATMENT_KEYS)
    kind = trial.choice(f"{path}.kind", entry.get("kind"), TreatmentKind)
    text, owner = (trial.text(f"{path}.{key}", entry.get(key)) for key in ("text", "owner"))
    due_on = trial.day(f"{path}.due_on", entry.get("due_on"))
    required = TREATMENT_KEYS if kind is TreatmentKind.MITIGATION else TREATMENT_KEYS[:2]
    for key in required:
        if not is_visible(str(entry.get(key) or "")):
            trial.refuse(f"{path}.{key}", "is missing")
    return TreatmentState(kind, text, owner, due_on) if kind else None


def _not_one_of(raw: object, words: Collection[str]) -> str:
    return f"{_show(raw)} is not one of {', '.join(words)}" if words else f"{_show(raw)} is not known: nothing is, here"


def _show(raw: object) -> str:
    return json.dumps(raw, ensure_ascii=False, default=str)
