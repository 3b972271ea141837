"""Evidence: links and files, what is refused, who may open it, and how it is handed out."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Service, User
from accounts.roles import Role
from partnerships.actions.accepted_files import ACCEPTED
from partnerships.models import Assessment, Evidence
from tests import factories
from tests.conftest import SignIn
from tests.mails import eml, msg
from tests.office import OLE, RELATIONS, office, open_document, zipped
from tests.ole import container

pytestmark = pytest.mark.usefixtures("drafted_once")

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
MOVING_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + b"\0" * 17 + b"\0\0\0\x08acTL" + b"\0" * 12
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
VBA, TEMPLATE = "application/vnd.ms-office.vbaProject", RELATIONS + "attachedTemplate"


def locked_pdf(*, user: str) -> bytes:
    """Return a PDF that prints nothing; `user` is the password that opens it, another one lets change it."""
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(written, encryption=pikepdf.Encryption(user=user, owner="another"))
    return written.getvalue()


DOCX = office()
GOOD = {
    "plan.pdf": PDF,
    "read-only.pdf": locked_pdf(user=""),
    "scan.pdf": b"\0" * 1000 + PDF,
    "plan.docx": DOCX,
    "web.docx": office(main="word/document2.xml"),
    "plan.xlsx": office("xlsx"),
    "web.xlsx": office("xlsx", main="xl/workbook2.xml"),
    "plan.pptx": office("pptx"),
    "plan.odt": open_document(),
    "plan.ods": open_document("spreadsheet"),
    "plan.odp": open_document("presentation"),
    "plan.png": PNG,
    "plan.JPG": b"\xff\xd8\xff\xe0" + b"\0" * 20,
    "IMG_0412.HEIC": b"\0\0\0\x18ftypheic" + b"\0" * 20,
    "photo.heif": b"\0\0\0\x1cftypmif1" + b"\0" * 20,
    "scan.tif": b"II*\0" + b"\0" * 20,
    "scan.TIFF": b"MM\0*" + b"\0" * 20,
    "plan.gif": b"GIF89a" + b"\0" * 20,
    "plan.webp": b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 20,
    "agreed.eml": eml(),
    "agreed.MSG": msg(),
    "plan.txt": "Demand rose – Señora Łuczak".encode(),
    "plan.csv": b"=cmd,1\r\n",
}
BAD = {
    "plan.html": (b"<p>", "Web pages and SVG pictures are not accepted"),
    "plan.svg": (b"<svg/>", "Web pages and SVG pictures are not accepted"),
    "plan.docm": (DOCX, "can hold programs or macros"),
    "plan.exe": (b"MZ", "can hold programs or macros"),
    "macro.docx": (office(parts={"word/a.png": (VBA, b"x")}), "Save it as .docx without macros, or as a PDF."),
    "sheet.xlsx": (office("xlsx", parts={"xl/macrosheets/a": ("", b"x")}), "Save it as .xlsx without macros"),
    "macro.ods": (open_document("spreadsheet", parts={"Basic/a.xml": b"<a/>"}), "programs or macros"),
    "template.docx": (office(relations=((TEMPLATE, "https://evil.example/a.dotm"),)), "loads its template"),
    "object.docx": (office(parts={"word/a.png": ("image/png", OLE)}), "an object of another program"),
    "half.docx": (DOCX[: len(DOCX) // 2], "The file is damaged"),
    "locked.docx": (container("EncryptedPackage"), "opens only with a password"),
    "locked.pdf": (locked_pdf(user="secret"), "opens only with a password"),
    "old.docx": (container("WordDocument"), "of an old Office version"),
    "other.xlsx": (container("Whatever"), "is not what its name says (.xlsx)"),
    "torn.xlsx": (container("Workbook")[:700], "is not what its name says (.xlsx)"),
    "program.eml": (eml(files=[("run.exe", b"MZ")]), "has an attachment that can hold programs: run.exe."),
    "macro.msg": (msg(files=[("plan.docm", b"x")]), "has an attachment that can hold programs: plan.docm."),
    "page.eml": (b"<html><p>From: x", "is not what its name says (.eml)"),
    "plan.doc": (b"\xd0\xcf\x11\xe0", "old Office versions"),
    "plan.zip": (DOCX, "Archives are not accepted"),
    "plan.key": (DOCX, "Files of this program are not accepted"),
    "talk.mp4": (b"\0\0\0\x18ftypmp42", "Recordings are not accepted"),
    "page.url": (b"[InternetShortcut]", "A shortcut holds no content"),
    "plan.xyz": (PDF, "This type of file is not accepted. Attach a PDF"),
    "plan": (PDF, "Its name must end with its type"),
    "late.pdf": (b"\0" * 1100 + PDF, "is not what its name says (.pdf)"),
    "program.pdf": (b"MZ" + PDF, "is not what its name says (.pdf)"),
    "page.pdf": (b"<html>" + PDF, "is not what its name says (.pdf)"),
    "video.heic": (b"\0\0\0\x18ftypmp42", "is not what its name says (.heic)"),
    "jpeg.heic": (b"\xff\xd8\xff\xe0" + b"\0" * 20, "is not what its name says (.heic)"),
    "png.pdf": (PNG, "is not what its name says (.pdf)"),
    "pdf.png": (PDF, "is not what its name says (.png)"),
    "moving.png": (MOVING_PNG, "is not what its name says (.png)"),
    "jpeg.webp": (b"\xff\xd8\xff\xe0" + b"\0" * 20, "is not what its name says (.webp)"),
    "sound.webp": (b"RIFF\x10\0\0\0WAVEfmt " + b"\0" * 20, "is not what its name says (.webp)"),
    "zip.docx": (zipped({"a.txt": b"x"}), "is not what its name says (.docx)"),
    "text.docx": (b"hello", "is not what its name says (.docx)"),
    "docx.odt": (DOCX, "is not what its name says (.odt)"),
    "page.txt": (b"\n<!DOCTYPE html><script>", "is not what its name says (.txt)"),
    "binary.csv": (b"a\x00b", "is not what its name says (.csv)"),
    "empty.pdf": (b"", "The file is empty"),
}


@pytest.fixture
def address(assessment: Assessment) -> str:
    return f"/assessments/{assessment.pk}/questions/customer-benefit/evidence/"


def upload(name: str, content: bytes) -> dict[str, Any]:
    return {"title": "The plan", "kind": "file", "file": SimpleUploadedFile(name, content)}


@pytest.mark.parametrize("name", GOOD)
def test_accepted_file_is_stored_privately_and_handed_out_as_attachment(
    name: str, address: str, assessment: Assessment, owner: User, sign_in: SignIn, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    client = sign_in(owner)
    assert client.post(address, upload(name, GOOD[name])).status_code == 302
    evidence = Evidence.objects.get()
    assert (evidence.file_name, evidence.size) == (name, len(GOOD[name]))
    (stored,) = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert "plan" not in stored.name
    response = client.get(f"/assessments/{assessment.pk}/evidence/1/")
    assert response.content == GOOD[name]
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Type"] == ACCEPTED[name.rpartition(".")[2].lower()]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", BAD)
def test_refused_file_says_why(name: str, address: str, owner: User, sign_in: SignIn) -> None:
    content, sentence = BAD[name]
    response = sign_in(owner).post(address, upload(name, content))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert 'value="The plan"' in response.content.decode()
    assert not Evidence.objects.exists()


def test_file_of_11_mb_is_refused(address: str, owner: User, sign_in: SignIn) -> None:
    response = sign_in(owner).post(address, upload("large.pdf", PDF + b"\0" * 11 * 1024 * 1024))
    assert response.status_code == 422
    assert "The file must be 10 MB or smaller" in response.content.decode()


def test_file_of_exactly_10_mb_is_accepted(address: str, owner: User, sign_in: SignIn) -> None:
    content = PDF + b"\0" * (10 * 1024 * 1024 - len(PDF))
    assert sign_in(owner).post(address, upload("large.pdf", content)).status_code == 302


def test_path_in_a_file_name_is_dropped(address: str, owner: User, sign_in: SignIn) -> None:
    part = 'Content-Disposition: form-data; name="file"; filename="../../etc/plan.pdf"\r\n\r\n'
    fields = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("title", "The plan"), ("kind", "file"))
    )
    body = f"{fields}--x\r\n{part}".encode() + PDF + b"\r\n--x--\r\n"
    sign_in(owner).generic("POST", address, body, content_type="multipart/form-data; boundary=x")
    assert Evidence.objects.get().file_name == "plan.pdf"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "Enter the web address"),
        ("www.example.gov.uk", "Enter a full web address"),
        ("javascript:alert(1)", "Enter a full web address"),
        ("ftp://example.gov.uk/", "Enter a full web address"),
        ("https://", "Enter a full web address"),
        ("https://[half", "Enter a full web address"),
        ("https://a b.gov.uk/", "Enter a full web address"),
        ("https://me:secret@example.gov.uk/", "without a password"),
        ("https://example.gov.uk/" + "x" * 1000, "must be 1,000 characters or fewer"),
    ],
)
def test_refused_link_says_why(url: str, sentence: str, address: str, owner: User, sign_in: SignIn) -> None:
    response = sign_in(owner).post(address, {"title": "The plan", "kind": "link", "url": url})
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_page_begins_without_errors(address: str, owner: User, sign_in: SignIn) -> None:
    text = sign_in(owner).get(address).content.decode()
    assert "There is a problem" not in text
    assert "Benefit measures with a baseline" in text


@pytest.mark.parametrize("posted", [{}, {"title": "x"}, {"title": "x", "kind": "file"}, {"kind": "parcel"}])
def test_what_is_missing_is_named(posted: dict[str, str], address: str, owner: User, sign_in: SignIn) -> None:
    assert sign_in(owner).post(address, posted).status_code == 422


def test_link_completes_an_answer_that_asks_for_evidence(
    address: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    factories.save(assessment, "customer-benefit", "yes")
    client = sign_in(owner)
    client.post(address, {"title": "Needs", "kind": "link", "url": "http://intranet/needs"})
    page = client.get(f"/assessments/{assessment.pk}/questions/customer-benefit/").content.decode()
    assert 'href="http://intranet/needs"' in page
    assert "Answered 1 of 18" in page
    assert client.get(f"/assessments/{assessment.pk}/evidence/1/").status_code == 404


def test_only_readers_of_the_case_open_it(
    address: str,
    assessment: Assessment,
    owner: User,
    manager: User,
    outsider: User,
    other_manager: User,
    sign_in: SignIn,
) -> None:
    sign_in(owner).post(address, upload("plan.pdf", PDF))
    file = f"/assessments/{assessment.pk}/evidence/1/"
    assert sign_in(manager).get(file).status_code == 200
    assert sign_in(outsider).get(file).status_code == 404
    assert sign_in(other_manager).get(file).status_code == 404
    assert sign_in(manager).post(address, upload("plan.pdf", PDF)).status_code == 403
    assert sign_in(manager).post(f"{file}remove/").status_code == 403


def test_removed_after_confirming_and_kept_in_the_history(
    address: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    client.post(address, upload("plan.pdf", PDF))
    remove = f"/assessments/{assessment.pk}/evidence/1/remove/"
    assert "Remove this evidence?" in client.get(remove).content.decode()
    assert client.post(remove).status_code == 302
    assert client.post(remove).status_code == 404
    assert client.get(f"/assessments/{assessment.pk}/evidence/1/").status_code == 404
    assert "Evidence removed" in client.get("/partnerships/PR-0001/").content.decode()


def test_unknown_question_has_no_evidence(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    assert sign_in(owner).get(f"/assessments/{assessment.pk}/questions/no-such/evidence/").status_code == 404


class TestRemoved:
    """Evidence that was removed is still readable to the auditor, through its page and the trail, and to nobody else."""

    @pytest.fixture
    def case(self, address: str, assessment: Assessment, owner: User, sign_in: SignIn) -> Assessment:
        client = sign_in(owner)
        client.post(address, upload("plan.pdf", PDF))
        client.post(address, {"title": "The page", "kind": "link", "url": "https://intranet.example/needs"})
        for number in (1, 2):
            assert client.post(f"/assessments/{assessment.pk}/evidence/{number}/remove/").status_code == 302
        return assessment

    def test_the_auditor_reads_it(self, case: Assessment, auditor: User, sign_in: SignIn) -> None:
        client = sign_in(auditor)
        response = client.get(f"/assessments/{case.pk}/evidence/1/")
        assert (response.status_code, response.content) == (200, PDF)
        page = client.get(f"/assessments/{case.pk}/questions/customer-benefit/").content.decode()
        assert f'href="/assessments/{case.pk}/evidence/1/"' in page
        assert 'href="https://intranet.example/needs"' in page
        assert "Removed by Olive Owner" in page
        trail = client.get("/audit/").content.decode()
        assert trail.count(f'href="/assessments/{case.pk}/questions/customer-benefit/"') == 4

    def test_nobody_else_does(
        self, case: Assessment, owner: User, manager: User, legal: User, outsider: User, admin: User, sign_in: SignIn
    ) -> None:
        for person in (owner, manager, legal, outsider, admin):
            client = sign_in(person)
            assert client.get(f"/assessments/{case.pk}/evidence/1/").status_code == 404
            page = client.get(f"/assessments/{case.pk}/questions/customer-benefit/")
            assert "Removed evidence" not in page.content.decode()

    def test_an_auditor_of_another_service_does_not(
        self, case: Assessment, other_service: Service, sign_in: SignIn
    ) -> None:
        elsewhere = factories.person("elsewhere", Role.AUDITOR, service=other_service)
        assert sign_in(elsewhere).get(f"/assessments/{case.pk}/evidence/1/").status_code == 404

    def test_the_auditor_removes_nothing(self, case: Assessment, auditor: User, sign_in: SignIn) -> None:
        assert sign_in(auditor).post(f"/assessments/{case.pk}/evidence/1/remove/").status_code == 404


@pytest.mark.parametrize(("name", "content"), [("agreed.eml", eml(files=[("a.txt", b"x")])), ("agreed.msg", msg())])
def test_an_email_is_kept_as_it_is_and_shown_as_a_summary(
    name: str, content: bytes, address: str, assessment: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    assert client.post(address, upload(name, content)).status_code == 302
    assert client.get(f"/assessments/{assessment.pk}/evidence/1/").content == content
    for path in ("questions/customer-benefit/", "evidence/1/remove/"):
        page = " ".join(client.get(f"/assessments/{assessment.pk}/{path}").content.decode().split())
        assert "To Olive Owner &lt;olive@marlshire.example&gt;" in page
        assert "Sent 3 March 2026, 14:15" in page
        assert "Subject: Agreed: the hub" in page
    assert ("With the files: a.txt" in page) is (name == "agreed.eml")


def test_an_email_shows_nothing_as_html(address: str, assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    content = eml(body="<script>alert(1)</script>", subject="<script>alert(2)</script>", from_="<b>x</b> <a@b.example>")
    client = sign_in(owner)
    assert client.post(address, upload("agreed.eml", content)).status_code == 302
    page = client.get(f"/assessments/{assessment.pk}/questions/customer-benefit/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(2)" in page
    assert "alert(1)" not in page


def test_a_file_without_a_title_is_called_by_its_name_and_a_link_needs_one(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    page = f"/assessments/{assessment.pk}/questions/skills/evidence/"
    file = SimpleUploadedFile("Skills audit.txt", b"Who can do what.")
    assert client.post(page, {"title": " ", "kind": "file", "file": file}).status_code == 302
    assert Evidence.objects.get().title == "Skills audit.txt"
    refused = client.post(page, {"title": "", "kind": "link", "url": "https://intranet.example/skills"})
    assert refused.status_code == 422
    assert "Say what the evidence is" in refused.content.decode()
