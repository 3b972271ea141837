"""The administration pages: users, services and roles, for administrators only. Nothing can be deleted."""

from __future__ import annotations

from collections.abc import Mapping
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Field, Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actions.addresses import note_new_address, note_new_name
from accounts.actions.roles import grant_role, withdraw_roles
from accounts.forms import TYPED_COLUMNS, RoleGrantForm, ServiceForm, UserEditForm
from accounts.guards import confirmed, confirmed_to_send, grants_of, lacks_second_factor, user_of
from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from accounts.selectors import named
from accounts.text import normal
from accounts.views.sign_in import sign_out

# Django's classes take type arguments in the stubs only.
if TYPE_CHECKING:
    People = DjangoUserAdmin[User]
    Services = admin.ModelAdmin[Service]
    Grants = admin.ModelAdmin[RoleGrant]
    Page = admin.ModelAdmin[Any]
else:
    People, Services, Grants, Page = DjangoUserAdmin, admin.ModelAdmin, admin.ModelAdmin, admin.ModelAdmin


def is_admin(request: HttpRequest) -> bool:
    """Whether the signed-in user is an administrator."""
    return any(grant.role == Role.ADMIN for grant in grants_of(request))


class CouncilAdminSite(admin.AdminSite):
    """Django's administration behind our own sign-in page and our own roles."""

    site_header = _("Partnership readiness: administration")
    site_title = _("Partnership readiness")
    index_title = _("People, services and roles")

    def has_permission(self, request: HttpRequest) -> bool:
        return is_admin(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Lead whoever needs a second factor and has none to where it is set up."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if is_admin(request) and lacks_second_factor(request):
                return redirect("mfa_index")
            response: HttpResponse = inner(request, *args, **kwargs)
            return response

        return guarded

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send whoever is signed out to the sign-in page; refuse a signed-in user, who is not an administrator."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", request.get_full_path()))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Lead to our own page, which tells the person by email."""
        return redirect("password-change")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return sign_out(request)


class RolesDecide(Page):
    """Administrators have every permission except to delete, which nobody has; what they type is normalised."""

    formfield_overrides: ClassVar[Mapping[type[Field[Any, Any]], Mapping[str, Any]]] = TYPED_COLUMNS

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_admin(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_admin(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_admin(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_admin(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Answer 409 where somebody else was first."""
        response = super().render_change_form(request, context, *args, **kwargs)
        if getattr(context["adminform"].form, "has_conflict", False):
            response.status_code = HTTPStatus.CONFLICT
        return response


class ConfirmedPage(RolesDecide):
    """Asks for the second factor or the password of whoever has not given it lately, as pages of our own do.

    Before its forms are opened: what was typed in them would be lost. Its one way in is `changeform_view`, to which adding,
    changing and saving as a new row lead.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Add or change a row."""
        return confirmed(super().changeform_view)(request, object_id, form_url, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """List the rows, and do what was chosen for some of them."""
        return confirmed_to_send(super().changelist_view)(request, extra_context)


class FoundByName:
    """Finds people by their names as `accounts.folding` compares them, or by part of their address."""

    person = ""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Keep those with every word that is searched for."""
        for word in normal(search_term, is_line=True).split():
            queryset = queryset.filter(named(word, self.person))
        return queryset, False


class UserAdmin(FoundByName, ConfirmedPage, People):
    form = UserEditForm
    list_display = ("full_name", "email", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("full_name", "email")
    ordering = ("folded_name", "email")
    filter_horizontal = ()
    readonly_fields = ("created_at", "created_by", "last_login", "account")
    fieldsets = (
        (None, {"fields": ("email", "full_name", "account", "version_token")}),
        (_("History"), {"fields": ("created_at", "created_by", "last_login")}),
    )

    @admin.display(description=_("account"))
    def account(self, person: User) -> str:
        """Lead to the page where an account is closed or opened: it hands over what the person leaves behind."""
        name, text = (
            ("account-close", _("Open. Close it")) if person.is_active else ("account-open", _("Closed. Open it"))
        )
        return format_html('<a href="{}">{}</a>', reverse(name, args=[person.pk]), text)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People are invited, on pages of our own."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:
        """Save it; of a new address whom it concerns is told."""
        before, by = User.objects.get(pk=obj.pk), user_of(request)
        super().save_model(request, obj, form, change)
        if obj.email != before.email:
            session = request.session.session_key or ""
            note_new_address(by=by, user=obj, before=before.email, but=session)
        if obj.full_name != before.full_name:
            note_new_name(by=by, user=obj)

    def get_urls(self) -> list[URLPattern]:
        """Leave out Django's page that sets somebody's password: each person chooses their own."""
        return [url for url in super().get_urls() if url.name != "auth_user_password_change"]


class ServiceAdmin(RolesDecide, Services):
    form = ServiceForm
    list_display = ("name", "slug", "is_active")
    prepopulated_fields = {"slug": ("name",)}


class RoleGrantAdmin(FoundByName, ConfirmedPage, Grants):
    """Grants are added and withdrawn, never changed, so that it stays on record who had which role when."""

    person = "user__"

    form = RoleGrantForm
    list_display = ("user", "role", "service", "granted_at", "granted_by", "revoked_at", "revoked_by")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), "role", "service")
    list_select_related = ("user", "service", "granted_by", "revoked_by")
    search_fields = ("user__full_name", "user__email")
    actions = ("withdraw",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_form(
        self, request: HttpRequest, obj: RoleGrant | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[RoleGrant]]:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"by": user_of(request)})

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: ModelForm[RoleGrant], change: bool) -> None:
        made = grant_role(
            by=user_of(request), user=obj.user, role=Role(obj.role), service=obj.service, ends_on=obj.ends_on
        )
        obj.pk = made.pk

    @admin.action(description=_("Withdraw the selected roles"))
    def withdraw(self, request: HttpRequest, queryset: QuerySet[RoleGrant]) -> None:
        try:
            number = withdraw_roles(by=user_of(request), grants=queryset)
        except ValidationError as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
            return
        self.message_user(
            request,
            ngettext("%(number)d role was withdrawn.", "%(number)d roles were withdrawn.", number) % {"number": number},
        )


site = CouncilAdminSite(name="admin")
site.register(User, UserAdmin)
site.register(Service, ServiceAdmin)
site.register(RoleGrant, RoleGrantAdmin)
