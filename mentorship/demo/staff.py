"""Who signs in to the demo, as what, and what should they look at first?"""

from dataclasses import dataclass

from accounts.permissions import Role

PASSWORD = "walking-together"  # noqa: S105  invented people only; the demo prints it
DOMAIN = "demo.example"


@dataclass(frozen=True)
class SignIn:
    """One invented person who can sign in to the demo."""

    name: str
    role: Role
    given_name: str
    family_name: str
    language: str
    look_first: str
    where: str = "centre"

    @property
    def email(self) -> str:
        return f"{self.name}@{DOMAIN}"


MENTORS_PER_SUPERVISOR = 20


def more_specialists(mentors: int) -> list[SignIn]:
    """A large centre has as many supervisors as it needs; they are not on the printed list."""
    wanted = mentors // MENTORS_PER_SUPERVISOR - len(SIGN_INS)
    return [
        SignIn(f"specialist{number:05}", Role.SPECIALIST, "Invented", f"Specialist {number}", "ro", "")
        for number in range(1, wanted + 1)
    ]


SIGN_INS = [
    SignIn("coordinator", Role.COORDINATOR, "Ana", "Moldovan", "en", "Home, then Matching: the run of today"),
    SignIn("coordinator2", Role.COORDINATOR, "Zsuzsa", "Kovács", "hu", "Home in Hungarian"),
    SignIn("specialist", Role.SPECIALIST, "Irina", "Pop", "en", "Proposals that need the second key"),
    SignIn("specialist2", Role.SPECIALIST, "Mihai", "Rus", "ro", "Home in Romanian, own caseload"),
    SignIn("specialist3", Role.SPECIALIST, "Emese", "Szabó", "hu", "Own caseload"),
    SignIn("specialist4", Role.SPECIALIST, "Dan", "Mureșan", "ro", "Own caseload"),
    SignIn("specialist5", Role.SPECIALIST, "Laura", "Cîmpean", "ro", "Own caseload"),
    SignIn("specialist6", Role.SPECIALIST, "Botond", "Fazekas", "hu", "Own caseload"),
    SignIn("specialist7", Role.SPECIALIST, "Simona", "Hodor", "ro", "Own caseload"),
    SignIn("trainer", Role.TRAINER, "Sorina", "Lazăr", "ro", "Home"),
    SignIn("administrator", Role.ADMINISTRATOR, "Radu", "Ilieș", "en", "People: invite a colleague"),
    SignIn("protection", Role.PROTECTION_OFFICER, "Corina", "Bota", "en", "The trail: who looked at what"),
    SignIn("auditor", Role.AUDITOR, "Tudor", "Crișan", "en", "The trail and its verification"),
    SignIn("applicant", Role.APPLICANT, "Larisa", "Mocan", "ro", "Home"),
    SignIn("officer", Role.UNIVERSITY_OFFICER, "Olivia", "Fodor", "en", "Home", where="university"),
    SignIn("lead", Role.SAFEGUARDING_LEAD, "Vera", "Bodea", "ro", "Home", where="other centre"),
]
