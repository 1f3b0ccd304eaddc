"""The matching workbench in a browser: refuse, what moved, why not, two keys, three consents, first meeting, active."""

import re
from datetime import date, timedelta

from mentorship.demo.staff import PASSWORD, SIGN_INS

SPECIALISTS = [sign_in.email for sign_in in SIGN_INS if sign_in.role == "specialist"]
MENTOR = re.compile(r"mentor\d+@demo\.example")
QUESTION = re.compile(r"/question/[\w-]+/")
UNDER_AGE = 17


def test_from_a_refusal_to_an_active_pairing(visitor):
    coordinator = visitor(1280)
    coordinator.sign_in("coordinator@demo.example", PASSWORD)
    start_a_run(coordinator)
    refuse_the_first(coordinator)
    proposal = ask_why_not_somebody_else(coordinator)
    email = email_of_the_mentor(coordinator, proposal)
    turn_both_keys(visitor, coordinator, proposal)
    say_yes(visitor, email)
    ask_by_link(visitor, coordinator, proposal)
    write_the_last_answer_down(coordinator)
    meet_and_sign(coordinator)


def test_the_other_rooms_of_the_workbench(visitor):
    coordinator = visitor(1280)
    coordinator.sign_in("coordinator@demo.example", PASSWORD)
    start_a_run(coordinator, dry=True)
    coordinator.look("run-dry")
    read_who_waits(coordinator)
    ask_who_is_missing(coordinator)
    ask_what_if(coordinator)
    keep_two_apart(coordinator)
    for path, name in (
        ("/matching/rules/", "rules"), ("/matching/conflicts/", "conflicts"), ("/matching/limits/", "limits"),
        ("/matching/limits/new/", "limit-new"), ("/matching/network/", "network"), ("/matching/pictures/", "pictures"),
        ("/matching/policies/", "policies"), ("/matching/compare/", "compare"),
    ):  # fmt: skip
        coordinator.look_at(path, name)


def start_a_run(coordinator, dry=False):
    page = coordinator.go("/matching/")
    page.get_by_role("button", name="Start a dry run" if dry else "Start a run", exact=True).click()
    page.get_by_role("heading", name="Proposals").wait_for(timeout=60_000)


def refuse_the_first(coordinator):
    """Refused with a coded reason: the page says what moved, the run says it too and stays proved."""
    page = coordinator.page
    coordinator.look("run")
    page.locator("main table a[href*='/matching/proposals/']").first.click()
    page.locator("input[name=reason], select[name=reason]").first.wait_for()
    coordinator.look("proposal")
    if page.locator("select[name=reason]").count():
        page.locator("select[name=reason]").select_option("travel")
    else:
        page.locator("input[name=reason][value=travel]").check()
    page.get_by_role("button", name="Refuse, and keep these two apart").click()
    page.get_by_role("heading", name="What this changed").wait_for()
    coordinator.look("proposal-refused")
    page.get_by_role("link", name="See the whole run").click()
    page.get_by_role("heading", name="After refusals").wait_for()
    coordinator.look("run-after-refusal")


def ask_why_not_somebody_else(coordinator):
    """Go to a proposal of somebody under age; read the other choices and why another mentor is not proposed."""
    page = coordinator.page
    for path in page.locator("main table a[href*='/matching/proposals/']").evaluate_all(
        "as => as.map(a => a.pathname)"
    ):
        coordinator.go(path)
        row = page.locator("tr", has=page.get_by_role("rowheader", name="Age", exact=True)).locator("td").first
        ages = [int(number) for number in re.findall(r"\d+", row.inner_text())] if row.count() else []
        if ages and max(ages) <= UNDER_AGE and page.get_by_role("button", name="Turn your key").count():
            break
    else:
        raise AssertionError("Nobody under age is proposed to anybody.")
    page.locator("main ol li a[href*='/mentors/']").first.wait_for(timeout=60_000)
    coordinator.look("proposal-choices")
    page.locator("#why-not-name").fill("a")
    page.get_by_role("button", name="Find").click()
    page.locator("main a[href*='mentor=']").first.click()
    page.get_by_role("heading", level=2).first.wait_for()
    coordinator.look("why-not")
    return path


def email_of_the_mentor(coordinator, proposal):
    page = coordinator.go(proposal)
    page.locator("thead a[href*='/mentors/']").click()
    page.wait_for_load_state()
    return MENTOR.search(page.content()).group()


def turn_both_keys(visitor, coordinator, proposal):
    page = coordinator.go(proposal)
    page.get_by_role("button", name="Turn your key").click()
    page.wait_for_load_state()
    for email in SPECIALISTS:
        specialist = visitor(1280)
        specialist.expects = {404}
        page = specialist.sign_in(email, PASSWORD)
        if page.goto(f"{specialist.address}{proposal}").status == 200:
            specialist.look("proposal-of-specialist")
            page.locator("form[action$='/key/'] button").click()
            page.locator("main a[href*='/pairings/']").wait_for()
            note_the_safe_contact(specialist, proposal)
            return
    raise AssertionError("No specialist may turn the second key.")


