"""The linter's rules for what the database or an address cannot hold of a version, its sections and its lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from accounts.text import is_visible
from checklists.spec import lengths
from checklists.spec.checklist import ChecklistSpec, GuideItemSpec
from checklists.spec.lint_stored import Found, duplicates, is_slug
from checklists.spec.lint_texts import code_problems, kept_problems
from checklists.spec.numbers import is_number

# The codes of benefits and marks stand in the names of form fields. Those of questions are free text: nothing is named
# after them. Those of sections stand in addresses, in which “..” leads up.
ITEM_CODE = re.compile(r"[A-Za-z0-9]+([._-][A-Za-z0-9]+)*")
OWN_FIELDS = frozenset({"keep", "mine", "then"})


def version_problems(spec: ChecklistSpec) -> Found:
    """Yield what each problem of the version, its sections and its lists is about, with a sentence."""
    yield from (("version", sentence) for sentence in _about_problems(spec))
    for section in spec.sections:
        found = section_problems(code=section.code, title=section.title, intro=section.intro, note=section.note)
        yield from (("sections", sentence) for sentence in found)
    yield from (
        ("sections", sentence) for sentence in duplicates("section code", (each.code for each in spec.sections))
    )
    for name in ("risks", "tips", "benefits", "characteristics"):
        yield from ((name, sentence) for sentence in _list_problems(name[:-1], getattr(spec, name)))
    yield from (("", sentence) for sentence in _shared(spec, "key", "code"))
    yield from (("", sentence) for sentence in _shared(spec, "code", "key"))


def _shared(spec: ChecklistSpec, name: str, other: str) -> Iterator[str]:
    """Yield a sentence for each code or key that several questions have, with what tells these apart."""
    holders: dict[str, list[str]] = {}
    for question in spec.questions:
        holders.setdefault(getattr(question, name), []).append(getattr(question, other))
    for value, found in holders.items():
        if len(found) > 1:
            yield f"The question {name} “{value}” is used twice. Change that of one: {', '.join(found)}."


def section_problems(*, code: str, title: str, intro: str, note: str, **_others: object) -> Iterator[str]:
    """Yield a sentence for each problem of a section."""
    yield from code_problems("section", code, lengths.SECTION_CODE)
    if {"", ".", ".."} & set(code.split("/")):
        yield f"The section code “{code}” cannot stand in an address: a dot or nothing stands alone beside a slash."
    for name, text, limit in (
        ("title", title, lengths.TITLE),
        ("intro", intro, lengths.TEXT),
        ("note", note, lengths.TEXT),
    ):
        yield from kept_problems(f"The {name} of section {code}", text, limit)


def _about_problems(spec: ChecklistSpec) -> Iterator[str]:
    if not is_slug(spec.slug):
        yield f"The short name “{spec.slug}” is not small letters and figures with hyphens between them."
    if not is_number(spec.version):
        yield f"The version number “{spec.version}” is not numbers with points between them, such as 1.0."
    yield from kept_problems("The short name", spec.slug, lengths.SLUG)
    yield from kept_problems("The version number", spec.version, lengths.NUMBER)
    yield from kept_problems("The title", spec.title, lengths.TITLE)
    yield from kept_problems("The source", spec.source, lengths.SOURCE)


def _list_problems(what: str, items: tuple[GuideItemSpec, ...]) -> Iterator[str]:
    for item in items:
        yield from code_problems(what, item.code, lengths.ITEM_CODE)
        if is_visible(item.code) and not ITEM_CODE.fullmatch(item.code):
            yield f"The {what} code “{item.code}” is not letters and figures, with points or hyphens between them."
        if what == "characteristic" and item.code in OWN_FIELDS:
            yield f"The mark code “{item.code}” is a name that the form of the screening uses itself."
        yield from kept_problems(f"The text of {item.code}", item.text, lengths.TEXT)
    yield from duplicates(f"{what} code", (item.code for item in items))
