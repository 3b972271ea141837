"""The content of a version, as rows with natural keys: sections, questions and the lists of the guide."""

from __future__ import annotations

from functools import reduce
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from checklists.models.constraints import blockers_have_blocks_from, one_of
from checklists.spec import (
    DECIDED,
    STAGES,
    FactType,
    Notify,
    ReasonRule,
    Row,
    Severity,
    Tables,
    conditions,
    feeds,
    keys,
    lengths,
)

# What blocks is what blocks entering: a review has no decisions of its own in a checklist.
STAGE_CHOICES = [(stage.value, stage.label) for stage in STAGES]
DECIDED_CHOICES = [(change.value, change.label) for change in DECIDED]
AnyContent = TypeVar("AnyContent", bound="Content")


class ContentManager(models.Manager[AnyContent]):
    """Finds a row by its natural key, so that a fixture can be loaded twice."""

    def get_by_natural_key(self, *key: str | int) -> AnyContent:
        """Return the row with these values of `NATURAL`."""
        return self.get(**dict(zip(self.model.NATURAL, key, strict=True)))


class Content(models.Model):
    """A row of a version. `NATURAL` are the lookups of its natural key, the last one its own code, key or position."""

    NATURAL: ClassVar[tuple[str, ...]]

    position = models.PositiveSmallIntegerField(_("position"))

    objects = ContentManager()

    class Meta:
        abstract = True
        ordering = ("position",)

    def __str__(self) -> str:
        return " ".join(str(part) for part in self.natural_key())

    def natural_key(self) -> tuple[Any, ...]:
        """Return the values of `NATURAL`."""
        return tuple(reduce(getattr, path.split("__"), self) for path in self.NATURAL)


class Section(Content):
    """A section of questions. `has_finding`: its questions are tasks, each with a free-text finding."""

    NATURAL = ("version_id", "code")

    version = models.ForeignKey("checklists.Version", on_delete=models.PROTECT, related_name="sections")
    code = models.CharField(_("code"), max_length=lengths.SECTION_CODE)
    title = models.CharField(_("title"), max_length=lengths.TITLE)
    intro = models.TextField(_("introduction"), blank=True)
    note = models.TextField(_("note to editors"), blank=True)
    has_finding = models.BooleanField(_("asks for a finding"), default=False)

    class Meta(Content.Meta):
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            models.UniqueConstraint(name="section_code_once", fields=["version", "code"]),
            models.UniqueConstraint(name="section_position_once", fields=["version", "position"]),
        ]


class GuideItem(Content):
    """An item of a list in the guide, with the code by which questions and pages refer to it."""

    NATURAL = ("version_id", "code")

    version = models.ForeignKey("checklists.Version", on_delete=models.PROTECT, related_name="%(class)ss")
    code = models.CharField(_("code"), max_length=lengths.ITEM_CODE)
    text = models.TextField(_("text"))

    class Meta(Content.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(name="%(class)s_code_once", fields=["version", "code"]),
            models.UniqueConstraint(name="%(class)s_position_once", fields=["version", "position"]),
        ]


class Risk(GuideItem):
    """A risk of partnership working (guide section 1.3.2)."""

    class Meta(GuideItem.Meta):
        verbose_name = _("risk")
        verbose_name_plural = _("risks")


class Tip(GuideItem):
    """A top tip (guide section 1.5): shown as "What helps"."""

    class Meta(GuideItem.Meta):
        verbose_name = _("tip")
        verbose_name_plural = _("tips")


class Benefit(GuideItem):
    """A benefit of partnership working (guide section 1.3.1), for the officer to claim."""

    class Meta(GuideItem.Meta):
        verbose_name = _("benefit")
        verbose_name_plural = _("benefits")


class Characteristic(GuideItem):
    """A mark of a partnership (guide section 1.1): one line of the screening test."""

    class Meta(GuideItem.Meta):
        verbose_name = _("characteristic")
        verbose_name_plural = _("characteristics")


