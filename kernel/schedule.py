"""How do the lines of the written schedule reach the worker?

Settings: `SCHEDULE_MODULE`, a module whose `SCHEDULE` lists (name, dotted job, cron line in `TIME_ZONE`).
"""

from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django_q.models import Schedule

from kernel.later import SHORT


@transaction.atomic
def sync_schedule() -> list[str]:
    """Make the worker's schedule equal to the written one; returns the names."""
    lines = import_module(settings.SCHEDULE_MODULE).SCHEDULE
    for name, job, cron in lines:
        import_string(job)
        facts = {
            "func": "kernel.jobs.perform", "args": repr((job,)), "cluster": SHORT, "cron": cron,
            "schedule_type": Schedule.CRON, "repeats": -1,
        }  # fmt: skip
        plan = Schedule.objects.filter(name=name).first() or Schedule(name=name)
        if any(getattr(plan, key) != value for key, value in facts.items()):
            for key, value in facts.items():
                setattr(plan, key, value)
            plan.full_clean()
            plan.next_run = plan.calculate_next_run()
            plan.save()
    Schedule.objects.exclude(name__in=[name for name, _job, _cron in lines]).delete()
    return [name for name, _job, _cron in lines]
