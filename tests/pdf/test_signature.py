"""The signature on a report: whole, kept within both standards, and found out when anything changes."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

import pikepdf
import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.utils import timezone
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings

from partnerships import reports
from partnerships.management.commands.make_demo_certificate import demo_certificate
from partnerships.reports import signing
from partnerships.reports.signatures import UNREADABLE, UNSIGNED, Signed, judge
from tests.pdf import judges, returned, samples
from tests.pdf.structure import structure_of

pytestmark = [pytest.mark.pdf, pytest.mark.spread(1)]

COUNCIL = "Marlshire County Council"
PASSPHRASE = "a passphrase"


def use_certificate(settings: Settings, file: Path, key: RSAPrivateKey | None = None) -> None:
    """Configure a new certificate of the council in that file."""
    file.write_bytes(demo_certificate(COUNCIL, PASSPHRASE, now=timezone.now(), key=key))
    settings.SIGNING_CERTIFICATE = str(file)
    settings.SIGNING_PASSPHRASE = PASSPHRASE


def rsa_key() -> RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=3072)


@pytest.fixture
def _with_certificate(settings: Settings, tmp_path: Path) -> None:
    use_certificate(settings, tmp_path / "council.p12")


@pytest.fixture(scope="module")
def report() -> bytes:
    return reports.render_pdf(samples.load("community_hub"))


@pytest.fixture
def signed(_with_certificate: None, report: bytes) -> bytes:
    return signing.sign(report)


@pytest.fixture
def file(tmp_path: Path, signed: bytes) -> Path:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    return path


def check(pdf: bytes) -> Signed:
    """What our own judge says of the signature, by the configured certificate."""
    return judge(pdf, ours=signing.own_thumbprint())


def status_of(pdf: bytes) -> PdfSignatureStatus:
    """What pyHanko's own validator says of the only signature, which it is told to trust."""
    [signature] = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    context = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    usage = KeyUsageConstraints(key_usage={"digital_signature"})
    return asyncio.run(async_validate_pdf_signature(signature, context, context, key_usage_settings=usage))


def test_without_a_certificate_the_bytes_stay_as_they_are(report: bytes) -> None:
    assert not signing.is_configured()
    assert signing.sign(report) is report
    assert check(report) == UNSIGNED


def test_the_signature_stands_behind_the_very_bytes_of_the_report(report: bytes, signed: bytes) -> None:
    assert signing.is_configured()
    assert signed.startswith(report)
    assert len(signed) > len(report)


def test_the_validator_finds_it_intact_over_the_whole_file(signed: bytes) -> None:
    status = status_of(signed)
    assert status.bottom_line
    assert status.intact
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert status.timestamp_validity is None


def test_it_says_who_signed_what_and_allows_no_change(signed: bytes) -> None:
    with pikepdf.open(BytesIO(signed)) as pdf:
        signature = pdf.Root.AcroForm.Fields[0].V
        assert signature.SubFilter == "/ETSI.CAdES.detached"
        assert str(signature.Name) == f"{COUNCIL} (demonstration)"
        assert str(signature.Reason) == f"Readiness report issued by {COUNCIL}"
        assert str(signature.Location) == COUNCIL
        assert signature.Reference[0].TransformParams.P == 1


def test_check_says_whole_intact_and_ours(signed: bytes) -> None:
    found = check(signed)
    assert found.proves_whole_file
    assert found.signer == f"{COUNCIL} (demonstration)"
    assert found.signed_at is not None
    assert abs(found.signed_at - timezone.now()) < timedelta(minutes=5)


def test_a_key_for_rsa_signs_as_well(settings: Settings, tmp_path: Path, report: bytes) -> None:
    use_certificate(settings, tmp_path / "rsa.p12", rsa_key())
    signed = signing.sign(report)
    status = status_of(signed)
    assert (status.bottom_line, status.pkcs7_signature_mechanism) == (True, "sha256_rsa")
    assert check(signed).proves_whole_file
    place = len(report) // 3
    altered = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    assert not check(altered).is_intact


def test_a_signed_report_is_sound_and_in_nobodys_way(file: Path) -> None:
    assert judges.syntax_errors(file) == ""
    assert structure_of(file).problems == []


def test_one_changed_byte_is_found_out(report: bytes, signed: bytes) -> None:
    place = len(report) // 3
    altered = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    found = check(altered)
    assert (found.is_signed, found.is_intact, found.is_ours) == (True, False, True)
    assert not found.proves_whole_file


