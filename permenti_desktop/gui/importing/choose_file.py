"""Step 1: drop or choose a file, and see what was recognised in it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from permenti_desktop import paths
from permenti_desktop.exchange.fields import SUBJECT_LABELS
from permenti_desktop.exchange.tables import Table
from permenti_desktop.gui.icons import icon
from permenti_desktop.gui.importing.reading import Draft
from permenti_desktop.gui.theme import kind, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.card import Card
from permenti_desktop.gui.widgets.chip import Chip
from permenti_desktop.gui.widgets.label import CutLabel, IconLabel, label
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.i18n import _, ngettext, number_text

_KINDS = {"xlsx": "Excel", "ods": "LibreOffice", "csv": "CSV"}


def dropped_file(data: QMimeData) -> Path | None:
    """The one file that is dragged; None for anything else."""
    urls = data.urls() if data.hasUrls() else []
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


class ChooseFile(QWidget):
    """``chosen`` sends the file; ``cancelled`` is sent while one is read; ``opened`` sends the number of a list whose
    columns a person wants to see."""

    chosen = Signal(object)
    cancelled = Signal()
    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        outer = QVBoxLayout(self)
        spaced(outer, 0, 12)
        self.well = QFrame()
        kind(self.well, "well")
        row = QHBoxLayout(self.well)
        spaced(row, (20, 18, 20, 18), 16)
        row.addWidget(IconLabel("file-spreadsheet", "accent", 36))
        words = QVBoxLayout()
        spaced(words, 0, 2)
        self.headline = label(_("Ziehen Sie Ihre Liste hierher"), "subtitle", wrap=True)
        self.hint = label(
            _("Excel (.xlsx), LibreOffice (.ods) oder CSV. Ihre Datei bleibt, wie sie ist."),
            "caption",
            wrap=True,
        )
        words.addWidget(self.headline)
        words.addWidget(self.hint)
        row.addLayout(words, 1)
        self.choose_button = button(_("Datei wählen …"), self.choose, icon="folder-open", look="primary")
        row.addWidget(self.choose_button)
        self.cancel_button = button(_("Abbrechen"), self.cancelled.emit, icon="x")
        self.cancel_button.hide()
        row.addWidget(self.cancel_button)
        outer.addWidget(self.well)
        self.card = Card(_("Erkannt"))
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAccessibleName(_("Erkannt"))
        self.about = CutLabel("", "caption")
        self.card.body.addWidget(self.about)
        self.card.body.addWidget(self.area, 1)
        self.card.hide()
        outer.addWidget(self.card, 1)
        self.guide = self._make_guide()
        outer.addWidget(self.guide)
        self._rest = QWidget()
        outer.addWidget(self._rest, 1)

    @staticmethod
    def _make_guide() -> Card:
        """What will happen, for those who do it for the first time."""
        card = Card(_("So geht es"))
        for picture, words in (
            ("file-spreadsheet", _("Datei: Das Programm liest Ihre Liste und sagt, was es darin erkannt hat.")),
            (
                "columns-3",
                _("Zuordnen: Sie sehen zu jeder Spalte, was sie bedeutet, und ändern es, wo es nicht stimmt."),
            ),
            (
                "list-checks",
                _("Prüfen: Sie sehen jede Zeile, wie sie eingetragen würde, und entscheiden, was unklar ist."),
            ),
            ("undo-2", _("Übernehmen: Erst jetzt wird geschrieben. Vorher wird gesichert, danach geht es zurück.")),
        ):
            row = QHBoxLayout()
            spaced(row, 0, 10)
            row.addWidget(IconLabel(picture, "accent", 18))
            row.addWidget(label(words, wrap=True), 1)
            card.body.addLayout(row)
        return card

    def choose(self) -> None:
        """Ask for a file."""
        name, _filter = QFileDialog.getOpenFileName(
            self,
            _("Liste wählen"),
            str(paths.documents_dir()),
            _("Listen ({endings})").format(endings="*.xlsx *.xlsm *.ods *.csv *.txt"),
        )
        if name:
            self.chosen.emit(Path(name))

    def say_reading(self, name: str) -> None:
        """A file is being read."""
        self.headline.setText(_("„{name}“ wird gelesen …").format(name=name))
        self.choose_button.setEnabled(False)
        self.choose_button.hide()
        self.cancel_button.show()

    def show_draft(self, draft: Draft | None) -> None:
        """What was found; None before there is a file."""
        self.choose_button.setEnabled(True)
        self.choose_button.show()
        self.cancel_button.hide()
        self.card.setVisible(draft is not None)
        self.guide.setVisible(draft is None)
        self._rest.setVisible(draft is None)
        kind(self.choose_button, "" if draft is not None else "primary")
        self.choose_button.setIcon(icon("folder-open", "text" if draft is not None else "on_accent"))
        if draft is None:
            self.headline.setText(_("Ziehen Sie Ihre Liste hierher"))
            self.choose_button.setText(_("Datei wählen …"))
            return
        book = draft.found.book
        self.headline.setText(book.name)
        self.choose_button.setText(_("Andere Datei …"))
        self.about.setText(self._about(draft))
        inner = QWidget()
        layout = QVBoxLayout(inner)
        spaced(layout, (0, 0, 6, 0), 2)
        for number, table in enumerate(draft.found.tables):
            layout.addWidget(self._line(draft, number, table))
        for name in draft.found.left_out:
            layout.addWidget(
                label(_("Blatt „{name}“: keine Liste erkannt, wird ausgelassen.").format(name=name.strip()), "muted")
            )
        layout.addStretch(1)
        self.area.setWidget(inner)

    @staticmethod
    def _about(draft: Draft) -> str:
        book = draft.found.book
        parts = [_KINDS.get(book.kind, book.kind)]
        if book.encoding:
            parts.append(_("Zeichensatz {name}").format(name=book.encoding))
        sample = _umlauts(draft)
        if sample:
            parts.append(_("Umlaute: „{word}“ – richtig?").format(word=sample))
        if draft.known:
            parts.append(_("Die Zuordnung vom letzten Mal ist eingetragen."))
        return " · ".join(parts)

    def _line(self, draft: Draft, number: int, table: Table) -> QWidget:
        off = table.subject is None or number in draft.off
        subject = _(SUBJECT_LABELS[table.subject]) if table.subject is not None and not off else _("wird ausgelassen")
        count = draft.rows(table)
        header = ", ".join(str(row) for row in table.header_rows)
        parts = [
            subject,
            (_("Spalte {row} ist der Kopf") if table.turned else _("Kopfzeile {row}")).format(row=header)
            if header
            else _("ohne Kopfzeile"),
            ngettext("{n} Zeile", "{n} Zeilen", count).format(n=number_text(count)),
            ngettext("{n} Spalte", "{n} Spalten", len(table.columns)).format(n=len(table.columns)),
        ]
        if table.title:
            parts.append(_("Titel: {title}").format(title=" ".join(table.title.split())))
        line = QWidget()
        row = QHBoxLayout(line)
        spaced(row, 0, 8)
        sheet = ActionRow(
            _("Blatt „{name}“").format(name=table.sheet_name.strip()),
            " · ".join(parts),
            icon="table",
            disc="neutral" if off else "ok",
            private=False,
        )
        sheet.setObjectName(str(number))
        sheet.opened.connect(self._opened)
        row.addWidget(sheet, 1)
        if off:
            row.addWidget(Chip(_("ausgelassen"), "outline"))
        elif number in draft.known:
            row.addWidget(Chip(_("schon bekannt"), "ok"))
        elif table.confidence < 0.7:
            row.addWidget(Chip(_("bitte ansehen"), "warn"))
        else:
            row.addWidget(Chip(_("erkannt"), "ok"))
        return line

    def _opened(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.opened.emit(int(sender.objectName()))

    # -- dragging --------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()) is not None and self.choose_button.isEnabled():
            event.acceptProposedAction()
            kind(self.well, "bulk")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        kind(self.well, "well")

    def dropEvent(self, event: QDropEvent) -> None:
        kind(self.well, "well")
        file = dropped_file(event.mimeData())
        if file is not None:
            event.acceptProposedAction()
            self.chosen.emit(file)


def _umlauts(draft: Draft) -> str:
    """A word of the list with a letter that a wrong character set would spoil."""
    for table in draft.found.tables:
        for row in draft.found.sheet_of(table).rows[table.first_row - 1 : table.last_row]:
            for cell in row:
                if isinstance(cell.value, str) and any(letter in "äöüßÄÖÜşığçéèñ" for letter in cell.value):
                    return next(
                        (word for word in cell.value.split() if any(letter in "äöüßÄÖÜşığçéèñ" for letter in word)), ""
                    ).strip(",;.()")
    return ""
