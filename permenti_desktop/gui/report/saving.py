"""Saving and printing a report from any page: ask for the place, work in the background, say where it is."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from permenti_desktop import paths
from permenti_desktop.gui import jobs
from permenti_desktop.gui.page import Page
from permenti_desktop.i18n import _, language
from permenti_desktop.reports import catalogue
from permenti_desktop.reports.catalogue import Report, Saved
from permenti_desktop.reports.options import Format, Options

_FILTERS = {"pdf": "PDF (*.pdf)", "xlsx": "Excel (*.xlsx)", "csv": "CSV (*.csv)"}


def save_report(page: Page, report: Report, options: Options, format: Format, spoken: str = "") -> None:
    """Ask where to, save there in the language *spoken* (default: the window's), and tell it on the page."""
    chosen = spoken or language()
    proposed = paths.documents_dir() / catalogue.file_name(report, options, chosen, format)
    name, _filter = QFileDialog.getSaveFileName(
        page, _("{report} speichern").format(report=_(report.title)), str(proposed), _FILTERS[format]
    )
    if name:
        save_to(page, report, options, format, chosen, Path(name))


def save_to(page: Page, report: Report, options: Options, format: Format, spoken: str, target: Path) -> None:
    """Save a report under a name."""
    if not target.suffix:
        target = target.with_suffix(f".{format}")
    page.messages.take_back("report")
    jobs.long(
        catalogue.save,
        jobs.database(),
        report,
        options,
        spoken,
        format,
        target,
        title=_("{report} wird gespeichert").format(report=_(report.title)),
        then=partial(_saved, page),
        failed=partial(_failed, page),
        owner=page,
    )


def print_report(page: Page, report: Report, options: Options, spoken: str = "") -> None:
    """Make the whole report in memory and ask for the printer."""
    chosen = spoken or language()
    jobs.long(
        catalogue.to_print,
        jobs.database(),
        report,
        options,
        chosen,
        title=_("{report} wird vorbereitet").format(report=_(report.title)),
        then=partial(_print, page, report, options),
        failed=partial(_failed, page),
        owner=page,
    )


def _print(page: Page, report: Report, options: Options, made: tuple[bytes, tuple[int, ...]]) -> None:
    from permenti_desktop.gui import print_pdf

    content, people = made
    printer = print_pdf.ask(page, _(report.title))
    if printer is None:
        return
    if report.personal:
        jobs.write(catalogue.record, report, options, _("gedruckt"), people, failed=partial(_failed, page))
    jobs.long(
        print_pdf.paint,
        content,
        printer,
        title=_("{report} wird gedruckt").format(report=_(report.title)),
        failed=partial(_failed, page),
        owner=page,
    )


def _failed(page: Page, error: Any) -> None:
    page.messages.error(error, key="report")


def _saved(page: Page, saved: Saved) -> None:
    told = _("Gespeichert: {name}").format(name=saved.file.name)
    more = ""
    if saved.unprintable:
        more = _("Einige Schriftzeichen kann die PDF-Datei nicht darstellen: {letters}").format(
            letters=" ".join(sorted(saved.unprintable))
        )
    page.messages.say(
        told,
        "warn" if more else "ok",
        next_step=more,
        actions=(
            (_("Öffnen"), partial(_open, saved.file)),
            (_("Ordner öffnen"), partial(_open, saved.file.parent)),
        ),
        key="report",
    )


def _open(target: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(target)))
