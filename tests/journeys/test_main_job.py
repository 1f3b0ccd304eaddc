"""The main job in a browser: a run, why and why not, two keys, the mentor's yes, a meeting logged on a phone."""

import re
from datetime import date, timedelta

from mentorship.demo.staff import PASSWORD, SIGN_INS

SPECIALISTS = [sign_in.email for sign_in in SIGN_INS if sign_in.role == "specialist"]
MENTOR = re.compile(r"mentor\d+@demo\.example")


def test_from_a_run_to_a_logged_meeting(visitor):
    coordinator = visitor(1280)
    coordinator.look_at("/accounts/login/", "sign-in")
    coordinator.sign_in("coordinator@demo.example", PASSWORD)
    coordinator.look("home-coordinator")

    start_a_run(coordinator)
    proposal = read_why(coordinator)
    read_why_not(coordinator)
    mentor_email = email_of_the_mentor(coordinator, proposal)
    turn_the_first_key(coordinator, proposal)

    specialist = turn_the_last_key(visitor, proposal)
    specialist.look("proposal-approved")

    mentor = visitor(360)
    say_yes(mentor, mentor_email)
    ask_the_others(coordinator, proposal)
    meet_for_the_first_time(coordinator)
    log_a_meeting(mentor)
    coordinator_sees_the_meeting(coordinator, proposal)


def start_a_run(coordinator):
    page = coordinator.go("/matching/")
    coordinator.look("runs")
    page.get_by_role("button", name="Start a run").click()
    page.get_by_role("heading", name="Proposals").wait_for(timeout=60_000)
    coordinator.look("run")


def read_why(coordinator):
    """Open the first proposal and read it; returns its path."""
    page = coordinator.page
    page.locator("a[href*='/matching/proposals/']").first.click()
    page.get_by_role("heading", name="Decision").wait_for()
    assert page.get_by_text("Common hours").count()
    coordinator.look("proposal")
    path = page.url.removeprefix(coordinator.address)
    page.get_by_role("link", name="The whole run").click()
    return path


def read_why_not(coordinator):
    page = coordinator.page
    folded = page.locator("details:not([open]):has(a[href*='/matching/waiting/']) > summary")
    if folded.count():
        folded.first.click()
    page.locator("a[href*='/matching/waiting/']").first.click()
    page.get_by_role("heading", name="The reasons").wait_for()
    coordinator.look("waiting")


def email_of_the_mentor(coordinator, proposal):
    page = coordinator.go(proposal)
    page.locator("thead a[href*='/mentors/']").click()
    page.wait_for_load_state()
    coordinator.look("mentor")
    return MENTOR.search(page.content()).group()


def turn_the_first_key(coordinator, proposal):
    page = coordinator.go(proposal)
    page.get_by_role("button", name="Turn your key").click()
    page.wait_for_load_state()
    coordinator.look("proposal-one-key")


def turn_the_last_key(visitor, proposal):
    """Only the mentee's own specialist reaches the proposal."""
    for email in SPECIALISTS:
        specialist = visitor(1280)
        specialist.expects = {404}
        page = specialist.sign_in(email, PASSWORD)
        if page.goto(f"{specialist.address}{proposal}").status == 200:
            page.locator("form[action$='/key/'] button").click()
            page.locator("main a[href*='/pairings/']").wait_for()
            return specialist
    raise AssertionError("No specialist may turn the second key.")


def say_yes(mentor, email):
    """In whatever language the mentor speaks."""
    page = mentor.sign_in(email, PASSWORD)
    mentor.look("home-mentor")
    mentor.go("/my-pairing/")
    mentor.look("my-pairing-asked")
    page.locator("button[name=answer][value=yes]").click()
    page.locator("button[name=answer]").first.wait_for(state="detached")
    mentor.look("my-pairing-yes")


