"""The shipped curriculum: every mistake told with its line, written once, changed in place, never taken back."""

from pathlib import Path

import pytest

from tests import factories
from training.curriculum_files import FOLDER, CurriculumError, read_curriculum
from training.default_tracks import DEFAULT_TRACKS, DefaultTrack
from training.models import LessonText, Module, ModuleVersion, Question, Track, TrackModule
from training.progress import Part
from training.services.curriculum import sync_curriculum, write_curriculum

TOML = """version = 1
minutes = 30
requires = []

[en]
title = "First"
summary = "About the first."

[ro]
title = "Primul"
"""
GIFT = "::a-1:: Is it so? {T}\n\n::a-2:: Which? {=this ~that#No.}\n"


@pytest.fixture
def folder(tmp_path):
    """A curriculum of two modules that is as it should be."""
    for code in ("aa", "bb"):
        write(tmp_path, code, "module.toml", TOML.replace("[]", '["aa"]') if code == "bb" else TOML)
        for language in ("en", "ro"):
            write(tmp_path, code, f"lesson.{language}.md", f"## Heading\n\nText of {code}.\n")
    for language in ("en", "ro"):
        write(tmp_path, "aa", f"questions.{language}.gift", GIFT)
    (tmp_path / "README.txt").write_text("Not a module.")
    return tmp_path


def write(folder: Path, code, name, text):
    (folder / code).mkdir(exist_ok=True)
    (folder / code / name).write_text(text, encoding="utf-8")


def mistakes(folder):
    with pytest.raises(CurriculumError) as found:
        read_curriculum(folder)
    return str(found.value).splitlines()


TRACKS = [
    DefaultTrack("volunteer", "Basic", "volunteer", ("youth",), 60, ("aa", "bb")),
    DefaultTrack("refresher", "Again", "refresher", (), 30, ("bb",), renews=("volunteer",)),
]


def test_a_folder_is_read(folder):
    first, second = read_curriculum(folder)
    assert (first.code, first.parts) == ("aa", {Part.LESSON, Part.QUIZ})
    assert (second.requires, second.parts) == (("aa",), {Part.LESSON})
    assert first.texts["en"].title == "First" and first.texts["ro"].body.startswith("## Heading")
    assert first.questions["a-2"][0] == "single" and first.questions["a-2"][1].keys() == {"en", "ro"}
    write(folder, "bb", "module.toml", TOML.replace("[]", "[]\nworkshop = true\npractice = true"))
    assert read_curriculum(folder)[1].parts == {Part.LESSON, Part.WORKSHOP, Part.PRACTICE}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("module.toml", "version = ", "aa/module.toml:1: This is not readable"),
        ("module.toml", TOML + "\n[en", "aa/module.toml:12: This is not readable"),
        ("module.toml", TOML.replace("minutes", "hours"), "aa/module.toml:2: “hours” is not known here."),
        ("module.toml", TOML.replace("30", '"30"'), "aa/module.toml:2: “minutes” has a value of the wrong kind."),
        ("module.toml", TOML.replace("version = 1\n", ""), "aa/module.toml:1: “version” is missing."),
        ("module.toml", TOML.replace('title = "Primul"', ""), "aa/module.toml:9: The title is missing."),
        ("module.toml", "en = 3\n" + TOML.replace("[en]", "[hu]"), "aa/module.toml:1: The title is missing."),
        ("module.toml", TOML.replace("First", "F" * 121), "aa/module.toml:5: “title” is longer than 120 characters."),
        ("lesson.ro.md", "## Fine\n\n# Not fine\n", "aa/lesson.ro.md:3: The title is in module.toml"),
        ("lesson.ro.md", " \n", "aa/lesson.ro.md:1: This file is missing or empty."),
        ("questions.ro.gift", "::a-1:: {T}\n\n::a-2:: Which? {=a", "aa/questions.ro.gift:3: "),
        ("questions.en.gift", GIFT.replace("::a-1::", ""), "aa/questions.en.gift:1: The question has no code."),
        ("questions.en.gift", GIFT.replace("=this", "~this"), "aa/questions.en.gift:3: "),
        ("questions.ro.gift", GIFT.replace("a-2", "a-3"), "aa/questions.ro.gift:3: The question “a-3” is not the same"),
        ("questions.ro.gift", GIFT.replace("{T}", "{=112}"), "aa/questions.ro.gift:1: The question “a-1” is not"),
        ("questions.ro.gift", "", "aa/questions.ro.gift:1: This file is missing or empty."),
    ],
)
def test_a_mistake_is_told_with_file_and_line(folder, name, text, told):
    write(folder, "aa", name, text)
    assert [line for line in mistakes(folder) if line.startswith(told)], mistakes(folder)


def test_a_missing_file_and_wrong_letters_are_told(folder):
    (folder / "aa" / "module.toml").unlink()
    (folder / "bb" / "lesson.en.md").write_bytes(b"one\ntwo\xff\n")
    told = mistakes(folder)
    assert "aa/module.toml:1: This file is missing." in told
    assert "bb/lesson.en.md:2: This is not UTF-8." in told


