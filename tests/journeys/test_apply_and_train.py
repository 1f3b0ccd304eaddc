"""From "I would like to help" to "may meet a mentee today", in a browser: applying, vetting, training, and a lapse."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from mentorship.demo.staff import PASSWORD, SIGN_INS
from tests.journeys.quizzes import answer_quiz, right_answers

APPLICANT = "ioana.applies@example.org"
NAMES = ("Ioana", "Inventată")
OWN_PASSWORD = "a small boat on a calm lake"  # noqa: S105  of an invented person
REFEREES = ("first.referee@example.org", "second.referee@example.org")
PAPERS = (
    "Identity document", "Criminal record certificate", "Behavioural integrity certificate", "Signed code of ethics",
)  # fmt: skip
TODAY, BUCHAREST = date.today(), ZoneInfo("Europe/Bucharest")
LINK = re.compile(r"http://localhost:\d+(/\S+)")


def test_from_the_wish_to_help_to_the_pool_and_a_lapse(visitor):
    applicant = visitor(360)
    applicant.expects = {422}
    apply(applicant)
    coordinator = visitor(1280)
    coordinator.sign_in("coordinator@demo.example", PASSWORD)
    ask_the_referees(coordinator)
    referees_answer(visitor, coordinator)
    vet(coordinator)
    specialist = visitor(1280)
    specialist.sign_in("specialist@demo.example", PASSWORD)
    two_people_admit(coordinator, specialist)
    train(applicant, visitor)
    code = certificate_code(applicant)
    anybody_verifies(visitor, code)
    sign_the_contract(coordinator)
    in_the_pool(coordinator)
    a_paper_lapses(applicant, coordinator, visitor)


def mail_link(visitor, to, path):
    """The address in the newest mail to somebody that leads to a page."""
    page = visitor.go("/demo/mails/")
    for mail in page.locator("article.panel").all():
        text = mail.inner_text()
        if to in text and path in text:
            return next(found for found in LINK.findall(text) if path in found)
    raise AssertionError(f"No mail to {to} with {path}.")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def fill(page, **values):
    for name, value in values.items():
        page.locator(f"main [name={name}]").first.fill(str(value))


def choose(page, **values):
    """Lists, radio buttons and tick boxes, one or several of a name."""
    for name, wanted in values.items():
        if page.locator(f"main select[name={name}]").count():
            page.locator(f"main select[name={name}]").select_option(wanted)
            continue
        for value in [wanted] if isinstance(wanted, str) else wanted:
            page.locator(f"main input[name={name}][value='{value}']").first.check()


def apply(applicant):
    applicant.look_at("/", "welcome")
    applicant.look_at("/become-a-mentor/", "criteria")
    page = applicant.page
    page.get_by_role("link", name="Centrul Cluj (demo)").click()
    page.wait_for_load_state()
    fill(page, given_name=NAMES[0], family_name=NAMES[1], email=APPLICANT, password1=OWN_PASSWORD,
         password2=OWN_PASSWORD)  # fmt: skip
    applicant.look("sign-up")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    applicant.go(mail_link(applicant, APPLICANT, "/accounts/confirm-email/"))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    applicant.sign_in(APPLICANT, OWN_PASSWORD)
    applicant.look_at("/application/", "application-begin")
    page.locator("main form[action$='/begin/'] button").first.click()
    page.wait_for_load_state()
    about(applicant)
    motivation(applicant)
    wishes(applicant)
    week(applicant)
    referees(applicant)
    applicant.look("application-check")
    for agreement in page.locator("main input[type=checkbox]").all():
        agreement.check()
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state()
    applicant.look("application-handed-in")
    applicant.look_at("/", "home-applicant")


def about(applicant):
    page = applicant.page
    applicant.look("step-about")
    fill(page, born_on=date(TODAY.year - 15, 5, 5), phone="0740 111 222", place="Cluj-Napoca")
    choose(page, gender="woman", kind="volunteer")
    press(page, "Save and continue")
    applicant.look("step-about-under-age")
    fill(page, born_on=date(1994, 5, 5))
    press(page, "Save and continue")


def motivation(applicant):
    page = applicant.page
    fill(page, motivation="I have time, and somebody once had time for me.")
    applicant.look("step-motivation")
    press(page, "Save and continue")


def wishes(applicant):
    page = applicant.page
    choose(page, populations="youth", best_language="ro", modes=["in_person", "site"], interests=["music", "walking"])
    fill(page, radius_km=20, capacity=1, committed_until=TODAY + timedelta(days=400))
    applicant.look("step-wishes")
    press(page, "Save and continue")


def week(applicant):
    page = applicant.page
    for box in page.locator("main input[type=checkbox]").all()[28:]:
        box.check(force=True)
    applicant.look("step-week")
    press(page, "Save and continue")


def referees(applicant):
    page = applicant.page
    for number, (email, name) in enumerate(zip(REFEREES, ("Ana Prima", "Dan Secund"), strict=True), start=1):
        fill(page, **{f"name_{number}": name, f"email_{number}": email})
        choose(page, **{f"relation_{number}": "work", f"language_{number}": "en"})
    applicant.look("step-referees")
    press(page, "Save and continue")


def open_application(staff):
    page = staff.go("/mentors/applications/")
    page.get_by_role("link", name=" ".join(NAMES)).first.click()
    page.wait_for_load_state()
    return page


def ask_the_referees(coordinator):
    coordinator.look_at("/", "home-coordinator")
    coordinator.look_at("/mentors/applications/", "applications")
    open_application(coordinator)
    coordinator.look("application-staff")
    page = coordinator.page
    page.locator("main a[href*='/references/']").first.click()
    page.wait_for_load_state()
    coordinator.look("references")
    page.locator("main form[action*='/references/ask/'] button").first.click()
    page.wait_for_load_state()


def referees_answer(visitor, coordinator):
    for number, email in enumerate(REFEREES):
        path = mail_link(coordinator, email, "/reference/")
        referee = visitor(360)
        referee.expects = {410}
        referee.go(path)
        referee.go(path)  # a mail scanner was there before: looking uses nothing up
        choose(referee.page, known_for="long", against="no")
        fill(referee.page, how_known="From work.", strengths="Listens.", reliability="Comes when she says so.")
        if number == 0:
            referee.look("reference")
        press(referee.page, "Send my answer")
        if number == 0:
            referee.look("reference-thanks")
            referee.go(path)
            referee.look("reference-gone")


def vet(coordinator):
    page = open_application(coordinator)
    page.locator("main a[href*='/references/']").first.click()
    page.wait_for_load_state()
    for _referee in REFEREES:
        press(page, "It speaks for the person")
    coordinator.look("references-weighed")
    for number, kind in enumerate(PAPERS):
        record_paper(coordinator, kind, look=number == 1)
    page = open_application(coordinator)
    page.locator("main a[href*='/interview/']").first.click()
    page.wait_for_load_state()
    for dimension in ("motives", "boundaries", "rescuing", "availability", "refusal"):
        choose(page, **{f"{dimension}_colour": "green"})
    fill(page, held_on=TODAY)
    coordinator.look("interview")
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state()


def record_paper(coordinator, kind, look):
    page = open_application(coordinator)
    page.locator("#checklist tr", has_text=kind).get_by_role("link", name="Record a paper").click()
    page.wait_for_load_state()
    fill(page, asked_on=TODAY - timedelta(days=10), issued_on=TODAY - timedelta(days=5))
    choose(page, result="clear")
    if page.locator("main [name=number]").count():
        fill(page, number="AB 123456")
    if look:
        coordinator.look("paper")
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state()


def two_people_admit(coordinator, specialist):
    for staff, name in ((coordinator, "coordinator"), (specialist, "specialist")):
        page = open_application(staff)
        page.locator("main a[href$='/yes/']").first.click()
        page.wait_for_load_state()
        fill(page, words="Fits well.")
        staff.look(f"yes-{name}")
        page.locator("main form button.btn-primary").first.click()
        page.wait_for_load_state()
    specialist.look("admitted")


def train(applicant, visitor):
    """Every lesson is read and every quiz passed, the first one at the second try; the workshop is attended by code."""
    known, seen = right_answers(), set()
    trainer = visitor(1280)
    trainer.sign_in("trainer@demo.example", PASSWORD)
    for _part in range(60):
        page = applicant.go("/training/")
        if not seen:
            applicant.look("training")
        going_on = page.get_by_role("link", name="Continue where I stopped")
        if not going_on.count():
            break
        going_on.click()
        page.wait_for_load_state()
        part = next(part for part in ("lesson", "quiz", "workshops") if f"/{part}/" in page.url)
        if part not in seen:
            applicant.look(part)
        if part == "lesson":
            press(page, "I have read this")
        elif part == "quiz":
            pass_quiz(applicant, known, is_first="quiz" not in seen)
        else:
            attend_workshop(applicant, trainer)
        seen.add(part)
    assert seen == {"lesson", "quiz", "workshops"}
    applicant.look_at("/training/", "training-complete")


def pass_quiz(applicant, known, is_first):
    page = applicant.page
    press(page, "Begin")
    if is_first:
        applicant.look("quiz-asked")
        press(page, "Hand in")
        press(page, "Hand in all the same")
        applicant.look("quiz-failed")
        press(page, "Try again")
    answer_quiz(page, known)
    press(page, "Hand in")
    assert page.get_by_text("This part is behind you").count()
    if is_first:
        applicant.look("quiz-passed")


def attend_workshop(applicant, trainer):
    """Planned for tomorrow at this hour; the demo's clock goes on by a day; the learner types the code."""
    page = trainer.go("/training/run/new/")
    fill(page, where="Sala 2", seats=12)
    starts = datetime.now(BUCHAREST) + timedelta(minutes=6)
    fill(page, day=(starts + timedelta(days=1)).date(), starts=f"{starts:%H:%M}", ends=_later(starts))
    trainer.look("workshop-new")
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state()
    trainer.look("workshops-run")
    page = applicant.go("/training/workshops/")
    press(page, "Take a seat")
    applicant.look("workshop-booked")
    move_clock(applicant, "One day on")
    back_in(applicant, APPLICANT, OWN_PASSWORD)
    back_in(trainer, "trainer@demo.example", PASSWORD)
    page = trainer.go("/training/run/")
    page.locator("tr", has_text="Sala 2").locator("a").first.click()
    page.wait_for_load_state()
    trainer.look("workshop-roster")
    code = page.locator("dd strong").last.inner_text()
    page = applicant.go("/training/workshops/")
    page.get_by_role("link", name="I am here: type the code").click()
    page.wait_for_load_state()
    fill(page, code=code)
    applicant.look("workshop-code")
    press(page, "I am here")


