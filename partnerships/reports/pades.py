"""Making a digital signature in a PDF (PAdES) with pyHanko. Knows no settings."""

from __future__ import annotations

from io import BytesIO

from cryptography import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSigner
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper

from partnerships.reports.signatures import name_on

__all__ = ["SigningError", "TimestampRequestError", "signed"]

FIELD = "CouncilSignature"
TIMESTAMP_SECONDS = 10


def signed(
    pdf: bytes, *, pkcs12: bytes, passphrase: bytes | None, council: str, reason: str, label: str, timestamp_url: str
) -> bytes:
    """Return the PDF with a signature over all of it, which allows no later change.

    `reason` and `label` are what PDF readers show of the signature and of its field. `timestamp_url` names a server
    for its time; with "" it has the time of this machine. SigningError, TimestampRequestError or TimeoutError when it
    cannot be made.
    """
    signer = SimpleSigner.load_pkcs12_data(pkcs12, other_certs=[], passphrase=passphrase)
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=name_on(x509.load_der_x509_certificate(signer.signing_cert.dump())),
        reason=reason,
        location=council,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    # A field that no page shows: printable, as PDF/A wants of every field, and off the page, as PDF/UA wants of one
    # without a tag.
    invisible = InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)
    field = SigFieldSpec(FIELD, invis_sig_settings=invisible, readable_field_name=label)
    timestamper = HTTPTimeStamper(timestamp_url, timeout=TIMESTAMP_SECONDS) if timestamp_url else None
    writer = PdfSigner(metadata, signer, timestamper=timestamper, new_field_spec=field)
    return bytes(writer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf))).getvalue())
