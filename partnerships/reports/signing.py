"""Signs an issued report with the council's certificate (PAdES), when one is configured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.reports.signatures import thumbprint

SOON = timedelta(days=30)


class CannotSignError(Exception):
    """The report cannot be signed as the settings require; the message says why."""


@dataclass(frozen=True)
class Certificate:
    """The certificate of the settings, and the file that holds it with its key."""

    x509: x509.Certificate
    pkcs12: bytes

    @property
    def expires_at(self) -> datetime:
        """The end of its validity, in UTC."""
        return self.x509.not_valid_after_utc


def is_configured() -> bool:
    """Return whether the settings name a certificate, so that reports are signed."""
    return bool(settings.SIGNING_CERTIFICATE)


def certificate(*, now: datetime) -> Certificate:
    """Read the configured certificate and its key; CannotSignError when one of them is missing or not valid now."""
    path = Path(settings.SIGNING_CERTIFICATE)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CannotSignError(
            _("SIGNING_CERTIFICATE names %(path)s, which cannot be read: %(why)s.")
            % {"path": path, "why": error.strerror}
        ) from error
    found = _opened(data, path)
    if now < found.x509.not_valid_before_utc:
        raise CannotSignError(
            _("The certificate in %(path)s is not valid before %(when)s.")
            % {"path": path, "when": f"{found.x509.not_valid_before_utc:%d %B %Y}"}
        )
    if now > found.expires_at:
        raise CannotSignError(
            _("The certificate in %(path)s expired on %(when)s. Set SIGNING_CERTIFICATE to its successor.")
            % {"path": path, "when": f"{found.expires_at:%d %B %Y}"}
        )
    return found


def sign(pdf: bytes) -> bytes:
    """Return the PDF with the council's signature over all of it, or unchanged when no certificate is configured.

    The signature is PAdES B-B, or B-T with the time of SIGNING_TIMESTAMP_URL, and allows no later change.
    CannotSignError when the certificate or the time cannot be had.
    """
    if not is_configured():
        return pdf
    # pyHanko takes most of a second to import, so it is imported when a report is signed and not at every start.
    from partnerships.reports.pades import SigningError, TimestampRequestError, signed

    words = {"council": settings.COUNCIL_NAME}
    try:
        return signed(
            pdf,
            pkcs12=certificate(now=timezone.now()).pkcs12,
            passphrase=_passphrase(),
            council=settings.COUNCIL_NAME,
            reason=_("Readiness report issued by %(council)s") % words,
            label=_("Digital signature of %(council)s") % words,
            timestamp_url=settings.SIGNING_TIMESTAMP_URL,
        )
    except (TimestampRequestError, TimeoutError) as error:
        raise CannotSignError(
            _("The timestamp server at %(url)s gave no usable answer.") % {"url": settings.SIGNING_TIMESTAMP_URL}
        ) from error
    except SigningError as error:
        raise CannotSignError(_("The report could not be signed: %(why)s.") % {"why": error}) from error


def own_thumbprint() -> str | None:
    """Return the thumbprint of the configured certificate, even if it has expired; None when it cannot be read."""
    if not is_configured():
        return None
    path = Path(settings.SIGNING_CERTIFICATE)
    try:
        return thumbprint(_opened(path.read_bytes(), path).x509)
    except (OSError, CannotSignError):
        return None


def _opened(data: bytes, path: Path) -> Certificate:
    try:
        key, held, _others = pkcs12.load_key_and_certificates(data, _passphrase())
    except ValueError as error:
        raise CannotSignError(
            _("%(path)s does not open with SIGNING_PASSPHRASE: the passphrase is wrong, or it is not a PKCS#12 file.")
            % {"path": path}
        ) from error
    if key is None or held is None:
        raise CannotSignError(_("%(path)s lacks the certificate or its private key.") % {"path": path})
    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise CannotSignError(
            _("The key in %(path)s is neither RSA nor ECDSA, which PDF readers need.") % {"path": path}
        )
    return Certificate(x509=held, pkcs12=data)


def _passphrase() -> bytes | None:
    return settings.SIGNING_PASSPHRASE.encode() or None
