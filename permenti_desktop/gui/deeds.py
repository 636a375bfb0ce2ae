"""What is asked in the drawer, the history of a record, and the way into the bin and back, for any kind of record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from permenti_desktop.domain.errors import BadInput, UserError
from permenti_desktop.gui import jobs
from permenti_desktop.gui.icons import icon
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.theme import fixed, spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import Button, button, icon_button
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.factory import Labelled
from permenti_desktop.gui.widgets.file_head import FileHead
from permenti_desktop.gui.widgets.flow import FlowLayout
from permenti_desktop.gui.widgets.label import isolated, label
from permenti_desktop.i18n import _, datetime_text, ngettext
from permenti_desktop.queries import history
from permenti_desktop.queries.history import FieldChange
from permenti_desktop.usecases import bin as paper_bin
from permenti_desktop.usecases import undo

_MANY: Final = 8
"""So many fields of one step are listed in the history; of more that were entered at once only the number."""

MenuLine = tuple[str, str, Callable[[], object]] | None
"""Picture, words, what it does; None is a line between."""


class Asking:
    """Fields one below the other in the drawer, and one button that does the deed::

    self.on = self.add(_("Beginn am"), factory.date(_("Beginn am")))
    self.show(_("Tandem starten"), _("Starten"), self.save)
    """

    def __init__(self, page: Page, drawer: Drawer) -> None:
        self.page, self.drawer = page, drawer
        self.content = QWidget()
        self.layout = QVBoxLayout(self.content)
        spaced(self.layout, (0, 0, 6, 0), 10)
        self.fields: list[Labelled] = []
        self.named: dict[str, Labelled] = {}
        """Fields by the attribute of the Input they fill, for what is refused when it is saved."""

    def add(self, name: str, field: QWidget, hint: str = "") -> Labelled:
        """A further field with its label."""
        made = factory.labelled(name, field, hint=hint)
        self.fields.append(made)
        self.layout.addWidget(made)
        return made

    def explain(self, sentence: str) -> None:
        """A grey sentence between the fields."""
        self.layout.addWidget(label(sentence, "caption", wrap=True))

    def show(self, title: str, confirm: str, run: Callable[[], object], *, wide: bool = False) -> None:
        """Open the drawer."""
        self.layout.addStretch(1)

        def checked() -> None:
            if self.readable():
                run()

        self.drawer.show_content(title, self.content, confirm=confirm, run=checked, wide=wide)

    def readable(self) -> bool:
        """False after saying at its field what cannot be read."""
        for labelled in self.fields:
            problem = factory.as_input(labelled.widget).problem()
            labelled.say("error" if problem else None, problem)
            if problem:
                labelled.widget.setFocus(Qt.FocusReason.OtherFocusReason)
                return False
        return True

    def refuse(self, labelled: Labelled, sentence: str) -> None:
        """Say at a field why it does not go on, with the cursor in it."""
        labelled.say("error", sentence)
        labelled.widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def failed(self, error: UserError) -> None:
        """It was not saved: say why, and at each field that is named, with the cursor in the first of them."""
        self.drawer.failed(error)
        if isinstance(error, BadInput):
            for problem in reversed(error.problems):
                field = self.named.get(problem.field.rpartition(".")[2])
                if field is not None:
                    self.refuse(field, problem.sentence)

    def done(self, sentence: str) -> None:
        """Close the drawer and tell."""
        self.drawer.close_drawer()
        self.page.say(sentence, undo=True)


class ScrollTab(QScrollArea):
    """A tab whose content is made anew from what was read; it takes the room it needs and scrolls."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = QWidget()
        self._rows = QVBoxLayout(self._inner)

    def begin(self) -> QVBoxLayout:
        """An empty page; ``end`` shows it."""
        self._inner = QWidget()
        self._rows = QVBoxLayout(self._inner)
        spaced(self._rows, (16, 12, 16, 16), 8)
        return self._rows

    def end(self) -> None:
        """Show what was put in since ``begin``."""
        place = self.verticalScrollBar().value()
        self._rows.addStretch(1)
        self.setWidget(self._inner)
        self.verticalScrollBar().setValue(place)


def open_menu(head: FileHead, lines: Sequence[MenuLine]) -> QMenu:
    """The menu under the three dots of a file."""
    menu = QMenu(head)
    for line in lines:
        if line is None:
            menu.addSeparator()
        else:
            picture, words, run = line
            menu.addAction(icon(picture), words, run)
    menu.aboutToHide.connect(menu.deleteLater)
    corner = head.menu_button.rect().bottomRight()
    menu.popup(head.menu_button.mapToGlobal(corner) - QPoint(menu.sizeHint().width(), 0))
    return menu


def into_bin(page: Page, kind: str, ids: Sequence[int]) -> None:
    """Put records into the bin, as one step, and offer the way back."""

    def gone(_count: int) -> None:
        said = ngettext("In den Papierkorb gelegt", "{n} Einträge in den Papierkorb gelegt", len(ids))
        page.say(said.format(n=len(ids)), undo=True)

    if len(ids) == 1:
        jobs.write(paper_bin.put, kind, ids[0], then=gone, failed=page.failed, owner=page)
    elif ids:
        jobs.write(paper_bin.put_all, kind, list(ids), then=gone, failed=page.failed, owner=page)


