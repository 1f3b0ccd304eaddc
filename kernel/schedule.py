"""How do the lines of the written schedule reach the worker?

Settings: `SCHEDULE_MODULE`, a module whose `SCHEDULE` lists (name, dotted job, cron line in `TIME_ZONE`).
"""

from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django_q.models import Schedule

from kernel.later import SHORT, later


@transaction.atomic
def catch_up() -> list[str]:
    """Have the worker do now what it does once a day or more rarely; says which lines. For a clock that was moved."""
    lines = import_module(settings.SCHEDULE_MODULE).SCHEDULE
    daily = [(name, job) for name, job, cron in lines if not cron.startswith("*")]
    for _name, job in daily:
        later(job)
    return [name for name, _job in daily]


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
