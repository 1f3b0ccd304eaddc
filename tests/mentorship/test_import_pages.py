"""Pages on which a table comes in."""

import io
from datetime import date
from types import SimpleNamespace

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kernel.clock import today
from kernel.models import AuditEvent, StoredFile
from mentorship.columns import MENTEE_COLUMNS, MENTOR_COLUMNS, Known, read_mentee, read_mentor
from mentorship.localities import place_book
from mentorship.models import Import, Mentee
from mentorship.services import imports
from tests.factories import grant_role

NEW = reverse("mentorship:import_new", args=["mentees"])


@pytest.fixture
def table(specialist, place):
    row = {
        "chosen_name": "Luna", "specialist": specialist.email, "population": "youth", "risk": "2",
        "gender": "woman", "birth_year": str(today().year - 15), "languages": "ro", "modes": "in_person",
        "place": "Cluj-Napoca", "week": "mon 16-20", "given_name": "Secretly", "family_name": "Exemplu",
    }  # fmt: skip
    return lambda **changes: SimpleUploadedFile(
        "youths.csv", "\n".join((";".join(row), ";".join({**row, **changes}.values()))).encode()
    )


def uploaded(client, file):
    client.post(NEW, {"file": file})
    return Import.objects.latest("pk")


def page_of(import_, name="import_detail"):
    return reverse(f"mentorship:{name}", args=[import_.public_id])


def test_upload_look_confirm(client_of, coordinator, table):
    client = client_of(coordinator)
    assert "chosen_name" in client.get(NEW).content.decode()
    import_ = uploaded(client, table())
    preview = client.get(page_of(import_)).content.decode()
    assert "1 row is right" in preview and "Luna" in preview
    assert "Secretly" not in preview
    assert not Mentee.objects.exists()
    done = client.post(page_of(import_, "import_confirm"), follow=True).content.decode()
    assert "1 row has been taken over" in done
    assert Mentee.objects.get().identity.given_name == "Secretly"
    assert "before" in client.post(page_of(import_, "import_confirm"), follow=True).content.decode()


def test_errors_by_row_and_column(client_of, coordinator, table):
    client = client_of(coordinator)
    import_ = uploaded(client, table(place="Atlantis"))
    text = client.get(page_of(import_)).content.decode()
    assert "1 thing is not right yet" in text and "“Atlantis” is not a place" in text
    assert "Take all rows over" not in text
    refused = client.post(page_of(import_, "import_confirm"), follow=True).content.decode()
    assert "Nothing was taken over" in refused
    assert not Mentee.objects.exists()


def test_a_file_of_another_kind_is_refused(client_of, coordinator):
    answer = client_of(coordinator).post(NEW, {"file": SimpleUploadedFile("x.csv", b"%PDF-1.4 nothing")})
    assert "none of these kinds" in answer.content.decode()
    assert not Import.objects.exists()


def test_a_large_table_shows_that_it_is_under_way(client_of, coordinator, table, monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 0)
    client = client_of(coordinator)
    import_ = uploaded(client, table())
    text = client.post(page_of(import_, "import_confirm"), follow=True).content.decode()
    assert "being taken over" in text
    fragment = client.get(page_of(import_), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment and fragment.strip() in text
    Import.objects.update(status="failed")
    assert "has changed since" in client.get(page_of(import_)).content.decode()


def test_discarding(client_of, coordinator, table):
    client = client_of(coordinator)
    import_ = uploaded(client, table())
    text = client.post(page_of(import_, "import_discard"), follow=True).content.decode()
    assert "Nothing was taken over" in text


def test_a_file_that_was_deleted_after_a_week(client_of, coordinator, table):
    client = client_of(coordinator)
    import_ = uploaded(client, table())
    StoredFile.objects.all().delete()
    assert "kept for a week" in client.get(page_of(import_)).content.decode()


@pytest.mark.parametrize(("kind", "columns"), [("mentees", MENTEE_COLUMNS), ("mentors", MENTOR_COLUMNS)])
def test_the_empty_tables(client_of, coordinator, kind, columns):
    client = client_of(coordinator)
    names = [column.name for column in columns]
    text = client.get(reverse("mentorship:import_template", args=[kind, "csv"]))
    assert text.content.decode("utf-8-sig").strip().split(";") == names
    assert text["Content-Disposition"] == f'attachment; filename="{kind}.csv"'
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("mentorship:import_template", args=[kind, "xlsx"])).content)
    )
    assert [cell.value for cell in book.active[1]] == names
    assert client.get(reverse("mentorship:import_new", args=[kind])).status_code == 200


def test_every_example_of_the_columns_is_right():
    town = SimpleNamespace(
        geonameid=1, name="Cluj-Napoca", other_name="", latitude=46.7, longitude=23.6, population=286598
    )
    known = Known(date(2026, 11, 24), place_book([town]), {"specialist@example.org": "specialist"})
    assert read_mentee({column.name: column.example for column in MENTEE_COLUMNS}, known)["languages"] == ["ro", "hu"]
    assert read_mentor({column.name: column.example for column in MENTOR_COLUMNS}, known)["place"] is town


def test_foreign_tables_do_not_exist(client_of, coordinator, other_coordinator, specialist, table):
    import_ = uploaded(client_of(coordinator), table())
    assert client_of(other_coordinator).get(page_of(import_)).status_code == 404
    assert client_of(other_coordinator).post(page_of(import_, "import_confirm")).status_code == 404
    assert client_of(specialist).get(page_of(import_)).status_code == 403


def test_a_table_for_one_of_several_centres(client_of, coordinator, other_centre, table):
    grant_role(coordinator, "coordinator", other_centre)
    client = client_of(coordinator)
    client.post(f"{NEW}?centre=other", {"file": table()})
    assert Import.objects.get().centre == other_centre


def test_a_look_at_the_rows_is_on_record_and_a_misspelt_column_stays_hidden(client_of, coordinator, table):
    client = client_of(coordinator)
    content = table().read().replace(b"given_name", b"givn_name")
    import_ = uploaded(client, SimpleUploadedFile("youths.csv", content))
    page = client.get(page_of(import_)).content.decode()
    assert "Luna" in page and "givn_name" in page
    assert "Secretly" not in page
    looks = AuditEvent.objects.about(import_).filter(event="looked_at")
    assert [look.facts["why"] for look in looks] == ["import_detail"]
    client.post(page_of(import_, "import_discard"))
    client.get(page_of(import_))
    assert looks.count() == 1  # nothing is shown any more
