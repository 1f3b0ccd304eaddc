"""How do tests do what the worker would do?"""

from pydoc import locate

from django_q.models import OrmQ
from django_q.signing import SignedPackage


def waiting_jobs():
    """What waits in the queue, oldest first: (job, ids)."""
    return [_job_of(task) for task in OrmQ.objects.order_by("pk")]


def run_waiting_jobs():
    """Do everything that waits, also what the jobs themselves put off; returns the names of the jobs."""
    done = []
    while task := OrmQ.objects.order_by("pk").first():
        task.delete()
        package = SignedPackage.loads(task.payload)
        locate(package["func"])(*package["args"])
        done.append(package["args"][0])
    return done


def _job_of(task):
    job, *ids = SignedPackage.loads(task.payload)["args"]
    return job, ids
