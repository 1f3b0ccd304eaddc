"""What do floors above need to hear of at once? Receivers run in the transaction of the change."""

from django.dispatch import Signal

# A result that was not clear came on record, or a clear paper turned out to be a mistake.
# Sent by Evidence with `evidence` and `by`.
clearance_withdrawn = Signal()
