"""What does the worker do by the clock? One line each; synced at deploy."""

# (name, what, cron line in Europe/Bucharest)
SCHEDULE = [
    ("anchor of the audit trail", "kernel.jobs.anchor_audit", "*/5 * * * *"),
    ("mail that waits", "kernel.jobs.send_waiting_mail", "* * * * *"),
]
