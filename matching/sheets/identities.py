"""Would this column tell who somebody is? The sheets of the matching take codes only."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from kernel.folding import fold_name
from kernel.tables import CellError

# Beginnings of words in English, Romanian and Hungarian, folded as `fold_name` folds them.
STEMS = {
    "name": ("name", "surname", "firstname", "lastname", "nume", "prenume", "nev", "neve", "vezeteknev", "keresztnev",
             "csaladnev", "utonev", "becenev", "porecla"),
    "birth": ("birth", "dob", "born", "nascut", "nastere", "nasterii", "datanast", "szuletes", "szuletett", "szulido",
              "cnp", "taj", "ssn"),
    "phone": ("phone", "telephone", "telefon", "tel", "mobil", "mobile", "celular", "whatsapp"),
    "mail": ("mail", "email", "emailcim", "posta"),
    "address": ("address", "adres", "adresa", "domiciliu", "strada", "street", "cim", "lakcim", "lakhely", "utca",
                "school", "scoala", "iskola", "shelter", "adapost", "menhely"),
}  # fmt: skip
WHOLE = {"nev", "neve", "tel", "cim", "dob", "cnp", "taj", "ssn", "born", "mail", "name", "nume", "posta"}


def identity_errors(columns: Iterable[str], known: Iterable[str]) -> list[CellError]:
    """One sentence for each unknown column whose heading speaks of names, birth, phones, mail or addresses."""
    reasons = {
        "name": _("This column seems to hold names. Please remove it: this file takes codes only."),
        "birth": _("This column seems to hold birth dates or personal numbers. Please remove it and give the age."),
        "phone": _("This column seems to hold phone numbers. Please remove it: this file takes codes only."),
        "mail": _("This column seems to hold e-mail addresses. Please remove it: this file takes codes only."),
        "address": _("This column seems to hold addresses or schools. Please remove it and give the place only."),
    }
    allowed = set(known)
    return [
        CellError(1, column, reasons[kind])
        for column in columns
        if column not in allowed and (kind := _kind_of(column))
    ]


def _kind_of(heading: str) -> str:
    words = [fold_name(word) for word in re.findall(r"[^\W_\d]+", heading)]
    for kind, stems in STEMS.items():
        for word in [*words, "".join(words)]:
            if any(word == stem or (stem not in WHOLE and word.startswith(stem)) for stem in stems):
                return kind
    return ""
