"""What do floors above need to hear of at once? Receivers run in the transaction of the change."""

from django.dispatch import Signal

# A certificate counts no more before its last day. Sent by Certificate with `certificate` and `by`.
certificate_withdrawn = Signal()
