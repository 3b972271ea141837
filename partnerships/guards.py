"""Who may open which page: each view of a case stands behind one of these guards.

A guard loads the case with the access rule in its WHERE clause (404 for whoever may not know of it), checks the
permission (403 for whoever may not do it), and hands the view a `CaseAccess`: the case with the person before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.downloads import has_file, note_file
from accounts.guards import grants_of, mark, signed_in, user_of
from accounts.limits import use
from accounts.models import AccountEventKind, User
from accounts.roles import Grant, Role
from checklists.models import VersionAlteredError
from checklists.spec import SectionSpec
from partnerships.actions import ActionError
from partnerships.domain.access import (
    DeniedError,
    WrongStateError,
    can_answer,
    can_author,
    check,
    check_answer,
    confirming_roles,
    grants_for,
    may,
    role_may,
)
from partnerships.domain.board import Edition
from partnerships.domain.permissions import Permission
from partnerships.domain.refusals import cannot_sentence
from partnerships.domain.relation import Capacity, Relation
from partnerships.domain.workflow import State
from partnerships.models import Assessment, IssueEdition, ReportIssue
from partnerships.selectors.access import cases_known_to
from partnerships.selectors.existing import entry_without_case
from partnerships.selectors.issues import corrected_after
from partnerships.selectors.rounds import show_as_in_round

if TYPE_CHECKING:
    from partnerships.models.assessment import CaseOfUser

View = Callable[..., HttpResponseBase]
# The status of an edition that was withdrawn.
GONE = 410
UNREADABLE = _("The questions of this case cannot be read, so it cannot be opened. Tell a checklist editor.")


class Can:
    """What the person may do to the case, for templates: `{% if can.submit %}`. Names are those of `Permission`."""

    def __init__(self, relation: Relation) -> None:
        self._relation = relation

    def __getitem__(self, name: str) -> bool:
        return may(Permission(name), self._relation)

    @property
    def confirm_as(self) -> frozenset[str]:
        """The roles for which the person may confirm answers now: `{% if role in can.confirm_as %}`."""
        return confirming_roles(self._relation)


@dataclass
class CaseAccess:
    """A case and the person before it, with their roles. `relation` is what the access rules know of the two."""

    assessment: Assessment
    user: User
    grants: tuple[Grant, ...]
    relation: Relation

    @cached_property
    def can(self) -> Can:
        """For templates."""
        return Can(self.relation)

    def can_answer(self, section: SectionSpec) -> bool:
        """Whether the person may answer the questions of that section now."""
        return can_answer(self.relation, is_legal=section.is_legal)

    def check_answer(self, section: SectionSpec) -> None:
        """Raise PermissionDenied, with the sentence to show, unless the person may answer in that section now."""
        late = self.refusal(partial(check_answer, is_legal=section.is_legal))
        if late:
            raise PermissionDenied(late)

    def refusal(self, rule: Callable[[Relation], None]) -> str:
        """Return why the state of the case forbids what the rule allows; "" when it can be done now.

        Raises PermissionDenied when the person may not do it in any state.
        """
        try:
            rule(self.relation)
        except WrongStateError as late:
            return str(late)
        except DeniedError as denied:
            raise PermissionDenied(str(denied)) from denied
        return ""


@dataclass
class IssueAccess(CaseAccess):
    """One issue of a report and the person before it. `assessment` is its round, however that stands by now."""

    issue: ReportIssue


def relation_to(assessment: CaseOfUser, user: User, grants: tuple[Grant, ...]) -> Relation:
    """How the person stands to the case. `assessment` comes from `for_case(user, grants)`, which added what is read here."""
    partnership = assessment.partnership
    capacity = Capacity(assessment.capacity) if assessment.capacity else None
    has_left = assessment.left_at is not None
    is_author = capacity is Capacity.AUTHOR and not has_left and can_author(grants)
    managing = [grant for grant in grants if grant.role is Role.MANAGER and grant.covers(partnership.service_id)]
    return Relation(
        grants=frozenset(grant.role for grant in grants if grant.covers(partnership.service_id)),
        capacity=capacity,
        has_left=has_left,
        is_current_author=is_author,
        is_lead=is_author and partnership.lead_id == user.pk,
        is_restricted=partnership.is_restricted,
        stands_in=bool(managing) and not any(grant.is_own for grant in managing),
        absent_acts_otherwise=assessment.absent_acts_otherwise,
        has_acted=assessment.has_acted,
        was_told=assessment.was_told,
        state=State(assessment.state),
    )


def entry_view(view: View) -> View:
    """Guard `/register/<reference>/...`: called with `(request, entry)`, of a partnership without a case that the person may see.

    Once it has a case, its page is that of the case.
    """

    @wraps(view)
    def guarded(request: HttpRequest, reference: int, **kwargs: Any) -> HttpResponseBase:
        user, grants = user_of(request), grants_of(request)
        if entry := entry_without_case(reference, user, grants):
            return view(request, entry, **kwargs)
        return redirect(
            "partnership", case_access(request, partnership__number=reference).assessment.partnership.reference
        )

    return mark(signed_in(guarded), "entry:see")


def case_access(request: HttpRequest, **lookup: int) -> CaseAccess:
    """Load one case for the person of the request; Http404 when there is none that they may know of.

    Among the rounds of a partnership: the newest that they may know of, with the details that the partnership had then.
    """
    user = user_of(request)
    grants = grants_of(request)
    [(name, value)] = lookup.items()
    rows = cases_known_to(user, grants, name, value)
    assessment = max(rows, key=lambda row: row.round, default=None)
    if assessment is None:
        raise Http404
    show_as_in_round(assessment)
    return _noted(request, CaseAccess(assessment, user, grants, relation_to(assessment, user, grants)))


def assessment_view(permission: Permission, *, refuses_late: bool = False) -> Callable[[View], View]:
    """Guard a view of `/assessments/<assessment_id>/...`: it is called with `(request, access, ...)`.

    A view that `refuses_late` gets a POST in a state that no longer allows it too: its action refuses it, and the
    view shows why together with what was typed.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, assessment_id: int, **kwargs: Any) -> HttpResponseBase:
            access = case_access(request, pk=assessment_id)
            _check(permission, access, allow_late=refuses_late and request.method == "POST")
            return _answered(view, request, access, kwargs)

        return mark(signed_in(guarded), f"assessment:{permission}")

    return guard


