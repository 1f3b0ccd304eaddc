"""How are dates written and read? Browsers' own date fields speak ISO, so that comes first in every language."""
