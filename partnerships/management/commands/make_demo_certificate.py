"""Make the certificate that signs the reports of the demonstration. Its name says that it proves no identity."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

LIFE = timedelta(days=3650)
A_DAY = timedelta(days=1)
# The reports of the demonstration are signed on days in the past.
AGE = timedelta(days=730)
# The most characters of a name in a certificate (X.520).
NAME_LIMIT = 64
SUFFIX = " (demonstration)"
SIGNING_ONLY = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


class Command(BaseCommand):
    help = "Make a self-signed certificate for the demonstration, in the file of SIGNING_CERTIFICATE."
    # The checks fail without the file that is made here.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the PKCS#12 file to make; one that exists is kept")
        parser.add_argument("--passphrase", required=True, help="what the file is encrypted with")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("A demonstration certificate is not made in production: it would vouch for nobody.")
        file: Path = options["file"]
        try:
            # The key is never readable by others, and an existing certificate is never overwritten.
            file.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            self.stdout.write(f"{file} exists already; nothing was changed.")
            return
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        certificate = demo_certificate(settings.COUNCIL_NAME, options["passphrase"], now=timezone.now(), age=AGE)
        file.write_bytes(certificate)
        self.stdout.write(f"Made a demonstration certificate in {file}.")


def demo_certificate(
    council: str,
    passphrase: str,
    *,
    now: datetime,
    life: timedelta = LIFE,
    age: timedelta = A_DAY,
    key: RSAPrivateKey | None = None,
) -> bytes:
    """Return a PKCS#12 file: that key with its self-signed certificate, valid from `now - age` to `now + life`.

    Without a key, a new one for ECDSA is made: pyHanko reads the key anew for each signature, which for RSA takes long.
    """
    own = key or ec.generate_private_key(ec.SECP256R1())
    common_name = council[: NAME_LIMIT - len(SUFFIX)] + SUFFIX
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, council[:NAME_LIMIT]),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Demonstration only: no proof of identity"),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - age)
        .not_valid_after(now + life)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(SIGNING_ONLY, critical=True)
        .sign(own, hashes.SHA256())
    )
    encryption = BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(common_name.encode(), own, certificate, None, encryption)
