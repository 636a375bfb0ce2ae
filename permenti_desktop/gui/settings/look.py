"""Darstellung: look, text size, height of rows, language.  Everything takes effect at once."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from permenti_desktop import settings
from permenti_desktop.gui import app as program_app
from permenti_desktop.gui.keeper import KEPT
from permenti_desktop.gui.program import current
from permenti_desktop.gui.settings.group import Group
from permenti_desktop.gui.table import Table
from permenti_desktop.gui.theme import MODES, ZOOM_STEPS, Mode, T
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.i18n import _, pgettext


class LookGroup(Group):
    """These belong to this machine."""

    def __init__(self) -> None:
        super().__init__("look", _("Darstellung"), _("Gilt auf diesem Rechner, sofort."))
        chosen = settings.load()
        self.theme = factory.choice(
            _("Aussehen"),
            [
                ("auto", _("wie der Rechner")),
                ("light", _("hell")),
                ("dark", _("dunkel")),
                ("contrast", _("hoher Kontrast")),
            ],
            optional=False,
        )
        self.theme.set_value(chosen.theme)
        self.theme.changed.connect(self._theme)
        self.add(_("Aussehen"), _("Hell, dunkel oder mit starken Kanten."), self.theme, "dark light Kontrast Farben")
        self.zoom = factory.choice(
            _("Textgröße"), [(round(step * 100), f"{round(step * 100)} %") for step in ZOOM_STEPS], optional=False
        )
        self.zoom.set_value(round(T.zoom * 100))
        self.zoom.changed.connect(self._zoom)
        self.add(_("Textgröße"), _("Auch mit Strg und Plus oder Minus."), self.zoom, "Schrift zoom größer kleiner")
        self.spacing = factory.choice(
            _("Zeilenabstand"),
            [
                ("compact", pgettext("row spacing", "eng")),
                ("normal", pgettext("row spacing", "normal")),
                ("roomy", pgettext("row spacing", "weit")),
            ],
            optional=False,
        )
        self.spacing.set_value(chosen.spacing)
        self.spacing.changed.connect(self._spacing)
        self.add(_("Zeilenabstand"), _("Höhe der Zeilen in Listen."), self.spacing, "Listen Zeilen Höhe")
        self.language = factory.choice(_("Sprache"), [("de", "Deutsch"), ("en", "English")], optional=False)
        self.language.set_value(chosen.language)
        self.language.changed.connect(self._language)
        self.add(
            _("Sprache"), _("Für Fenster und Meldungen. Berichte haben ihre eigene."), self.language, "language English"
        )
        self.reset = button(_("Zurücksetzen"), self.reset_layouts, icon="rotate-ccw")
        self.add(
            _("Spalten und Breiten"),
            _("Alle Listen wieder so zeigen, wie sie geliefert wurden."),
            self.reset,
            "Spalten Reihenfolge zurücksetzen",
        )
        T.changed.connect(self._zoomed)

    def _theme(self) -> None:
        chosen = self.theme.value()
        mode: Mode = next((mode for mode in MODES if mode == chosen), "auto")
        settings.change(theme=mode)
        T.apply(mode)

    def _zoom(self) -> None:
        settings.change(zoom=self.zoom.value())
        T.apply(zoom=self.zoom.value() / 100)

    def _zoomed(self) -> None:
        if self.zoom.value() != round(T.zoom * 100):
            self.zoom.set_value(round(T.zoom * 100))

    def _spacing(self) -> None:
        settings.change(spacing=self.spacing.value())
        app = QApplication.instance()
        if isinstance(app, QApplication):
            for widget in app.allWidgets():
                if isinstance(widget, Table):
                    widget.set_spacing(self.spacing.value())

    def _language(self) -> None:
        settings.change(language=self.language.value())
        app = QApplication.instance()
        if isinstance(app, QApplication):
            program_app.use_language(app, self.language.value())
        program = current()
        if program is not None:
            program.rebuild()

    def reset_layouts(self) -> None:
        """Columns as they were shipped."""
        chosen = settings.load()
        kept = {name: value for name, value in chosen.layouts.items() if name in KEPT}
        settings.change(layouts=kept)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            for widget in app.allWidgets():
                if isinstance(widget, Table):
                    widget.reset_layout()
        self.said.emit(_("Alle Listen zeigen wieder ihre gewohnten Spalten."))