def partnership_view(permission: Permission) -> Callable[[View], View]:
    """Guard a view of `/partnerships/<reference>/...`: it is called with `(request, access, ...)`.

    The access has the newest round that the person may know of: authors the current one; a board secretary, while that
    is a draft, still the one that was decided.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, reference: int, **kwargs: Any) -> HttpResponseBase:
            try:
                access = case_access(request, partnership__number=reference)
            except Http404:
                if entry_without_case(reference, user_of(request), grants_of(request)):
                    return redirect("register-entry", reference)
                raise
            _check(permission, access)
            return _answered(view, request, access, kwargs)

        return mark(signed_in(guarded), f"partnership:{permission}")

    return guard


def handing_over_view(view: View) -> View:
    """Guard `/partnerships/<reference>/lead/`: called with `(request, access, ...)`, for managers of the service as ever.

    Administrators open it for every partnership, and learn of it no more than the page says: who leads it.
    """

    @wraps(view)
    def guarded(request: HttpRequest, reference: int, **kwargs: Any) -> HttpResponseBase:
        user, grants = user_of(request), grants_of(request)
        if role_may(Permission.CLOSE_ACCOUNTS, {grant.role for grant in grants}):
            rows = Assessment.objects.current().for_case(user, grants)
            assessment = get_object_or_404(rows, partnership__number=reference)
            access = CaseAccess(assessment, user, grants, relation_to(assessment, user, grants))
        else:
            access = case_access(request, partnership__number=reference)
            _check(Permission.HAND_OVER, access)
        return _answered(view, request, access, kwargs)

    return mark(signed_in(guarded), f"partnership:{Permission.HAND_OVER}")


def issue_view(permission: Permission) -> Callable[[View], View]:
    """Guard a view of `/partnerships/<reference>/issues/<number>/...`: it is called with `(request, access, ...)`, an IssueAccess.

    An issue stays what it is: whoever could read it when it was issued can read it after its case was reopened too.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, reference: int, number: int, **kwargs: Any) -> HttpResponseBase:
            access = _issue_access(request, partnership__number=reference, number=number)
            _check(permission, access)
            return _answered(view, request, access, kwargs)

        return mark(signed_in(guarded), f"issue:{permission}")

    return guard


