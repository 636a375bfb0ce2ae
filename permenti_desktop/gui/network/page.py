"""Network groups, their meetings, and the promises that are still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from permenti_desktop.domain import network as rules
from permenti_desktop.domain import vocab
from permenti_desktop.domain.network import (
    AttendanceInput,
    GroupMemberInput,
    MinutesLineInput,
    NetworkGroupInput,
    NetworkMeetingInput,
)
from permenti_desktop.gui import hub, jobs, providers
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.form import Field, Section
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.records_pane import RecordsPane, list_handlers
from permenti_desktop.gui.table import Asked, Cell, Column
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.fields import ChoiceField
from permenti_desktop.gui.widgets.tabs import Tabs
from permenti_desktop.i18n import _, date_text, days_ago, ngettext, pgettext, relative_day
from permenti_desktop.queries import network, organisation, person
from permenti_desktop.queries.network import GroupRow, MeetingRow, PromiseRow
from permenti_desktop.usecases import network as changes

GROUPS, MEETINGS, PROMISES = range(3)


# Lists -------------------------------------------------------------------------------------------------------------


def _group(row: GroupRow) -> Cell:
    members = ngettext("{n} Mitglied", "{n} Mitglieder", row.members).format(n=row.members)
    return Cell(row.name, second=members, strong=True)


def _rhythm(row: GroupRow) -> Cell:
    words = days_ago(row.last, date.today()) if row.last else _("noch kein Treffen")
    tone, icon = {"overdue": ("bad", "triangle-alert"), "due": ("warn", "clock")}.get(row.rhythm, ("", ""))
    wanted = ngettext("jede Woche", "alle {n} Wochen", row.target_weeks).format(n=row.target_weeks)
    return Cell(words, second=wanted, tone=tone, icon=icon)


def _next(row: GroupRow) -> Cell:
    if row.next is not None:
        return Cell(relative_day(row.next, date.today()), second=date_text(row.next))
    if row.due is not None:
        return Cell(_("noch kein Termin"), second=_("Vorschlag {date}").format(date=date_text(row.due)), tone="muted")
    return Cell(_("noch kein Termin"), tone="muted")


def group_columns() -> tuple[Column, ...]:
    """The columns of the list of groups."""
    return (
        Column("name", _("Gruppe"), _group, width=220, priority=0, stretch=True, sortable=False),
        Column("last", _("Letztes Treffen"), _rhythm, width=150, priority=1, sortable=False),
        Column("next", _("Nächstes Treffen"), _next, width=150, priority=2, sortable=False),
    )


def _meeting_day(row: MeetingRow) -> Cell:
    return Cell(date_text(row.on), second=row.time, strong=True)


def _meeting_group(row: MeetingRow) -> Cell:
    return Cell(row.group, second=row.place)


def _meeting_state(row: MeetingRow) -> Cell:
    if not row.held:
        planned = row.on >= date.today()
        return Cell(_("geplant") if planned else _("noch offen"), tone="info" if planned else "warn", chip=True)
    words = _("{attended} von {invited} da").format(attended=row.attended, invited=row.invited)
    return Cell(words)


def meeting_columns() -> tuple[Column, ...]:
    """The columns of the list of meetings."""
    return (
        Column("on", _("Datum"), _meeting_day, width=110, priority=0, sortable=False),
        Column("group", _("Gruppe"), _meeting_group, width=220, priority=1, stretch=True, sortable=False),
        Column("state", _("Anwesend"), _meeting_state, width=110, priority=2, sortable=False),
    )


def _promise(row: PromiseRow) -> Cell:
    return Cell(row.text, second=row.group, strong=True)


def _promise_due(row: PromiseRow) -> Cell:
    if row.due is None:
        return Cell(_("ohne Datum"), tone="warn")
    today = date.today()
    late = row.due < today
    return Cell(relative_day(row.due, today), icon="triangle-alert" if late else "", tone="bad" if late else "")


def _promised(row: PromiseRow) -> Cell:
    return Cell(date_text(row.promised_on))


def promise_columns() -> tuple[Column, ...]:
    """The columns of the list of open promises."""
    return (
        Column("text", _("Aufgabe"), _promise, width=260, priority=0, stretch=True, sortable=False),
        Column("who", _("Wer"), lambda row: Cell(row.who, private=True), width=160, priority=1, sortable=False),
        Column("due", _("Bis wann"), _promise_due, width=130, priority=1, sortable=False),
        Column("promised", _("Zugesagt am"), _promised, width=110, priority=2, sortable=False),
    )


def promise_ids(session: Any, asked: Asked) -> Sequence[int]:
    """Open promises, by the day they are due."""
    wanted = asked.filter.casefold()
    return [row.id for row in network.promises(session) if wanted in f"{row.text} {row.who} {row.group}".casefold()]


def promise_rows(session: Any, ids: Sequence[int]) -> Sequence[PromiseRow]:
    """The lines of some promises."""
    return [row for row in network.promises(session) if row.id in set(ids)]


# Forms -------------------------------------------------------------------------------------------------------------


def group_sections(owner: QWidget) -> tuple[Section, ...]:
    """All fields of ``NetworkGroupInput``."""
    return (
        Section(
            _("Gruppe"),
            (
                Field("name", _("Name"), wide=True),
                Field("purpose", _("Wozu"), "text"),
                Field("target_weeks", _("Gewünschter Turnus"), "number", unit=_("Wochen")),
                Field("limit_weeks", _("Längster Abstand"), "number", unit=_("Wochen")),
                Field(
                    "members", _("Mitglieder"), "rows", row=GroupMemberInput, add=_("Mitglied hinzufügen"),
                    fields=(
                        Field("organisation_id", _("Organisation"), "suggest", provider=providers.organisations(owner)),
                        Field(
                            "spokesperson_id", _("Es spricht"), "person", provider=providers.people(owner), private=True
                        ),
                        Field("role", _("Aufgabe")),
                    ),
                ),
                Field("remarks", _("Bemerkung"), "text"),
            ),
        ),
    )  # fmt: skip


def meeting_sections(owner: QWidget, groups: Any) -> tuple[Section, ...]:
    """All fields of ``NetworkMeetingInput``."""
    return (
        Section(
            _("Treffen"),
            (
                Field("group_id", _("Gruppe"), "choice", terms=groups),
                Field("on", _("Datum"), "date"),
                Field("time", _("Uhrzeit"), placeholder=_("10:00–12:00")),
                Field("place", _("Ort des Treffens")),
                Field("agenda", _("Tagesordnung"), "text", lines=5),
            ),
        ),
        Section(
            _("Protokoll"),
            (
                Field("held", _("Das Treffen hat stattgefunden"), "check"),
                Field("minutes", _("Ergebnis in wenigen Sätzen"), "text", lines=4),
                Field(
                    "lines", _("Informationen, Beschlüsse und Aufgaben"), "rows", row=MinutesLineInput,
                    add=_("Zeile hinzufügen"),
                    fields=(
                        Field("kind", _("Art"), "choice", terms=vocab.LINE_KIND, optional=False),
                        Field("text", _("Was"), wide=True),
                        Field("who", _("Wer")),
                        Field("due", _("Bis wann"), "date"),
                        Field("done_on", _("Erledigt am"), "date"),
                    ),
                ),
            ),
        ),
        Section(
            _("Anwesenheit"),
            (
                Field(
                    "attendance", _("Eingeladen"), "rows", row=AttendanceInput, add=_("Organisation hinzufügen"),
                    fields=(
                        Field("organisation_id", _("Organisation"), "suggest", provider=providers.organisations(owner)),
                        Field("person_id", _("Person"), "person", provider=providers.people(owner), private=True),
                        Field("attended", _("War da"), "check"),
                    ),
                ),
            ),
            hint=_("Bei einem neuen Treffen stehen hier nach dem Speichern alle Mitglieder der Gruppe."),
        ),
    )  # fmt: skip


def group_labels(session: Any, given: NetworkGroupInput) -> Mapping[str, str]:
    """Names of the members and of those who speak for them."""
    return _labels(
        session,
        "members",
        [(one.organisation_id, one.spokesperson_id) for one in given.members],
        "spokesperson_id",
    )


def meeting_labels(session: Any, given: NetworkMeetingInput) -> Mapping[str, str]:
    """Names of who was invited."""
    return _labels(
        session, "attendance", [(one.organisation_id, one.person_id) for one in given.attendance], "person_id"
    )


def _labels(
    session: Any, rows: str, pairs: Sequence[tuple[int | None, int | None]], person_field: str
) -> Mapping[str, str]:
    organisations = organisation.names(session, [one for one, _person in pairs if one is not None])
    people = person.names(session, [one for _organisation, one in pairs if one is not None])
    found = {}
    for index, (organisation_id, person_id) in enumerate(pairs):
        if organisation_id in organisations:
            found[f"{rows}.{index}.organisation_id"] = organisations[organisation_id]
        if person_id in people:
            found[f"{rows}.{index}.{person_field}"] = people[person_id].name
    return found


# The page ----------------------------------------------------------------------------------------------------------


class NetworkPage(Page):
    """The section "Netzwerk"."""

    section, icon = "network", "network"
    tables = (
        "network_group",
        "group_member",
        "network_meeting",
        "attendance",
        "minutes_line",
        "organisation",
        "person",
    )

    def __init__(self) -> None:
        super().__init__(_("Netzwerk"))
        self._groups: list[tuple[int, str]] = []
        self.drawer = Drawer(self)
        self.done = button(_("Erledigt"), self.promise_done, icon="check")
        self.done.hide()
        self.add_action(self.done)
        self.add_action(button(_("Neues Treffen"), self.new_meeting, icon="plus"))
        self.add_action(button(_("Neue Gruppe"), self.new_group, icon="plus", look="primary"))
        self.groups = RecordsPane(
            self,
            "network_groups",
            group_columns(),
            read_all=network.groups,
            words=lambda row: row.name,
            sections=group_sections(self),
            load=network.load_group,
            save=changes.save_group,
            check=rules.check_group,
            labels=group_labels,
            new=NetworkGroupInput,
            table="network_group",
            title=_("Netzwerkgruppe"),
            picture="network",
            drawer=self.drawer,
            empty=(
                _("Noch keine Netzwerkgruppe"),
                _("Eine Gruppe trifft sich regelmäßig. Legen Sie fest, wer am Tisch sitzt und wie oft."),
                _("Neue Gruppe"),
            ),
        )
        self.meetings = RecordsPane(
            self,
            "network_meetings",
            meeting_columns(),
            read_all=network.meetings,
            words=lambda row: f"{row.group} {row.place} {date_text(row.on)}",
            sections=meeting_sections(self, lambda: self._groups),
            load=network.load_meeting,
            save=changes.save_meeting,
            check=rules.check_meeting,
            labels=meeting_labels,
            new=self._meeting,
            table="network_meeting",
            title=_("Treffen"),
            picture="calendar-days",
            drawer=self.drawer,
            actions=(("download", _("Protokoll als PDF"), self.save_minutes),),
            empty=(
                _("Noch keine Treffen"),
                _("Hier stehen Tagesordnung, Anwesenheit und Protokoll jedes Treffens."),
                _("Neues Treffen"),
            ),
        )
        self.promises = ListPanel(
            "promises",
            promise_columns(),
            ids=promise_ids,
            rows=promise_rows,
            title=_("Offene Aufgaben"),
            empty=(
                _("Nichts offen"),
                _("Jede Aufgabe aus einem Protokoll steht hier, bis sie erledigt ist."),
                "",
                None,
            ),
            empty_icon="circle-check",
        )
        self.promises.table.opened.connect(self._open_promise)
        self.tabs = Tabs()
        self.tabs.add(_("Gruppen"), self.groups)
        self.tabs.add(pgettext("mehrere", "Treffen"), self.meetings)
        self.tabs.add(_("Offene Aufgaben"), self.promises)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.promises.counts_changed.connect(self._count_promises)
        self.body.addWidget(self.tabs, 1)

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        jobs.read(network.groups, then=self._got_groups, owner=self, key="groups")
        self.groups.refresh()
        self.meetings.refresh()
        self.promises.refresh()

    def handlers(self) -> Handlers:
        if self.tabs.currentIndex() == PROMISES:
            return {"new": self.new, **list_handlers(self, self.drawer, self.promises)}
        pane = self.meetings if self.tabs.currentIndex() == MEETINGS else self.groups
        return {"new": self.new, **pane.handlers()}

    def back(self) -> bool:
        if self.drawer.isHidden():
            return False
        self.drawer.close_drawer()
        return True

    def save_minutes(self) -> None:
        """The minutes of the open meeting as a PDF."""
        from permenti_desktop.gui.network import minutes  # reports are loaded when one is made
        from permenti_desktop.gui.take_out import Pdf

        form = self.meetings.form
        form.flush()
        record = form.record
        if record is None:
            return

        def ask(read: tuple[NetworkMeetingInput, Mapping[str, str]]) -> None:
            given, labels = read
            group = dict(self._groups).get(given.group_id or 0, "")
            made = minutes.report(record, group, labels, given)
            people = [one.person_id for one in given.attendance if one.person_id is not None]
            told = ngettext("{n} Person eingeladen", "{n} Personen eingeladen", len(people)).format(n=len(people))
            Pdf(self, self.drawer, made, people, told).open()

        jobs.read(_invited, record, then=ask, owner=self, key="minutes", failed=self.failed)

    def new(self) -> None:
        """Begin a new meeting where meetings are shown, else a new group."""
        if self.tabs.currentIndex() == MEETINGS:
            self.new_meeting()
        else:
            self.new_group()

    def new_group(self) -> None:
        """Begin a new group."""
        self.tabs.setCurrentIndex(GROUPS)
        self.groups.begin()

    def new_meeting(self) -> None:
        """Begin a new meeting, of the group that is open."""
        self.tabs.setCurrentIndex(MEETINGS)
        self.meetings.begin()

    def promise_done(self) -> None:
        """Tick off the selected promise."""
        chosen = self.promises.table.current_id()
        if chosen is not None:
            self.say(_("Die Aufgabe ist erledigt"), undo=True)
            jobs.write(changes.promise_done, chosen, date.today(), failed=self.failed)

    def reflow(self, width: int, height: int) -> None:
        for pane in (self.groups, self.meetings):
            pane.split.reflow(width)

    def open_record(self, record: int) -> None:
        self.tabs.setCurrentIndex(GROUPS)
        self.groups.open(record)

    def record(self) -> int | None:
        return self.groups.form.record

    def focus_first(self) -> None:
        self._pane().table.setFocus()

    def panes(self) -> list[QWidget]:
        return [self._pane()]

    def may_leave(self) -> None:
        self.groups.form.flush()
        self.meetings.form.flush()

    def _pane(self) -> ListPanel:
        return (self.groups.list, self.meetings.list, self.promises)[self.tabs.currentIndex()]

    def _meeting(self) -> NetworkMeetingInput:
        group = self.groups.form.record
        if group is None and len(self._groups) == 1:
            group = self._groups[0][0]
        return NetworkMeetingInput(group_id=group)

    def _got_groups(self, rows: Sequence[GroupRow]) -> None:
        self._groups = [(row.id, row.name) for row in rows]
        choice = self.meetings.form.form.widget_of("group_id")
        if isinstance(choice, ChoiceField):
            choice.refresh_terms()
        late = sum(row.rhythm == "overdue" for row in rows)
        self.set_badge(late, "warn")

    def _open_promise(self, line: int) -> None:
        jobs.read(_meeting_of, line, then=self._to_meeting, owner=self, key="promise")

    def _to_meeting(self, meeting: int | None) -> None:
        if meeting is not None:
            self.tabs.setCurrentIndex(MEETINGS)
            self.meetings.open(meeting)

    def _tab_changed(self, index: int) -> None:
        self.done.setVisible(index == PROMISES)

    def _count_promises(self, shown: int, _found: object) -> None:
        self.tabs.set_number(PROMISES, shown or None)


def _invited(session: Any, meeting: int) -> tuple[NetworkMeetingInput, Mapping[str, str]]:
    _version, given = network.load_meeting(session, meeting)
    return given, meeting_labels(session, given)


def _meeting_of(session: Any, line: int) -> int | None:
    return next((row.meeting_id for row in network.promises(session) if row.id == line), None)