def validate_feeds(value: Any) -> None:
    """Refuse a `feeds` that no question can have."""
    try:
        feeds(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def validate_replaces(value: Any) -> None:
    """Refuse a `replaces` that no question can have."""
    try:
        keys(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class Question(Content):
    """One question. `key` is stable across versions, `code` is not; `version` repeats the section's for uniqueness.

    `feeds` is JSON: a list of values of `Feed`; `replaces`: a list of keys of questions of the version before. `change` is what
    an editor decided of other words than in that version, "" while nobody did.
    """

    NATURAL = ("version_id", "key")

    version = models.ForeignKey("checklists.Version", on_delete=models.PROTECT, related_name="questions")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="questions")
    key = models.SlugField(_("key"), max_length=lengths.QUESTION_KEY)
    code = models.CharField(_("code"), max_length=lengths.QUESTION_CODE)
    title = models.CharField(_("short label"), max_length=lengths.TITLE)
    text = models.TextField(_("text, word for word"))
    answered_by = models.CharField(_("answered by"), max_length=lengths.LABEL)
    guidance = models.TextField(_("guidance"), blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    note = models.TextField(_("note to editors"), blank=True)
    reason_label = models.CharField(_("label of the reason"), max_length=lengths.LABEL, blank=True)
    feeds = models.JSONField(_("feeds"), default=list, blank=True, validators=[validate_feeds])
    replaces = models.JSONField(_("replaces"), default=list, blank=True, validators=[validate_replaces])
    change = models.CharField(_("what other words mean"), max_length=9, choices=DECIDED_CHOICES, blank=True)
    confirm_role = models.CharField(_("confirmed by"), max_length=10, choices=Role, blank=True)
    confirm_severity = models.CharField(_("severity while unconfirmed"), max_length=7, choices=Severity, blank=True)
    confirm_blocks_from = models.CharField(
        _("unconfirmed, it blocks from"), max_length=12, choices=STAGE_CHOICES, blank=True
    )

    class Meta(Content.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(name="question_key_once", fields=["version", "key"]),
            models.UniqueConstraint(name="question_code_once", fields=["version", "code"]),
            models.UniqueConstraint(name="question_position_once", fields=["section", "position"]),
            models.CheckConstraint(
                name="question_change_known",
                condition=Q(change__in=["", *(change.value for change in DECIDED)]),
            ),
            models.CheckConstraint(
                name="question_confirm_role_known", condition=one_of("confirm_role", Role, blank=True)
            ),
            models.CheckConstraint(
                name="question_confirm_severity_with_role",
                condition=Q(confirm_role="", confirm_severity="")
                | (~Q(confirm_role="") & Q(confirm_severity__in=[Severity.NOTE, Severity.CONCERN, Severity.BLOCKER])),
            ),
            models.CheckConstraint(
                name="question_confirm_gate_with_blocker",
                condition=blockers_have_blocks_from("confirm_severity", "confirm_blocks_from"),
            ),
        ]


class Option(Content):
    """An answer that can be chosen, with its severity."""

    NATURAL = ("question__version_id", "question__key", "key")

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="options")
    key = models.CharField(_("key"), max_length=lengths.OWN_KEY)
    label = models.CharField(_("label"), max_length=lengths.LABEL)
    severity = models.CharField(_("severity"), max_length=7, choices=Severity)
    blocks_from = models.CharField(_("blocks from"), max_length=12, choices=STAGE_CHOICES, blank=True)
    reason = models.CharField(_("reason"), max_length=18, choices=ReasonRule)

    class Meta(Content.Meta):
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [
            models.UniqueConstraint(name="option_key_once", fields=["question", "key"]),
            models.UniqueConstraint(name="option_position_once", fields=["question", "position"]),
            models.CheckConstraint(name="option_severity_known", condition=one_of("severity", Severity)),
            models.CheckConstraint(name="option_reason_known", condition=one_of("reason", ReasonRule)),
            models.CheckConstraint(
                name="option_gate_with_blocker", condition=blockers_have_blocks_from("severity", "blocks_from")
            ),
        ]


class Fact(Content):
    """A small extra field of a question.

    `is_required`: an answer is incomplete without it. `not_known` is the severity of its "Not known yet", "none" for
    facts that are no question of yes or no.
    """

    NATURAL = ("question__version_id", "question__key", "key")

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="facts")
    key = models.CharField(_("key"), max_length=lengths.OWN_KEY)
    label = models.CharField(_("label"), max_length=lengths.LABEL)
    type = models.CharField(_("type"), max_length=6, choices=FactType)
    is_required = models.BooleanField(_("must be answered"), default=False)
    not_known = models.CharField(_("severity while not known"), max_length=7, choices=Severity, default=Severity.NONE)

    class Meta(Content.Meta):
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = [
            models.UniqueConstraint(name="fact_key_once", fields=["question", "key"]),
            models.UniqueConstraint(name="fact_position_once", fields=["question", "position"]),
            models.CheckConstraint(name="fact_type_known", condition=one_of("type", FactType)),
            models.CheckConstraint(
                name="fact_not_known_of_yes_no",
                condition=Q(not_known=Severity.NONE)
                | Q(type=FactType.YES_NO, not_known__in=[Severity.NOTE, Severity.CONCERN]),
            ),
        ]


