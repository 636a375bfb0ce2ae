"""Heute: the first thing after unlocking. Figures, what is to be done, what runs out, whom one has not met, what is
missing. Nothing here is a reminder that pops up; everything leads to the record it is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from permenti_desktop.domain import timeline as rules
from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import iso_week
from permenti_desktop.gui import hub, jobs
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.remember import recall, remember
from permenti_desktop.gui.table import Asked
from permenti_desktop.gui.theme import T, fixed, spaced
from permenti_desktop.gui.today.done_line import DoneLine
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.card import Card, Figure
from permenti_desktop.gui.widgets.charts import SmallBars
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.label import isolated, label
from permenti_desktop.gui.widgets.pills import PillBar
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.i18n import N_, _, date_text, long_date_text, month_text, near_date_text, ngettext, relative_day
from permenti_desktop.queries import today
from permenti_desktop.queries.network import GroupRow, PromiseRow
from permenti_desktop.queries.organisation import SilentPartner
from permenti_desktop.queries.timeline import FollowUpRow
from permenti_desktop.queries.today import Expiring, Missing, Today
from permenti_desktop.usecases import network, timeline

_WHOSE: Final = "today whose"
SHOWN: Final = today.SHOWN
"""Rows of a card at the right; what is left is counted."""
_NARROW: Final = 900
"""Below this width the cards stand one below the other."""

_FOUR_TILES: Final = 1000
"""From this width the four figures stand beside each other without cutting their words."""

_ALL_WORDS: Final = 780
"""Below this width the buttons at the top have no room for all their words; the printer says it all by its picture."""

SECTION_OF_ROLE: Final = {"participant": "participant", "mentor": "mentor"}
_ENTRY_ICONS: Final = {"call": "phone", "mail": "mail", "visit": "map-pin", "meeting": "users"}
_EXPIRING: Final = {
    "internship": (N_("Praktikum endet"), "briefcase", "internship"),
    "tandem": (N_("Tandem endet"), "handshake", "tandem"),
    "consent": (N_("Einwilligung läuft ab"), "shield-alert", "participant"),
    "residence": (N_("Aufenthaltstitel läuft ab"), "file-text", "participant"),
    "clearance": (N_("Führungszeugnis läuft ab"), "shield-alert", "mentor"),
    "deadline": (N_("Termin beim Zuwendungsgeber"), "calendar-clock", "grant"),
    "retention": (N_("Aufbewahrungsfrist abgelaufen"), "shield-check", "data_protection"),
}
_MISSING: Final = {
    "consent": (N_("Einwilligung zur Teilnahme"), "shield-alert"),
    "entry": (N_("Eintritt"), "log-in"),
    "gender": (N_("Geschlecht"), "user"),
    "birth": (N_("Geburtsdatum"), "calendar-days"),
    "employment_on_entry": (N_("Erwerbsstatus beim Eintritt"), "briefcase"),
    "education_on_entry": (N_("Bildungsstand beim Eintritt"), "graduation-cap"),
    "german": (N_("Deutschniveau"), "languages"),
    "status_after_exit": (N_("Verbleib nach dem Austritt"), "flag"),
}


class TodayPage(Page):
    """The section "Heute"."""

    section, icon = "today", "sun"

    def __init__(self) -> None:
        super().__init__(_("Heute"))
        self._shown_day: Today | None = None
        self._drawer: Drawer | None = None
        self._left = ""  # the row that has just been settled or moved
        self.whose = PillBar((("all", _("Alle")), ("mine", _("Meine"))), name=_("Wessen Wiedervorlagen"))
        self.whose.choose("mine" if recall(_WHOSE) == "mine" else "all")
        self.whose.chosen.connect(self._whose_chosen)
        fixed(self.whose, width=124)
        self.add_action(self.whose)
        self._print_words = _("Wochenliste drucken")
        self.print_button = button(self._print_words, self.print_week, icon="printer", tip=_("Strg+P"))
        self.print_button.setAccessibleName(self._print_words)
        self.add_action(self.print_button)
        self.add_action(
            button(_("Neue Wiedervorlage"), partial(self.new_wanted.emit, "follow_up", None), icon="calendar-clock")
        )
        self.add_action(
            button(_("Neue Notiz"), partial(self.new_wanted.emit, "note", None), icon="notebook-pen", look="primary")
        )
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        outer = QVBoxLayout(inner)
        spaced(outer, (0, 0, 4, 4), 12)
        self._tiles: list[tuple[Figure, SmallBars]] = []
        self._tile_grid = QGridLayout()
        spaced(self._tile_grid, 0, 12)
        for title, show in (
            (_("Teilnehmerinnen aktiv"), partial(self.go_to_list, "participant", Asked(pill="active"))),
            (_("Tandems laufend"), partial(self.go_to_list, "tandem", Asked(pill="running"))),
            (_("Praktika laufend"), partial(self.go_to_list, "internship", Asked(pill="running"))),
            (_("In Arbeit oder Ausbildung {year}").format(year=date.today().year), self._show_employed),
        ):
            bars = SmallBars(name=_("Verlauf der letzten Monate"))
            tile = Figure(title, bars)
            tile.clicked.connect(show)
            self._tiles.append((tile, bars))
        outer.addLayout(self._tile_grid)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(self._columns, 0, 12)
        self.to_do = Card(_("Zu tun"))
        self._columns.addWidget(self.to_do, 62)
        right = QWidget()
        side = QVBoxLayout(right)
        spaced(side, 0, 12)
        self.expiring = Card(_("Läuft aus"))
        self.network = Card(_("Netzwerk"), link=_("Öffnen"), on_link=partial(self.go, "network"))
        self.missing = Card(_("Es fehlt noch"))
        for card in (self.expiring, self.network, self.missing):
            side.addWidget(card)
        for card in (self.to_do, self.expiring, self.network, self.missing):
            spaced(card.body, 0, 2)
        side.addStretch(1)
        self._columns.addWidget(right, 38)
        outer.addLayout(self._columns, 1)
        scroll.setWidget(inner)
        self.body.addWidget(scroll, 1)
        self._place_tiles(4)

    # -- page ------------------------------------------------------------------------------------------------

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        jobs.read(today.page, date.today(), self.author(), then=self._show, owner=self, key="today")

    def author(self) -> str | None:
        """Whose follow-ups are shown: one's own, or None for everybody's."""
        database: Any = jobs.database()
        return str(database.who) if self.whose.code() == "mine" else None

    def _whose_chosen(self, code: str) -> None:
        remember(_WHOSE, code)
        self.refresh()

    def on_show(self) -> None:
        if self._shown_day is not None and self._shown_day.day != date.today():
            self.refresh()  # the program was open over night

    def handlers(self) -> Handlers:
        return {"new": partial(self.new_wanted.emit, "note", None), "print": self.print_week}

    def back(self) -> bool:
        if self._drawer is None or self._drawer.isHidden():
            return False
        self._drawer.close_drawer()
        return True

    def reflow(self, width: int, height: int) -> None:
        self._columns.setDirection(
            QBoxLayout.Direction.LeftToRight if width >= _NARROW else QBoxLayout.Direction.TopToBottom
        )
        self._place_tiles(4 if width >= _FOUR_TILES else 2)
        short = width < _ALL_WORDS
        self.print_button.setText("" if short else self._print_words)
        self.print_button.setToolTip(f"{self._print_words} ({_('Strg+P')})" if short else _("Strg+P"))

    def focus_first(self) -> None:
        first = self.to_do.findChild(ActionRow)
        (first or self).setFocus()

    def panes(self) -> list[QWidget]:
        return [self.to_do, self.expiring]

    def _place_tiles(self, columns: int) -> None:
        for index, (tile, _bars) in enumerate(self._tiles):
            self._tile_grid.addWidget(tile, index // columns, index % columns)
        for column in range(4):
            self._tile_grid.setColumnStretch(column, 1 if column < columns else 0)

    # -- content ---------------------------------------------------------------------------------------------

    def _show(self, found: Today) -> None:
        self.set_badge(found.badges.today, "bad" if found.to_do.overdue else "warn")
        self.badge_changed.emit("tandem", found.badges.tandems, "neutral")
        self.badge_changed.emit("internship", found.badges.internships, "warn")
        self.badge_changed.emit("mentor", found.badges.mentors, "warn")
        self.badge_changed.emit("network", found.badges.network, "warn")
        if found == self._shown_day:
            return
        self._shown_day = found
        week = iso_week(found.day)[1]
        self.set_subtitle(_("{day} · KW {week}").format(day=long_date_text(found.day), week=week))
        self._show_figures(found)
        self._show_to_do(found)
        _refill(
            self.expiring,
            [partial(self._expiring_row, one, found.day) for one in found.expiring],
            _("Nichts läuft bald aus."),
            found.expiring_count,
        )
        _refill(
            self.network,
            [
                *(partial(self._group_row, one) for one in found.groups),
                *(partial(self._partner_row, one) for one in found.partners),
            ],
            _("Alle Gruppen und Partner sind im Turnus."),
        )
        _refill(
            self.missing,
            [partial(self._missing_row, one) for one in found.missing],
            _("Für die Berichte ist alles da."),
        )

    def _show_figures(self, found: Today) -> None:
        figures = found.figures
        month = figures.active.change
        active = _("{change} im {month}").format(
            change=f"{month:+d}" if month else "±0", month=month_text(found.day).split()[0]
        )
        waiting = ngettext("{n} wartet", "{n} warten", figures.waiting).format(n=figures.waiting)
        ending = ngettext("{n} endet bald", "{n} enden bald", figures.ending_soon).format(n=figures.ending_soon)
        target = _("Ziel {n}").format(n=figures.target) if figures.target is not None else ""
        for (tile, bars), figure, note in zip(
            self._tiles,
            (figures.active, figures.tandems, figures.internships, figures.employed),
            (active, waiting if figures.waiting else "", ending if figures.ending_soon else "", target),
            strict=True,
        ):
            tile.set_value(str(figure.value), note)
            bars.set_values([number for _month, number in figure.series])

    def _show_to_do(self, found: Today) -> None:
        focused, place = self._focused_row()
        noting = {line.objectName(): line.line.text() for line in self.to_do.findChildren(DoneLine)}
        _clear(self.to_do.body)
        to_do = found.to_do
        self.to_do.set_count(to_do.count + len(to_do.promises))
        for title, rows in (
            (_("Überfällig"), to_do.overdue),
            (_("Heute"), to_do.today),
            (_("Diese Woche"), to_do.week),
        ):
            if rows:
                self._heading(title)
                for row in rows:
                    self.to_do.body.addWidget(self._follow_up_row(row, found.day))
        if to_do.promises:
            self._heading(_("Zugesagt im Netzwerk"))
            for promise in to_do.promises:
                self.to_do.body.addWidget(self._promise_row(promise, found.day))
        if not to_do.count and not to_do.promises:
            self._nothing_to_do(found.silent or 0)
        if to_do.later:
            words = ngettext("{n} weitere Wiedervorlage später", "{n} weitere Wiedervorlagen später", to_do.later)
            self.to_do.body.addWidget(label(words.format(n=to_do.later), "caption"))
        self.to_do.body.addStretch(1)
        for row in (*to_do.overdue, *to_do.today, *to_do.week):
            if f"done {row.id}" in noting:  # what is being written about it stays
                self._ask_done(row, noting[f"done {row.id}"])
                focused = ""
        # A row that was settled or moved hands its place on: the next one is at the keys.
        left, self._left = self._left, ""
        there = [one for one in self._rows() if one.objectName() != left]
        if focused and there:
            again = next((one for one in there if one.objectName() == focused), None)
            at_the_keys = again or there[min(place, len(there) - 1)]
            at_the_keys.show()  # the layout would show it in the next turn, and what is hidden gets no focus
            at_the_keys.setFocus()

    def _heading(self, words: str) -> None:
        if self.to_do.body.count():
            self.to_do.body.addSpacing(T.px(6))
        self.to_do.body.addWidget(label(words, "heading"))

    def _nothing_to_do(self, silent: int) -> None:
        nothing = EmptyState()
        words = _("Neue Wiedervorlagen erscheinen hier am Tag, an dem sie fällig sind.")
        if silent:
            words = ngettext(
                "Lange nicht gesprochen: {n} Teilnehmerin.", "Lange nicht gesprochen: {n} Teilnehmerinnen.", silent
            ).format(n=silent)
        see = _("Anzeigen") if silent else ""
        nothing.say(_("Nichts offen"), words, "circle-check", see, self._show_silent)
        self.to_do.body.addWidget(nothing)

    def _rows(self) -> list[ActionRow]:
        """What is to be done, from top to bottom."""
        widgets = (_widget_at(self.to_do.body, index) for index in range(self.to_do.body.count()))
        return [widget for widget in widgets if isinstance(widget, ActionRow)]

    def _focused_row(self) -> tuple[str, int]:
        """The row with the focus (in it, or in the line below it), and which one from the top it is."""
        focus = self.window().focusWidget()
        place = -1
        for index in range(self.to_do.body.count()):
            widget = _widget_at(self.to_do.body, index)
            place += isinstance(widget, ActionRow)
            if widget is not None and focus is not None and (widget is focus or widget.isAncestorOf(focus)):
                name = widget.objectName().replace("done ", "follow_up ")
                return (name, place) if isinstance(widget, ActionRow | DoneLine) else ("", 0)
        return "", 0

    # -- rows ------------------------------------------------------------------------------------------------

    def _follow_up_row(self, row: FollowUpRow, day: date) -> ActionRow:
        late, now = row.due < day, row.due == day
        made = ActionRow(
            row.name or _("Eigene Aufgabe"),
            row.text,
            note=relative_day(row.due, day) if late or now or (row.due - day).days == 1 else near_date_text(row.due),
            tone="bad" if late else "warn" if now else "",
            icon=_ENTRY_ICONS.get(row.kind, "calendar-clock"),
            disc="bad" if late else "warn" if now else "info",
            actions=(
                (_("Erledigt"), "E", partial(self._ask_done, row)),
                (_("+1 Woche"), "W", partial(self._move, row, 7)),
                (_("Morgen"), "M", partial(self._move, row, 1)),
                (_("Öffnen"), "", partial(self._open, row)),
            ),
        )
        made.setObjectName(f"follow_up {row.id}")
        made.opened.connect(partial(self._open, row))
        return made

    def _promise_row(self, row: PromiseRow, day: date) -> ActionRow:
        late = row.due is not None and row.due < day
        made = ActionRow(
            row.text,
            " · ".join(part for part in (row.who, row.group) if part),
            note=relative_day(row.due, day) if row.due else _("ohne Datum"),
            tone="bad" if late else "",
            icon="network",
            disc="bad" if late else "neutral",
            actions=((_("Erledigt"), "E", partial(self._keep_promise, row)),),
            private=False,
        )
        made.setObjectName(f"promise {row.id}")
        made.opened.connect(partial(self.go, "network", row.group_id))
        return made

    def _expiring_row(self, one: Expiring, day: date) -> ActionRow:
        words, picture, section = _EXPIRING[one.kind]
        detail = one.detail
        if one.kind == "consent":
            detail = vocab.PURPOSE.label(one.detail)
        elif one.kind == "residence":
            detail = vocab.residence_title().label(one.detail)
        elif one.kind == "retention":
            detail = ngettext("{n} Akte", "{n} Akten", int(one.detail)).format(n=one.detail)
        made = ActionRow(
            one.name,
            ": ".join(part for part in (_(words), detail) if part),
            note=_("seit {date}").format(date=date_text(one.on)) if one.days < 0 else near_date_text(one.on.last()),
            tone="bad" if one.days < 0 else "",
            icon=picture,
            disc="bad" if one.days < 0 else "warn",
            private=one.kind not in ("deadline", "retention"),
        )
        made.opened.connect(partial(self.go, section, one.id if one.kind != "retention" else None))
        return made

    def _group_row(self, row: GroupRow) -> ActionRow:
        late = row.rhythm == "overdue"
        words = ngettext("Letztes Treffen vor {n} Tag", "Letztes Treffen vor {n} Tagen", row.days_since or 0)
        made = ActionRow(
            row.name,
            words.format(n=row.days_since or 0),
            note=_("überfällig") if late else _("fällig"),
            tone="bad" if late else "warn",
            icon="calendar-x",
            disc="bad" if late else "warn",
            private=False,
        )
        made.opened.connect(partial(self.go, "network", row.id))
        return made

    def _partner_row(self, row: SilentPartner) -> ActionRow:
        words = _("Noch kein Kontakt festgehalten")
        if row.days is not None:
            words = ngettext("Kein Kontakt seit {n} Tag", "Kein Kontakt seit {n} Tagen", row.days).format(n=row.days)
        made = ActionRow(row.name, words, note=_("melden"), icon="building-2", disc="neutral", private=False)
        made.opened.connect(partial(self.go, "organisation", row.id))
        return made

    def _missing_row(self, one: Missing) -> ActionRow:
        words, picture = _MISSING[one.field]
        made = ActionRow(", ".join(isolated(name) for name in one.names), _(words), note=str(one.count), icon=picture)
        made.opened.connect(partial(self._show_people, today.missing_ids, one.field))
        return made

    # -- lists behind the figures ----------------------------------------------------------------------------

    def _show_people(self, query: Callable[..., Sequence[int]], *given: object) -> None:
        """Go to the participants whom a query names."""

        def show(ids: Sequence[int]) -> None:
            self.go_to_list("participant", Asked(pill="all", more={"only": tuple(ids)}))

        jobs.read(query, *given, date.today(), then=show, owner=self, key="people", failed=self.failed)

    def _show_employed(self) -> None:
        self._show_people(today.employed_ids)

    def _show_silent(self) -> None:
        self._show_people(today.silent_ids)

    def print_week(self) -> None:
        """Strg+P: the preview of the week's list, and the way to the printer."""
        from permenti_desktop.gui.take_out import PrintOut  # reports are loaded when one is made
        from permenti_desktop.gui.today import week_list

        found = self._shown_day
        if found is None:
            return
        if self._drawer is None:
            self._drawer = Drawer(self)
        number = found.to_do.count + len(found.to_do.promises)
        told = ngettext("{n} Wiedervorlage oder Zusage", "{n} Wiedervorlagen und Zusagen", number).format(n=number)
        report = week_list.report(found.day, self.author())
        PrintOut(self, self._drawer, report, week_list.people(found.to_do), told).open()

    # -- doing -----------------------------------------------------------------------------------------------

    def _open(self, row: FollowUpRow) -> None:
        if row.person_id is not None:
            self.go(SECTION_OF_ROLE.get(row.role, "participant"), row.person_id)
        elif row.organisation_id is not None:
            self.go("organisation", row.organisation_id)

    def _ask_done(self, row: FollowUpRow, typed: str = "") -> None:
        """A line for what came of it, with the cursor in it; Enter settles, also when it stays empty."""
        at = next(
            (
                index
                for index in range(self.to_do.body.count())
                if (widget := _widget_at(self.to_do.body, index)) and widget.objectName() == f"follow_up {row.id}"
            ),
            None,
        )
        if at is None or isinstance(_widget_at(self.to_do.body, at + 1), DoneLine):
            return
        line = DoneLine()
        line.setObjectName(f"done {row.id}")
        line.line.setText(typed)
        line.confirmed.connect(partial(self._done, row))
        line.cancelled.connect(partial(_take_away, line))
        self.to_do.body.insertWidget(at + 1, line)
        line.setFocus()

    def _done(self, row: FollowUpRow, note: str) -> None:
        self._left = f"follow_up {row.id}"
        self.say(_("Erledigt: {what}").format(what=isolated(row.name or row.text)), undo=True)
        jobs.write(timeline.follow_up_done, row.id, row.version, date.today(), note, failed=self.failed)

    def _move(self, row: FollowUpRow, days: int) -> None:
        due = rules.moved(row.due, days, date.today()) if days > 1 else date.today() + timedelta(days=days)
        words = _("Verschoben auf {day}").format(day=near_date_text(due))
        self._left = f"follow_up {row.id}"
        self.say(words, undo=True)
        jobs.write(timeline.follow_up_moved, row.id, row.version, due, failed=self.failed)

    def _keep_promise(self, row: PromiseRow) -> None:
        self.say(_("Erledigt: {what}").format(what=row.text), undo=True)
        jobs.write(network.promise_done, row.id, date.today(), failed=self.failed)


def _refill(card: Card, rows: Sequence[Callable[[], ActionRow]], nothing: str, how_many: int | None = None) -> None:
    """Show rows in a card, the first ones, and only these are made; how many there are stands beside the heading."""
    _clear(card.body)
    number = len(rows) if how_many is None else how_many
    card.set_count(number)
    for make in rows[:SHOWN]:
        card.body.addWidget(make())
    if number > SHOWN:
        rest = number - SHOWN
        card.body.addWidget(
            label(ngettext("und {n} weiterer Eintrag", "und {n} weitere Einträge", rest).format(n=rest), "caption")
        )
    if not rows:
        card.body.addWidget(label(nothing, "muted", wrap=True))


def _clear(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            _take_away(widget)


def _take_away(widget: QWidget) -> None:
    widget.hide()
    widget.deleteLater()


def _widget_at(layout: QLayout, index: int) -> QWidget | None:
    item = layout.itemAt(index)
    return item.widget() if item is not None else None