def ask_the_others(coordinator, proposal):
    """The mentee, and for somebody under age who consents by law, in a conversation."""
    page = coordinator.go(proposal)
    page.get_by_role("link", name="See the pairing").click()
    page.get_by_role("heading", name="Who was asked").wait_for()
    coordinator.look("pairing-asked")
    while page.get_by_role("link", name="Write the answer down…").count():
        page.get_by_role("link", name="Write the answer down…").first.click()
        page.locator("input[name=answer][value=yes]").check()
        page.locator("input[name=channel][value=staff]").check()
        page.locator("textarea[name=present]").fill("The class teacher.")
        coordinator.look("answer")
        page.get_by_role("button", name="Write the answer down").click()
        page.get_by_role("heading", name="The way to the first meeting").wait_for()


def meet_for_the_first_time(coordinator):
    page = coordinator.page
    page.get_by_role("link", name="Plan the first meeting").click()
    tomorrow = date.today() + timedelta(days=1)
    page.locator("input[name=day]").fill(tomorrow.isoformat())
    page.locator("input[name=time]").fill("16:00")
    page.locator("input[name=place][value=centre]").check()
    coordinator.look("first-meeting-plan")
    page.get_by_role("button", name="Save the plan").click()
    page.get_by_role("link", name="Record the first meeting").click()
    for box in page.locator("input[name=signed]").all():
        box.check()
    coordinator.look("first-meeting-held")
    page.get_by_role("button", name="The first meeting was held").click()
    page.get_by_role("link", name="Record the first meeting").wait_for(state="detached")
    coordinator.look("pairing-started")


def log_a_meeting(mentor):
    page = mentor.go("/my-pairing/")
    mentor.look("my-pairing")
    page.locator("a[href$='/meetings/new/']").first.click()
    page.locator("input[name=activities][value=talk]").check()
    page.locator("input[name=mood][value='3']").check()
    mentor.look("meeting-form")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/thanks/")
    mentor.look("meeting-thanks")


def coordinator_sees_the_meeting(coordinator, proposal):
    page = coordinator.go(proposal)
    page.get_by_role("link", name="See the pairing").click()
    page.locator("a[href*='/meetings/']").first.wait_for()
    coordinator.look("pairing")
    page.locator("a[href*='/meetings/']").first.click()
    page.wait_for_load_state()
    assert page.get_by_text("talking").count()
    coordinator.look("meeting")


STAFF_PAGES = {
    "coordinator@demo.example": {
        "mentees": "/mentees/", "mentee-new": "/mentees/new/", "mentee-find": "/mentees/find/",
        "mentors": "/mentors/", "mentor-new": "/mentors/new/", "pairings": "/pairings/", "people": "/people/",
        "invite": "/people/invite/", "lapsing": "/papers/", "import-mentees": "/imports/mentees/new/",
        "mails": "/demo/mails/", "clock": "/demo/clock/", "account": "/accounts/email/",
    },
    "coordinator2@demo.example": {"mentees-hu": "/mentees/", "runs-hu": "/matching/"},
    "specialist2@demo.example": {"mentees-ro": "/mentees/", "runs-ro": "/matching/"},
    "protection@demo.example": {"trail": "/trail/", "people-protection": "/people/"},
}  # fmt: skip


def test_every_other_page_is_worth_looking_at(visitor):
    for email, pages in STAFF_PAGES.items():
        person = visitor(1280)
        person.sign_in(email, PASSWORD)
        for name, path in pages.items():
            person.look_at(path, name)


def test_a_mentee_from_the_list_to_the_recorded_reveal(visitor):
    coordinator = visitor(1280)
    coordinator.sign_in("coordinator@demo.example", PASSWORD)
    page = coordinator.go("/mentees/")
    page.locator("th a[href^='/mentees/']").first.click()
    page.get_by_role("heading", name="Profile").wait_for()
    coordinator.look("mentee")
    page.locator("a[href$='/identity/']").first.click()
    coordinator.look("identity-purpose")


def test_the_main_pages_work_without_script(chromium, demo_address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo_address}/accounts/login/")
    page.locator("input[name=login]").fill("coordinator@demo.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.goto(f"{demo_address}/matching/")
    page.get_by_role("button", name="Start a dry run").click()
    assert "/matching/runs/" in page.url
    for _attempt in range(60):
        if page.get_by_role("link", name="Look again").count() == 0:
            break
        page.wait_for_timeout(500)
        page.get_by_role("link", name="Look again").click()
    assert page.get_by_role("heading", name="Proposals").count()
    context.close()
