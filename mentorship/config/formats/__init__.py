"""How are dates written and read? Browsers' own date fields speak ISO: it comes first in every language."""
