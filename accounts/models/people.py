"""The services of the council, the people who sign in, and the roles that they are granted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.folded_field import FoldedField
from accounts.prepared import Parameter, PreparedQuery
from accounts.roles import COUNCIL_WIDE, Grant, Role
from accounts.text import normal

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# The longest name of a group of the council's own sign-in.
GROUP_LENGTH = 200


class ServiceManager(models.Manager["Service"]):
    """Finds a service by its slug, which is its natural key in fixtures."""

    def get_by_natural_key(self, slug: str) -> Service:
        """Return the service with that slug."""
        return self.get(slug=slug)


class Service(models.Model):
    """A directorate or service of the council. A closed one is made inactive and never deleted."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    folded_name = FoldedField(of="name")
    slug = models.SlugField(_("short name in addresses"), max_length=50, unique=True)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Untick when the service closes. What it recorded stays.")
    )

    objects: ClassVar[ServiceManager] = ServiceManager()

    class Meta:
        ordering = ("folded_name",)
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        """The slug."""
        return (self.slug,)


class MailChoice(models.TextChoices):
    """Whether emails are sent one by one or once a day."""

    SINGLE = "single", _("One email for each thing, at once")
    DAILY = "daily", _("One email a day with everything")


class UserManager(BaseUserManager["User"]):
    """Creates users. Email addresses are stored in lower case, so that one person does not get two accounts by mistake."""

    AUTOMATIC = "automatic@partnership-readiness.invalid"

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address as it is stored: normal and in lower case."""
        return normal(email or "", is_line=True).lower()

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user with that address; upper and lower case are the same."""
        return self.get(email=self.normalize_email(username))

    def signing_in_as(self, email: str | None) -> User | None:
        """Return the person who signs in with that address, if there is one."""
        return self.filter(email=self.normalize_email(email), is_active=True).first()

    def create_user(
        self, email: str, password: str | None = None, *, full_name: str, created_by: User | None = None
    ) -> User:
        """Create a user without any role; ValueError without an address. Without a password, the user cannot sign in."""
        address = self.normalize_email(email)
        if not address:
            raise ValueError("A user needs an email address.")
        user = self.model(email=address, full_name=normal(full_name, is_line=True), created_by=created_by)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def automatic(self) -> User:
        """Return the user in whose name scheduled work is done; created on first use. Nobody can sign in as this user."""
        user, _is_new = self.get_or_create(
            email=self.AUTOMATIC,
            defaults={
                "full_name": "Partnership Readiness (automatic)",
                "is_active": False,
                "password": make_password(None),
            },
        )
        return user

    @transaction.atomic
    def create_superuser(self, email: str, password: str | None = None, *, full_name: str) -> User:
        """Create an administrator for all services, as `manage.py createsuperuser` does."""
        user = self.create_user(email, password, full_name=full_name)
        RoleGrant.objects.create(user=user, role=Role.ADMIN)
        return user


