"""Uploads are what their content says, drawn anew, encrypted, and leave as attachments."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from kernel import uploads
from kernel.clock import now
from kernel.errors import RuleError
from kernel.models import AuditEvent, StoredFile
from kernel.uploads import accept_upload, as_attachment, store_file
from tests.kernel.test_tables import xlsx

ALL = ("pdf", "jpeg", "png", "csv", "xlsx")
PDF = b"%PDF-1.7\n1 0 obj << /Type /Page >> endobj\n%%EOF\n"


def picture(shape, size=(4, 3), **extra):
    output = io.BytesIO()
    Image.new("RGB", size, "red").save(output, shape, **extra)
    return output.getvalue()


def zipped(**parts):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return output.getvalue()


def accept(content, *kinds, name="a.bin"):
    return accept_upload(SimpleUploadedFile(name, content), kinds or ALL)


@pytest.mark.parametrize(
    "content, kind",
    [
        (PDF, "pdf"),
        (picture("JPEG"), "jpeg"),
        (picture("PNG"), "png"),
        (b"a;b\n1;2\n", "csv"),
        ("a;ș\n".encode("utf-16"), "csv"),
        (xlsx(["a"]), "xlsx"),
    ],
)
def test_the_content_says_what_it_is(content, kind):
    assert accept(content, name="x.exe").kind == kind


@pytest.mark.parametrize(
    "content, kinds",
    [
        (PDF, ["jpeg", "png"]),
        (b"MZ\0\0program", ALL),
        (xlsx(["a"]), ["csv"]),
        (b"PK\x03\x04no zip", ["xlsx"]),
        (zipped(readme=b"x"), ["xlsx"]),
        (b"no zip", ["xlsx"]),
        (zipped(xl__workbook="x").replace(b"xl/workbook", b"xl/workbooK"), ["xlsx"]),
    ],
)
def test_other_kinds_are_refused(content, kinds):
    with pytest.raises(RuleError, match="none of these kinds"):
        accept(content, *kinds)


def test_macros_are_refused():
    parts = {"xl/workbook.xml": b"x", "xl/vbaProject.bin": b"x"}
    with pytest.raises(RuleError, match="none of these kinds: XLSX"):
        accept(zipped(**parts), "xlsx")


def test_an_archive_that_cannot_be_listed_is_no_spreadsheet():
    content = bytearray(xlsx(["a"], [1]))
    content[content.rfind(b"PK\x01\x02") + 6] = 250  # "needs version 25.0 to unpack"
    with pytest.raises(RuleError, match="none of these kinds"):
        accept_upload(SimpleUploadedFile("t.xlsx", bytes(content)), ["xlsx"])


def test_limits(monkeypatch):
    with pytest.raises(RuleError, match="empty"):
        accept(b"")
    monkeypatch.setattr(uploads, "MAX_UNPACKED", 1000)
    with pytest.raises(RuleError, match="unpacked"):
        accept(zipped(**{"xl/workbook.xml": b"0" * 2000}))
    monkeypatch.setattr(uploads, "MAX_BYTES", 10)
    with pytest.raises(RuleError, match="larger than"):
        accept(b"12345678901")
    monkeypatch.setattr(uploads, "MAX_BYTES", 10**6)
    monkeypatch.setattr(uploads, "MAX_PIXELS", 10)
    with pytest.raises(RuleError, match="too many pixels"):
        accept(picture("PNG"))


@pytest.mark.django_db
def test_a_huge_body_is_refused_before_it_is_read(client, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 1000)
    small, huge = (SimpleUploadedFile("table.csv", b"x" * size) for size in (500, 5000))
    assert client.post("/accounts/login/", {"file": small}).status_code == 200
    assert client.post("/accounts/login/", {"file": huge}).status_code == 400


def test_decompression_bombs(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 4)
    with pytest.raises(RuleError, match="cannot be read"):
        accept(picture("PNG"))


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"%PDF-1.7 and nothing", "not complete"),
        (PDF.replace(b"/Page", b"/JavaScript"), "programs or other files"),
        (PDF.replace(b"/Type /Page", b"/Type /Page " * 51), "more than 50 pages"),
        (b"\x89PNG\r\n\x1a\nrubbish", "cannot be read"),
        (b"\xff\xd8\xffrubbish", "cannot be read"),
    ],
)
def test_dangerous_and_broken_files(content, reason):
    with pytest.raises(RuleError, match=reason):
        accept(content)


def test_pictures_lose_their_remarks():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    content = picture("JPEG", exif=exif)
    assert b"taken at home" in content and b"taken at home" not in accept(content).content


def test_names_are_names():
    assert accept(b"x", name="C:\\a\\b\\list șț.csv").name == "list șț.csv"
    assert uploads.accept_upload(SimpleUploadedFile("x", b"x"), ["csv"]).name == "x"
    file = SimpleUploadedFile("x", b"x")
    file._name = None
    assert accept_upload(file, ["csv"]).name == "file.csv"


def test_files_are_kept_encrypted_and_leave_as_attachment(db, person):
    from datetime import timedelta

    store_file(accept(b"name\nIlinca\n", name="ilinca.csv"), by=person, keep_for=timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, content FROM kernel_storedfile")
        assert "ilinca" not in str(cursor.fetchone()).casefold()
    found = StoredFile.objects.get()
    answer = as_attachment(found)
    assert answer.content == b"name\nIlinca\n" and answer["Content-Disposition"] == 'attachment; filename="file.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff" and "no-store" in answer["Cache-Control"]
    assert found.name == "ilinca.csv" and found.delete_after > now() and str(found).startswith("StoredFile ")
    assert AuditEvent.objects.get().facts == {"kind": "csv", "size": 12}
    assert store_file(accept(b"x"), by=person).delete_after is None
