"""What a version of a checklist would change in the cases under way, worked out from their answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from checklists.models import Version
from checklists.selectors.compared import difference_between
from checklists.spec import Difference
from partnerships.domain.answers import CaseState
from partnerships.domain.flags import Flag, flags_of
from partnerships.domain.upgrading import Plan, Start, case_after, plan
from partnerships.domain.workflow import BEFORE_DECIDED, EDITABLE
from partnerships.models import Answer, Assessment, Confirmation, Evidence, RaisedFlag, Treatment
from partnerships.models.assessment import AssessmentQuerySet
from partnerships.selectors.case import state_from
from partnerships.selectors.upgrading import on_earlier_versions

LABELS = (
    gettext_lazy("Partnership"),
    gettext_lazy("Service"),
    gettext_lazy("State"),
    gettext_lazy("Version"),
    gettext_lazy("To be confirmed"),
    gettext_lazy("To be answered anew"),
    gettext_lazy("No longer asked"),
    gettext_lazy("Flags raised"),
    gettext_lazy("Flags cleared"),
)


@dataclass(frozen=True, slots=True)
class CaseImpact:
    """What an upgrade would change in one case: codes of questions of the new version; `removed` are those of the old one."""

    assessment: Assessment
    to_confirm: tuple[str, ...]
    anew: tuple[str, ...]
    removed: tuple[str, ...]
    raised: tuple[str, ...]
    cleared: tuple[str, ...]

    @property
    def is_touched(self) -> bool:
        """Whether anything would be different for its officers."""
        return bool(self.to_confirm or self.anew or self.removed or self.raised or self.cleared)


@dataclass(frozen=True)
class Impact:
    """The cases under way on an earlier version, and how many others there are, which no version ever changes."""

    cases: tuple[CaseImpact, ...]
    submitted: int
    unreadable: int

    @cached_property
    def listed(self) -> list[CaseImpact]:
        """Those that are listed: who reads this need not know of a restricted case."""
        return [case for case in self.cases if not case.assessment.partnership.is_restricted]

    @property
    def hidden(self) -> int:
        """How many count in the totals and are not listed."""
        return len(self.cases) - len(self.listed)

    @cached_property
    def totals(self) -> dict[str, int]:
        """How many answers, flags and cases there are of each kind."""
        kinds = ("to_confirm", "anew", "removed", "raised", "cleared")
        totals = {kind: sum(len(getattr(case, kind)) for case in self.cases) for kind in kinds}
        asking = [case for case in self.cases if case.to_confirm or case.anew]
        return totals | {"cases": len(self.cases), "asking": len(asking)}

    def lines(self) -> Iterator[list[object]]:
        """Yield the cases that are listed as lines of a sheet, in the order of `LABELS`."""
        for case in self.listed:
            row, codes = case.assessment, (case.to_confirm, case.anew, case.removed, case.raised, case.cleared)
            about = [row.partnership.reference, row.partnership.service.name, str(row.get_state_display())]
            yield [*about, row.version.number, *(_codes(each) for each in codes)]


def impact_of(version: Version) -> Impact:
    """Return what the version would change. A fixed number of queries, and those to read each earlier version once."""
    earlier = on_earlier_versions(version)
    rows = list(_read(earlier.filter(state__in=EDITABLE)))
    submitted = earlier.filter(state__in=[state for state in BEFORE_DECIDED if state not in EDITABLE]).count()
    differences = {
        old.pk: difference_between(old, version) if old.readable_spec() else None
        for old in {row.version_id: row.version for row in rows}.values()
    }
    cases = [(row, differences[row.version_id]) for row in rows]
    found = tuple(_impact(row, difference) for row, difference in cases if difference is not None)
    return Impact(cases=found, submitted=submitted, unreadable=len(rows) - len(found))


def flags_turned(difference: Difference, before: CaseState, after: CaseState) -> tuple[list[str], list[str]]:
    """Return the codes of the questions that are flagged more gravely afterwards, and of those that are flagged no more."""
    then, now = _ranks(flags_of(difference.old, before)), _ranks(flags_of(difference.new, after))
    was = {each.new.key: max((then.get(old.key, 0) for old in each.olds), default=0) for each in difference.questions}
    raised = [each.new.code for each in difference.questions if now.get(each.new.key, 0) > was[each.new.key]]
    cleared = [each.new.code for each in difference.questions if was[each.new.key] and not now.get(each.new.key)]
    return raised, cleared + [question.code for question in difference.removed if then.get(question.key)]


def _ranks(flags: Iterable[Flag]) -> dict[str, int]:
    return {flag.question_key: flag.severity.rank for flag in flags}


def _impact(row: Assessment, difference: Difference) -> CaseImpact:
    state = state_from(row)
    found = plan(difference, state.answers)
    raised, cleared = flags_turned(difference, state, case_after(found, state))
    return CaseImpact(
        assessment=row,
        to_confirm=_of(found, Start.TO_CONFIRM),
        anew=_of(found, Start.ANEW),
        removed=tuple(difference.old.by_key[key].code for key in found.removed),
        raised=tuple(raised),
        cleared=tuple(cleared),
    )


def _of(found: Plan, start: Start) -> tuple[str, ...]:
    return tuple(each.diff.new.code for each in found.of(start))


def _read(rows: AssessmentQuerySet) -> AssessmentQuerySet:
    """Return the cases with all that their state is made of: six queries."""
    return (
        rows.select_related("partnership__service", "version__checklist")
        .prefetch_related(
            Prefetch("answers", Answer.objects.select_related("question", "option").order_by()),
            Prefetch("evidence", Evidence.objects.attached().select_related("question")),
            Prefetch("treatments", Treatment.objects.filter(lapsed_at=None).select_related("question")),
            Prefetch("confirmations", Confirmation.objects.filter(lapsed_at=None).select_related("question")),
            Prefetch("raised_flags", RaisedFlag.objects.filter(withdrawn_at=None).select_related("question__version")),
        )
        .order_by("partnership__number")
    )


def _codes(codes: Sequence[str]) -> str:
    return ", ".join(codes) or _("None")
