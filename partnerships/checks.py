"""What must be right before the application starts: `manage.py` refuses to run when one of these finds an error."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.utils import timezone

from partnerships.files.antivirus import address_of
from partnerships.reports import signing


def check_signing(**_given: Any) -> list[checks.CheckMessage]:
    """Refuse a certificate that could not sign, and warn of one that soon cannot."""
    if not signing.is_configured():
        return []
    now = timezone.now()
    try:
        certificate = signing.certificate(now=now)
    except signing.CannotSignError as error:
        return [checks.Error(str(error), id="partnerships.E001")]
    if certificate.expires_at - now < signing.SOON:
        message = f"The certificate of SIGNING_CERTIFICATE expires on {certificate.expires_at:%d %B %Y}."
        return [checks.Warning(message, hint="Ask for its successor now.", id="partnerships.W001")]
    return []


def check_antivirus(**_given: Any) -> list[checks.CheckMessage]:
    """Refuse an address of the virus scanner that is none: each upload would be refused."""
    if not settings.ANTIVIRUS:
        return []
    try:
        address_of(settings.ANTIVIRUS)
    except ValueError:
        message = "ANTIVIRUS must be the address of a clamd, as tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl."
        return [checks.Error(message, id="partnerships.E002")]
    if settings.ANTIVIRUS_TIMEOUT <= 0:
        return [checks.Error("ANTIVIRUS_TIMEOUT must be a number of seconds above 0.", id="partnerships.E003")]
    return []


def check_word_template(**_given: Any) -> list[checks.CheckMessage]:
    """Refuse a Word template that cannot be used: each Word document would be refused."""
    if not settings.WORD_TEMPLATE:
        return []
    # The library for Word is imported when it is needed, not at every start.
    from partnerships.reports.word.template import TemplateError, council_template, open_template

    try:
        content = council_template()
        if content is not None:
            open_template(content)
    except TemplateError as error:
        return [checks.Error(str(error), id="partnerships.E004")]
    return []
