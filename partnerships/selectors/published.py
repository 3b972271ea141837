"""The questions that were ever published, each by a name that no other question has, in whichever checklist it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _

from checklists.models import Version
from checklists.models.version import VersionState
from checklists.spec import ChecklistSpec, QuestionSpec, lineage, number_order

SEPARATOR = "/"


@dataclass(frozen=True, kw_only=True)
class PublishedQuestion:
    """A question of a checklist, as each version has it, the newest first.

    `line` are the questions of its line (`checklists.spec.lineage`), itself first, in the same order; `label` is what a
    choice says of it, with the checklist where there are several; `versions` are the primary keys of those that ask it.
    """

    checklist: str
    key: str
    label: str
    asked: tuple[QuestionSpec, ...]
    line: tuple[QuestionSpec, ...]
    versions: frozenset[str]

    @property
    def keys(self) -> list[str]:
        """The keys of its line."""
        return list(dict.fromkeys(question.key for question in self.line))


def questions_published() -> dict[str, PublishedQuestion]:
    """Return every question that was ever published by its name, in the order of the newest version.

    The name is the key where there is one checklist, and `checklist/key` where there are several, which may use a key
    for two questions.
    """
    versions = Version.objects.exclude(state=VersionState.DRAFT).select_related("checklist").order_by("published_at")
    read = [spec for version in versions if (spec := version.readable_spec())]
    checklists = list(dict.fromkeys(spec.slug for spec in read))
    found: dict[str, PublishedQuestion] = {}
    for slug in checklists:
        specs = sorted((spec for spec in read if spec.slug == slug), key=_order, reverse=True)
        for question in _of(specs):
            found[name_of(slug, question.key, is_alone=len(checklists) == 1)] = _labelled(question, specs, checklists)
    return found


def name_of(checklist: str, key: str, *, is_alone: bool) -> str:
    """Return the name of a question; `is_alone`: of the only checklist."""
    return key if is_alone else f"{checklist}{SEPARATOR}{key}"


def names_in(key: str, checklist: str) -> tuple[str, ...]:
    """Return the names under which what belongs to the question of that key, in that checklist, may be filtered."""
    return key, name_of(checklist, key, is_alone=False)


def named(name: str, *, key: str, checklist: str) -> Q:
    """Return the condition for the question of that name, by the columns of its key and its checklist."""
    slug, _dash, last = name.rpartition(SEPARATOR)
    return Q(**{key: last}, **({checklist: slug} if slug else {}))


def _order(spec: ChecklistSpec) -> tuple[int, ...]:
    return number_order(spec.version)


def _of(specs: list[ChecklistSpec]) -> list[PublishedQuestion]:
    asked: dict[str, list[QuestionSpec]] = {}
    for spec in specs:
        for question in spec.questions:
            asked.setdefault(question.key, []).append(question)
    everything = [question for spec in specs for question in spec.questions]
    lines = {key: lineage(key, everything) for key in asked}
    return [
        PublishedQuestion(
            checklist=specs[0].slug,
            key=key,
            label=f"{own[0].code} {own[0].title}",
            asked=tuple(own),
            versions=frozenset(f"{spec.slug}/{spec.version}" for spec in specs if key in spec.by_key),
            line=(*own, *(other for other in everything if other.key in lines[key] and other.key != key)),
        )
        for key, own in asked.items()
    ]


def _labelled(question: PublishedQuestion, specs: list[ChecklistSpec], checklists: list[str]) -> PublishedQuestion:
    """Return it with the checklist in its label where there are several, and the versions of one that is no longer asked."""
    label = question.label
    if question.key not in specs[0].by_key:
        asked_in = [spec.version for spec in specs if question.key in spec.by_key]
        words = {"question": label, "first": asked_in[-1], "last": asked_in[0]}
        only, several = _("%(question)s (version %(last)s only)"), _("%(question)s (versions %(first)s to %(last)s)")
        label = (only if len(asked_in) == 1 else several) % words
    if len(checklists) > 1:
        label = _("%(checklist)s: %(question)s") % {"checklist": specs[0].title, "question": label}
    return replace(question, label=label)
