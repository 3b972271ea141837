"""The enumerations of a checklist: severities, decisions, significance, reasons, feeds, types of facts, who is notified."""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Severity(TextChoices):
    """How severe an answer is for the board. `NONE` is that of a favourable answer."""

    NONE = "none", _("None")
    NOTE = "note", _("Note")
    CONCERN = "concern", _("Concern")
    BLOCKER = "blocker", _("Blocker")

    @property
    def rank(self) -> int:
        """0 (none) to 3 (blocker)."""
        return list(Severity).index(self)


class DecisionSought(TextChoices):
    """The decision that an assessment seeks, in the order in which a partnership needs them.

    The last three are those of a review. A checklist knows no more than the first three: what blocks entering blocks
    them.
    """

    EXPLORE = "explore", _("Explore")
    IN_PRINCIPLE = "in_principle", _("In principle")
    ENTER = "enter", _("Enter")
    CONTINUE = "continue", _("Continue")
    CHANGE = "change", _("Change")
    END = "end", _("End")

    @property
    def rank(self) -> int:
        """0 (explore) to 2 (enter, and what a review decides)."""
        return min(list(DecisionSought).index(self), len(STAGES) - 1)


# The decisions on the way into a partnership, and those of the review of one that exists.
STAGES = (DecisionSought.EXPLORE, DecisionSought.IN_PRINCIPLE, DecisionSought.ENTER)
REVIEW_DECISIONS = (DecisionSought.CONTINUE, DecisionSought.CHANGE, DecisionSought.END)


def decisions_beside(decision: DecisionSought) -> tuple[DecisionSought, ...]:
    """Return the decisions that can be sought instead of this one, and itself."""
    return REVIEW_DECISIONS if decision in REVIEW_DECISIONS else STAGES


class Significance(TextChoices):
    """How significant a partnership is to the council."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class ReasonRule(TextChoices):
    """What an answer needs besides the option to be complete."""

    NOT_REQUIRED = "not_required", _("No reason needed")
    REQUIRED = "required", _("A written reason")
    EVIDENCE_OR_REASON = "evidence_or_reason", _("Evidence or a one-line reason")


class Feed(TextChoices):
    """What the product uses an answer for, beside the outcome."""

    NEED = "need", _("the need for the partnership (report)")
    CONSULTATION = "consultation", _("consultation (council paper)")
    ALTERNATIVES = "alternatives", _("alternatives considered (report)")
    SIMILAR = "similar", _("similar partnerships (beside the question)")


class FactType(TextChoices):
    """The type of the value of a fact: `yes_no` is "yes", "no" or "not_known", `date` an ISO date, `text` plain text."""

    YES_NO = "yes_no", _("Yes or no")
    DATE = "date", _("Date")
    TEXT = "text", _("Text")


class YesNo(TextChoices):
    """The two answers to a question without options of its own: marks, interests."""

    YES = "yes", _("Yes")
    NO = "no", _("No")


class YesNoFact(TextChoices):
    """The answers to a fact of type `yes_no`. A fact that nobody answered has none of them."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_KNOWN = "not_known", _("Not known yet")


class Notify(TextChoices):
    """Who is notified at once when a rule holds."""

    MONITORING_OFFICER = "monitoring_officer", _("Monitoring officer")


def fact_value(type_: FactType, raw: str) -> str | date:
    """Return the value of a stored fact; ValueError when it is not of that type."""
    if type_ is FactType.DATE:
        return date.fromisoformat(raw)
    return YesNoFact(raw).value if type_ is FactType.YES_NO else raw
