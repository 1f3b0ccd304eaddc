"""What every text for mentors and mentees is held to."""

import re

UNWANTED = {
    "en": r"victim|prostitut|damaged|photo|selfie|your place|my place|what happened to you|tell me everything",
    "ro": r"victim|prostitu|traumatiz|fotograf|selfie|la tine acasă|la mine acasă|ce ți s-a întâmplat|[şţŞŢ]",
    "hu": r"áldozat|prostitu|fénykép|szelfi|nálatok|nálam otthon|mi történt veled|mesélj el mindent",
}
LETTERS = {"ro": "ăâîșț", "hu": "áéíóöőúüű"}
OF_OTHERS = {"en": "ăâîșțáéíóöőúüű", "ro": "áéíóöőúüű", "hu": "ăâîșț"}


def faults(language: str, text: str) -> list[str]:
    """Words that hurt or ask for too much, letters of another language, untidy ends."""
    found = re.findall(UNWANTED[language], text, re.IGNORECASE)
    found += [letter for letter in text.lower() if letter in OF_OTHERS[language]]
    if text != text.strip() or "  " in text or '"' in text or "..." in text:
        found.append("untidy")
    return found
