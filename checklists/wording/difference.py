"""The difference of two versions in words: for its page, and as text for an email."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from checklists.spec import (
    DECIDED,
    Change,
    ChecklistSpec,
    Difference,
    OptionSpec,
    QuestionDiff,
    QuestionSpec,
    SectionSpec,
)
from checklists.spec.marked import Piece, marked
from checklists.wording.version import FactWords, OptionWords, QuestionWords, option_in_words, question_in_words

# The texts of a question, in the order in which its page has them.
TEXTS = (
    ("title", gettext_lazy("Short label")),
    ("text", gettext_lazy("Question")),
    ("answered_by", gettext_lazy("Who answers")),
    ("reason_label", gettext_lazy("The reason answers")),
    ("guidance", gettext_lazy("Guidance")),
    ("evidence", gettext_lazy("Evidence")),
    ("note", gettext_lazy("Note on this question")),
)
LISTS = (
    ("risks", gettext_lazy("Risk")),
    ("tips", gettext_lazy("Tip")),
    ("benefits", gettext_lazy("Benefit")),
    ("characteristics", gettext_lazy("Characteristic")),
)
# The gravest first: what asks most of those who answer.
ORDER = (
    Change.OPTIONS,
    Change.MEANING,
    Change.SPLIT,
    Change.MERGED,
    Change.REPLACED,
    Change.ADDED,
    Change.REMOVED,
    Change.EDITORIAL,
    Change.UNCHANGED,
)


@dataclass(frozen=True, slots=True)
class TextDiff:
    """A text that is another one, word by word. `old` or `new` is "" where there was or is none."""

    label: str
    old: str
    new: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What stayed, what went and what came."""
        return marked(self.old, self.new)


@dataclass(frozen=True, slots=True)
class OptionDiff:
    """An option in both versions, side by side; None where one does not have it."""

    old: OptionWords | None
    new: OptionWords | None

    @property
    def is_same(self) -> bool:
        """Whether nothing of it changed."""
        return self.old == self.new


@dataclass(frozen=True, slots=True)
class QuestionDiffWords:
    """A question of the newer version, or one that is gone, with all that is different of it.

    `was` is the code that it had, "" where that is the same. `options` are empty where all of them are the same.
    """

    change: Change
    is_decided: bool
    spec: QuestionSpec
    was: str = ""
    replaced: tuple[QuestionSpec, ...] = ()
    texts: tuple[TextDiff, ...] = ()
    options: tuple[OptionDiff, ...] = ()

    @property
    def is_proposed(self) -> bool:
        """Whether the program proposed what the other words mean, and no editor decided it."""
        return self.change in DECIDED and not self.is_decided

    @property
    def besides(self) -> tuple[TextDiff, ...]:
        """What is different besides the words of the question itself."""
        return tuple(text for text in self.texts if text.new != self.spec.text)


