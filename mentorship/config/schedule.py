"""What does the worker do by the clock? One line each; synced at deploy."""

# (name, what, cron line in Europe/Bucharest)
SCHEDULE = [
    ("anchor of the audit trail", "kernel.jobs.anchor_audit", "*/5 * * * *"),
    ("mail that waits", "kernel.jobs.send_waiting_mail", "* * * * *"),
    ("tasks that wait in the outbox", "kernel.jobs.hand_on_outbox", "* * * * *"),
    ("files kept for a while only", "kernel.jobs.delete_old_files", "*/15 * * * *"),
    ("concerns nobody took", "mentorship.jobs.pass_concerns_on", "*/5 * * * *"),
    ("referees who have not answered", "accounts.jobs.remind_referees", "40 9 * * *"),
    ("drafts of forms nobody came back to", "accounts.jobs.drop_old_drafts", "20 3 * * *"),
    ("papers and certificates that lapse", "mentorship.jobs.mind_lapses", "10 0,6 * * *"),
    ("people who wanted to be asked later", "mentorship.jobs.ask_who_wanted_time", "30 9 * * *"),
    ("certificates to be renewed", "training.jobs.begin_renewals", "50 5 * * *"),
    ("proposals nobody decided about", "matching.jobs.expire_old_proposals", "30 3 * * *"),
]
