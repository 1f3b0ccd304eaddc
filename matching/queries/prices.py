"""What were seats worth in the last runs of a centre?"""

from matching.models import Run

RUNS_OF_DAYS = 3  # measured, see section 9 of docs/matching.md
LOOKED_THROUGH = 50  # runs


def earlier_prices(run: Run, tiers: int) -> list[dict[str, int]]:
    """Prices of seats, by the mentor's public id, in the last real run of each of the last days before this run.

    Nothing when there are too few of them. Only runs with as many grades of urgency count, because others have prices
    on another scale.
    """
    real = Run.objects.filter(centre_id=run.centre_id, kind=Run.Kind.SOLVED, is_dry=False, status=Run.Status.DONE)
    last_of_day: dict[object, int] = {}
    earlier = real.filter(pk__lt=run.pk).exclude(seat_prices={}).order_by("-pk")
    for pk, day, objective in earlier.values_list("pk", "solved_for", "objective")[:LOOKED_THROUGH]:
        if len(objective) == tiers + 1:
            last_of_day.setdefault(day, pk)
    chosen = list(last_of_day.values())[:RUNS_OF_DAYS]
    if len(chosen) < RUNS_OF_DAYS:
        return []
    return list(Run.objects.filter(pk__in=chosen).order_by("pk").values_list("seat_prices", flat=True))
