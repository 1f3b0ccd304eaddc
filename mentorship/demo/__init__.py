"""A centre to try things with: invented people at real places. Never part of a production installation."""