def restore(page: Page, kind: str, id: int, name: str) -> None:
    """Take a record out of the bin."""

    def back(_count: int) -> None:
        page.say(_("{name} ist wieder da").format(name=isolated(name)), undo=True)

    jobs.write(paper_bin.restore, kind, id, then=back, failed=page.failed, owner=page)


def show_history(page: Page, drawer: Drawer, kind: str, id: int) -> None:
    """What was changed in a record: who, when, field, before and after."""

    def show(changes: Sequence[FieldChange]) -> None:
        from permenti_desktop.gui.put_back import possible  # all subjects, for the few who look at a history

        content = QWidget()
        layout = QVBoxLayout(content)
        spaced(layout, (0, 0, 6, 8), 6)
        if not changes:
            layout.addWidget(label(_("Seit dem Anlegen wurde nichts geändert."), "muted", wrap=True))
        for step, group in groupby(changes, key=lambda change: change.step):
            layout.addWidget(label(" · ".join(part for part in (datetime_text(step.at), step.who) if part), "heading"))
            sentence = label(step.sentence, "strong", wrap=True)
            guard(sentence)
            layout.addWidget(sentence)
            if step.reversed:
                layout.addWidget(label(_("wurde rückgängig gemacht"), "caption"))
            lines = list(group)
            entered = [change for change in lines if change.op == "I"]
            if len(entered) > _MANY:
                # What was there from the beginning stands in the file itself.
                lines = [change for change in lines if change.op != "I"]
                layout.addWidget(label(_("{n} Angaben eingetragen").format(n=len(entered)), "caption"))
            for change in lines:
                again = partial(_put_back, page, drawer, kind, id, change) if possible(kind, change) else None
                layout.addWidget(_change(change, again))
            # Taking back what made the record (an import, perhaps, with all the others) is not offered here.
            made_it = any(change.op == "I" and not change.part for change in entered)
            if step.undoable and not step.reversed and not made_it:
                back = button(
                    _("Diesen Schritt zurücknehmen"), partial(_take_back, page, drawer, step.id), icon="undo-2",
                    look="link",
                )  # fmt: skip
                layout.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        drawer.show_content(_("Änderungsverlauf"), content, wide=True)

    jobs.read(history.of_record, kind, id, then=show, owner=drawer, key="history", failed=page.failed)


def _take_back(page: Page, drawer: Drawer, step: int) -> None:
    """Take back one step of the history, if nothing later stands in the way."""

    def done(what: str) -> None:
        drawer.close_drawer()
        page.say(_("Rückgängig gemacht: {what}").format(what=what), undo=True)

    jobs.write(undo.undo, step, then=done, failed=drawer.failed, owner=drawer)


def _put_back(page: Page, drawer: Drawer, kind: str, id: int, change: FieldChange) -> None:
    """One field of the history as it was, and the history again."""
    from permenti_desktop.gui.put_back import put_back

    def done(_nothing: object) -> None:
        page.say(
            _("„{field}“ ist wieder: {before}").format(field=change.label, before=change.before or _("leer")), undo=True
        )
        show_history(page, drawer, kind, id)

    jobs.write(put_back, kind, id, change, then=done, failed=drawer.failed, owner=drawer)


def _change(change: FieldChange, again: Callable[[], object] | None) -> QWidget:
    """A field with its values: "Ort  Hagen → Witten", and the way back to the first where there is one."""
    line = QWidget()
    row = QHBoxLayout(line)
    spaced(row, (8, 0, 0, 0), 8)
    what = label(" – ".join(part for part in (change.part, change.label) if part), "caption", wrap=True)
    fixed(what, width=170)
    row.addWidget(what, 0, Qt.AlignmentFlag.AlignTop)
    before, after = change.before or _("leer"), change.after or _("leer")
    if change.op == "I":
        words = after
    elif change.op == "D":
        words = _("{before} (entfernt)").format(before=before)
    else:
        words = _("{before} → {after}").format(before=before, after=after)
    value = label(words, wrap=True)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    guard(value)
    row.addWidget(value, 1)
    if again is not None:
        words = _("„{field}“ wiederherstellen").format(field=change.label)
        row.addWidget(icon_button("undo-2", words, again, size=16), 0, Qt.AlignmentFlag.AlignTop)
    return line


Deed = tuple[str, str, str, Callable[[], object]]
"""Words, picture, look ("primary" for what usually comes next), what it does."""


class DeedBar(QWidget):
    """What can be done with a record in its present state: buttons that break into lines."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        outer = QVBoxLayout(self)
        spaced(outer, (16, 2, 12, 8), 0)
        inner = QWidget()
        self._flow = FlowLayout(inner)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        inner.setSizePolicy(policy)
        outer.addWidget(inner)
        self.buttons: dict[str, Button] = {}
        self.shown: tuple[Deed, ...] = ()
        self._low = False

    def set_low(self, low: bool) -> None:
        """On a very low window the deeds stand in the menu of the file only."""
        self._low = low
        self.setVisible(bool(self.shown) and not low)

    def set_deeds(self, given: Sequence[Deed]) -> None:
        """Show these; the same ones stay as they are, and so does the focus."""
        if self.shown == tuple(given) and self.buttons:
            return
        self.shown = tuple(given)
        while self._flow.count():
            old = self._flow.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.buttons = {words: button(words, run, icon=picture, look=look) for words, picture, look, run in given}
        for made in self.buttons.values():
            self._flow.addWidget(made)
        self.setVisible(bool(given) and not self._low)
        self.updateGeometry()
