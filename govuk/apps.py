"""The govuk app: the design system."""

from django.apps import AppConfig


class GovukConfig(AppConfig):
    """GOV.UK Frontend's components as template tags and form fields; no models."""

    name = "govuk"
