"""The council's digital signature on an issued report (PAdES), when a certificate is configured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSigner
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper

from partnerships.reports.signatures import name_on, thumbprint

FIELD = "CouncilSignature"
SOON = timedelta(days=30)
TIMESTAMP_SECONDS = 10


class CannotSignError(Exception):
    """The report cannot be signed as the settings ask; the message is a sentence that says why."""


@dataclass(frozen=True)
class Certificate:
    """The certificate of the settings, and what `sign` signs with."""

    x509: x509.Certificate
    signer: SimpleSigner

    @property
    def expires_at(self) -> datetime:
        """The last moment at which it may sign, in UTC."""
        return self.x509.not_valid_after_utc


def is_configured() -> bool:
    """Return whether the settings name a certificate: whether reports are to be signed."""
    return bool(settings.SIGNING_CERTIFICATE)


def certificate(*, now: datetime) -> Certificate:
    """Read the configured certificate and its key; CannotSignError says what is wrong with them."""
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
    """Return the PDF with the council's signature over all of it; the very bytes when no certificate is configured.

    The signature is PAdES B-B, or B-T with the time of SIGNING_TIMESTAMP_URL, and allows no later change.
    CannotSignError when the certificate or the time cannot be had.
    """
    if not is_configured():
        return pdf
    now = timezone.now()
    own = certificate(now=now)
    timestamper = (
        HTTPTimeStamper(settings.SIGNING_TIMESTAMP_URL, timeout=TIMESTAMP_SECONDS)
        if settings.SIGNING_TIMESTAMP_URL
        else None
    )
    signer = PdfSigner(_metadata(own), own.signer, timestamper=timestamper, new_field_spec=_field())
    try:
        signed = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    except (TimestampRequestError, TimeoutError) as error:
        raise CannotSignError(
            _("The timestamp server at %(url)s gave no usable answer.") % {"url": settings.SIGNING_TIMESTAMP_URL}
        ) from error
    except SigningError as error:
        raise CannotSignError(_("The report could not be signed: %(why)s.") % {"why": error}) from error
    return bytes(signed.getvalue())


def own_thumbprint() -> str | None:
    """The thumbprint of the configured certificate, also when it has expired; None when there is none to read."""
    if not is_configured():
        return None
    path = Path(settings.SIGNING_CERTIFICATE)
    try:
        return thumbprint(_opened(path.read_bytes(), path).x509)
    except (OSError, CannotSignError):
        return None


def _opened(data: bytes, path: Path) -> Certificate:
    passphrase = settings.SIGNING_PASSPHRASE.encode()
    try:
        key, held, _others = pkcs12.load_key_and_certificates(data, passphrase or None)
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
    return Certificate(
        x509=held, signer=SimpleSigner.load_pkcs12_data(data, other_certs=[], passphrase=passphrase or None)
    )


def _metadata(own: Certificate) -> PdfSignatureMetadata:
    council = settings.COUNCIL_NAME
    return PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=name_on(own.x509),
        reason=_("Readiness report issued by %(council)s") % {"council": council},
        location=council,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )


def _field() -> SigFieldSpec:
    """A field that no page shows: printable, as PDF/A wants of every field, and off the page, as PDF/UA wants of one without a tag."""
    return SigFieldSpec(
        FIELD,
        invis_sig_settings=InvisSigSettings(set_print_flag=True, box_out_of_bounds=True),
        readable_field_name=_("Digital signature of %(council)s") % {"council": settings.COUNCIL_NAME},
    )
