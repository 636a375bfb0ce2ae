"""Lists of other offices, read safely: the door through which strangers' files come in.

The kind of a file is told by its content, never by its name. Before anything is parsed, sizes are checked;
while parsing, cells are counted; XML is read with defusedxml alone. Formulas are never calculated: the
stored result counts, and where there is none the text of the formula ("=Rücksprache JC" was typed by a
person). Every file that cannot be read ends in an :class:`Unreadable` with a sentence and the next step.
"""

import io
import os
import zipfile
import zlib
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from permenti_desktop.domain.errors import Missing, Unreadable
from permenti_desktop.exchange import read_csv, read_ods, read_xlsx
from permenti_desktop.exchange.guard import Archive, TooMuch, check_file_size
from permenti_desktop.exchange.workbook import Sheet, Workbook
from permenti_desktop.i18n import _

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def read(path: str | os.PathLike[str]) -> Workbook:
    """Read a workbook (.xlsx, .xlsm, .ods) or a text list (.csv, .txt) from a file.

    Raises Missing or Unreadable. The file is read once and left untouched.
    """
    file = Path(path)
    try:
        size = file.stat().st_size
        if not file.is_file():
            raise Unreadable(_("Das ist keine Datei, sondern ein Ordner oder ein Gerät."), _choose_another())
        check_file_size(size)
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise Missing() from error
    except PermissionError as error:
        raise Unreadable(
            _("Diese Datei lässt sich nicht öffnen."),
            _("Bitte schließen Sie sie in anderen Programmen und prüfen Sie, ob Sie sie lesen dürfen."),
        ) from error
    except TooMuch as error:
        raise too_large() from error
    return read_bytes(data, file.name)


def read_bytes(data: bytes, name: str) -> Workbook:
    """Read a list that is already in memory. *name* is only for the person."""
    try:
        check_file_size(len(data))
        return _read(data, name)
    except TooMuch as error:
        raise too_large() from error
    except DefusedXmlException as error:
        raise Unreadable(
            _("Diese Datei enthält Anweisungen, die in keine Liste gehören. Sie wurde nicht gelesen."),
            _("Bitte fragen Sie nach, woher sie kommt, und lassen Sie sie sich neu als .xlsx schicken."),
        ) from error
    except (zipfile.BadZipFile, zlib.error, ParseError, EOFError, OSError) as error:
        raise damaged() from error
    except (KeyError, ValueError, IndexError, OverflowError, NotImplementedError, RuntimeError) as error:
        # What a damaged part leads to: a missing sheet, a number that is none, an unknown packing method.
        raise damaged() from error


def _read(data: bytes, name: str) -> Workbook:
    if not data.strip(b"\x00 \r\n\t"):
        raise Unreadable(_("Diese Datei ist leer."), _choose_another())
    if data.startswith(_OLE):
        raise _old_or_locked(data)
    if data.startswith(b"PK"):
        return _read_archive(data, name)
    if data.startswith((b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ", b"\x7fELF")):
        raise no_list()
    beginning = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if beginning.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"mime-version", b"<workbook")):
        raise Unreadable(
            _("Diese Datei ist eine Internetseite oder ein alter Auszug und keine Excel-Liste."),
            _("Bitte öffnen Sie sie in Excel oder LibreOffice und speichern Sie sie dort als .xlsx."),
        )
    text = read_csv.read(data, name)
    if text is None:
        raise no_list()
    return _not_empty(text)


def _read_archive(data: bytes, name: str) -> Workbook:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        archive = Archive(opened)
        if archive.encrypted:
            raise locked()
        names = archive.names
        if "mimetype" in names and b"opendocument" in archive.read("mimetype", 200):
            return _not_empty(read_ods.read(archive, name))
        if "xl/workbook.bin" in names:
            raise Unreadable(
                _("Diese Liste ist im Format .xlsb gespeichert, das dieses Programm nicht liest."),
                _("Bitte öffnen Sie sie in Excel und speichern Sie sie dort als .xlsx."),
            )
        if "_rels/.rels" in names or "xl/workbook.xml" in names:
            if any(part.startswith(("word/", "ppt/")) for part in names) and "xl/workbook.xml" not in names:
                raise no_list()
            return _not_empty(read_xlsx.read(archive, name))
        if any(part.startswith("Index/") or part.endswith(".iwa") for part in names):
            raise Unreadable(
                _("Diese Liste stammt aus Numbers und lässt sich hier nicht lesen."),
                _("Bitte wählen Sie in Numbers „Exportieren“ und dann „Excel“."),
            )
    raise no_list()


def _not_empty(book: Workbook) -> Workbook:
    if not any(_has_content(sheet) for sheet in book.sheets):
        raise Unreadable(_("In dieser Datei stehen keine Zellen mit Inhalt."), _choose_another())
    return book


def _has_content(sheet: Sheet) -> bool:
    return any(not cell.blank for row in sheet.rows for cell in row)


def _old_or_locked(data: bytes) -> Unreadable:
    """Two kinds of file begin alike: the .xls of old Excel, and anything new behind a password."""
    if "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data:
        return locked()
    return Unreadable(
        _("Diese Liste ist im alten Format von Excel (.xls) gespeichert."),
        _("Bitte speichern Sie die Liste in Excel als .xlsx („Datei“, „Speichern unter“)."),
    )


def locked() -> Unreadable:
    """The file is behind a password."""
    return Unreadable(
        _("Diese Liste ist mit einem Passwort geschützt."),
        _("Bitte öffnen Sie sie in Excel oder LibreOffice und speichern Sie sie dort ohne Passwort."),
    )


def damaged() -> Unreadable:
    """The file began like a workbook, but is cut off or broken."""
    return Unreadable(
        _("Diese Datei ist beschädigt oder nicht vollständig."),
        _("Bitte öffnen Sie sie in Excel oder LibreOffice und speichern Sie sie dort neu als .xlsx."),
    )


def no_list() -> Unreadable:
    """Something else than a list: a picture, a letter, a program."""
    return Unreadable(
        _("Diese Datei ist keine Liste."),
        _("Bitte wählen Sie eine Liste aus Excel oder LibreOffice (.xlsx, .ods, .csv)."),
    )


def too_large() -> Unreadable:
    """Larger, packed or unpacked, than any list of people."""
    return Unreadable(
        _("Diese Datei ist viel größer als eine Liste von Personen. Sie wurde nicht gelesen."),
        _("Bitte kopieren Sie nur die Zeilen, die Sie brauchen, in eine neue Datei und lesen Sie diese ein."),
    )


def _choose_another() -> str:
    return _("Bitte wählen Sie eine andere Datei.")
