"""What the application says of a certificate that could not sign, before anybody relies on it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from partnerships.checks import check_signing
from partnerships.management.commands.make_demo_certificate import demo_certificate
from partnerships.reports import signing
from partnerships.reports.signatures import name_on

COUNCIL = "Marlshire County Council"
PASSPHRASE = "a passphrase"
YEAR = timedelta(days=365)


@pytest.fixture
def file(settings: Settings, tmp_path: Path) -> Path:
    """Where the certificate is to stand; there is none yet."""
    path = tmp_path / "council.p12"
    settings.SIGNING_CERTIFICATE = str(path)
    settings.SIGNING_PASSPHRASE = PASSPHRASE
    return path


def write_certificate(file: Path, *, aged: timedelta = timedelta(0), life: timedelta = YEAR) -> None:
    """Write a certificate that was made that long ago."""
    file.write_bytes(demo_certificate(COUNCIL, PASSPHRASE, now=timezone.now() - aged, life=life))


def messages() -> list[str]:
    return [f"{message.id} {message.msg}" for message in check_signing()]


def test_no_certificate_is_no_fault() -> None:
    assert not signing.is_configured()
    assert messages() == []


def test_a_good_certificate_is_no_fault(file: Path) -> None:
    write_certificate(file)
    assert messages() == []


def test_a_missing_file_is_named(file: Path) -> None:
    assert messages() == [
        f"partnerships.E001 SIGNING_CERTIFICATE names {file}, which cannot be read: No such file or directory."
    ]


def test_a_folder_is_named(file: Path) -> None:
    file.mkdir()
    assert messages() == [f"partnerships.E001 SIGNING_CERTIFICATE names {file}, which cannot be read: Is a directory."]


@pytest.mark.parametrize("passphrase", ["", "another passphrase"])
def test_a_wrong_passphrase_is_said_to_be_wrong(file: Path, settings: Settings, passphrase: str) -> None:
    write_certificate(file)
    settings.SIGNING_PASSPHRASE = passphrase
    [message] = messages()
    assert message.startswith(f"partnerships.E001 {file} does not open with SIGNING_PASSPHRASE")
    assert PASSPHRASE not in message


def test_a_file_of_another_kind_is_refused(file: Path) -> None:
    file.write_bytes(b"-----BEGIN CERTIFICATE-----")
    [message] = messages()
    assert "or it is not a PKCS#12 file" in message


def test_an_expired_certificate_is_refused_and_signs_nothing(file: Path) -> None:
    write_certificate(file, aged=2 * YEAR)
    [message] = messages()
    assert message.startswith(f"partnerships.E001 The certificate in {file} expired on ")
    with pytest.raises(signing.CannotSignError, match="expired on"):
        signing.sign(b"%PDF-1.7")


def test_a_certificate_of_tomorrow_is_refused(file: Path) -> None:
    write_certificate(file, aged=-timedelta(days=3))
    [message] = messages()
    assert message.startswith(f"partnerships.E001 The certificate in {file} is not valid before ")


def test_a_certificate_that_soon_expires_is_warned_of(file: Path) -> None:
    write_certificate(file, life=timedelta(days=20))
    [message] = messages()
    assert message.startswith("partnerships.W001 The certificate of SIGNING_CERTIFICATE expires on ")


def test_a_certificate_without_its_key_is_refused(file: Path) -> None:
    write_certificate(file)
    _key, certificate, _others = pkcs12.load_key_and_certificates(file.read_bytes(), PASSPHRASE.encode())
    sealed = BestAvailableEncryption(PASSPHRASE.encode())
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"", None, certificate, None, sealed))
    [message] = messages()
    assert "lacks the certificate or its private key" in message


def test_a_key_that_pdf_readers_do_not_know_is_refused(file: Path, settings: Settings) -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(timezone.now())
        .not_valid_after(timezone.now() + YEAR)
        .sign(key, None)
    )
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"", key, certificate, None, NoEncryption()))
    settings.SIGNING_PASSPHRASE = ""
    [message] = messages()
    assert "is neither RSA nor ECDSA" in message


def test_manage_refuses_to_start_with_the_sentence(file: Path) -> None:
    environment = {**os.environ, "SIGNING_CERTIFICATE": str(file), "SIGNING_PASSPHRASE": PASSPHRASE}
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=project.BASE_DIR, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert f"(partnerships.E001) SIGNING_CERTIFICATE names {file}, which cannot be read" in done.stderr


def test_the_demonstration_certificate_is_private_and_named_for_what_it_is(file: Path, settings: Settings) -> None:
    settings.DEMO = True
    call_command("make_demo_certificate", str(file), passphrase=PASSPHRASE, stdout=StringIO())
    assert file.stat().st_mode & 0o777 == 0o600
    certificate = signing.certificate(now=timezone.now()).x509
    assert name_on(certificate) == f"{COUNCIL} (demonstration)"
    assert "no proof of identity" in certificate.subject.rfc4514_string()


def test_a_certificate_is_never_written_over(file: Path, settings: Settings) -> None:
    settings.DEMO = True
    file.write_bytes(b"precious")
    call_command("make_demo_certificate", str(file), passphrase=PASSPHRASE)
    assert file.read_bytes() == b"precious"


def test_no_demonstration_certificate_is_made_in_production(file: Path, settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="not made in production"):
        call_command("make_demo_certificate", str(file), passphrase=PASSPHRASE)
    assert not file.exists()


def test_a_long_name_of_a_council_fits_a_certificate(file: Path) -> None:
    file.write_bytes(demo_certificate("Marlshire and the Vale " * 9, PASSPHRASE, now=timezone.now()))
    name = name_on(signing.certificate(now=timezone.now()).x509)
    assert len(name) == 64
    assert name.endswith(" (demonstration)")
