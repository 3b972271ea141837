"""The URLs of the sign-in pages and of the pages about this site."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("account/emails/", views.mail_choice, name="mail-choice"),
    path("account/deputy/", views.deputy, name="deputy"),
    path("account/deputy/<int:deputyship_id>/end/", views.deputy_end, name="deputy-end"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("healthz", views.healthz, name="healthz"),
]
