"""Are these two the same name or the same number? One form for every way of writing it."""

import re
import unicodedata

import phonenumbers

# Letters that NFKD does not take apart, and look-alikes from Cyrillic and Greek that hide a name.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
        "ħ": "h", "ŧ": "t",
        "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ѐ": "e", "ё": "e", "ғ": "f", "һ": "h", "н": "h",
        "і": "i", "ї": "i", "ј": "j", "к": "k", "ӏ": "l", "м": "m", "о": "o", "р": "p", "ԛ": "q", "ѕ": "s",
        "т": "t", "у": "y", "ѵ": "v", "ԝ": "w", "х": "x", "г": "r", "п": "n", "и": "u",
        "α": "a", "β": "b", "ϲ": "c", "ε": "e", "η": "h", "ι": "i", "κ": "k", "μ": "m", "ν": "v", "ο": "o",
        "ρ": "p", "σ": "s", "ς": "s", "τ": "t", "υ": "u", "χ": "x", "γ": "y", "ω": "w", "ζ": "z",
    }
)  # fmt: skip


# Capital look-alikes differ from small ones: Greek Ν looks like N, its small form ν like v.
_CAPITALS = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕЅІЈКМНОРСТУХ", "ABEZHIKMNOPTYXABESIJKMHOPCTYX")


def fold_name(name: str) -> str:
    """One form for a name: without case, diacritics, punctuation, look-alike letters or order of words."""
    plain = _without_marks(_without_marks(name).translate(_CAPITALS).casefold().translate(_LETTERS))
    return " ".join(sorted(re.findall(r"[^\W_]+", plain)))


def fold_phone(number: str) -> str:
    """One form for a phone number, with the country; digits alone where it can be no phone number."""
    try:
        parsed = phonenumbers.parse(number, "RO")
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return re.sub(r"\D", "", number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def fold_email(address: str) -> str:
    """One form for an e-mail address: trimmed, without case."""
    return unicodedata.normalize("NFKC", address).strip().casefold()


def _without_marks(text: str) -> str:
    """Letters alone: no accents, and none of the invisible characters that split a word unseen."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf"
    )
