"""Step 4: what was taken over, the way back, and the protocol."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from permenti_desktop.exchange.fields import SUBJECT_LABELS
from permenti_desktop.exchange.steps import Plan
from permenti_desktop.gui.importing.reading import Taken
from permenti_desktop.gui.theme import fixed, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.card import Card
from permenti_desktop.gui.widgets.flow import Flow
from permenti_desktop.gui.widgets.label import IconLabel, label
from permenti_desktop.i18n import _, ngettext, number_text


def sentence(made: Plan, taken: Taken) -> str:
    """What was written, in one sentence."""
    return _("„{file}“ ist übernommen: {added} neu, {changed} geändert.").format(
        file=made.file, added=number_text(taken.added), changed=number_text(taken.changed)
    )


def open_questions(made: Plan) -> int:
    """How many rows wait for a decision. A duplicate that was surely one has been joined and waits for none."""
    return sum(step.kind == "problem" or (step.kind == "duplicate" and not step.remark) for step in made.steps)


class Result(QWidget):
    """``undo_wanted``, ``protocol_wanted``, ``again_wanted``; ``look_wanted`` sends the section to go to."""

    undo_wanted = Signal()
    protocol_wanted = Signal()
    again_wanted = Signal()
    look_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        spaced(outer, 0, 12)
        card = Card(margins=20)
        head = QHBoxLayout()
        spaced(head, 0, 12)
        self.mark = IconLabel("circle-check", "ok", 28)
        head.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        spaced(words, 0, 6)
        self.headline = label("", "subtitle", wrap=True)
        words.addWidget(self.headline)
        self.details = label("", wrap=True)
        words.addWidget(self.details)
        self.copy = label("", "caption", wrap=True)
        words.addWidget(self.copy)
        head.addLayout(words, 1)
        card.body.addLayout(head)
        bar = Flow(8)
        self.protocol = button(_("Protokoll speichern …"), self.protocol_wanted.emit, icon="save", look="primary")
        self.undo = button(_("Rückgängig machen"), self.undo_wanted.emit, icon="undo-2")
        self.look = button(_("Ansehen"), self._look, icon="eye")
        self.again = button(_("Weitere Liste übernehmen"), self.again_wanted.emit, icon="file-plus")
        for made in (self.protocol, self.undo, self.look, self.again):
            bar.add(made)
        card.body.addWidget(bar)
        fixed(card, max_width=900)
        outer.addWidget(card)
        outer.addStretch(1)
        self._section = ""

    def show_result(self, made: Plan, taken: Taken) -> None:
        """It is written."""
        self.mark.set_icon("circle-check", "ok")
        self.headline.setText(sentence(made, taken))
        subjects = dict.fromkeys(step.subject for step in made.steps if step.writes)
        parts = [
            _("{subject}: {n}").format(
                subject=_(SUBJECT_LABELS[subject]),
                n=number_text(sum(step.writes and step.subject == subject for step in made.steps)),
            )
            for subject in subjects
        ]
        lines = [" · ".join(parts)] if parts else []
        left = open_questions(made)
        if left:
            lines.append(
                ngettext(
                    "{n} Zeile war zu klären und wurde nicht übernommen; sie steht im Protokoll.",
                    "{n} Zeilen waren zu klären und wurden nicht übernommen; sie stehen im Protokoll.",
                    left,
                ).format(n=number_text(left))
            )
        if made.doubts:
            count = len(made.doubts)
            lines.append(
                ngettext(
                    "{n} Zelle war nicht sicher zu lesen. Bitte sehen Sie sie mit dem Protokoll durch.",
                    "{n} Zellen waren nicht sicher zu lesen. Bitte sehen Sie sie mit dem Protokoll durch.",
                    count,
                ).format(n=number_text(count))
            )
        self.details.setText("\n".join(lines))
        if taken.backup is not None:
            self.copy.setText(_("Vorher gesichert und geprüft: {name}").format(name=taken.backup.name))
        self.copy.setVisible(taken.backup is not None)
        self.undo.setEnabled(True)
        self._section = next(iter(sorted(subjects, key=lambda one: one != "participant")), "")
        self.look.setVisible(bool(self._section))

    def show_undone(self, words: str) -> None:
        """It was taken back."""
        self.mark.set_icon("undo-2", "info")
        self.headline.setText(_("Rückgängig gemacht: {what}").format(what=words))
        self.details.setText(
            _("Alles ist wieder wie vor der Übernahme. Mit „3 Prüfen“ kommen Sie zu Ihrer Liste zurück.")
        )
        self.undo.setEnabled(False)
        self.look.setVisible(False)

    def _look(self) -> None:
        self.look_wanted.emit(self._section)
