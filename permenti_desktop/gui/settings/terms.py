"""Auswahlwerte: what the lists in forms offer; the office adds, renames and retires, and never deletes a used one."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from permenti_desktop.domain.errors import UserError
from permenti_desktop.gui import jobs
from permenti_desktop.gui.settings.group import Group
from permenti_desktop.gui.theme import T, kind, spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.i18n import N_, _
from permenti_desktop.queries import office as queries
from permenti_desktop.queries.office import TermRow
from permenti_desktop.usecases import office as use_cases

#: The lists an office may change, with their words.  Codes of funders and of law stay as they are.
LISTS = {
    "phase": N_("Phasen"),
    "instrument": N_("Instrumente"),
    "word": N_("Bezeichnungen"),
    "entry_kind": N_("Arten von Einträgen"),
    "organisation_kind": N_("Arten von Organisationen"),
    "internship_kind": N_("Arten von Praktika"),
    "internship_outcome": N_("Ergebnis des Praktikums"),
    "meeting_form": N_("Form eines Treffens"),
    "tandem_end_reason": N_("Gründe für das Ende eines Tandems"),
    "exit_reason": N_("Gründe für den Austritt"),
    "mentor_status": N_("Status einer Mentorin"),
    "purpose": N_("Zwecke einer Einwilligung"),
    "travel": N_("Wege und Verkehrsmittel"),
    "times": N_("Zeiten"),
}


class _TermLine(QFrame):
    """One term: German, English, offered or not."""

    def __init__(self, group: TermsGroup, vocabulary: str, term: TermRow) -> None:
        super().__init__(group)
        kind(self, "well")
        self._group, self._vocabulary, self.term = group, vocabulary, term
        row = QHBoxLayout(self)
        spaced(row, (10, 4, 8, 4), 8)
        name = term.de or term.code
        self.de = factory.line(_("{term} auf Deutsch").format(term=name), limit=200)
        as_is = _("wie mitgeliefert") if term.shipped and not term.renamed else _("wie auf Deutsch")
        self.en = factory.line(_("{term} auf Englisch").format(term=name), as_is, limit=200)
        self.de.set_value(term.de)
        self.en.set_value(term.en)
        for field in (self.de, self.en):
            field.editingFinished.connect(self.save)
            field.setEnabled(not term.retired)
            row.addWidget(field, 1)
        words = _("wieder anbieten") if term.retired else _("nicht mehr anbieten")
        self.retire = button(words, self._retire, icon="eye" if term.retired else "eye-off")
        self.retire.setAccessibleName(f"{name}: {words}")
        row.addWidget(self.retire)

    def save(self) -> None:
        """Store the words if they were changed; an empty German word is put back."""
        de, en = self.de.value(), self.en.value()
        if not de:
            self.de.set_value(self.term.de)
        elif (de, en) != (self.term.de, self.term.en):
            self.term = TermRow(self.term.code, de, en, self.term.shipped, self.term.renamed, self.term.retired)
            self._group.store(self._vocabulary, self.term.code, de, en)

    def _retire(self) -> None:
        self._group.retire(self._vocabulary, self.term)


class TermsGroup(Group):
    """One list at a time."""

    def __init__(self) -> None:
        super().__init__(
            "terms",
            _("Auswahlwerte"),
            _("Umbenennen, ergänzen oder nicht mehr anbieten. Was in Akten steht, bleibt dort."),
        )
        self.list = factory.choice(_("Liste"), [(name, _(words)) for name, words in LISTS.items()], optional=False)
        self.list.set_value("phase")
        self.list.changed.connect(self.refresh)
        self.add(_("Liste"), "", self.list, " ".join(_(words) for words in LISTS.values()))
        heads = QGridLayout()
        spaced(heads, (10, 4, 8, 0), 8)
        heads.addWidget(label(_("Deutsch"), "heading"), 0, 0)
        heads.addWidget(label(_("Englisch"), "heading"), 0, 1)
        heads.setColumnStretch(0, 1)
        heads.setColumnStretch(1, 1)
        heads.setColumnMinimumWidth(2, T.px(150))
        self.body.addLayout(heads)
        self.lines = QWidget()
        self._lines = QVBoxLayout(self.lines)
        spaced(self._lines, 0, 4)
        self.body.addWidget(self.lines)
        new = QHBoxLayout()
        spaced(new, (10, 10, 8, 0), 8)
        self.new_de = factory.line(_("Neuer Auswahlwert auf Deutsch"), _("Neuer Auswahlwert"), limit=200)
        self.new_en = factory.line(_("Neuer Auswahlwert auf Englisch"), _("auf Englisch (freiwillig)"), limit=200)
        self.new_de.returnPressed.connect(self.add_term)
        self.new_en.returnPressed.connect(self.add_term)
        self.new_button = button(_("Hinzufügen"), self.add_term, icon="plus")
        new.addWidget(self.new_de, 1)
        new.addWidget(self.new_en, 1)
        new.addWidget(self.new_button)
        self.body.addLayout(new)
        self._shown: tuple[str, tuple[TermRow, ...]] = ("", ())
        self.refresh()

    def refresh(self) -> None:
        """Read the terms of the chosen list."""
        name = self.list.value()
        jobs.read(queries.terms, name, then=partial(self._show, name), owner=self)

    def term_lines(self) -> list[_TermLine]:
        """The lines on screen."""
        found = [self._lines.itemAt(index) for index in range(self._lines.count())]
        return [widget for item in found if item and isinstance(widget := item.widget(), _TermLine)]

    def _show(self, name: str, terms: tuple[TermRow, ...]) -> None:
        if (name, terms) == self._shown:
            return
        focus = self.focusWidget()
        if focus is not None and self.lines.isAncestorOf(focus) and name == self._shown[0]:
            # Someone is typing; the words on screen are as they typed them, and the rest is shown when they go on.
            codes = [term.code for term in terms if not term.retired]
            if codes == [term.code for term in self._shown[1] if not term.retired]:
                self._shown = (name, terms)
                return
        self._shown = (name, terms)
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for term in terms:
            self._lines.addWidget(_TermLine(self, name, term))

    def store(self, vocabulary: str, code: str | None, de: str, en: str) -> None:
        """Save a term."""
        jobs.write(use_cases.save_term, vocabulary, code, de, en, then=self._stored, failed=self._not, owner=self)

    def retire(self, vocabulary: str, term: TermRow) -> None:
        """No longer offer a term, or offer it again."""
        jobs.write(
            use_cases.retire_term,
            vocabulary,
            term.code,
            term.de,
            retired=not term.retired,
            then=self._stored,
            failed=self._not,
            owner=self,
        )

    def add_term(self) -> None:
        """A term of the office's own."""
        if self.new_de.value():
            self.store(self.list.value(), None, self.new_de.value(), self.new_en.value())
            self.new_de.set_value("")
            self.new_en.set_value("")
            self.new_de.setFocus()

    def _stored(self, _answer: object) -> None:
        self.refresh()

    def _not(self, error: UserError) -> None:
        self.failed.emit(error)
