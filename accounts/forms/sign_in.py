"""The forms of signing in: django-allauth's, in our words and with our fields.

A new password is typed once: it can be shown while it is typed.
"""

from __future__ import annotations

import struct
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as code_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.actions.sealing import has_unreadable_secret
from accounts.actions.second_factor import tell_of_recovery_code, use_code
from accounts.actions.trail import note_failure
from accounts.actions.warnings import warn
from accounts.forms.fields import LineField
from accounts.forms.people import AddressField
from accounts.group_roles import may_use_password
from accounts.models import AccountEventKind, User

# What fido2 raises over an answer that no browser gives: it reads base64, CBOR and keys of many kinds.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error)
NEW_PASSWORD_HINT = _("At least 12 characters. Three random words are long and easy to remember.")
_ADDRESS = {"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}


class SignInAddressField(AddressField):
    """The address with which somebody signs in, in the form in which it is kept."""

    def __init__(self) -> None:
        super().__init__(label=_("Email address"), widget=forms.EmailInput(attrs=_ADDRESS))
        self.error_messages |= {
            "required": _("Enter your email address"),
            "invalid": _("Enter an email address in the correct format, like name@example.gov.uk"),
        }

    def clean(self, value: Any) -> str:
        """Return the address; upper and lower case are the same."""
        return User.objects.normalize_email(super().clean(value))


class PasswordField(forms.CharField):
    """A password that somebody has; taken as it is typed."""

    def __init__(self, *, label: Any, required: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        super().__init__(strip=False, label=label, widget=widget, error_messages={"required": required})


class SignInForm(allauth_forms.LoginForm):
    """Email address and password. An unknown address, a closed account and a wrong password get the same message."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = SignInAddressField()
        self.fields["password"] = PasswordField(label=_("Password"), required=_("Enter your password"))

    def clean(self) -> dict[str, Any]:
        """Check them. A password that is of no use is refused as a wrong one is: nobody learns here that it was right."""
        cleaned: dict[str, Any] = super().clean()  # type: ignore[no-untyped-call]  # allauth has no types
        if not self.errors and not may_use_password(self.user):
            raise get_adapter().validation_error("email_password_mismatch")
        return cleaned


class PasswordResetForm(forms.Form):
    """The address to which the link for a new password is sent."""

    email = SignInAddressField()


class NewPasswordMixin:
    """For forms in which a new password is chosen."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        new = self.fields["password1"]
        new.label, new.help_text = _("New password"), NEW_PASSWORD_HINT
        # allauth's placeholder says what the label says, and is gone once somebody types.
        del new.widget.attrs["placeholder"]
        new.error_messages["required"] = _("Enter a new password")


class NewPasswordForm(NewPasswordMixin, allauth_forms.ResetPasswordKeyForm):
    """The new password of somebody who came by a link of an email."""


class ChangePasswordForm(NewPasswordMixin, allauth_forms.ChangePasswordForm):
    """The password that somebody has, and the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = PasswordField(
            label=_("Your password now"), required=_("Enter the password that you have now")
        )


class ConfirmForm(allauth_forms.ReauthenticateForm):
    """The password of somebody who is signed in, asked for before something decisive."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = PasswordField(label=_("Your password"), required=_("Enter your password"))


class LimitedCode:
    """For forms with a code: so many wrong ones and no more for one person, from wherever, and each code once."""

    fields: dict[str, forms.Field]
    user: User
    label = _("The code from your app, or a recovery code")
    # A wrong one is somebody who fails to show that it is them.
    is_proof = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = LineField(
            label=self.label,
            widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
            error_messages={"required": _("Enter a code")},
        )

    def clean_code(self) -> str:
        """Check it; LimitReachedError after too many, of which the person is warned: whoever gives codes has the password."""
        try:
            used = limits.use("sign_in_account", context.request, about="code", of=self.user)
        except limits.LimitReachedError:
            warn("wrong_codes", of=self.user)
            raise
        code = self._checked()
        authenticator = getattr(self, "authenticator", None)
        if authenticator and authenticator.type == Authenticator.Type.TOTP and not use_code(of=self.user, code=code):
            self._note_wrong()
            raise ValidationError(_("This code was used already. Wait for the next one."))
        if authenticator and authenticator.type == Authenticator.Type.RECOVERY_CODES:
            tell_of_recovery_code(of=self.user)
        limits.give_back(used)
        return code

    def _checked(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # allauth's form comes after it
        except ValidationError:
            self._note_wrong()
            if has_unreadable_secret(self.user):
                # SECRET_KEY was changed: no code is right any more, and trying on is in vain.
                refusal = _(
                    "The codes of this account cannot be checked any more. Ask for the second factor to be taken away"
                )
                raise ValidationError(refusal) from None
            raise
        return code

    def _note_wrong(self) -> None:
        if self.is_proof:
            note_failure(AccountEventKind.WRONG_CODE, about=self.user)


class CodeForm(LimitedCode, code_forms.AuthenticateForm):
    """The second factor of somebody who is signing in."""


class ConfirmByCodeForm(LimitedCode, code_forms.ReauthenticateForm):
    """The same of somebody who is signed in, before something decisive."""


class NewCodeForm(LimitedCode, ActivateTOTPForm):
    """The first code of an app that is being set up."""

    label = _("The code that the app shows now")
    is_proof = False


class NewPasskeyForm(AddWebAuthnForm):
    """A passkey, and its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = LineField(
            label=_("A name for it"), help_text=_("For example: my work laptop."), most=100, required=False
        )

    def clean(self) -> dict[str, Any]:
        """Check what the browser sent; whatever cannot be read is refused, as it is for what is used."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except UNREADABLE as fault:
            raise ValidationError(_("This passkey could not be read. Try again")) from fault
        return cleaned


class PasskeyForm(AuthenticateWebAuthnForm):
    """A passkey as the second factor of somebody who is signing in."""

    def clean_credential(self) -> Authenticator:
        """Check it."""
        try:
            return super().clean_credential()
        except UNREADABLE as fault:
            raise ValidationError(_("This passkey could not be read. Try again")) from fault


class ConfirmByPasskeyForm(PasskeyForm):
    """The same of somebody who is signed in, before something decisive."""

    reauthenticated = True