class User(AbstractBaseUser):
    """A person who may sign in. Their role grants are their only permissions."""

    email = models.EmailField(_("email address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=200)
    folded_name = FoldedField(of="full_name")
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Whether the person can sign in. What they recorded stays.")
    )
    mail_choice = models.CharField(_("emails"), max_length=6, choices=MailChoice, default=MailChoice.SINGLE)
    has_news_mail = models.BooleanField(
        _("emails that ask for nothing"),
        default=False,
        help_text=_("Whether they come too, such as that a case was endorsed."),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "self",
        verbose_name=_("created by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="users_created",
        help_text=_("Empty when made at the command line."),
    )
    invited_at = models.DateTimeField(_("invited at"), null=True, blank=True, editable=False)
    invited_by = models.ForeignKey(
        "self",
        verbose_name=_("invited by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    closed_at = models.DateTimeField(_("account closed at"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        "self",
        verbose_name=_("account closed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        ordering = ("folded_name", "email")
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = (
            models.CheckConstraint(
                condition=Q(email=Lower(F("email"))),
                name="user_email_lower_case",
                violation_error_message=_("Write the email address in lower case."),
            ),
            models.CheckConstraint(condition=Q(mail_choice__in=MailChoice.values), name="user_known_mail_choice"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False, is_active=False),
                name="user_closed_at_with_by",
            ),
            models.CheckConstraint(
                condition=Q(invited_at__isnull=True, invited_by__isnull=True)
                | Q(invited_at__isnull=False, invited_by__isnull=False),
                name="user_invited_at_with_by",
            ),
        )

    def __str__(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        """Return the name that Django's administration pages show."""
        return self.full_name


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Queries for role grants."""

    def current(self, today: date | Parameter | None = None) -> RoleGrantQuerySet:
        """Keep the grants that were not withdrawn and whose last day is not over."""
        lasts = Q(ends_on__isnull=True) | Q(ends_on__gte=today or timezone.localdate())
        return self.filter(lasts, revoked_at__isnull=True)

    def ended(self) -> RoleGrantQuerySet:
        """Keep the grants whose last day is over and that are still to be withdrawn."""
        return self.filter(revoked_at__isnull=True, ends_on__lt=timezone.localdate())

    def held_by(self, user: User | AnonymousUser) -> RoleGrantQuerySet:
        """Keep the grants that the user holds now; none when signed out or inactive."""
        return self.current().filter(user_id=user.pk) if user.is_active else self.none()

    def administering(self) -> RoleGrantQuerySet:
        """Keep the current grants as administrator of those who can sign in: who was invited has come."""
        came = Q(user__invited_at__isnull=True) | ~Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return self.current().filter(came, role=Role.ADMIN, user__is_active=True)

    def grants_of(self, user: User | AnonymousUser) -> tuple[Grant, ...]:
        """Return the current grants of the user as plain data (none when signed out), in one query.

        The manager's roles of those for whom the user stands in today are among them.

        In a view, use `accounts.guards.grants_of(request)`, which queries once per request.
        """
        if not user.is_active:
            return ()
        found = GRANTS.rows(user=user.pk, today=timezone.localdate())
        # Few rows, and asked for by every page: they are put in order here, which costs less than saying so in SQL.
        return tuple(
            Grant(Role(role), service) if holder == user.pk else Grant(Role(role), service, holder, name)
            for role, service, holder, name in sorted(found, key=lambda row: (row[0], row[1] or 0, row[2]))
        )


class RoleGrant(models.Model):
    """A role granted to a user for one service or, without a service, for all. It is withdrawn and never deleted."""

    user = models.ForeignKey(User, verbose_name=_("user"), on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    service = models.ForeignKey(
        Service,
        verbose_name=_("service"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="role_grants",
        help_text=_("Leave empty to grant the role for all services."),
    )
    group = models.CharField(
        _("group"),
        max_length=GROUP_LENGTH,
        blank=True,
        editable=False,
        help_text=_("The group by which the council's own sign-in gave it. Empty when somebody granted it."),
    )
    ends_on = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_("The role is withdrawn after this day. Empty: without an end."),
    )
    granted_at = models.DateTimeField(_("granted at"), default=timezone.now, editable=False)
    granted_by = models.ForeignKey(
        User,
        verbose_name=_("granted by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="role_grants_given",
        help_text=_("Empty when granted at the command line."),
    )
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        User,
        verbose_name=_("withdrawn by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="role_grants_withdrawn",
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ("user", "role", "service")
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "role", "service"),
                condition=Q(service__isnull=False, revoked_at__isnull=True),
                name="role_grant_once_per_service",
                violation_error_message=_("This person already has this role for this service."),
            ),
            models.UniqueConstraint(
                fields=("user", "role"),
                condition=Q(service__isnull=True, revoked_at__isnull=True),
                name="role_grant_once_for_all_services",
                violation_error_message=_("This person already has this role for all services."),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_grant_known_role"),
            models.CheckConstraint(
                condition=Q(revoked_by__isnull=True) | Q(revoked_at__isnull=False), name="role_grant_revoked_at_with_by"
            ),
            models.CheckConstraint(
                condition=Q(service__isnull=True) | Q(revoked_at__isnull=False) | ~Q(role__in=COUNCIL_WIDE),
                name="role_grant_for_all_services",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | ~Q(role=Role.ADMIN), name="role_grant_administrators_without_end"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class DeputyshipQuerySet(models.QuerySet["Deputyship"]):
    """Queries for deputyships."""

    def standing(self, today: date | Parameter | None = None) -> DeputyshipQuerySet:
        """Keep those that hold today."""
        today = today or timezone.localdate()
        return self.filter(first_on__lte=today, last_on__gte=today, ended_at=None)

    def to_come(self) -> DeputyshipQuerySet:
        """Keep those that hold today or will."""
        return self.filter(last_on__gte=timezone.localdate(), ended_at=None)


class Deputyship(models.Model):
    """Somebody who stands in for a manager, from the first day to the last. It is ended and never deleted."""

    manager = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="deputyships")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    named_at = models.DateTimeField(default=timezone.now)
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DeputyshipQuerySet.as_manager()

    class Meta:
        ordering = ("first_on", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="deputyship_ends_after_start"),
            models.CheckConstraint(condition=~Q(manager=F("deputy")), name="deputyship_of_somebody_else"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="deputyship_ended_at_with_by",
            ),
        )
        indexes = (models.Index(fields=["deputy", "first_on"], name="deputyship_of_deputy"),)

    def __str__(self) -> str:
        return f"{self.deputy}, {self.manager}"


def _grants() -> models.QuerySet[RoleGrant, Any]:
    """Write the query of `grants_of`: the user's own, and as manager of those for whom they stand in."""
    user, today = Parameter("user", User._meta.pk), Parameter("today", models.DateField())
    absent = Deputyship.objects.standing(today).filter(deputy_id=user).values("manager")
    as_deputy = Q(role=Role.MANAGER, user_id__in=absent, user__is_active=True)
    rows = RoleGrant.objects.current(today).filter(Q(user_id=user) | as_deputy).order_by()
    return rows.values_list("role", "service_id", "user_id", "user__full_name")


GRANTS = PreparedQuery(_grants)
