from django.db import migrations, models


class Migration(migrations.Migration):
    """Who is back because the pairing ended may be proposed again in the same run."""

    dependencies = [("matching", "0006_corner_solved_again")]

    operations = [
        migrations.RemoveConstraint(model_name="proposal", name="proposed_once_per_run"),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "open")), fields=("run", "mentee"), name="proposed_once_per_run"
            ),
        ),
    ]
