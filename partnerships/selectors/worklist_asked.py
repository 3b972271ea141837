"""What "My work" says a person is asked to add to cases before they are decided: comments, and their own interests."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Upper
from django.db.models.lookups import Exact

from accounts.models import User
from accounts.prepared import Parameter, PreparedRows
from accounts.roles import Grant
from partnerships.domain.access import DECLARING, grants_for
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import EDITABLE, WHEN
from partnerships.models import Assessment, Implication, Interest, Participant
from partnerships.selectors.lists import MOST_LISTINGS, USER
from partnerships.selectors.worklist import MOST, own_in


def comments_asked_of(user: User, grants: Iterable[Grant]) -> list[Implication]:
    """Return the areas in which the person was asked for a comment and none has come, the longest first, `MOST` at most.

    Whom one asks is typed: it is the person where it begins with their full name or holds their email address.
    """
    advising = grants_for(Permission.COMMENT, grants)
    if not advising:
        return []
    name = user.full_name
    begins = {"asked_with_comma": f"{name},", "asked_with_bracket": f"{name} ("}
    return _comments(tuple(advising)).rows(user=user.pk, name=name, email=user.email, **begins)


@lru_cache(MOST_LISTINGS)
def _comments(advising: tuple[Grant, ...]) -> PreparedRows[Implication]:
    """Return the query of `comments_asked_of`, which is the same for all who hold these roles."""
    return PreparedRows(lambda: _list_comments(advising))


def _list_comments(advising: tuple[Grant, ...]) -> QuerySet[Implication]:
    name, with_comma, with_bracket, email = (
        Parameter(each, CharField()) for each in ("name", "asked_with_comma", "asked_with_bracket", "email")
    )
    named = Q(Exact(Upper("asked_of"), Upper(name)))
    named |= Q(asked_of__istartswith=with_comma) | Q(asked_of__istartswith=with_bracket) | Q(asked_of__icontains=email)
    cases = Assessment.objects.visible_to(USER, advising).filter(state__in=WHEN[Permission.COMMENT], is_current=True)
    # Those without a comment are few and found by an index, the cases are looked up one by one.
    rows = Implication.objects.filter(named, replaced_at=None, commented_on=None)
    rows = rows.filter(Exists(cases.filter(pk=OuterRef("assessment"))))
    return rows.select_related("assessment__partnership", "area").order_by("asked_on", "pk")[:MOST]


def undeclared_by(user: User, grants: Iterable[Grant]) -> list[Assessment]:
    """Return the cases that the person acts on and in which they have not declared their interests, `MOST` at most.

    While authors still answer a case, its task list asks them.
    """
    acting = grants_for(Permission.DECLARE, grants)
    if not acting:
        return []
    return _undeclared(tuple(acting)).rows(user=user.pk)


@lru_cache(MOST_LISTINGS)
def _undeclared(acting: tuple[Grant, ...]) -> PreparedRows[Assessment]:
    """Return the query of `undeclared_by`, which is the same for all who hold these roles."""
    return PreparedRows(lambda: _list_undeclared(acting))


def _list_undeclared(acting: tuple[Grant, ...]) -> QuerySet[Assessment]:
    people = Participant.objects.current().filter(user=USER)
    authored, on_case = people.filter(capacity=Capacity.AUTHOR), people.filter(capacity__in=DECLARING)
    declared = Interest.objects.filter(assessment=OuterRef("pk"), declared_by=USER, replaced_at=None)
    answering = Q(state__in=EDITABLE, partnership__in=authored.values("partnership"))
    waits = Q(~answering, ~Exists(declared), partnership__in=on_case.values("partnership"))
    waits &= own_in(WHEN[Permission.DECLARE])
    cases = Assessment.objects.visible_to(USER, acting)
    return cases.first_current(waits, order=("state_changed_at", "pk"), most=MOST).select_related("partnership")
