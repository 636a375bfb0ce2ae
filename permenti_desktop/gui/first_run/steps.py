"""The pages of the first run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QRadioButton

from permenti_desktop import settings
from permenti_desktop.db import keys
from permenti_desktop.db.backup_list import folder_of
from permenti_desktop.domain import vocab
from permenti_desktop.domain.errors import UserError
from permenti_desktop.gui import recovery_sheet
from permenti_desktop.gui.first_run import making
from permenti_desktop.gui.first_run.folder_line import FolderLine
from permenti_desktop.gui.first_run.state import FirstRun
from permenti_desktop.gui.first_run.step import Choice, Step
from permenti_desktop.gui.keeper import no_second_place
from permenti_desktop.gui.theme import T, spaced
from permenti_desktop.gui.unlock.passphrase_field import PassphraseField
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.factory import labelled
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.i18n import N_, _, language

#: What each site brings along, in words.
_SITES = {
    "dortmund": N_("der ganze Weg, Instrumentenkoffer, Durchgänge, Zahlen aller Standorte"),
    "bielefeld": N_("Netzwerk mit Treffen alle 4 bis 6 Wochen, Gutschein und Maßnahme"),
    "koeln": N_("Mentoring im Betrieb in Durchgängen, Praktikum beim Mentoringbetrieb"),
    "ennepe-ruhr": N_("verstreute Orte: Karte, Fahrzeiten, weiße Flecken"),
    "other": N_("alles Übliche; Sie passen es später an"),
}


class Welcome(Step):
    """Language, text size, and what one wants."""

    name = "welcome"
    language_chosen = Signal(str)

    def __init__(self, choices: tuple[tuple[str, str, str, Callable[[], object]], ...]) -> None:
        super().__init__(
            _("Willkommen bei Permenti"),
            _("Das Programm begleitet Ihre Arbeit mit Teilnehmerinnen, Mentorinnen und Betrieben. Alle Daten bleiben "
              "verschlüsselt auf diesem Rechner."),
        )  # fmt: skip
        row = QHBoxLayout()
        spaced(row, 0, 16)
        row.addWidget(label(_("Sprache:")))
        self.languages = QButtonGroup(self)
        for code, words in (("de", "Deutsch"), ("en", "English")):
            tick = QRadioButton(words)
            tick.setChecked(code == language())
            tick.setProperty("code", code)
            self.languages.addButton(tick)
            row.addWidget(tick)
        self.languages.buttonClicked.connect(self._language)
        row.addSpacing(12)
        row.addWidget(label(_("Textgröße:")))
        sizes = QHBoxLayout()
        spaced(sizes, 0, 4)
        self.smaller = button("A−", partial(self._zoom, -1), tip=_("Text kleiner"))
        self.smaller.setAccessibleName(_("Text kleiner"))
        self.normal = button("A", partial(self._zoom, 0), tip=_("Text in normaler Größe"))
        self.normal.setAccessibleName(_("Text in normaler Größe"))
        self.larger = button("A+", partial(self._zoom, 1), tip=_("Text größer"))
        self.larger.setAccessibleName(_("Text größer"))
        for made in (self.smaller, self.normal, self.larger):
            sizes.addWidget(made)
        row.addLayout(sizes)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(label(_("Was möchten Sie?"), "subtitle"))
        self.choices = [Choice(*choice) for choice in choices]
        for choice in self.choices:
            self.body.addWidget(choice)

    def _language(self, tick: QRadioButton) -> None:
        self.language_chosen.emit(tick.property("code"))

    def _zoom(self, step: int) -> None:
        T.zoom_by(step)
        settings.change(zoom=round(T.zoom * 100))

    def problem(self) -> str:
        return ""

    def focus_first(self) -> None:
        self.choices[0].setFocus()


class Project(Step):
    """The office's name, its provider, its kind."""

    name = "project"

    def __init__(self, state: FirstRun) -> None:
        super().__init__(_("Ihr Projekt"), _("So steht es in Berichten. Alles lässt sich später ändern."))
        self.office = factory.line(_("Name der Stelle"), _("zum Beispiel „Brücken in Arbeit Witten“"), limit=200)
        self.office.set_value(state.office)
        self.provider = factory.line(_("Träger"), limit=200)
        self.provider.set_value(state.provider)
        self.office.changed.connect(self.changed)
        self.provider.changed.connect(self.changed)
        self.body.addWidget(labelled(_("Name der Stelle"), self.office))
        self.body.addWidget(labelled(_("Träger (freiwillig)"), self.provider))
        self.body.addWidget(label(_("Ihre Stelle arbeitet wie"), "strong"))
        self.sites = QButtonGroup(self)
        grid = QGridLayout()
        spaced(grid, 0, 4)
        grid.setColumnStretch(1, 1)
        for number, term in enumerate(vocab.SITE.terms):
            tick = QRadioButton(vocab.SITE.label(term.code))
            tick.setProperty("code", term.code)
            tick.setChecked(term.code == state.site)
            tick.setAccessibleDescription(_(_SITES.get(term.code, "")))
            self.sites.addButton(tick)
            grid.addWidget(tick, number, 0)
            grid.addWidget(label(_(_SITES.get(term.code, "")), "caption", wrap=True), number, 1)
        self.sites.buttonClicked.connect(self.changed)
        self.body.addLayout(grid)

    def site(self) -> str:
        """The code of the chosen site."""
        tick = self.sites.checkedButton()
        return "other" if tick is None else str(tick.property("code"))

    def problem(self) -> str:
        return "" if self.office.value() else _("Bitte geben Sie den Namen Ihrer Stelle ein.")

    def focus_first(self) -> None:
        self.office.setFocus()

    def into(self, state: FirstRun) -> FirstRun:
        """What was entered."""
        return replace(state, office=self.office.value(), provider=self.provider.value(), site=self.site())