def validate_when(value: dict[str, Any]) -> None:
    """Raise ValidationError when the `when` of a rule cannot be read."""
    try:
        conditions(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class Rule(Content):
    """An escalation rule. All conditions of `when` must hold: {"fact": [name, value], "option": [question, [keys]], ...}."""

    NATURAL = ("question__version_id", "question__key", "position")

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="rules")
    when = models.JSONField(_("when"), validators=[validate_when])
    severity = models.CharField(_("severity"), max_length=7, choices=Severity)
    blocks_from = models.CharField(_("blocks from"), max_length=12, choices=STAGE_CHOICES, blank=True)
    because = models.CharField(_("because"), max_length=lengths.BECAUSE)
    notify = models.CharField(_("told at once"), max_length=20, choices=Notify, blank=True)

    class Meta(Content.Meta):
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [
            models.UniqueConstraint(name="rule_position_once", fields=["question", "position"]),
            models.CheckConstraint(
                name="rule_severity_adverse",
                condition=Q(severity__in=[Severity.NOTE, Severity.CONCERN, Severity.BLOCKER]),
            ),
            models.CheckConstraint(
                name="rule_gate_with_blocker", condition=blockers_have_blocks_from("severity", "blocks_from")
            ),
            models.CheckConstraint(name="rule_notify_known", condition=one_of("notify", Notify, blank=True)),
        ]


class QuestionRisk(Content):
    """A risk that an adverse answer to a question raises, the most relevant first."""

    NATURAL = ("question__version_id", "question__key", "risk__code")

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="risk_links")
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="question_links")

    class Meta(Content.Meta):
        verbose_name = _("risk of a question")
        verbose_name_plural = _("risks of questions")
        constraints = [
            models.UniqueConstraint(name="questionrisk_once", fields=["question", "risk"]),
            models.UniqueConstraint(name="questionrisk_position_once", fields=["question", "position"]),
        ]


class QuestionTip(Content):
    """A tip that helps with a question, the most relevant first."""

    NATURAL = ("question__version_id", "question__key", "tip__code")

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="tip_links")
    tip = models.ForeignKey(Tip, on_delete=models.PROTECT, related_name="question_links")

    class Meta(Content.Meta):
        verbose_name = _("tip of a question")
        verbose_name_plural = _("tips of questions")
        constraints = [
            models.UniqueConstraint(name="questiontip_once", fields=["question", "tip"]),
            models.UniqueConstraint(name="questiontip_position_once", fields=["question", "position"]),
        ]


CONTENT: dict[str, type[Content]] = {
    "sections": Section,
    "risks": Risk,
    "tips": Tip,
    "benefits": Benefit,
    "characteristics": Characteristic,
    "questions": Question,
    "options": Option,
    "facts": Fact,
    "rules": Rule,
    "question_risks": QuestionRisk,
    "question_tips": QuestionTip,
}


def tables_of(version: str) -> Tables:
    """Return the content rows of a version by table, as `assemble` expects them: one query per table."""
    tables: dict[str, list[Row]] = {}
    for name, model in CONTENT.items():
        paths: dict[str, str] = {}
        for field in model._meta.concrete_fields:
            related = field.related_model
            if isinstance(related, type) and issubclass(related, Content):
                paths[f"{field.name}__{related.NATURAL[-1]}"] = field.name
            elif related is None and not field.primary_key:
                paths[field.name] = field.name
        rows = model._default_manager.filter(**{model.NATURAL[0]: version}).values(*paths)
        tables[name] = [{paths[path]: value for path, value in row.items()} for row in rows]
    return tables