def test_circles_and_unknown_prerequisites_are_told_in_words(folder):
    write(folder, "aa", "module.toml", TOML.replace("[]", '["bb", "zz"]'))
    told = "\n".join(mistakes(folder))
    assert "needs “zz”, a module that does not exist" in told and "First needs First, which needs First." in told


@pytest.fixture
def written(db, folder):
    """`written()` brings the folder into an empty database."""
    for model in (TrackModule, Question, LessonText, ModuleVersion):
        model.objects.all().delete()
    Module.requires.through.objects.all().delete()
    Module.objects.all().delete()

    def again(tracks=TRACKS):
        write_curriculum(read_curriculum(folder), tracks)

    again()
    return again


def test_everything_is_written_once(written, django_assert_num_queries):
    assert list(TrackModule.objects.values_list("track__code", "module__code", "position")) == [
        ("volunteer", "aa", 10),
        ("volunteer", "bb", 20),
        ("refresher", "bb", 10),
    ]
    assert Module.objects.get(code="bb").requires.get().code == "aa"
    assert Track.objects.get(code="refresher").renews.get().code == "volunteer"
    assert Question.objects.count() == 2 and LessonText.objects.count() == 4
    with django_assert_num_queries(11):
        written()


def test_what_changed_in_the_files_changes_in_place(written, folder):
    write(folder, "aa", "lesson.en.md", "## Better")
    write(folder, "aa", "module.toml", TOML.replace("30", "45").replace("First", "The first"))
    for language in ("en", "ro"):
        write(folder, "aa", f"questions.{language}.gift", GIFT.split("\n")[0])
    write(folder, "bb", "module.toml", TOML)
    written([TRACKS[0], DefaultTrack("refresher", "Again", "refresher", (), 30, ("aa",))])
    version = ModuleVersion.objects.get(module__code="aa")
    assert version.minutes == 45 and version.texts.get(language="en").body == "## Better"
    assert version.texts.get(language="en").title == "The first"
    assert not Question.objects.get(code="a-2").is_in_use
    assert not Module.objects.get(code="bb").requires.exists()
    assert TrackModule.objects.get(track__code="refresher").module.code == "aa"
    assert not Track.objects.get(code="refresher").renews.exists()


def test_a_raised_version_comes_beside_the_old_one(written, folder):
    write(folder, "aa", "module.toml", TOML.replace("version = 1", "version = 2"))
    write(folder, "aa", "lesson.en.md", "## New")
    written()
    bodies = ModuleVersion.objects.filter(module__code="aa").order_by("number")
    assert set(bodies.filter(texts__language="en").values_list("number", "texts__body")) == {
        (1, "## Heading\n\nText of aa."),
        (2, "## New"),
    }
    write(folder, "aa", "module.toml", TOML)
    with pytest.raises(CurriculumError, match="version 1 is older than version 2"):
        written()


def test_a_track_with_an_unknown_module_is_refused(written):
    with pytest.raises(CurriculumError, match="volunteer: there is no module “zz”"):
        written([DefaultTrack("volunteer", "Basic", "volunteer", (), 60, ("zz",))])


def test_what_a_centre_made_is_never_touched(written, centre):
    track, module = Track.objects.get(code="volunteer"), Module.objects.get(code="aa")
    own = factories.ModuleFactory(code="aa", centre=centre, track=track)
    adapted = factories.ModuleVersionFactory(module=module, centre=centre, text__body="## Ours")
    written()
    assert own.entries.get().track == track
    assert adapted.texts.get().body == "## Ours"


@pytest.mark.django_db
def test_the_shipped_curriculum_is_there_after_every_migration(django_assert_num_queries):
    with django_assert_num_queries(11):
        sync_curriculum()
    for track in DEFAULT_TRACKS:
        codes = list(Track.objects.get(code=track.code).entries.values_list("module__code", flat=True))
        assert codes == list(track.modules)
    assert Module.objects.get(code="conversations").has_workshop
    assert Module.objects.get(code="observed_practice").has_practice


def test_the_shipped_curriculum_has_what_was_promised():
    modules = read_curriculum(FOLDER)
    for language in ("en", "ro"):
        assert sum(bool(module.texts[language].body) for module in modules) >= 20
        assert sum(language in texts for module in modules for _kind, texts in module.questions.values()) >= 120
    assert all("hu" in module.texts for module in modules)
    assert {code for track in DEFAULT_TRACKS for code in track.modules} == {module.code for module in modules}


def test_every_module_of_a_track_can_be_reached_in_its_order():
    requires = {module.code: set(module.requires) for module in read_curriculum(FOLDER)}
    for track in DEFAULT_TRACKS:
        for place, code in enumerate(track.modules):
            later = set(track.modules[place:])
            assert not requires[code] & later, (track.code, code)
