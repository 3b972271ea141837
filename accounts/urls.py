"""The URLs of the sign-in pages, of people and roles, of one's own account, and of the pages about this site.

allauth asks for its pages by names of its own, which begin with account_ and mfa_.
"""

from django.urls import path, re_path

from accounts.views import group_roles, people, provider, second_factor, sign_in, site

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/code/", second_factor.sign_in_code, name="mfa_authenticate"),
    path("sign-in/council/", provider.provider_sign_in, name="provider-sign-in"),
    path("sign-in/council/callback/", provider.provider_callback, name="provider-callback"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("password/", sign_in.password_reset, name="password-reset"),
    path("password/sent/", sign_in.password_reset_sent, name="password-reset-sent"),
    path("password/link/", sign_in.password_link, name="password-link"),
    re_path(
        r"^password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        sign_in.password_reset_link,
        name="account_reset_password_from_key",
    ),
    path("invitation/", people.invitation, name="invitation"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.person_invite, name="person-invite"),
    path("people/groups/", group_roles.group_roles, name="group-roles"),
    path("people/groups/add/", group_roles.group_role_add, name="group-role-add"),
    path("people/groups/preview/", group_roles.group_roles_preview, name="group-roles-preview"),
    path("people/groups/<int:rule_id>/", group_roles.group_role_change, name="group-role-change"),
    path("people/groups/<int:rule_id>/remove/", group_roles.group_role_remove, name="group-role-remove"),
    path("people/<int:user_id>/", people.person, name="person"),
    path("people/<int:user_id>/invite/", people.person_invite_again, name="person-invite-again"),
    path("people/<int:user_id>/second-factor/", people.second_factor_remove, name="second-factor-remove"),
    path("people/<int:user_id>/unlink/", provider.provider_unlink, name="provider-unlink"),
    path("people/<int:user_id>/emergency/", provider.emergency_access, name="emergency-access"),
    path("people/<int:user_id>/roles/grant/", people.role_grant, name="role-grant"),
    path("people/<int:user_id>/roles/<int:grant_id>/withdraw/", people.role_withdraw, name="role-withdraw"),
    path("account/", site.account, name="account"),
    path("account/password/", sign_in.password_change, name="password-change"),
    path("account/second-factor/", second_factor.second_factor, name="mfa_index"),
    path("account/second-factor/app/", second_factor.app_add, name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", second_factor.app_remove, name="mfa_deactivate_totp"),
    path("account/second-factor/passkeys/add/", second_factor.passkey_add, name="mfa_add_webauthn"),
    path("account/second-factor/passkeys/<int:pk>/remove/", second_factor.passkey_remove, name="mfa_remove_webauthn"),
    path("account/second-factor/codes/", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new/", second_factor.recovery_codes_new, name="mfa_generate_recovery_codes"),
    path("account/confirm/", second_factor.confirm, name="account_reauthenticate"),
    path("account/confirm/code/", second_factor.confirm_by_code, name="mfa_reauthenticate"),
    path("account/confirm/passkey/", second_factor.confirm_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("account/confirm/council/", provider.provider_confirm, name="provider-confirm"),
    path("account/sessions/", site.sessions, name="sessions"),
    path("account/emails/", site.mail_choice, name="mail-choice"),
    path("account/deputy/", site.deputy, name="deputy"),
    path("account/deputy/<int:deputyship_id>/end/", site.deputy_end, name="deputy-end"),
    path("accessibility/", site.accessibility, name="accessibility"),
    path("privacy/", site.privacy, name="privacy"),
]
