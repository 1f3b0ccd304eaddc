"""How does the database itself keep the audit trail from being changed? By triggers, on SQLite and PostgreSQL.

Only migrations install them; only a test database may take them off, to empty itself between tests.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "kernel_auditevent"
REFUSAL = "The audit trail is append-only."
_SQLITE = [
    f"CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("update", "delete")
]
_POSTGRESQL = [
    f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    *(
        f"CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb} ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()"
        for verb in ("update", "delete", "truncate")
    ),
]


def install_triggers(connection: BaseDatabaseWrapper) -> None:
    """Refuse every UPDATE, DELETE and TRUNCATE of the audit table from now on."""
    _run(connection, _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE)


def remove_triggers(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off again."""
    table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    verbs = ("update", "delete", "truncate")
    _run(connection, [f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}{table}" for verb in verbs])


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
