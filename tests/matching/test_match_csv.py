"""The matching from two sheets: nothing but files, every fault told at once, nothing written when there is one."""

import csv
import re
import stat
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from matching.sheets.identities import identity_errors
from matching.sheets.rows import MenteeRow, MentorRow

EXAMPLES = Path(settings.BASE_DIR) / "docs" / "examples"


class Desk:
    """A folder with the example files, which a test may change."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("mentors.csv", "mentees.csv", "policy.toml"):
            (folder / name).write_bytes((EXAMPLES / name).read_bytes())
        self.out, self.report = folder / "proposals.csv", folder / "report.html"

    def change(self, name, old, new):
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        (self.folder / name).write_text(text.replace(old, new), encoding="utf-8")

    def run(self, *more):
        said = StringIO()
        call_command(
            "match_csv", self.folder / "mentors.csv", self.folder / "mentees.csv", policy=self.folder / "policy.toml",
            out=self.out, report=self.report, date=date(2026, 11, 24) if not more else more[0], stdout=said,
        )  # fmt: skip
        return said.getvalue()

    def faults(self):
        with pytest.raises(CommandError) as told:
            self.run()
        assert not self.out.exists() and not self.report.exists()
        first, *faults = str(told.value).splitlines()
        assert first.startswith("Nothing is written.")
        return faults

    def rows(self):
        with self.out.open(encoding="utf-8-sig", newline="") as lines:
            return {row["mentee"]: row for row in csv.DictReader(lines, delimiter=";")}


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_the_examples(desk):
    assert desk.run().startswith("9 pairs, 3 wait. The plan is proved to be the best one.")
    rows = desk.rows()
    assert len(rows) == 12 and (rows["Y-04"]["mentor"], rows["S-02"]["mentor"]) == ("M-104", "")
    assert rows["S-04"]["why_nobody"] == "The mentee's own yes is missing or no longer holds."
    for path in (desk.out, desk.report):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    report = desk.report.read_text(encoding="utf-8")
    assert "Y-04 with M-104" in report and "No mentor is possible for this mentee." in report
    assert not re.search(r"(src|href)=|https?://|<script|@import|url\(", report)


def test_the_same_files_give_the_same_answer_whatever_the_order(desk):
    desk.run()
    before = desk.out.read_bytes()
    heading, *lines = (desk.folder / "mentees.csv").read_text(encoding="utf-8").splitlines()
    (desk.folder / "mentees.csv").write_text("\n".join([heading, *reversed(lines)]), encoding="utf-8")
    desk.out.chmod(0o644)
    desk.run()
    assert desk.out.read_bytes() == before and stat.S_IMODE(desk.out.stat().st_mode) == 0o600


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1250", "utf-16"])
def test_encodings_and_commas(desk, encoding):
    text = (desk.folder / "mentees.csv").read_text(encoding="utf-8").replace("Florești", "Floresti")
    rows = list(csv.reader(StringIO(text), delimiter=";"))
    out = StringIO()
    csv.writer(out, delimiter=",").writerows(rows)
    (desk.folder / "mentees.csv").write_bytes(out.getvalue().encode(encoding))
    assert "9 pairs" in desk.run()


def test_places_in_windows_1250(desk):
    path = desk.folder / "mentees.csv"
    path.write_bytes(path.read_text(encoding="utf-8").replace("Florești", "Floreşti").encode("cp1250"))
    assert "9 pairs" in desk.run()


def test_every_fault_is_told_at_once(desk):
    desk.change("mentees.csv", "Y-01;youth;woman;14;2;95", "Ana;child;woman;fourteen;7;95")
    desk.change("mentees.csv", 'Dej;12;"wed 16-20; sun 14-18"', 'Atlantis;12;"sometime"')
    desk.change("mentees.csv", "Y-03;", "Y-02;")
    desk.change("mentees.csv", "2027-04-30;yes;yes", "soon;yes;yes")
    desk.change("mentors.csv", "yes;SUP-3;;\nM-109", "perhaps;SUP-3;;\nM-109")
    desk.change("mentors.csv", "M-102;man", "M-102;man,woman")
    faults = desk.faults()
    for words in (
        "mentees.csv, row 2, column code: “Ana” is no code.", "row 2, column group: “child” is not one of",
        "row 2, column age:", "row 2, column strain:", "row 6, column place: “Atlantis”", "row 6, column week:",
        "row 3, column code: This code is there more than once.", "row 4, column code: This code is there more than",
        "row 8, column decision_until: “soon” is not a day.", "mentors.csv, row 9, column willing: “perhaps”",
        "mentors.csv, row 3, column gender: Please give one word only.",
    ):  # fmt: skip
        assert any(words in fault for fault in faults), (words, faults)


def test_links_between_the_sheets(desk):
    desk.change("mentors.csv", "SUP-1;S-02;", "SUP-1;S-99;Y-98")
    faults = desk.faults()
    assert len(faults) == 2 and "mentors.csv, row 14, column not_with: The mentee “S-99”" in faults[0]


@pytest.mark.parametrize(
    "heading",
    [
        "name", "First name", "Nume", "prenumele", "Név", "keresztnév", "vezetéknév", "date of birth", "Data nașterii",
        "birthdate", "született", "CNP", "TAJ", "phone", "Telefon mobil", "mobilszám", "e-mail", "Email cím", "address",
        "Adresa", "Strada", "lakcím", "utca", "school", "Școala", "iskola",
    ],
)  # fmt: skip
def test_columns_that_tell_who_somebody_is(desk, heading):
    desk.change("mentees.csv", "code;group", f"{heading};code;group")
    (fault,) = desk.faults()
    assert "This column seems to hold" in fault


def test_no_column_of_ours_is_refused_and_every_one_is_documented():
    documentation = (EXAMPLES.parent / "match_csv.md").read_text(encoding="utf-8")
    for row in (MenteeRow, MentorRow):
        assert identity_errors(row.base_fields, ()) == []
        for column in row.base_fields:
            assert f"`{column}`" in documentation


def test_an_unknown_column_and_a_missing_one(desk):
    desk.change("mentees.csv", "waiting_days", "shoe_size")
    desk.change("mentors.csv", "code;gender", "code;sex")
    faults = desk.faults()
    assert "mentees.csv, row 1, column shoe_size: This column is not known." in faults
    assert "mentors.csv, row 1, column gender: This column is missing." in faults


def test_a_formula_is_refused_and_never_written(desk):
    desk.change("mentees.csv", "drawing,music,animals", "=HYPERLINK(1)")
    assert "formula" in desk.faults()[0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("least_fit = 300", "least_fit = 3000", "least_fit must be"),
        ("hours = 200\ndistance", "hour = 200\ndistance", "weights does not know"),
        ("[weights]", "[weights", "policy.toml: "),
        ('county = "13"', "", "The policy names no county"),
        ("seed = 7", "hold_back = true", "policy.toml: hold_back needs the prices of earlier runs"),
        ("all = 5", "all = -5", "caseload.all is -5"),
    ],
)
def test_a_wrong_policy(desk, old, new, words):
    desk.change("policy.toml", old, new)
    assert words in " ".join(desk.faults())


def test_files_that_are_not_there(desk):
    (desk.folder / "mentors.csv").unlink()
    assert desk.faults() == ["mentors.csv: This file cannot be opened."]
    (desk.folder / "policy.toml").unlink()
    assert desk.faults() == ["policy.toml: This file cannot be opened."]


def test_a_file_that_is_no_table(desk):
    (desk.folder / "mentors.csv").write_bytes(b"\0\0\0\0")
    assert "mentors.csv: " in desk.faults()[0]


def test_coordinates_instead_of_a_place(desk):
    desk.change("mentees.csv", ";place;", ";latitude;longitude;")
    text = (desk.folder / "mentees.csv").read_text(encoding="utf-8")
    for place in ("Cluj-Napoca", "Florești", "Turda", "Dej", "Gherla", "Huedin"):
        text = text.replace(f";{place};", ";46.77;23.6;")
    (desk.folder / "mentees.csv").write_text(text, encoding="utf-8")
    assert "pairs" in desk.run()
    desk.out.unlink()
    desk.report.unlink()
    desk.change("mentees.csv", ';46.77;23.6;15;"sat 8-14', ';;23.6;15;"sat 8-14')
    (fault,) = desk.faults()
    assert "row 5, column place: Please give the place, or the latitude" in fault


def test_a_folder_that_does_not_exist(desk):
    desk.out = desk.folder / "nowhere" / "proposals.csv"
    with pytest.raises(CommandError, match="Nothing is written"):
        desk.run()
    assert not desk.report.exists() and not list(desk.folder.glob(".*"))


def test_what_is_not_proved_is_not_written(desk, monkeypatch):
    from matching.engine import NotProvedError
    from matching.management.commands import match_csv

    with monkeypatch.context() as patched:
        patched.setattr(match_csv, "violations", lambda problem, solution: ("a pair breaks a bar",))
        assert desk.faults() == []

    def unproved(problem):
        raise NotProvedError("not optimal")

    monkeypatch.setattr(match_csv, "solve", unproved)
    assert desk.faults() == []


def test_today_is_the_day_of_the_machine(desk):
    desk.change("mentors.csv", "2027-", "2099-")
    desk.change("mentees.csv", "2027-", "2099-")
    assert "pairs" in desk.run(None)


def test_no_mentor_at_all(desk):
    heading = (desk.folder / "mentors.csv").read_text(encoding="utf-8").splitlines()[0]
    (desk.folder / "mentors.csv").write_text(heading, encoding="utf-8")
    assert desk.run().startswith("0 pairs, 12 wait.")
    assert "No pair is proposed." in desk.report.read_text(encoding="utf-8")
