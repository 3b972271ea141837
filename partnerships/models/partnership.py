"""Partnerships, their partners, and the people on their cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_, or_

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.folded_field import FoldedField, WordsField
from accounts.folding import fold
from accounts.models import Service, User
from accounts.roles import Grant, Role
from checklists.spec import Significance
from partnerships.domain.access import can_author
from partnerships.domain.reference import partnership_number
from partnerships.domain.relation import CAPACITY_OF, NON_AUTHOR_ROLES, Capacity
from partnerships.domain.workflow import ENDORSED_OR_LATER, State

NOTHING = Q(pk__in=[])
# What a report says of a partnership besides. Each may be blank.
BESIDES = ("wards", "key_decision_reference", "contact_name", "contact_email", "contact_phone", "exit_arrangements")
# Of the words that somebody searches for.
MOST_WORDS = 10


def ways_to_see(user: User, grants: Iterable[Grant], *, service: str, state: str, case: str) -> tuple[list[Q], list[Q]]:
    """Return the conditions by which the person may see rows about cases: through roles, and on their own cases.

    A row is visible when one of them holds. They are disjoint, and each starts with a column that an index finds (a
    service, or the cases that the person leads or contributes to), so that a list can read the first rows for each
    condition; one query with OR would read every row. `service`, `state` and `case` are the lookups of the case's
    service, of the assessment's state and of the assessment; the rows have a `partnership`.
    `partnerships.domain.access.can_see` is the same rule for one case; a test compares the two.
    """
    grants = list(grants)
    if Grant(Role.AUDITOR) in grants:
        return [Q()], []
    rules = _rules(user, grants, state, case)
    everywhere = rules.pop(None, Q())
    elsewhere = ~everywhere if everywhere else Q()
    through_roles = [Q(**{service: scope}) & rule & elsewhere for scope, rule in rules.items()]
    if everywhere:
        through_roles.append(everywhere)
    own = [_own(user) & ~reduce(or_, through_roles, NOTHING)] if can_author(grants) else []
    return through_roles, own


def visibility(user: User, grants: Iterable[Grant], *, service: str, state: str, case: str) -> Q:
    """Return `ways_to_see` as one condition, in which they may overlap: that is less to work out, and for one case enough."""
    grants = list(grants)
    if Grant(Role.AUDITOR) in grants:
        return Q()
    rules = _rules(user, grants, state, case)
    ways = [rule if scope is None else Q(**{service: scope}) & rule for scope, rule in rules.items()]
    if can_author(grants):
        ways.append(_own(user))
    return reduce(or_, ways) if ways else NOTHING


def _own(user: User) -> Q:
    """Return the condition for the cases that the person leads or contributes to."""
    own = Participant.objects.filter(user=user, left_at=None, capacity=Capacity.AUTHOR)
    return Q(partnership__in=own.values("partnership"))


def _rules(user: User, grants: Iterable[Grant], state: str, case: str) -> dict[int | None, Q]:
    """Return the conditions for what the person sees through roles, by the service of the grants; None for all services."""
    rules: dict[int | None, Q] = {}
    for grant in grants:
        rule = _rule(grant.role, user, state, case)
        if rule is not None:
            rules[grant.service_id] = rules.get(grant.service_id, Q()) | rule
    return rules


def _rule(role: Role, user: User, state: str, case: str) -> Q | None:
    """Return the condition for the cases that a role lets its holder see where the grant covers; None for no case."""
    if role is Role.AUDITOR:
        return ~NOTHING
    if role not in NON_AUTHOR_ROLES:
        return None
    named = Participant.objects.filter(
        partnership=models.OuterRef("partnership"), user=user, left_at=None, capacity=CAPACITY_OF[role]
    )
    is_named = Q(models.Exists(named))
    is_open = Q(partnership__is_restricted=False)
    if role is Role.MONITORING:
        # Round by round, like secretaries: those of which they were told, that wait for them, or in which they acted.
        asked = was_told(case) | Q(**{state: State.REFERRAL_ASKED})
        return (is_open | is_named) & (asked | is_named & has_acted(user, case))
    if role is Role.SECRETARY:
        # Round by round: whoever took an earlier round to the board knows nothing of the next until it is endorsed.
        return (is_open | is_named) & Q(**{f"{state}__in": ENDORSED_OR_LATER})
    return is_open | is_named


def was_told(case: str) -> Q:
    """Return the condition for the cases that are shown to the monitoring officers, `case` being the lookup of the assessment.

    They were told of it, or an answer waits in review for one of them to confirm it: one may have come after the
    submission, which tells them. A draft that nobody has told them of shows them nothing, whatever is saved in it.
    """
    told = Partnership.objects.filter(events__kind="officer_told", events__assessment__isnull=False)
    waits = {"is_unconfirmed": True, "is_unanswered": False, "question__confirm_role": Role.MONITORING}
    waits["case_state"] = State.IN_REVIEW
    asked = Partnership.objects.filter(**{f"assessments__flags__{name}": value for name, value in waits.items()})
    return Q(**{f"{case}__in": told.values("events__assessment")}) | Q(**{f"{case}__in": asked.values("assessments")})


def reviewable(grants: Iterable[Grant], *, service: str) -> Q:
    """Return the condition for the cases that the holder of these roles as manager could review, but for what they did.

    In place of somebody else they review what that manager could: one who acts on the case otherwise could not.
    """
    ways = []
    for grant in grants:
        scope = Q() if grant.service_id is None else Q(**{service: grant.service_id})
        people = Participant.objects.filter(partnership=models.OuterRef("partnership"), user=grant.absent_id)
        is_free = Q() if grant.is_own else ~Q(models.Exists(people.exclude(capacity=Capacity.REVIEWER)))
        ways.append(scope & is_free)
    # A condition without a part holds for every case, but Django's `|` leaves it out.
    return reduce(or_, ways, NOTHING) if all(ways) else Q()


def has_acted(user: User, case: str) -> Q:
    """Return the condition for the rounds in which the person recorded something, `case` being the lookup of the assessment."""
    acted = Partnership.objects.filter(events__recorded_by=user, events__assessment__isnull=False)
    return Q(**{f"{case}__in": acted.values("events__assessment")})


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    """Reads of partnerships."""

    def found_by(self, text: str) -> PartnershipQuerySet:
        """Keep those with that reference ("PR-0005", "pr 5", "5"), or whose name and partners have each word of the text.

        Words are compared as `accounts.folding` says; part of a word is enough. What begins like a reference is no
        name.
        """

        def has(word: str) -> Q:
            partners = Partner.objects.filter(folded_name__contains=word)
            return Q(folded_name__contains=word) | Q(pk__in=partners.values("partnership"))

        return self.filter(_found(text, has, number="number"))


def _found(text: str, has: Callable[[str], Q], *, number: str) -> Q:
    """Return the condition for the rows that a text finds: `has` gives that for a word, `number` is that of the reference."""
    wanted, folded = partnership_number(text), fold(text)
    if wanted is not None and folded.startswith("pr"):
        return Q(**{number: wanted})
    words = folded.split()[:MOST_WORDS]
    found = reduce(and_, map(has, words)) if words else NOTHING
    return found if wanted is None else found | Q(**{number: wanted})


class Partnership(models.Model):
    """A proposed or existing partnership. It has one assessment for each round; its details are frozen in review.

    `significance_basis` explains the significance: `answers` (Factor -> level), `values` (cost in pounds and length
    in months, if the details give them) and `thresholds` (the settings at that time).
    """

    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(_("name"), max_length=200)
    folded_name = FoldedField(of="name")
    name_words = WordsField(of=["name"])
    purpose = models.TextField(_("purpose"), max_length=settings.TEXT_LIMIT)
    council_role = models.TextField(_("the council's role"), max_length=settings.TEXT_LIMIT, blank=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="partnerships")
    lead = models.ForeignKey(User, on_delete=models.PROTECT, related_name="partnerships_led")
    planned_start_on = models.DateField(_("planned start"), null=True, blank=True)
    planned_end_on = models.DateField(_("planned end"), null=True, blank=True)
    annual_cost = models.PositiveBigIntegerField(_("cost to the council a year, in pounds"), null=True, blank=True)
    funding_source = models.CharField(_("source of funding"), max_length=500, blank=True)
    wards = models.CharField(_("wards or areas affected"), max_length=500, blank=True)
    key_decision_reference = models.CharField(_("key decision reference"), max_length=100, blank=True)
    contact_name = models.CharField(_("contact for the public"), max_length=200, blank=True)
    contact_email = models.CharField(_("email address of the contact"), max_length=254, blank=True)
    contact_phone = models.CharField(_("telephone number of the contact"), max_length=50, blank=True)
    exit_arrangements = models.TextField(_("exit arrangements"), max_length=settings.TEXT_LIMIT, blank=True)
    purpose_words = WordsField(
        of=[
            "purpose",
            "council_role",
            "funding_source",
            "wards",
            "key_decision_reference",
            "contact_name",
            "exit_arrangements",
        ]
    )
    significance = models.CharField(_("significance"), max_length=10, choices=Significance, blank=True)
    significance_basis = models.JSONField(default=dict, blank=True)
    is_restricted = models.BooleanField(_("restricted"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="partnerships_created")

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.CheckConstraint(
                condition=Q(significance__in=["", *Significance.values]), name="partnership_known_significance"
            ),
            models.CheckConstraint(
                condition=Q(planned_end_on__isnull=True)
                | Q(planned_start_on__isnull=True)
                | Q(planned_end_on__gte=F("planned_start_on")),
                name="partnership_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(contact_name="", contact_email="", contact_phone="")
                | ~Q(contact_name="") & (~Q(contact_email="") | ~Q(contact_phone="")),
                name="partnership_contact_is_whole",
            ),
        )
        indexes = (
            models.Index(fields=["service", "-number"], name="partnership_service_number"),
            models.Index(fields=["folded_name"], name="partnership_folded_name"),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"

    @property
    def reference(self) -> str:
        """The printed reference, PR-0001."""
        return f"PR-{self.number:04d}"


class Partner(models.Model):
    """An organisation in the partnership besides the council."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="partners")
    name = models.CharField(_("name"), max_length=200)
    folded_name = FoldedField(of="name")
    words = WordsField(of=["name"])
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=["partnership", "name"], name="partner_once_per_partnership"),)

    def __str__(self) -> str:
        return self.name


