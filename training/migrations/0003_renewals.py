from django.db import migrations, models

import kernel.encryption


class Migration(migrations.Migration):
    dependencies = [("training", "0002_applying_vetting_training")]

    operations = [
        migrations.RemoveField(model_name="track", name="renews"),
        migrations.AddField(
            model_name="track",
            name="renews",
            field=models.ManyToManyField(
                blank=True, related_name="refreshers", to="training.track", verbose_name="renews the certificate of"
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="withdrawal_reason",
            field=kernel.encryption.EncryptedTextField(blank=True, null=True, verbose_name="why it was withdrawn"),
        ),
        migrations.RemoveConstraint(model_name="achievement", name="one_achievement_per_version"),
        migrations.AddConstraint(
            model_name="achievement",
            constraint=models.UniqueConstraint(
                fields=("person", "centre", "module", "part", "version", "achieved_on"),
                name="one_achievement_per_version_and_day",
            ),
        ),
    ]