class PlaceStep(Step):
    """Folder and name of the file, with a word of warning where it would lie badly."""

    name = "place"

    def __init__(self, state: FirstRun) -> None:
        super().__init__(
            _("Speicherort"), _("Alle Daten Ihrer Stelle liegen in einer einzigen, verschlüsselten Datei.")
        )
        self._office = state.office
        self._named = bool(state.name)
        self.folder = FolderLine(_("Ordner"), choose=_("Anderen Ort wählen"))
        self.folder.set_folder(state.folder or making.good_folder())
        self.file = factory.line(_("Name der Datei"), limit=60)
        self.file.set_value(state.name or making.file_name(state.office))
        self.body.addWidget(labelled(_("Ordner"), self.folder))
        self.advice = labelled(_("Name der Datei"), self.file)
        self.body.addWidget(self.advice)
        self.folder.changed.connect(self._look)
        self.file.changed.connect(self._typed)
        self._look()

    def _typed(self) -> None:
        self._named = True
        self._look()

    def on_show(self) -> None:
        self._look()

    def set_office(self, office: str) -> None:
        """The name proposed follows the office's, until one was typed."""
        if not self._named:
            self.file.set_value(making.file_name(office))

    def _look(self) -> None:
        folder = self.folder.folder()
        words = making.advice(folder) if folder is not None else ""
        self.remark.say("warning" if words else None, words)
        self.changed.emit()

    def target(self) -> Path:
        """The file to be made."""
        return (self.folder.folder() or Path()) / f"{self.file.value()}{making.ENDING}"

    def problem(self) -> str:
        folder = self.folder.folder()
        if folder is None:
            return _("Bitte wählen Sie einen Ordner.")
        return making.refusal(folder, self.file.value())

    def focus_first(self) -> None:
        self.file.setFocus()

    def into(self, state: FirstRun) -> FirstRun:
        """What was entered."""
        name = self.file.value() if self._named else ""
        return replace(state, folder=str(self.folder.folder() or ""), name=name)


