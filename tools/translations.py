"""The texts of the program and their translations: collect, update, compile, check.

The texts in the code are German. ``translations/permenti.pot`` lists them, ``translations/en.po`` holds the
English ones, ``translations/de.po`` is there for its plural rule alone and may stay empty. The files hold
neither dates nor line numbers, so that a change shows only the texts that changed.

Used through ``python3 dev.py translate`` and by the build (tools/hatch_build.py).
"""

from __future__ import annotations

import argparse
import io
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("de", "en")
# The same names as in permenti_desktop/i18n.py, called as functions or as methods of its Texts.
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: permenti-desktop\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def template(package: Path) -> Catalog:
    """Every text that is marked in the Python files under ``package``."""
    catalog = Catalog()
    found = extract_from_dir(package, method_map=[("**.py", "python")], keywords=KEYWORDS)
    for _file, _line, message, _comments, context in found:
        catalog.add(message, context=context)
    return catalog


def read(file: Path, language: str | None = None) -> Catalog:
    """The catalogue in ``file``; an empty one where there is none yet."""
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def written(catalog: Catalog, language: str) -> bytes:
    """The catalogue as the bytes of its file, always the same for the same texts."""
    stream = io.BytesIO()
    write_po(stream, catalog, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return HEADER.format(language=language).encode() + stream.getvalue().strip() + b"\n"


def files(package: Path, folder: Path) -> dict[Path, bytes]:
    """What template and translations must hold for the texts that stand in the code now."""
    texts = template(package)
    wanted = {folder / "permenti.pot": written(texts, "")}
    for language in LANGUAGES:
        file = folder / f"{language}.po"
        catalog = read(file, language)
        catalog.update(texts, no_fuzzy_matching=True)
        wanted[file] = written(catalog, language)
    return wanted


def update(package: Path, folder: Path) -> None:
    """Bring template and translations up to the code; texts that are gone from the code go."""
    for file, content in files(package, folder).items():
        if not file.exists() or file.read_bytes() != content:
            file.write_bytes(content)
            print(f"{file.name} is new")


def compile_all(folder: Path) -> dict[str, Path]:
    """Compile each translation to <language>/LC_MESSAGES/permenti.mo; returns the files by language."""
    compiled = {}
    for language in LANGUAGES:
        catalog = read(folder / f"{language}.po", language)
        # Babel would write the time of compiling into it: the same texts shall give the same file.
        catalog.creation_date = datetime(2026, 1, 1, tzinfo=UTC)
        stream = io.BytesIO()
        write_mo(stream, catalog)
        target = folder / language / "LC_MESSAGES" / "permenti.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        # Replaced in one step: a program that is just starting reads the old file or the new one, never half.
        part = target.with_suffix(".part")
        part.write_bytes(stream.getvalue())
        part.replace(target)
        compiled[language] = target
    return compiled


def fields(text: str) -> set[str]:
    """The names of the placeholders in a text: ``{name} am {date}`` gives name and date."""
    return {field for _text, field, _format, _conversion in string.Formatter().parse(text) if field}


def _message_faults(message: Message) -> Iterator[str]:
    sources = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    given = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    if not given or not all(given):
        yield "not translated"
        return
    if message.fuzzy:
        yield "marked as fuzzy"
    try:
        wanted = set().union(*(fields(source) for source in sources))
        for text in given:
            # One of a pair may leave the number out ("ein Treffen"); a single text must not lose anything.
            if fields(text) - wanted or (len(sources) == 1 and fields(text) != wanted):
                yield f"placeholders {sorted(fields(text))} instead of {sorted(wanted)}"
    except ValueError as fault:
        yield f"placeholders cannot be read: {fault}"


def faults(package: Path, folder: Path) -> list[str]:
    """What is wrong: files behind the code, English texts missing, fuzzy or with other placeholders."""
    found = [
        f"{file.name} is behind the code: python3 dev.py translate"
        for file, content in files(package, folder).items()
        if not file.exists() or file.read_bytes() != content
    ]
    english = read(folder / "en.po", "en")
    english.update(template(package), no_fuzzy_matching=True)
    for message in english:
        if message.id:
            found += [f"en.po: {message.id!r}: {fault}" for fault in _message_faults(message)]
    return found


def main() -> int:
    """The terminal of this tool: ``update``, ``compile`` or ``check``."""
    parser = argparse.ArgumentParser(description="Translations: collect, compile, check")
    parser.add_argument("what", choices=["update", "compile", "check"])
    what = parser.parse_args().what
    package, folder = ROOT / "permenti_desktop", ROOT / "translations"
    if what == "check":
        found = faults(package, folder)
        summary = f"{len(found)} faults in the translations" if found else "The translations are complete."
        print(*found[:40], summary, sep="\n")
        return 1 if found else 0
    if what == "update":
        update(package, folder)
    compile_all(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