@dataclass(frozen=True, slots=True)
class DifferenceWords:
    """The difference of two versions in words. `counts` has each change with its number; `others` what is no question's."""

    old: str
    new: str
    title: str
    counts: tuple[tuple[str, int], ...]
    changed: tuple[QuestionDiffWords, ...]
    removed: tuple[QuestionDiffWords, ...]
    unchanged: tuple[QuestionSpec, ...]
    others: tuple[TextDiff, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing that people read is different."""
        return not (self.changed or self.removed or self.others)


def difference_in_words(found: Difference) -> DifferenceWords:
    """Return the difference in words, in the current language."""
    each = [_question(diff, found) for diff in found.questions]
    changed = tuple(words for words in each if words.change is not Change.UNCHANGED or words.was)
    return DifferenceWords(
        old=found.old.version,
        new=found.new.version,
        title=found.new.title,
        counts=tuple((str(change.label), found.counts[change]) for change in ORDER if change in found.counts),
        changed=changed,
        removed=tuple(QuestionDiffWords(Change.REMOVED, is_decided=False, spec=question) for question in found.removed),
        unchanged=tuple(words.spec for words in each if words not in changed),
        others=tuple(_others(found.old, found.new)),
    )


def _question(diff: QuestionDiff, found: Difference) -> QuestionDiffWords:
    old, new = diff.old, diff.new
    if old is None:
        # Beside the one question whose place it takes; beside several, or none, every option is another one.
        options = _options(diff.olds[0].options, new.options) if len(diff.olds) == 1 else ()
        return QuestionDiffWords(diff.change, diff.is_decided, new, "", diff.olds, (), options)
    before, after = question_in_words(old, found.old), question_in_words(new, found.new)
    texts = [TextDiff(str(label), getattr(old, name), getattr(new, name)) for name, label in TEXTS]
    texts += [
        TextDiff(label, "\n".join(was), "\n".join(now))
        for (label, was), (_label, now) in zip(_lines(before), _lines(after), strict=True)
    ]
    was = old.code if old.code != new.code else ""
    changed = tuple(text for text in texts if text.old != text.new)
    options = _options(old.options, new.options)
    if all(option.is_same for option in options) and [o.key for o in old.options] == [o.key for o in new.options]:
        options = ()
    return QuestionDiffWords(diff.change, diff.is_decided, new, was, (), changed, options)


def _options(old: tuple[OptionSpec, ...], new: tuple[OptionSpec, ...]) -> tuple[OptionDiff, ...]:
    """Return the options of both, by key: in the order of the newer version, then those that are gone."""
    was = {option.key: option_in_words(option) for option in old}
    found = [OptionDiff(was.pop(option.key, None), option_in_words(option)) for option in new]
    return (*found, *(OptionDiff(gone, None) for gone in was.values()))


def _lines(words: QuestionWords) -> Iterator[tuple[str, list[str]]]:
    """Yield what belongs to a question beside its texts and options: each with its lines."""
    spec, confirm = words.spec, words.confirm
    yield _("Who confirms"), [f"{confirm.role}: {confirm.meaning.name}. {confirm.meaning.follows}"] if confirm else []
    yield _("Also asked"), [_fact(fact) for fact in words.facts]
    yield (
        _("More serious when"),
        [
            f"{rule.when}: {rule.because} ({rule.meaning.name}. {rule.meaning.follows}) {rule.told}"
            for rule in words.rules
        ],
    )
    yield _("Risks"), [", ".join(spec.risks)] if spec.risks else []
    yield _("What helps"), [", ".join(spec.tips)] if spec.tips else []
    yield _("Goes into"), [words.feeds] if words.feeds else []


def _fact(fact: FactWords) -> str:
    parts = [fact.type, *([_("must be answered")] if fact.spec.is_required else [])]
    parts += [_("Not known yet: %(name)s") % {"name": fact.not_known.name}] if fact.not_known else []
    return f"{fact.spec.label} ({'; '.join(parts)})"


def _others(old: ChecklistSpec, new: ChecklistSpec) -> Iterator[TextDiff]:
    """Yield the texts that belong to no question: sections, and the lists of the guide."""
    yield from _differing(_("Source"), {"": old.source}, {"": new.source})
    yield from _differing(_("Section"), *({part.code: _section(part) for part in spec.sections} for spec in (old, new)))
    for name, label in LISTS:
        yield from _differing(
            str(label), *({item.code: item.text for item in getattr(spec, name)} for spec in (old, new))
        )


def _differing(label: str, old: dict[str, str], new: dict[str, str]) -> Iterator[TextDiff]:
    for code in dict.fromkeys([*new, *old]):
        if old.get(code) != new.get(code):
            yield TextDiff(f"{label} {code}".strip(), old.get(code, ""), new.get(code, ""))


def _section(section: SectionSpec) -> str:
    finding = _("Asks for a finding.") if section.has_finding else ""
    return "\n".join(filter(None, (section.title, section.intro, section.note, finding)))


def difference_as_text(words: DifferenceWords) -> str:
    """Return the difference as plain text with short lines at the start, to be sent by email."""
    return "\n".join(_text(words)) + "\n"


def _text(words: DifferenceWords) -> Iterator[str]:
    yield _("%(title)s: from version %(old)s to version %(new)s") % {
        "title": words.title,
        "old": words.old,
        "new": words.new,
    }
    yield ""
    yield from (f"{label}: {n}" for label, n in words.counts)
    for question in (*words.changed, *words.removed):
        yield ""
        yield f"{question.spec.code} {question.spec.title}"
        yield f"  {_change(question)}"
        yield from _text_of(question)
    if words.others:
        yield ""
        yield _("Besides the questions")
        yield from _texts(words.others)


def _change(question: QuestionDiffWords) -> str:
    said = str(question.change.label)
    if question.is_proposed:
        said = _("%(change)s (proposed by the program; no editor has decided it)") % {"change": said}
    return said if not question.was else _("%(change)s; it was %(code)s") % {"change": said, "code": question.was}


def _text_of(question: QuestionDiffWords) -> Iterator[str]:
    if question.change in (Change.ADDED, Change.REMOVED) or question.replaced:
        yield from _texts((TextDiff(_("Question"), "", question.spec.text),))
    for old in question.replaced:
        yield _("  Before, %(code)s: %(text)s") % {"code": old.code, "text": old.text}
    yield from _texts(question.texts)
    for option in question.options:
        if not option.is_same:
            yield _("  Answer")
            yield from _sides(_option(option.old), _option(option.new))


def _texts(texts: Iterable[TextDiff]) -> Iterator[str]:
    for text in texts:
        if text.old and text.new:
            yield f"  {text.label}"
            yield from _sides(text.old, text.new)
        else:
            words = {"label": text.label, "text": _indented(text.new or text.old)}
            yield (_("  %(label)s: %(text)s") if text.new else _("  %(label)s, no longer there: %(text)s")) % words


def _sides(old: str, new: str) -> Iterator[str]:
    yield _("    Before: %(text)s") % {"text": _indented(old) or _("none")}
    yield _("    Now:    %(text)s") % {"text": _indented(new) or _("none")}


def _indented(text: str) -> str:
    return text.replace("\n", "\n      ")


def _option(option: OptionWords | None) -> str:
    if option is None:
        return ""
    return f"{option.label} [{option.meaning.name}. {option.meaning.follows}] {option.needs}".strip()
