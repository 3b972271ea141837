"""The address of the check of reports. It is fixed: each issued report names it."""

from django.urls import path

from verification import views

urlpatterns = [
    path("verify/", views.verify, name="verify"),
]