class EarlierPartnersQuerySet(models.QuerySet["EarlierPartners"]):
    """Reads of the partners of earlier rounds."""

    def found_by(self, text: str) -> EarlierPartnersQuerySet:
        """Keep those of the partnerships that `PartnershipQuerySet.found_by` would find if these were their partners."""

        def has(word: str) -> Q:
            return Q(assessment__partnership__folded_name__contains=word) | Q(folded_names__contains=word)

        return self.filter(_found(text, has, number="assessment__partnership__number"))


class EarlierPartners(models.Model):
    """The names of the partners in a round, one a line, once a later round has changed them: the round is found by these."""

    assessment = models.OneToOneField("partnerships.Assessment", on_delete=models.PROTECT, related_name="+")
    names = models.TextField()
    folded_names = FoldedField(of="names")
    words = WordsField(of=["names"])

    objects = EarlierPartnersQuerySet.as_manager()

    def __str__(self) -> str:
        return self.names


class PartnershipWord(models.Model):
    """A key of a partnership (`partnerships.domain.similarity`), by which similar ones are found. It is never shown."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["word", "partnership"], name="word_once_per_partnership"),)

    def __str__(self) -> str:
        return self.word


class ParticipantQuerySet(models.QuerySet["Participant"]):
    """Reads of the people on cases."""

    def current(self) -> ParticipantQuerySet:
        """Keep the people who have not left."""
        return self.filter(left_at=None)

    def authors(self) -> ParticipantQuerySet:
        """Keep the current authors, in the order in which they were added, the lead officer first."""
        return self.current().filter(capacity=Capacity.AUTHOR).select_related("user").order_by("pk")


class Participant(models.Model):
    """A person on a case, in their only capacity there.

    There is one row for a person and a partnership, so that nobody is ever author and reviewer of one case; the
    database refuses what is recorded in another capacity. The row of somebody who leaves is kept with `left_at`.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="participants")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="participations")
    capacity = models.CharField(max_length=10, choices=Capacity)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)
    left_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["partnership", "user"], name="participant_one_capacity_per_case"),
            models.CheckConstraint(condition=Q(capacity__in=Capacity.values), name="participant_known_capacity"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True, left_by__isnull=True)
                | Q(left_at__isnull=False, left_by__isnull=False),
                name="participant_left_at_with_by",
            ),
        )
        indexes = (models.Index(fields=["user", "left_at", "partnership"], name="participant_of_user"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.get_capacity_display()}"