def _later(starts):
    """Two hours later, on the same day."""
    return f"{min(starts + timedelta(hours=2), starts.replace(hour=23, minute=59)):%H:%M}"


def back_in(visitor, email, password):
    """Sign in again if the session ended while the clock moved."""
    if visitor.go("/accounts/login/").locator("input[name=login]").count():
        visitor.sign_in(email, password)


def move_clock(visitor, button):
    page = visitor.go("/demo/clock/")
    press(page, button)


def certificate_code(applicant):
    page = applicant.go("/training/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Certificate as PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    return page.locator("main a[href*='/verify/']").first.inner_text()


def anybody_verifies(visitor, code):
    stranger = visitor(360)
    stranger.look_at("/training/verify/", "verify")
    page = stranger.page
    fill(page, code=code)
    press(page, "Verify")
    assert page.get_by_text("This certificate is valid.").count()
    assert NAMES[0] not in page.content()
    stranger.look("verified")


def sign_the_contract(coordinator):
    back_in(coordinator, "coordinator@demo.example", PASSWORD)
    page = open_mentor(coordinator)
    page.get_by_role("link", name="Enter a contract").click()
    page.wait_for_load_state()
    coordinator.look("contract")
    press(page, "Enter the contract")
    coordinator.look("register")
    page = open_mentor(coordinator)
    page.locator("main a[href$='/supervisor/'], main form[action$='/supervisor/'] button").first.click()
    page.wait_for_load_state()


def open_mentor(coordinator):
    page = coordinator.go("/mentors/")
    link = page.get_by_role("link", name=" ".join(NAMES))
    while not link.count():
        page.get_by_role("link", name="Next page").click()
        page.wait_for_load_state()
    link.first.click()
    page.wait_for_load_state()
    return page


def in_the_pool(coordinator):
    """A supervisor is set, nothing is missing any more, and the matching may propose her."""
    page = coordinator.page
    page.locator("main form select").first.select_option(index=1)
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state()
    coordinator.look("mentor-ready")
    assert not page.get_by_text("Missing:").count()
    coordinator.go("/matching/")
    press(page, "Start a dry run")
    page.get_by_role("heading", name="Proposals").wait_for(timeout=60_000)


def pair_by_hand(coordinator, visitor):
    """With the first waiting mentee with whom every rule is kept; returns the address of the pairing."""
    page = coordinator.go("/mentees/?status=waiting")
    mentees = [link.get_attribute("href") for link in page.locator("th a[href^='/mentees/']").all()]
    for mentee in mentees:
        page = coordinator.go(f"/matching{mentee}by-hand/")
        candidate = page.locator("main form label", has_text=" ".join(NAMES))
        if candidate.count():
            candidate.first.click()
            press(page, "Propose this mentor and turn your key")
            break
    coordinator.look("paired-by-hand")
    proposal = page.url.removeprefix(coordinator.address)
    for email in SPECIALISTS:
        specialist = visitor(1280)
        specialist.expects = {404}
        page = specialist.sign_in(email, PASSWORD)
        if page.goto(f"{specialist.address}{proposal}").status == 200:
            page.locator("form[action$='/key/'] button").click()
            page.locator("main a[href*='/pairings/']").wait_for()
            break
    page = coordinator.go(proposal)
    return page.locator("main a[href*='/pairings/']").first.get_attribute("href")


def ask_the_others(coordinator, pairing):
    """The mentee, and for somebody under age who consents by law, say yes in a conversation."""
    page = coordinator.go(pairing)
    page.get_by_role("heading", name="Who was asked").wait_for()
    while page.get_by_role("link", name="Write the answer down…").count():
        page.get_by_role("link", name="Write the answer down…").first.click()
        page.locator("input[name=answer][value=yes]").check()
        page.locator("input[name=channel][value=staff]").check()
        page.locator("textarea[name=present]").fill("The class teacher.")
        press(page, "Write the answer down")
        page.get_by_role("heading", name="The way to the first meeting").wait_for()


def a_paper_lapses(applicant, coordinator, visitor):
    """Half a year later the certificates have lapsed: the pairing rests, and every page concerned says why."""
    pairing = pair_by_hand(coordinator, visitor)
    back_in(applicant, APPLICANT, OWN_PASSWORD)
    page = applicant.go("/my-pairing/")
    page.locator("button[name=answer][value=yes]").click()
    page.locator("button[name=answer]").first.wait_for(state="detached")
    ask_the_others(coordinator, pairing)
    for _month in range(6):
        move_clock(coordinator, "Thirty days on")
    back_in(coordinator, "coordinator@demo.example", PASSWORD)
    page = coordinator.go(pairing)
    for _second in range(60):
        if page.get_by_text("has been resting since").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    assert page.get_by_text("a paper or a certificate of the mentor does not hold").count()
    coordinator.look("pairing-rests")
    page.get_by_role("link", name="Tell the mentee and arrange cover").click()
    page.wait_for_load_state()
    coordinator.look("cover")
    fill(page, note="The specialist calls every Friday.")
    press(page, "The mentee was told, cover is arranged")
    coordinator.look_at("/mentors/lapses/", "lapses")
    coordinator.look_at("/", "home-coordinator-after")
    open_mentor(coordinator)
    coordinator.look("mentor-lapsed")
    back_in(applicant, APPLICANT, OWN_PASSWORD)
    page = applicant.go("/my-pairing/")
    assert page.get_by_text("Criminal record certificate").count()
    applicant.look("my-pairing-closed")
    applicant.look_at("/", "home-mentor-lapsed")


SPECIALISTS = [sign_in.email for sign_in in SIGN_INS if sign_in.role == "specialist"]
