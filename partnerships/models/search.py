"""The texts of cases as they are searched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from accounts.folded_field import SearchedField
from accounts.models import User
from accounts.roles import Grant, Role
from partnerships.domain.access import grants_for
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import State
from partnerships.models.assessment import Answer, Assessment
from partnerships.models.board import Decision, Referral
from partnerships.models.comments import Implication
from partnerships.models.conversation import ConversationEntry
from partnerships.models.partnership import Partnership, ways_to_see
from partnerships.models.register import Condition
from partnerships.models.review import Confirmation, RaisedFlag, ReturnReason, ReturnReply, SecondOpinion, Treatment

# The roles that may see one round of a partnership and not the next.
ROUND_BY_ROUND = (Role.SECRETARY, Role.MONITORING)


class PassageKind(models.IntegerChoices):
    """What of a case is searched, in the order in which it is listed."""

    NAMES = 1
    PURPOSE = 2
    ANSWER = 3
    COMMENT = 4
    TREATMENT = 5
    RAISED = 6
    OPINION = 7
    CONFIRMATION = 8
    RETURN = 9
    DECISION = 10
    CONDITION = 11
    REPLY = 12
    REFERRAL = 13
    CONVERSATION = 14


# The column of the row that each kind is about; names and purpose are of the partnership in a round.
COLUMN_OF = {
    PassageKind.ANSWER: "answer",
    PassageKind.COMMENT: "implication",
    PassageKind.TREATMENT: "treatment",
    PassageKind.RAISED: "raised",
    PassageKind.OPINION: "opinion",
    PassageKind.CONFIRMATION: "confirmation",
    PassageKind.RETURN: "return_reason",
    PassageKind.DECISION: "decision",
    PassageKind.CONDITION: "condition",
    PassageKind.REPLY: "reply",
    PassageKind.REFERRAL: "referral",
    PassageKind.CONVERSATION: "entry",
}


def _is_of_its_kind() -> Q:
    """Say that a passage has the row of its kind, and no other."""
    nothing = {f"{column}__isnull": True for column in COLUMN_OF.values()}
    rules = Q(kind__in=(PassageKind.NAMES, PassageKind.PURPOSE), **nothing)
    for kind, column in COLUMN_OF.items():
        rules |= Q(kind=kind, assessment__isnull=False, **{**nothing, f"{column}__isnull": False})
    return rules


def _row(model: type[models.Model]) -> models.OneToOneField[Any]:
    return models.OneToOneField(model, on_delete=models.CASCADE, null=True, related_name="+")


def _ways(user: User, grants: list[Grant]) -> list[Q]:
    """Return the conditions by which the person may see passages, as those of their cases."""
    through_roles, own = ways_to_see(
        user, grants, service="partnership__service", state="case_state", case="assessment"
    )
    return through_roles + own


class PassageQuerySet(models.QuerySet["Passage"]):
    """Reads of passages."""

    def found_by(self, words: Sequence[str]) -> PassageQuerySet:
        """Keep those that have each of the words (`accounts.folding.words_typed`); none without a word."""
        return self.filter(words__have=list(words)) if words else self.none()

    def each_visible_to(self, user: User, grants: Iterable[Grant]) -> list[PassageQuerySet]:
        """Return the passages of rounds that the person may see, as several disjoint queries, for a list.

        Of the names and the purpose, those of the newest of these rounds alone; conversations for those who read them.
        """
        grants = list(grants)
        rows, reading = self._with_state()._newest(user, grants), grants_for(Permission.READ_CONVERSATIONS, grants)
        if reading == grants:
            return [rows.filter(way) for way in _ways(user, grants)]
        is_said = Q(kind=PassageKind.CONVERSATION)
        others = [rows.filter(~is_said, way) for way in _ways(user, grants)]
        return others + [rows.filter(is_said, way) for way in _ways(user, reading)]

    def _with_state(self) -> PassageQuerySet:
        """Add the state of the round. A partnership without a case is seen like one that was decided, as its register entry is."""
        return self.annotate(case_state=Coalesce("assessment__state", Value(State.DECIDED.value)))

    def _newest(self, user: User, grants: Iterable[Grant]) -> PassageQuerySet:
        """Leave out what the page of the partnership does not show: names and purpose of a round before another that they see.

        Whoever sees one round by what they are sees all of them, but for the roles that see round by round.
        """
        newest = Q(kind__gte=PassageKind.ANSWER) | Q(assessment=None) | Q(assessment__is_current=True)
        if any(grant.role in ROUND_BY_ROUND for grant in grants):
            later = Assessment.objects.visible_to(user, grants).filter(
                partnership=OuterRef("partnership"), round__gt=OuterRef("round")
            )
            newest |= Q(~Exists(later))
        return self.filter(newest)


class Passage(models.Model):
    """A text of a case as it is searched, from its name to the conditions of its decision. Triggers write it, nobody else.

    `words` are those of the row that it is about (`accounts.folded_field.WordsField`). Names and purpose have a passage in
    each round, with what they were in it; a partnership without a case has no `assessment` and the round 0. `number`,
    `round` and `position` are the order of the list: the partnership's number, and the place in its case.
    """

    kind = models.PositiveSmallIntegerField(choices=PassageKind)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, null=True, related_name="+")
    answer = _row(Answer)
    implication = _row(Implication)
    treatment = _row(Treatment)
    raised = _row(RaisedFlag)
    opinion = _row(SecondOpinion)
    confirmation = _row(Confirmation)
    return_reason = _row(ReturnReason)
    decision = _row(Decision)
    condition = _row(Condition)
    reply = _row(ReturnReply)
    referral = _row(Referral)
    entry = _row(ConversationEntry)
    number = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField()
    position = models.PositiveIntegerField()
    words = SearchedField()

    objects = PassageQuerySet.as_manager()

    class Meta:
        constraints = (models.CheckConstraint(condition=_is_of_its_kind(), name="passage_is_of_its_kind"),)
        indexes = (models.Index(fields=["kind", "-number", "-round", "position", "id"], name="passage_in_order"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