class Passphrase(Step):
    """Name and passphrase, twice."""

    name = "passphrase"
    confirmed = Signal()

    def __init__(self) -> None:
        super().__init__(
            _("Passwort"),
            _("Mit ihm öffnen Sie die Datei. Am besten sind drei oder vier Wörter, die nicht zusammenpassen. Niemand "
              "kann es zurücksetzen, auch wir nicht; dafür gibt es gleich das Wiederherstellungsblatt."),
        )  # fmt: skip
        self.person = factory.line(_("Ihr Name"), limit=120)
        self.person.changed.connect(self.changed)
        self.body.addWidget(labelled(_("Ihr Name"), self.person, hint=_("Er steht im Änderungsverlauf.")))
        self.first = PassphraseField(_("Passwort"))
        self.second = PassphraseField(_("Passwort noch einmal"))
        self.first.changed.connect(self._typed)
        self.second.changed.connect(self._typed)
        self.second.confirmed.connect(self.confirmed)
        self.body.addWidget(self.first)
        self.strength = label("", "caption", wrap=True)
        self.body.addWidget(self.strength)
        self.body.addWidget(self.second)

    def _typed(self) -> None:
        text = self.first.text()
        self.strength.setText(_("Stärke: {words}").format(words=keys.strength_in_words(text)) if text else "")
        different = bool(self.second.text()) and not text.startswith(self.second.text())
        self.second.remark.say("error" if different else None, _("Die beiden Passwörter sind verschieden."))
        self.changed.emit()

    def problem(self) -> str:
        if not self.person.value():
            return _("Bitte geben Sie Ihren Namen ein.")
        if not self.first.text():
            return _("Bitte wählen Sie ein Passwort.")
        if self.first.text() != self.second.text():
            return _("Bitte geben Sie das Passwort zweimal gleich ein.")
        return ""

    def focus_first(self) -> None:
        (self.first if self.person.value() else self.person).setFocus()

    def forget(self) -> None:
        """The file is made: nothing of the passphrase stays in the fields."""
        self.first.clear()
        self.second.clear()


