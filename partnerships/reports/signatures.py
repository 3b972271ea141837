"""What the digital signature in a PDF proves.

Also a program, for files from strangers: the PDF on its standard input; the thumbprint of the council's certificate and
limits as its arguments; the answer as one line of JSON on its standard output. It is run by its path, and so it imports
nothing of this project: it has no settings, environment or database.

pyHanko takes most of a second to import. Every start imports this module, so it imports pyHanko when it judges a file.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from pyhanko.sign.validation import EmbeddedPdfSignature


@dataclass(frozen=True)
class Signed:
    """What one signature says.

    `is_intact`: the bytes that it signs are as they were signed. `covers_whole_file`: nothing was added to them since.
    `is_ours`: made with the key of the certificate asked for, even if the file was altered since; anybody can make one
    that merely bears our name. `signer` and `signed_at` are what the signature claims, "" and None when it claims
    nothing.
    """

    is_signed: bool
    is_readable: bool = True
    is_intact: bool = False
    covers_whole_file: bool = False
    is_ours: bool = False
    signer: str = ""
    signed_at: datetime | None = None

    @property
    def proves_whole_file(self) -> bool:
        """Whether every byte of the file is as it was when we signed it."""
        return self.is_intact and self.covers_whole_file and self.is_ours


UNSIGNED = Signed(is_signed=False)
# The file may have been signed: nothing can be said about it.
UNREADABLE = Signed(is_signed=False, is_readable=False)


def thumbprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the certificate, 64 hexadecimal digits."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def name_on(certificate: x509.Certificate) -> str:
    """Return the name of the holder: the common name, else the organisation, else the whole subject."""
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(oid):
            return str(attribute.value)
    return certificate.subject.rfc4514_string()


def judge(pdf: bytes, *, ours: str | None) -> Signed:
    """Return what the file's signature says: ours if it has one made with the certificate of that thumbprint, else the first.

    Raises nothing: a file that cannot be read is UNREADABLE.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        found = [_judged(pdf, signature, ours) for signature in reader.embedded_regular_signatures]
    # A hostile file can make either parser raise anything; whatever it raises, nothing was proved.
    except Exception:
        return UNREADABLE
    return next((signed for signed in found if signed.is_ours), found[0] if found else UNSIGNED)


def _judged(pdf: bytes, signature: EmbeddedPdfSignature, ours: str | None) -> Signed:
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    digest_agrees, key_agrees = validate_sig_integrity(
        signature.signer_info, signature.signer_cert, "data", signature.compute_digest()
    )
    start, length, rest, rest_length = map(int, signature.byte_range)
    # Only the signature itself may be left out of the signed bytes.
    leaves_out_itself = start == 0 and pdf[length:rest].lower() == b"<%s>" % signature.pkcs7_content.hex().encode()
    return Signed(
        is_signed=True,
        is_intact=digest_agrees and key_agrees and leaves_out_itself,
        covers_whole_file=rest + rest_length == len(pdf),
        is_ours=key_agrees and thumbprint(certificate) == ours,
        signer=name_on(certificate),
        signed_at=signature.self_reported_timestamp,
    )


def main() -> None:
    """Judge the PDF on standard input within limits. The arguments are a thumbprint or "", seconds, and bytes of memory."""
    thumbprint_of_council, seconds, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    # The limits are for the file: what judges it is imported before.
    import_module("pyhanko.sign.validation")
    _limit_process(seconds=seconds, memory=memory)
    found = asdict(judge(sys.stdin.buffer.read(), ours=thumbprint_of_council or None))
    found["signed_at"] = found["signed_at"] and found["signed_at"].isoformat()
    sys.stdout.write(json.dumps(found))


def _limit_process(*, seconds: int, memory: int) -> None:
    """Limit this process for good: seconds of processor time, bytes of memory; no child process and no core file."""
    limits = {resource.RLIMIT_CPU: seconds, resource.RLIMIT_NPROC: 0, resource.RLIMIT_CORE: 0}
    # macOS knows this limit but refuses to set it.
    if sys.platform != "darwin":
        limits[resource.RLIMIT_AS] = memory
    for kind, number in limits.items():
        resource.setrlimit(kind, (number, number))


if __name__ == "__main__":
    main()
