"""Is this file what it says, small enough, and kept so that nobody else can read it?

What a file is, is read from its content, never from its name or from what the browser claims. Pictures are drawn anew,
which drops places and other hidden remarks. Content is encrypted in the database and leaves as an attachment.
"""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpResponse
from django.utils.translation import gettext as _
from PIL import Image

from kernel.audit import Actor, record
from kernel.clock import now
from kernel.errors import RuleError
from kernel.models import StoredFile

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 50 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_PAGES = 50
TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class RefuseHugeBodies(FileUploadHandler):
    """Ends a request that is far larger than any file we take, before a byte of it reaches the disk."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  so called by Django
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > 2 * MAX_BYTES:
            raise RequestDataTooBig("The body is larger than any file that is taken.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


@dataclass(frozen=True)
class Accepted:
    """A file that passed: its kind, its name without a path, its content (pictures drawn anew)."""

    kind: str
    name: str
    content: bytes


def accept_upload(file: "UploadedFile[bytes]", kinds: Sequence[str]) -> Accepted:
    """Take a file of one of the kinds, or refuse it with the reason."""
    if (file.size or 0) > MAX_BYTES:
        raise RuleError(_("This file is larger than %(limit)d MB.") % {"limit": MAX_BYTES // 1024**2})
    file.seek(0)  # the transaction may be tried again
    content = file.read()
    if not content:
        raise RuleError(_("This file is empty."))
    for kind in kinds:
        if _LOOKS_LIKE[kind](content):
            name = re.sub(r"[^\w. -]", "_", (file.name or "").replace("\\", "/").rpartition("/")[2])[-100:]
            return Accepted(kind, name or f"file.{kind}", _CLEANED.get(kind, bytes)(content))
    raise RuleError(_("This file is none of these kinds: %(kinds)s.") % {"kinds": ", ".join(kinds).upper()})


def store_file(accepted: Accepted, *, by: Actor, keep_for: timedelta | None = None) -> StoredFile:
    """Keep an accepted file encrypted, on record in the trail; `keep_for` has it deleted later by itself."""
    stored = StoredFile.objects.create(
        kind=accepted.kind,
        name=accepted.name,
        content=accepted.content,
        size=len(accepted.content),
        stored_by_id=by.public_id,
        delete_after=now() + keep_for if keep_for else None,
    )
    record("file.stored", by=by, subject=stored, kind=stored.kind, size=stored.size)
    return stored


def as_attachment(stored: StoredFile) -> HttpResponse:
    """The file as an answer that a browser saves and never shows in our place."""
    return HttpResponse(
        stored.content,
        content_type=TYPES[stored.kind],
        headers={
            "Content-Disposition": f'attachment; filename="file.{stored.kind}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "no-store, private",
        },
    )


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\0" not in content and not content.startswith((b"%PDF", b"PK\x03\x04", b"\xff\xd8", b"\x89PNG"))


def _is_xlsx(content: bytes) -> bool:
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names or "xl/vbaProject.bin" in names:
        return False
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise RuleError(_("This file is too large when it is unpacked."))
    return True


def _pdf_checked(content: bytes) -> bytes:
    if b"%%EOF" not in content[-2048:]:
        raise RuleError(_("This PDF is not complete."))
    if re.search(rb"/(JavaScript|JS|Launch|EmbeddedFile|OpenAction|AA)\b", content):
        raise RuleError(_("This PDF holds programs or other files. Please print it to a new PDF and send that one."))
    if len(re.findall(rb"/Type\s*/Page\b", content)) > MAX_PAGES:
        raise RuleError(_("This PDF has more than %(limit)d pages.") % {"limit": MAX_PAGES})
    return content


def _drawn_anew(shape: str) -> Callable[[bytes], bytes]:
    def draw(content: bytes) -> bytes:
        output = io.BytesIO()
        try:
            with Image.open(io.BytesIO(content), formats=[shape]) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise RuleError(_("This picture has too many pixels."))
                picture.convert("RGB").save(output, shape)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise RuleError(_("This picture cannot be read.")) from error
        return output.getvalue()

    return draw


_LOOKS_LIKE: dict[str, Callable[[bytes], bool]] = {
    "pdf": lambda content: content.startswith(b"%PDF-"),
    "jpeg": lambda content: content.startswith(b"\xff\xd8\xff"),
    "png": lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"),
    "csv": _is_text,
    "xlsx": _is_xlsx,
}
_CLEANED: dict[str, Callable[[bytes], bytes]] = {
    "pdf": _pdf_checked,
    "jpeg": _drawn_anew("JPEG"),
    "png": _drawn_anew("PNG"),
}
