"""The risks of the guide as a report prints them: open, treated, not yet known, considered and not raised. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from checklists.spec import Severity
from partnerships.domain.flags import FlagState
from partnerships.reports.flagged import FlaggedItem
from partnerships.reports.quotes import quote_of
from partnerships.snapshot.shape import RiskPart

# An owner is usually a name or a post.
OWNER = 60


@dataclass(frozen=True, slots=True)
class RaisedRisks:
    """Risks that the same answers raise, with those of the flagged items that are open, and those that were treated."""

    risks: tuple[RiskPart, ...]
    open: tuple[FlaggedItem, ...]
    treated: tuple[FlaggedItem, ...]

    @property
    def gravity(self) -> tuple[int, int, int]:
        """What orders the risks, the gravest first: by blockers, then by open concerns, then by what was treated."""
        blockers = sum(item.flag.severity.key == Severity.BLOCKER for item in self.open)
        return (-blockers, -len(self.open), -len(self.treated))

    @property
    def treatments(self) -> list[str]:
        """How each of its concerns was treated, by whom and until when."""
        return [_treated(item) for item in self.treated]


@dataclass(frozen=True, slots=True)
class Risks:
    """The risks by what is known of them, the gravest first, and those that nothing raises in the order of the guide.

    Open: an answer that raises it is a blocker or an open concern. Treated: all such answers are accepted or cleared.
    """

    open: tuple[RaisedRisks, ...]
    treated: tuple[RaisedRisks, ...]
    not_known: tuple[RiskPart, ...]
    not_raised: tuple[RiskPart, ...]


def risks_of(risks: Iterable[RiskPart], items: Mapping[str, FlaggedItem]) -> Risks:
    """Return the risks with what raises them; `items` are the flagged items by the key of their question."""
    risks = tuple(risks)
    by_answers: dict[tuple[str, ...], list[RiskPart]] = {}
    for risk in risks:
        by_answers.setdefault(risk.raised_by, []).append(risk)
    groups = (_raised(keys, found, items) for keys, found in by_answers.items() if keys)
    raised = sorted(groups, key=lambda group: group.gravity)
    return Risks(
        open=tuple(group for group in raised if group.open),
        treated=tuple(group for group in raised if not group.open),
        not_known=tuple(risk for risk in risks if risk.not_known_from and not risk.raised_by),
        not_raised=tuple(risk for risk in risks if not risk.not_known_from and not risk.raised_by),
    )


def _raised(keys: Iterable[str], risks: Iterable[RiskPart], items: Mapping[str, FlaggedItem]) -> RaisedRisks:
    found = [items[key] for key in keys]
    return RaisedRisks(
        tuple(risks),
        open=tuple(item for item in found if _is_open(item)),
        treated=tuple(item for item in found if not _is_open(item)),
    )


def _is_open(item: FlaggedItem) -> bool:
    return item.flag.severity.key == Severity.BLOCKER or item.flag.state.key == FlagState.OPEN


def _treated(item: FlaggedItem) -> str:
    treatment, code = item.flag.treatment, item.question.code
    if treatment is None:
        return f"{code} {item.flag.state.label.lower()}"
    words = {"code": code, "how": treatment.kind.label.lower(), "who": quote_of(treatment.owner, OWNER).text}
    if treatment.due_on:
        due = date_format(treatment.due_on, "j F Y")
        return _("%(code)s %(how)s (%(who)s, by %(due)s)") % {**words, "due": due}
    return _("%(code)s %(how)s (%(who)s)") % {**words, "who": treatment.treated_by}
