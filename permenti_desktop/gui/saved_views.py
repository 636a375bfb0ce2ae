"""The office's own filters of a list: saved under a name, renamed, deleted; each is a pill behind the shipped ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from permenti_desktop.domain.view import SavedView
from permenti_desktop.gui import jobs
from permenti_desktop.gui.icons import icon
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.i18n import _
from permenti_desktop.queries import view
from permenti_desktop.usecases import view as changes


class Views:
    """Reads the views of a list and shows the menu under its bookmark."""

    def __init__(self, page: Page, drawer: Drawer, panel: ListPanel) -> None:
        self._page, self._drawer, self._panel = page, drawer, panel
        self._name = panel.table.name
        self._wanted = ""

    def refresh(self) -> None:
        """Read them again."""
        jobs.read(view.saved, self._name, then=self._got, owner=self._panel, key="views", failed=self._page.failed)

    def _got(self, views: Sequence[SavedView]) -> None:
        self._panel.set_views(views)
        if self._wanted and any(one.name == self._wanted for one in views):
            self._panel.show_view(self._wanted)
            self._wanted = ""

    def menu(self) -> QMenu:
        """Saving what is shown; with the view that is on: keeping it as it is now, another name, deleting."""
        menu = QMenu(self._panel)
        menu.addAction(icon("bookmark"), _("Ansicht speichern …"), self.ask_name)
        now = self._panel.view()
        if now is not None:
            menu.addSeparator()
            name = now.name
            if self._panel.as_view(name) != now:
                menu.addAction(
                    icon("save"), _("„{name}“ so speichern, wie jetzt zu sehen").format(name=name), self.renew
                )
            menu.addAction(icon("pencil"), _("„{name}“ umbenennen …").format(name=name), self.ask_new_name)
            menu.addAction(icon("trash-2"), _("„{name}“ löschen").format(name=name), self.delete)
        return menu

    def open_menu(self) -> None:
        """Show it below its button."""
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        corner = self._panel.views_button.rect().bottomRight()
        menu.popup(self._panel.views_button.mapToGlobal(corner) - QPoint(menu.sizeHint().width(), 0))

    def ask_name(self) -> None:
        """A name for what is shown now."""
        from permenti_desktop.gui.view_name import ViewName  # fields are loaded when somebody asks for them

        ViewName(
            self._page, self._drawer, _("Ansicht speichern"), "",
            lambda name, done, failed: self._write(
                changes.save, self._panel.as_view(name), said=_("Ansicht gespeichert"), then=done, failed=failed
            ),
        ).open()  # fmt: skip

    def ask_new_name(self) -> None:
        """Another name for the view that is on."""
        now = self._panel.view()
        if now is not None:
            from permenti_desktop.gui.view_name import ViewName

            old = now.name
            ViewName(
                self._page, self._drawer, _("Ansicht umbenennen"), old,
                lambda name, done, failed: self._write(
                    changes.rename, old, name, said=_("Ansicht umbenannt"), then=done, failed=failed
                ),
            ).open()  # fmt: skip

    def renew(self) -> None:
        """Keep the view that is on as the list is shown now."""
        now = self._panel.view()
        if now is not None:
            self._write(changes.save, self._panel.as_view(now.name), said=_("Ansicht gespeichert"))

    def delete(self) -> None:
        """Drop the view that is on; what it showed stays on screen."""
        now = self._panel.view()
        if now is not None:
            self._write(changes.delete, now.name, said=_("Ansicht gelöscht"))

    def _write(
        self,
        use_case: Callable[..., Any],
        *given: object,
        said: str,
        then: Callable[[], object] | None = None,
        failed: Callable[..., object] | None = None,
    ) -> None:
        def done(name: object) -> None:
            self._wanted = name if isinstance(name, str) else ""
            if then is not None:
                then()
            self._page.say(said, undo=True)
            self.refresh()

        jobs.write(use_case, self._name, *given, then=done, failed=failed or self._page.failed, owner=self._panel)
