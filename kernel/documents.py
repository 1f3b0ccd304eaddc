"""How is a paper made that can be printed and signed? A small PDF with Romanian and Hungarian letters."""

from collections.abc import Iterable
from pathlib import Path

import segno
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from kernel.clock import now

FONTS = Path(__file__).parent / "fonts"
TEXT_SIZE, TITLE_SIZE, HEADING_SIZE, SMALL_SIZE = 11, 18, 13, 9
PICTURE_SIZE = 34  # millimetres, enough for every telephone


class Document:
    """A paper that is filled from top to bottom and then turned into bytes."""

    def __init__(self, title: str) -> None:
        self._pdf = FPDF(format="A4")
        self._pdf.set_title(title)
        self._pdf.set_creation_date(now())
        self._pdf.set_auto_page_break(True, margin=20)
        self._pdf.add_font("Text", "", FONTS / "DejaVuSans-subset.ttf")
        self._pdf.add_font("Text", "B", FONTS / "DejaVuSans-Bold-subset.ttf")
        self._pdf.add_page()
        self._write(title, TITLE_SIZE, bold=True, after=4)

    def heading(self, text: str) -> None:
        self._pdf.ln(3)
        self._write(text, HEADING_SIZE, bold=True, after=1)

    def paragraph(self, text: str) -> None:
        self._write(text, TEXT_SIZE, after=2)

    def prose(self, text: str) -> None:
        """Paragraphs parted by empty lines; one that begins with `# ` is a heading."""
        for part in filter(None, (" ".join(part.split()) for part in text.split("\n\n"))):
            if part.startswith("# "):
                self.heading(part.removeprefix("# "))
            else:
                self.paragraph(part)

    def facts(self, rows: Iterable[tuple[str, str]]) -> None:
        """A table of names and values."""
        self._pdf.set_font("Text", "", TEXT_SIZE)
        with self._pdf.table(
            list(rows), col_widths=(1, 2), first_row_as_headings=False, borders_layout="HORIZONTAL_LINES", align="LEFT"
        ):
            pass
        self._pdf.ln(3)

    def verification_code(self, code: str) -> None:
        """The line by which a reader can check that the paper is real."""
        self._pdf.ln(6)
        self._write(_("Verification code: %(code)s") % {"code": code}, SMALL_SIZE)

    def picture_of(self, text: str) -> None:
        """The text as a QR code, drawn in squares, for a telephone to read."""
        code = segno.make(text, error="m", micro=False)
        self._pdf.ln(4)
        side = PICTURE_SIZE / code.symbol_size(border=0)[0]
        if self._pdf.will_page_break(PICTURE_SIZE):
            self._pdf.add_page()
        left, top = self._pdf.l_margin, self._pdf.get_y()
        self._pdf.set_fill_color(0)
        for row, line in enumerate(code.matrix):
            for column, is_dark in enumerate(line):
                if is_dark:
                    self._pdf.rect(left + column * side, top + row * side, side, side, style="F")
        self._pdf.set_y(top + PICTURE_SIZE)

    def as_bytes(self) -> bytes:
        return bytes(self._pdf.output())

    def _write(self, text: str, size: int, *, bold: bool = False, after: float = 0) -> None:
        self._pdf.set_font("Text", "B" if bold else "", size)
        self._pdf.multi_cell(0, size * 0.55, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
        self._pdf.ln(after)
