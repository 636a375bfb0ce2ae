"""Hilfe: the manual inside the program. F1 opens the chapter of the screen one comes from."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from permenti_desktop import paths
from permenti_desktop.gui import jobs
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.help.markup import markup
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.theme import T, fixed, kind, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.gui.widgets.line_list import LineList
from permenti_desktop.gui.widgets.search_box import SearchBox
from permenti_desktop.i18n import _, language
from permenti_desktop.reports import manual
from permenti_desktop.reports.manual import Chapter

_WIDEST = 860


class ChapterText(QTextBrowser):
    """The text of a chapter. Pictures are scaled here, smoothly: Qt's own scaling makes small letters unreadable."""

    def __init__(self) -> None:
        super().__init__()
        self.room = 0
        """The width for pictures, in pixels."""

    def loadResource(self, type: int, name: QUrl | str) -> Any:
        image = QImage(QUrl(name).toLocalFile())
        ratio = self.devicePixelRatioF()
        width = round(self.room * ratio)
        if 0 < width < image.width():
            image = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(ratio)
        return image


class HelpPage(Page):
    """Chapters at the left, the chosen one at the right."""

    section: ClassVar[str] = "help"
    icon: ClassVar[str] = "circle-help"
    tables: ClassVar[tuple[str, ...]] = ("manual",)  # no table: nothing in the file changes what stands here

    def __init__(self) -> None:
        super().__init__(_("Hilfe"))
        self.pdf_button = button(_("Handbuch als PDF"), self.save_pdf, icon="download")
        self.add_action(self.pdf_button)
        self.chapters: dict[str, Chapter] = {one.name: one for one in manual.chapters(language())}
        self._listed: tuple[Chapter, ...] = ()
        self._name = ""
        self.search = SearchBox(_("Im Handbuch suchen"), picture="search")
        self.search.searched.connect(self._search)
        self.search.downward.connect(self._to_list)
        self.list = LineList(_("Kapitel"))
        self.list.currentRowChanged.connect(self._chosen)
        self.none = label(_("Kein Kapitel enthält diese Wörter. Versuchen Sie es mit einem anderen Wort."), wrap=True)
        self.none.hide()
        self.text = ChapterText()
        self.text.setAccessibleName(_("Text des Kapitels"))
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._link)
        # Pictures follow the width of the text, a moment after the last change of size.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(80)
        self._later.timeout.connect(self._show)
        left = QFrame()
        kind(left, "card")
        fixed(left, width=280)
        inside = QVBoxLayout(left)
        spaced(inside, 10, 8)
        inside.addWidget(self.search)
        inside.addWidget(self.none)
        inside.addWidget(self.list, 1)
        right = QFrame()
        kind(right, "card")
        within = QVBoxLayout(right)
        spaced(within, (16, 8, 4, 8), 0)
        within.addWidget(self.text, 1)
        both = QHBoxLayout()
        spaced(both, 0, 12)
        both.addWidget(left)
        both.addWidget(right, 1)
        self.body.addLayout(both, 1)
        T.changed.connect(self._later.start)
        self._fill("")

    # -- choosing --------------------------------------------------------------------------------------------

    def open_about(self, section: str) -> None:
        """Show the chapter about a section of the window; the first one where there is none."""
        if self.search.text():
            self.search.clear()
            self._fill("")
        names = [one.name for one in self._listed]
        self.list.setCurrentRow(names.index(section) if section in names else 0)

    def _search(self, words: str) -> None:
        self._fill(words)

    def _fill(self, words: str) -> None:
        self._listed = manual.found(tuple(self.chapters.values()), words)
        self.list.blockSignals(True)
        self.list.put([one.title for one in self._listed])
        self.list.blockSignals(False)
        self.none.setVisible(not self._listed)
        names = [one.name for one in self._listed]
        if names:
            self.list.setCurrentRow(names.index(self._name) if self._name in names else 0)

    def _to_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _chosen(self, row: int) -> None:
        if 0 <= row < len(self._listed) and self._listed[row].name != self._name:
            self._name = self._listed[row].name
            self._show()
            self.text.verticalScrollBar().setValue(0)

    def _link(self, target: QUrl) -> None:
        self.open_about(target.toString())

    def _show(self) -> None:
        one = self.chapters.get(self._name)
        if one is None:
            return
        scroll = self.text.verticalScrollBar().value()
        self.text.document().setDocumentMargin(T.px(4))
        self.text.room = min(self.text.viewport().width() - T.px(16), T.px(_WIDEST))
        self.text.setHtml(markup(one, language()))
        self.text.verticalScrollBar().setValue(scroll)

    # -- the page ----------------------------------------------------------------------------------------------

    def handlers(self) -> Handlers:
        return {"filter": self.search.setFocus}

    def panes(self) -> list[QWidget]:
        return [self.list, self.text]

    def focus_first(self) -> None:
        self.text.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later.start()

    # -- on paper ----------------------------------------------------------------------------------------------

    def save_pdf(self) -> None:
        """Ask where to, and save the whole manual there."""
        proposed = paths.documents_dir() / f"{_('Handbuch')} Permenti.pdf"
        name, _filter = QFileDialog.getSaveFileName(self, _("Handbuch als PDF"), str(proposed), "PDF (*.pdf)")
        if name:
            self.save_to(Path(name))

    def save_to(self, target: Path) -> None:
        """Save the manual under a name."""
        target = target if target.suffix else target.with_suffix(".pdf")
        jobs.long(
            manual.save,
            language(),
            target,
            title=_("Das Handbuch wird gespeichert"),
            then=partial(self._saved, target),
            failed=self.failed,
            owner=self,
        )

    def _saved(self, target: Path, _answer: object) -> None:
        self.messages.say(
            _("Gespeichert: {name}").format(name=target.name),
            "ok",
            actions=((_("Öffnen"), partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(target)))),),
        )