def edition_view(*deferred: str) -> Callable[[View], View]:
    """Guard a view of `/partnerships/<reference>/issues/<number>/<edition>...`: it is called with `(request, access, edition)`, without the fields `deferred`.

    An edition that was withdrawn is not served: 410 says so, and where the corrected one is. A file of a full one is noted.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def served(request: HttpRequest, access: IssueAccess, edition: str) -> HttpResponseBase:
            rows = access.issue.editions.select_related("withdrawal__withdrawn_by").defer(*deferred)
            row = get_object_or_404(rows, edition=edition)
            if not hasattr(row, "withdrawal"):
                return _noted_if_full(request, view(request, access, row), access.issue, row)
            context = {
                "assessment": access.assessment,
                "issue": access.issue,
                "corrected": corrected_after(access.issue),
                "withdrawal": row.withdrawal,
            }
            return render(request, "partnerships/issues/withdrawn.html", context, status=GONE)

        return issue_view(Permission.SEE)(require_safe(served))

    return guard


def note_full_edition(request: HttpRequest, response: HttpResponseBase, **data: Any) -> HttpResponseBase:
    """Return the answer; of a file in it, note that it was downloaded, within the limit of whoever asks."""
    if not has_file(request, response):
        return response
    use("downloads", request)
    return note_file(AccountEventKind.DOWNLOADED, request, response, **data)


def _noted_if_full(
    request: HttpRequest, response: HttpResponseBase, issue: ReportIssue, row: IssueEdition
) -> HttpResponseBase:
    if row.edition != Edition.FULL:
        return response
    return note_full_edition(request, response, partnership=issue.partnership.reference, issue=issue.number)


def _issue_access(request: HttpRequest, **lookup: Any) -> IssueAccess:
    user, grants = user_of(request), grants_of(request)
    rows = ReportIssue.objects.visible_to(user, grants).select_related("partnership", "issued_by")
    issue = get_object_or_404(rows, **lookup)
    assessment = Assessment.objects.for_case(user, grants).get(pk=issue.assessment_id)
    show_as_in_round(assessment)
    relation = replace(relation_to(assessment, user, grants), state=State.ISSUED)
    return IssueAccess(assessment, user, grants, relation, issue)


def role_view(permission: Permission, *, for_all: Any = "") -> Callable[[View], View]:
    """Guard a page without a case: it is for whoever has the permission by any role, for any service (403).

    `for_all` is what whoever has it for some services alone is told, of a page about the whole council.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if not role_may(permission, {grant.role for grant in grants_of(request)}):
                raise PermissionDenied(cannot_sentence(permission))
            if for_all and all(grant.service_id for grant in grants_for(permission, grants_of(request))):
                raise PermissionDenied(str(for_all))
            return view(request, **kwargs)

        return mark(signed_in(guarded), f"role:{permission}")

    return guard


def _noted(request: HttpRequest, access: CaseAccess) -> CaseAccess:
    """Note on the request where its page of a refusal leads on: to the partnership, for those who read it."""
    if may(Permission.READ_HISTORY, access.relation):
        partnership = access.assessment.partnership
        request.__dict__["leads_on"] = (str(partnership), reverse("partnership", args=[partnership.reference]))
    return access


def _answered(view: View, request: HttpRequest, access: CaseAccess, kwargs: dict[str, Any]) -> HttpResponseBase:
    """Call the view. What its action refuses, as the case has changed since the guard looked, is refused as by the guard."""
    try:
        return view(request, access, **kwargs)
    except ActionError as refused:
        raise PermissionDenied(str(refused)) from refused
    except VersionAlteredError as altered:
        raise PermissionDenied(f"{UNREADABLE} {altered}") from altered


def _check(permission: Permission, access: CaseAccess, *, allow_late: bool = False) -> None:
    late = access.refusal(partial(check, permission))
    if late and not allow_late:
        raise PermissionDenied(late)
