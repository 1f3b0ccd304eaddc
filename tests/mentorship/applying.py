"""What somebody types who applies: one answer for each step, as the browser sends it."""

from datetime import timedelta

from django.urls import reverse

from kernel.clock import today

REFEREES = [
    {"name": "Ana Invented", "email": "ana@example.org", "relation": "work", "language": "ro"},
    {"name": "Béla Invented", "email": "bela@example.org", "relation": "studies", "language": "hu"},
]


def typed(place):
    """The whole application of a volunteer."""
    return {
        "about": {
            "given_name": "Irina", "family_name": "Invented", "born_on": "1990-05-17", "phone": "0722 000 111",
            "gender": "woman", "place": place.name, "kind": "volunteer",
        },
        "motivation": {"motivation": "Somebody did it for me.", "experience_told": "Two brothers.", "acquaintance": ""},
        "wishes": {
            "populations": ["youth"], "best_language": "ro", "other_languages": ["hu"], "skills": ["school"],
            "interests": ["cooking"], "dislikes": ["crowds"], "modes": ["in_person", "remote"], "radius_km": "20",
            "capacity": "1", "committed_until": (today() + timedelta(days=370)).isoformat(),
        },
        "week": {"week": ["8", "9", "20"]},
        "referees": {
            f"{name}_{number}": value for number, one in enumerate(REFEREES, 1) for name, value in one.items()
        },
    }  # fmt: skip


def address(name, application):
    return reverse(f"mentorship:application_{name}", args=[application.public_id])


def hidden(client, page):
    """What a browser sends back without anybody typing it."""
    form = client.get(page).context["form"]
    return {field.name: field.value() for field in form.hidden_fields()}


def send(client, application, step, facts, **more):
    page = address(step, application)
    return client.post(page, {**hidden(client, page), **facts, **more})


def fill(client, application, place):
    """Every step, one after the other."""
    for step, facts in typed(place).items():
        answer = send(client, application, step, facts)
        assert answer.status_code == 302, answer.context["form"].errors