class Sheet(Step):
    """The recovery sheet: saved, printed, or later."""

    name = "sheet"

    def __init__(self, *, later: bool) -> None:
        super().__init__(
            _("Wiederherstellungsblatt"),
            _("Ihre Datei ist angelegt. Mit diesem Blatt öffnen Sie sie, wenn das Passwort vergessen ist. Legen Sie "
              "es an einen verschlossenen Ort, nicht neben den Rechner."),
        )  # fmt: skip
        self.data_key = b""
        self.file_name = ""
        self.office = ""
        self.done = False
        row = QHBoxLayout()
        spaced(row, 0, 8)
        self.save_button = button(_("Als PDF speichern"), self.save, icon="save", look="primary")
        self.print_button = button(_("Drucken"), self.print, icon="printer")
        row.addWidget(self.save_button)
        row.addWidget(self.print_button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.later = factory.check(_("Später – ich denke selbst daran"))
        self.later.set_value(later)
        self.later.changed.connect(self.changed)
        self.body.addWidget(self.later)

    def save(self) -> None:
        """Save it where the person says."""
        try:
            saved = recovery_sheet.save(self, self.data_key, self.file_name, self.office)
        except UserError as error:
            self.remark.say("error", str(error))
            return
        if saved:
            self._is_done(_("Gespeichert: {name}. Bitte drucken Sie es aus.").format(name=Path(saved).name))

    def print(self) -> None:
        """Print it."""
        if recovery_sheet.print_sheet(self, self.data_key, self.file_name, self.office):
            self._is_done(_("Das Blatt ist zum Drucker geschickt."))

    def _is_done(self, words: str) -> None:
        self.done = True
        self.remark.say("hint", words)
        self.changed.emit()

    def problem(self) -> str:
        if self.done or self.later.value():
            return ""
        return _("Bitte speichern oder drucken Sie das Blatt, oder kreuzen Sie „Später“ an.")

    def focus_first(self) -> None:
        self.save_button.setFocus()


class BackupsStep(Step):
    """Where backups go."""

    name = "backups"

    def __init__(self) -> None:
        super().__init__(
            _("Sicherungen"),
            _("Alle 30 Minuten und beim Schließen wird gesichert, wenn sich etwas geändert hat, und jede Sicherung "
              "wird geprüft. Behalten werden die letzten Stunden, 14 Tage, 8 Wochen und 12 Monate."),
        )  # fmt: skip
        chosen = settings.load()
        self._path: Path | None = None
        self.folder = FolderLine(_("Ordner der Sicherungen"), _("neben der Datei"))
        self.folder.set_folder(chosen.backup_folder)
        self.stick = FolderLine(_("Stick oder zweiter Ort"), _("noch keiner gewählt"))
        self.stick.set_folder(chosen.stick_folder)
        for name, line, hint in (
            (_("Ordner der Sicherungen"), self.folder, ""),
            (
                _("Stick oder zweiter Ort (empfohlen)"),
                self.stick,
                _("Ist er eingesteckt, wird dort einmal am Tag mitgesichert."),
            ),
        ):
            self.body.addWidget(labelled(name, line, hint=hint))
            line.changed.connect(self._look)

    def set_file(self, path: Path) -> None:
        """Say where backups go if nothing is chosen."""
        self._path = path
        self.folder.line.setPlaceholderText(str(folder_of(path)))

    def _look(self) -> None:
        self.changed.emit()

    def problem(self) -> str:
        for line in (self.folder, self.stick):
            folder = line.folder()
            if folder is not None and not folder.is_dir():
                return _("Den Ordner „{name}“ gibt es nicht.").format(name=folder.name or str(folder))
        stick = self.stick.folder()
        if self._path is not None and stick is not None:
            return str(no_second_place(stick, self._path, self.folder.folder()) or "")
        return ""

    def keep(self) -> None:
        """Remember the folders on this machine."""
        settings.change(backup_folder=str(self.folder.folder() or ""), stick_folder=str(self.stick.folder() or ""))

    def focus_first(self) -> None:
        self.folder.setFocus()


class Lists(Step):
    """Lists the office has: now or later."""

    name = "lists"

    def __init__(self, now: Callable[[], object], later: Callable[[], object]) -> None:
        super().__init__(
            _("Vorhandene Listen übernehmen"),
            _("Haben Sie schon eine Excel-Liste Ihrer Teilnehmerinnen oder Mentorinnen? Das Programm erkennt die "
              "Spalten, zeigt vorher, was geschieht, und alles lässt sich rückgängig machen."),
        )  # fmt: skip
        self.now = Choice("file-spreadsheet", _("Jetzt übernehmen"), _("Sie wählen gleich die Datei aus."), now)
        self.later = Choice("clock", _("Später"), _("Links unter „Liste übernehmen“ geht es jederzeit."), later)
        self.body.addWidget(self.now)
        self.body.addWidget(self.later)

    def focus_first(self) -> None:
        self.now.setFocus()


class Done(Step):
    """What can be done now."""

    name = "done"

    def __init__(self, go: Callable[[str], object]) -> None:
        super().__init__(_("Fertig"), _("Das können Sie jetzt tun:"))
        self.tiles = [
            Choice(icon, title, sentence, partial(go, section))
            for icon, title, sentence, section in (
                ("user-plus", _("Erste Teilnehmerin anlegen"), _("Fünf Felder genügen für den Anfang."), "participant"),
                ("file-spreadsheet", _("Liste übernehmen"), _("Aus Excel, LibreOffice oder CSV."), "importing"),
                ("sun", _("Heute ansehen"), _("Was ansteht, was ausläuft, was fehlt."), "today"),
            )
        ]
        for tile in self.tiles:
            self.body.addWidget(tile)

    def focus_first(self) -> None:
        self.tiles[0].setFocus()


class Restore(Step):
    """A backup from a stick or another machine becomes the file."""

    name = "restore"
    confirmed = Signal()

    def __init__(self, source: Path) -> None:
        super().__init__(
            _("Aus Sicherung wiederherstellen"),
            _("Die Sicherung selbst bleibt, wie sie ist. Lag am Zielort schon eine Datei, wird sie aufgehoben."),
        )
        self.source = source
        self.body.addWidget(label(_("Sicherung: {name}").format(name=source.name), "strong", wrap=True))
        self.folder = FolderLine(_("Wohin"))
        folder = source.parent.parent if source.parent.name.endswith("-Sicherungen") else making.good_folder()
        self.folder.set_folder(folder)
        self.file = factory.line(_("Name der Datei"), limit=60)
        self.file.set_value(source.name.split(".")[0])
        self.folder.changed.connect(self.changed)
        self.file.changed.connect(self.changed)
        self.body.addWidget(labelled(_("Wohin"), self.folder))
        self.body.addWidget(labelled(_("Name der Datei"), self.file))
        self.passphrase = PassphraseField(_("Passwort der Sicherung"))
        self.passphrase.changed.connect(self.changed)
        self.passphrase.confirmed.connect(self.confirmed)
        self.body.addWidget(self.passphrase)

    def target(self) -> Path:
        """The file that it becomes."""
        return (self.folder.folder() or Path()) / f"{self.file.value()}{making.ENDING}"

    def problem(self) -> str:
        folder = self.folder.folder()
        if folder is None or not folder.is_dir():
            return _("Bitte wählen Sie einen Ordner.")
        if not self.file.value():
            return _("Bitte geben Sie der Datei einen Namen.")
        return "" if self.passphrase.text() else _("Bitte geben Sie das Passwort ein, das damals galt.")

    def focus_first(self) -> None:
        self.passphrase.setFocus()