def test_what_was_added_after_it_is_found_out(signed: bytes) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root["/Lang"] = generic.pdf_string("fr")
    writer.update_root()
    updated = BytesIO()
    writer.write(updated)
    for longer in (updated.getvalue(), signed + b"% one more line"):
        found = check(longer)
        assert (found.is_intact, found.is_ours, found.covers_whole_file) == (True, True, False)
        assert not found.proves_whole_file


def test_a_hole_in_what_is_signed_is_found_out(signed: bytes) -> None:
    """A signature over less than all: the range that it leaves out is made wider than the signature itself."""
    [signature] = PdfFileReader(BytesIO(signed)).embedded_regular_signatures
    _start, length, rest, after = map(int, signature.byte_range)
    old = f"[0 {length} {rest} {after}]".encode()
    assert signed.count(old) == 1
    new = f"[0 {length - 9} {rest} {after}]".encode().ljust(len(old))
    assert not check(signed.replace(old, new)).is_intact


def test_another_certificate_of_the_same_name_is_not_ours(signed: bytes, settings: Settings, tmp_path: Path) -> None:
    use_certificate(settings, tmp_path / "other.p12")
    found = check(signed)
    assert (found.is_intact, found.is_ours) == (True, False)
    assert not found.proves_whole_file


def test_saving_it_again_breaks_the_signature_and_not_the_check(signed: bytes) -> None:
    again = BytesIO()
    with pikepdf.open(BytesIO(signed)) as pdf:
        pdf.save(again, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    found = check(again.getvalue())
    assert (found.is_signed, found.is_intact) == (True, False)


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + bytes(64), b"%PDF-1.7\nstartxref\n0\n%%EOF", bytes(range(256)) * 40],
)
def test_a_file_that_is_no_pdf_is_unreadable(content: bytes) -> None:
    assert check(content) == UNREADABLE


@pytest.mark.parametrize(
    "make", [returned.object_stream_bomb, returned.page_tree_that_bites_its_tail, returned.nothing_as_it_should_be]
)
def test_a_file_that_was_made_to_do_harm_proves_nothing(make: Callable[[], bytes]) -> None:
    assert check(make()) in (UNSIGNED, UNREADABLE)


def test_a_form_that_bites_its_tail_is_unreadable() -> None:
    catalogue = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>"
    field = b"<</T(a)/Kids[3 0 R 3 0 R]>>"
    assert check(returned.written(catalogue, b"<</Type/Pages/Kids[]/Count 0>>", field)) == UNREADABLE


def test_a_file_that_was_cut_off_proves_nothing(signed: bytes) -> None:
    for length in range(0, len(signed), len(signed) // 12):
        assert not check(signed[:length]).is_intact


class Clock(BaseHTTPRequestHandler):
    """A time-stamping authority (RFC 3161) on this machine."""

    stamper: DummyTimeStamper

    def do_POST(self) -> None:
        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.stamper.request_tsa_response(asked).dump()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def clock() -> Iterator[str]:
    data = demo_certificate("Clock", PASSPHRASE, now=timezone.now(), key=rsa_key())
    signer = SimpleSigner.load_pkcs12_data(data, other_certs=[], passphrase=PASSPHRASE.encode())
    handler = type("OneClock", (Clock,), {"stamper": DummyTimeStamper(signer.signing_cert, signer.signing_key)})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def stamped(_with_certificate: None, report: bytes, settings: Settings, clock: str) -> bytes:
    settings.SIGNING_TIMESTAMP_URL = clock
    return signing.sign(report)


def test_with_a_timestamp_server_the_signature_holds_its_time(stamped: bytes) -> None:
    timestamp = status_of(stamped).timestamp_validity
    assert timestamp is not None
    assert timestamp.intact
    assert check(stamped).proves_whole_file


def test_a_signed_report_keeps_to_both_standards_with_and_without_a_timestamp(
    file: Path, stamped: bytes, tmp_path: Path
) -> None:
    with_timestamp = tmp_path / "stamped.pdf"
    with_timestamp.write_bytes(stamped)
    compliant = ["compliant", "compliant"]
    assert judges.verdicts(file, with_timestamp) == dict.fromkeys(judges.STANDARDS, compliant)


@pytest.mark.usefixtures("_with_certificate")
def test_a_timestamp_server_that_is_down_is_named(report: bytes, settings: Settings) -> None:
    settings.SIGNING_TIMESTAMP_URL = "http://127.0.0.1:9/"
    with pytest.raises(signing.CannotSignError, match=r"http://127\.0\.0\.1:9/ gave no usable answer"):
        signing.sign(report)


def test_poppler_agrees(file: Path) -> None:
    done = subprocess.run([judges.tool("pdfsig"), str(file)], check=False, capture_output=True, text=True)
    assert "Signature Validation: Signature is Valid." in done.stdout
    assert "Total document signed" in done.stdout
