"""tools/translations.py: what is collected from the code, what the check finds, what gettext reads in the end."""

import gettext
from pathlib import Path

import pytest

from tools import translations

CODE = """
from permenti_desktop.i18n import N_, _, ngettext, pgettext
TITLE = N_("Akten")
def show(texts, count, name):
    _("Guten Tag, {name}").format(name=name)
    ngettext("ein Treffen", "{count} Treffen", count).format(count=count)
    pgettext("Monat", "Mai")
    texts.gettext("Stand")
    texts.pgettext("Person", "Leitung")
    _(name)
    print("not collected")
"""
Texts = dict[str | tuple[str, ...], str | tuple[str, ...]]
ENGLISH: Texts = {
    "Akten": "Files",
    "Guten Tag, {name}": "Hello, {name}",
    ("ein Treffen", "{count} Treffen"): ("one meeting", "{count} meetings"),
    "Mai": "May",
    "Stand": "As of",
    "Leitung": "Head",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "page.py").write_text(CODE, "utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path, package: Path) -> Path:
    """A folder of translations, brought up to the code; English is complete."""
    result = tmp_path / "translations"
    result.mkdir()
    translations.update(package, result)
    write_english(result, ENGLISH)
    return result


def write_english(folder: Path, texts: Texts, *, fuzzy: str | None = None) -> None:
    catalog = translations.read(folder / "en.po", "en")
    for message in catalog:
        if message.id:
            key = message.id if isinstance(message.id, str) else tuple(message.id)
            message.string = texts[key]
            if message.id == fuzzy:
                message.flags.add("fuzzy")
    (folder / "en.po").write_bytes(translations.written(catalog, "en"))


def test_functions_and_methods_are_collected(package: Path) -> None:
    found = {(message.context, message.id) for message in translations.template(package) if message.id}

    assert found == {
        (None, "Akten"),
        (None, "Guten Tag, {name}"),
        (None, ("ein Treffen", "{count} Treffen")),
        ("Monat", "Mai"),
        (None, "Stand"),
        ("Person", "Leitung"),
    }


def test_files_hold_neither_date_nor_line_and_stay_the_same(package: Path, folder: Path) -> None:
    before = {file.name: file.read_bytes() for file in folder.glob("*.po*")}
    (package / "page.py").write_text("# one line more\n" + CODE, "utf-8")

    translations.update(package, folder)

    assert {file.name: file.read_bytes() for file in folder.glob("*.po*")} == before
    assert sorted(before) == ["de.po", "en.po", "permenti.pot"]
    assert all(b"Date" not in content and b"page.py" not in content for content in before.values())


def test_complete_translations_have_no_fault(package: Path, folder: Path) -> None:
    assert translations.faults(package, folder) == []


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        ({"Akten": ""}, "'Akten': not translated"),
        ({"Guten Tag, {name}": "Hello"}, "placeholders [] instead of ['name']"),
        ({"Guten Tag, {name}": "Hello, {nam}"}, "placeholders ['nam'] instead of ['name']"),
        ({"Guten Tag, {name}": "Hello, {name"}, "placeholders cannot be read"),
        ({("ein Treffen", "{count} Treffen"): ("one meeting", "")}, "not translated"),
        ({("ein Treffen", "{count} Treffen"): ("one meeting", "{number} meetings")}, "placeholders ['number']"),
    ],
)
def test_a_fault_in_english_is_found(package: Path, folder: Path, texts: Texts, fault: str) -> None:
    write_english(folder, {**ENGLISH, **texts})

    found = translations.faults(package, folder)

    assert len(found) == 1
    assert fault in found[0]


def test_a_guess_of_a_tool_is_found(package: Path, folder: Path) -> None:
    write_english(folder, ENGLISH, fuzzy="Akten")

    assert translations.faults(package, folder) == ["en.po: 'Akten': marked as fuzzy"]


def test_a_new_text_in_the_code_is_found(package: Path, folder: Path) -> None:
    (package / "new.py").write_text("_('Neu')", "utf-8")

    found = translations.faults(package, folder)

    assert "en.po is behind the code: python3 dev.py translate" in found
    assert "en.po: 'Neu': not translated" in found


def test_compiled_files_do_not_hold_the_time_of_compiling(folder: Path) -> None:
    translations.compile_all(folder)

    info = gettext.translation("permenti", folder, ["en"]).info()

    assert info["pot-creation-date"] == "2026-01-01 00:00+0000"


def test_gettext_reads_what_was_compiled(folder: Path) -> None:
    translations.compile_all(folder)

    english = gettext.translation("permenti", folder, ["en"])
    german = gettext.translation("permenti", folder, ["de"])

    assert english.gettext("Akten") == "Files"
    assert english.pgettext("Monat", "Mai") == "May"
    assert [english.ngettext("ein Treffen", "{count} Treffen", n) for n in (0, 1, 2)] == [
        "{count} meetings",
        "one meeting",
        "{count} meetings",
    ]
    # German texts stand in the code: its catalogue is empty and gives them back.
    assert german.gettext("Akten") == "Akten"
    assert [german.ngettext("ein Treffen", "{count} Treffen", n) for n in (0, 1, 2)] == [
        "{count} Treffen",
        "ein Treffen",
        "{count} Treffen",
    ]