def note_the_safe_contact(specialist, proposal):
    """The specialist alone writes down who may be reached, and how, without danger."""
    page = specialist.go(proposal)
    page.locator("main a[href*='/pairings/']").click()
    page.locator("a[href$='/contacts/']").first.click()
    page.locator("input[name=mentee-email]").fill("young.person@example.org")
    page.locator("input[name=mentee-mail_is_safe]").check()
    page.locator("input[name=consenter-is_lawful]").check()
    specialist.look("contacts")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def say_yes(visitor, email):
    mentor = visitor(360)
    page = mentor.sign_in(email, PASSWORD)
    mentor.go("/my-pairing/")
    page.locator("button[name=answer][value=yes]").click()
    page.locator("button[name=answer]").first.wait_for(state="detached")


def ask_by_link(visitor, coordinator, proposal):
    """The mentee is asked by a link that a stranger's telephone opens: once, with nobody's name in it."""
    page = coordinator.go(proposal)
    page.get_by_role("link", name="See the pairing").click()
    page.get_by_role("heading", name="Who was asked").wait_for()
    page.locator("form[action$='/ask/'] button").first.click()
    page.wait_for_load_state()
    coordinator.look("pairing-asked-by-link")
    pairing = page.url.removeprefix(coordinator.address)
    link = QUESTION.search(coordinator.go("/demo/mails/").content()).group()
    young = visitor(360)
    page = young.go(link)
    young.look("question")
    page.locator("button[name=answer][value=yes], input[name=answer][value=yes]").first.click()
    if page.locator("main form button[type=submit]").count() and "/question/" in page.url:
        page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    young.look("question-answered")
    coordinator.go(pairing)


def write_the_last_answer_down(coordinator):
    page = coordinator.page
    while page.get_by_role("link", name="Write the answer down…").count():
        page.get_by_role("link", name="Write the answer down…").first.click()
        page.locator("input[name=answer][value=yes]").check()
        page.locator("input[name=channel][value=staff]").check()
        page.locator("textarea[name=present]").fill("The class teacher.")
        page.get_by_role("button", name="Write the answer down").click()
        page.get_by_role("heading", name="The way to the first meeting").wait_for()
    coordinator.look("pairing-all-said-yes")


def meet_and_sign(coordinator):
    page = coordinator.page
    page.get_by_role("link", name="Plan the first meeting").click()
    page.locator("input[name=day]").fill((date.today() + timedelta(days=1)).isoformat())
    page.locator("input[name=time]").fill("16:00")
    page.locator("input[name=place][value=centre]").check()
    page.get_by_role("button", name="Save the plan").click()
    page.get_by_role("link", name="Record the first meeting").click()
    coordinator.look("first-meeting-held")
    page.get_by_role("button", name="The first meeting was held").click()
    page.get_by_role("link", name="Record the first meeting").wait_for(state="detached")
    coordinator.look("pairing-met")
    while page.locator("main a[href$='/agreement/']").count():
        page.locator("main a[href$='/agreement/']").first.click()
        page.locator("main form input[type=radio]").first.check()
        coordinator.look("agreement")
        page.get_by_role("button", name="Record the signature").click()
        page.get_by_role("heading", name="Status").or_(page.get_by_text("Supervisor")).first.wait_for()
    coordinator.look("pairing-active")
    assert page.locator("dl.facts dd").first.inner_text().strip() == "active"


def read_who_waits(coordinator):
    page = coordinator.page
    folded = page.locator("details:not([open]):has(a[href*='/matching/waiting/']) > summary")
    if folded.count():
        folded.first.click()
    page.locator("a[href*='/matching/waiting/']").first.click()
    page.get_by_role("heading", name="The reasons").wait_for()
    page.wait_for_load_state("networkidle")
    coordinator.look("waiting")


def ask_who_is_missing(coordinator):
    page = coordinator.go("/matching/questions/")
    coordinator.look("questions")
    page.get_by_role("button", name="Ask who is missing").click()
    page.get_by_role("heading", name="Whom to look for").wait_for(timeout=60_000)
    coordinator.look("who-is-missing")


def ask_what_if(coordinator):
    page = coordinator.go("/matching/questions/")
    page.get_by_role("link", name="Ask what if …").click()
    coordinator.look("what-if")
    page.locator("main form button[type=submit]").first.click()
    page.locator("table").first.wait_for(timeout=60_000)
    coordinator.look("what-if-answer")


def keep_two_apart(coordinator):
    page = coordinator.go("/matching/")
    page.locator("main table a[href*='/matching/runs/']").first.click()
    page.locator("main table a[href*='/matching/proposals/']").first.click()
    page.get_by_role("link", name="Keep together, keep apart, or not now").click()
    coordinator.look("rule-new")
