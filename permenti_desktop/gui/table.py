"""Lists of unlimited length.

A list is an array of ids and a cache of rows read by id; nothing else is held.  The page says how to read:

    def ids(session, asked: Asked) -> Sequence[int]        # filtered and sorted by SQL
    def rows(session, ids: Sequence[int]) -> Sequence[Row]  # frozen rows with .id, in any order

    table = Table("participants", COLUMNS, ids=queries.participant.ids, rows=queries.participant.rows)
    table.show_asked(Asked(filter=…, sort="name"))

A ``Column`` turns a row into a ``Cell``: words, a second line, a chip, a picture, a tone.  Widths and order are
remembered under the table's name; columns give way by priority when the window is narrow.
"""

from __future__ import annotations

import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QFrame,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from permenti_desktop import settings
from permenti_desktop.gui import jobs
from permenti_desktop.gui.icons import pixmap
from permenti_desktop.gui.privacy import P
from permenti_desktop.gui.remember import recall, remember
from permenti_desktop.gui.theme import T
from permenti_desktop.gui.widgets.chip import chip_size, draw_chip
from permenti_desktop.gui.widgets.label import draw_disc
from permenti_desktop.i18n import _

_Index = QModelIndex | QPersistentModelIndex
_NOTHING: Final = QModelIndex()
#: Rows read at once, and rows kept.  A screen shows about 20.
PAGE: Final = 64
#: Words of which it is remembered how they fit: more than ten screens.
_FITTED: Final = 4000
#: Chips that are kept as pictures.
_CHIPS: Final = 200
KEPT: Final = 4096
ID_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_HEIGHTS: Final = {"compact": (30, 40), "normal": (36, 47), "roomy": (42, 54)}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows.

    ``tone`` is a colour role for text and picture ("bad", "warn", "muted" …), or with ``chip`` the chip's tone.
    ``private`` text is hidden by Sichtschutz.  ``spoken`` is what a screen reader says instead of the text;
    a picture alone needs it.  ``disc`` draws the picture on a tinted disc, ``share`` a small bar (0 … 1) before
    the words.
    """

    text: str = ""
    second: str = ""
    icon: str = ""
    tone: str = ""
    chip: bool = False
    strong: bool = False
    private: bool = False
    right: bool = False
    disc: bool = False
    share: float | None = None
    spoken: str = ""

    def sentence(self) -> str:
        """The cell in words."""
        text = P.text(self.text) if self.private else self.text
        return self.spoken or ", ".join(part for part in (text, self.second) if part)


@dataclass(frozen=True)
class Detail:
    """A further value of a column: its title, the value, and its kind as reports name it."""

    title: str
    value: Callable[[Any], Any]
    kind: str = "text"


@dataclass(frozen=True)
class Column:
    """One column.  ``name`` is what the query sorts by; ``width`` is wanted, in design pixels.

    ``priority`` 0 is never hidden; the highest number gives way first.  ``stretch`` shares the room that is left.
    ``hidden`` columns are off until chosen.
    """

    name: str
    title: str
    cell: Callable[[Any], Cell]
    width: int = 120
    priority: int = 1
    stretch: bool = False
    sortable: bool = True
    hidden: bool = False
    right: bool = False
    value: Callable[[Any], Any] | None = None
    """What Excel and the printer get instead of the words: a day, a number."""
    kind: str = "text"
    """The kind of that value, as reports name it: "text", "partial_date" for days, "integer", "decimal"."""
    also: tuple[Detail, ...] = ()
    """What the second line says, a column of its own in Excel."""


@dataclass(frozen=True)
class Asked:
    """What a list shows: what was typed, the pill and further filters, and the order."""

    filter: str = ""
    pill: str = ""
    more: Mapping[str, Any] | None = None
    sort: str = ""
    descending: bool = False


class Model(QAbstractTableModel):
    """Ids and the rows read so far.  Knows columns and rows; asks its table for rows it does not have."""

    wanted = Signal()
    """Rows are missing in the cache; sent at most once per turn of the event loop."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.ids: array.array[int] = array.array("q")
        self._rows: OrderedDict[int, Any] = OrderedDict()
        self._old: set[int] = set()  # rows shown although something about them has changed, until read again
        self._missing: dict[int, int] = {}  # asked for and not yet here: id → place
        self._places: dict[int, int] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.wanted)

    # -- content ---------------------------------------------------------------------------------------------

    def set_ids(self, ids: Iterable[int]) -> None:
        """Show these ids in this order; rows already read are kept."""
        self.beginResetModel()
        self.ids = array.array("q", ids)
        self._places = None
        self._missing.clear()
        self.endResetModel()

    def show_first(self, ids: Sequence[int], rows: Iterable[Any]) -> None:
        """Show these ids, of whose rows the first have been read with them."""
        self.put_rows(rows)
        self.set_ids(ids)
        self.dataChanged.emit(self.index(0, 0), self.index(len(ids) - 1, self.columnCount() - 1))

    def put_rows(self, rows: Iterable[Any]) -> None:
        """Rows have been read."""
        places: list[int] = []
        for row in rows:
            self._rows[row.id] = row
            self._rows.move_to_end(row.id)
            self._old.discard(row.id)
            place = self._missing.pop(row.id, None)
            if place is not None:
                places.append(place)
        while len(self._rows) > KEPT:
            gone, _row = self._rows.popitem(last=False)
            self._old.discard(gone)
        if places:
            self.dataChanged.emit(self.index(min(places), 0), self.index(max(places), len(self.columns) - 1))

    def forget(self) -> None:
        """Something has changed: show what is there, but read it again."""
        self._old = set(self._rows)
        self._missing.clear()

    def row(self, place: int) -> Any:
        """The row at a place, None while it is being read."""
        wanted = self.ids[place]
        row = self._rows.get(wanted)
        if (row is None or wanted in self._old) and wanted not in self._missing:
            self._missing[wanted] = place
            self._timer.start()
        return row

    def row_of(self, record: int) -> Any:
        """The row of an id if it has been read."""
        return self._rows.get(record)

    def take_missing(self) -> list[list[int]]:
        """Ids to be read now, in whole pages around the rows that were looked at."""
        pages = []
        for page in sorted({place // PAGE for place in self._missing.values()}):
            ids = []
            for place in range(page * PAGE, min(len(self.ids), (page + 1) * PAGE)):
                record = self.ids[place]
                if record not in self._rows or record in self._old:
                    ids.append(record)
                    self._missing[record] = place
            if ids:
                pages.append(ids)
        return pages

    def place(self, record: int) -> int | None:
        """Where an id stands, None if it is not in the list."""
        if self._places is None:
            self._places = {record: place for place, record in enumerate(self.ids)}
        return self._places.get(record)

    # -- Qt --------------------------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = _NOTHING) -> int:
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: _Index = _NOTHING) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def cell(self, index: _Index) -> Cell | None:
        """The cell at an index, None while its row is being read."""
        row = self.row(index.row())
        return self.columns[index.column()].cell(row) if row is not None else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.ids):
            return None
        if role == ID_ROLE:
            return self.ids[index.row()]
        if role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole
        ):  # fmt: skip
            return None
        cell = self.cell(index)
        if cell is None:
            return _("wird geladen …") if role == Qt.ItemDataRole.AccessibleTextRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return P.text(cell.text) if cell.private else cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.spoken if not cell.text else None
        return self.sentence(index.row()) if index.column() == 0 else cell.sentence()

    def sentence(self, place: int) -> str:
        """A whole row in words, as a screen reader says it."""
        row = self.row(place)
        if row is None:
            return _("wird geladen …")
        return " · ".join(text for column in self.columns if (text := column.cell(row).sentence()))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                return self.columns[section].title
        elif orientation == Qt.Orientation.Vertical and role == Qt.ItemDataRole.DisplayRole:
            return str(section + 1)
        return None


class _Delegate(QStyledItemDelegate):
    """Paints the cells: background, words, second line, chip, picture."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table
        # Measuring words is dearer than painting them, and the same rows are painted again and again.
        self._fitted: dict[tuple[str, str, int, int], tuple[str, int]] = {}
        T.changed.connect(self._fitted.clear)
        self._chips: dict[tuple[str, str, bool, int, str, float], QPixmap] = {}
        T.changed.connect(self._chips.clear)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        table = self._table
        rect: QRect = option.rect
        selected = table.selectionModel().isSelected(index)  # PySide6 makes an enumeration anew for option.state
        ground = "sel" if selected else "hover" if index.row() == table.hovered else "base"
        painter.fillRect(rect, T.color(ground))
        line = 1
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), line, T.color("line"))
        if selected and table.header.visualIndex(index.column()) == table.first_visual():
            painter.fillRect(rect.x(), rect.y(), T.px(3), rect.height(), T.color("accent"))
        cell = table.model_.cell(index)
        if cell is not None:
            self._content(painter, rect, cell, selected, ground)
        else:
            painter.fillRect(
                rect.x() + T.px(12),
                rect.center().y() - T.px(3),
                min(rect.width() // 2, T.px(90)),
                T.px(6),
                T.color("line"),
            )
        if table.keyboard_focus and index.row() == table.currentIndex().row():
            painter.setPen(QPen(T.color("sel_text" if T.high_contrast and selected else "accent"), 2))
            painter.drawLine(rect.x(), rect.y() + 1, rect.right(), rect.y() + 1)
            painter.drawLine(rect.x(), rect.bottom() - line, rect.right(), rect.bottom() - line)

    def _content(self, painter: QPainter, rect: QRect, cell: Cell, selected: bool, ground: str) -> None:
        left, right = rect.x() + T.px(12), rect.right() - T.px(6)
        middle = rect.center().y()
        plain = selected and T.high_contrast
        ink = T.color("sel_text") if plain else T.color(cell.tone) if cell.tone and not cell.chip else T.color("text")
        dpr = self._table.devicePixelRatioF()
        if cell.chip and cell.text:
            if cell.icon:
                left += self._picture(painter, left, middle, cell, ink.name(), dpr)
            self._chip(painter, left, middle, cell, selected, right - left, ground, dpr)
            return
        if cell.disc and cell.icon:
            side = T.px(28)
            draw_disc(painter, left, middle - side // 2, side, "", cell.icon, cell.tone or "neutral", dpr)
            left += side + T.px(10)
            ink = T.color("sel_text" if plain else "text")
        elif cell.icon:
            if not cell.tone and not plain:
                ink = T.color("text2")
            left += self._picture(painter, left, middle, cell, ink.name(), dpr)
            if not cell.tone and not plain:
                ink = T.color("text")
        if cell.share is not None:
            left += self._share(painter, left, middle, cell, plain)
        weight = 600 if cell.strong or cell.tone in ("bad", "warn") else 400
        text = P.text(cell.text) if cell.private else cell.text
        wide = right - left
        high = T.metrics("body", weight).height()
        painter.setPen(ink)
        if not cell.second:
            top = rect.y() + (rect.height() - 1 - high) // 2
            self._words(painter, left, top, wide, text, "body", weight, cell.right)
            return
        self._words(painter, left, middle - high + T.px(1), wide, text, "body", weight, cell.right)
        painter.setPen(T.color("sel_text" if plain else "text2"))
        second = P.text(cell.second) if cell.private and P.active else cell.second
        self._words(painter, left, middle + T.px(1), wide, second, "caption", 400, cell.right)

    def _chip(
        self, painter: QPainter, left: int, middle: int, cell: Cell, selected: bool, wide: int, ground: str, dpr: float
    ) -> None:
        """A chip, painted once on its ground: there are few words and tones, and round corners are dear."""
        key = (cell.text, cell.tone, selected, wide, ground, dpr)
        chip = self._chips.get(key)
        high = chip_size(cell.text).height() + 2 if chip is None else round(chip.height() / dpr)
        if chip is None:
            chip = QPixmap(round(min(chip_size(cell.text).width(), wide) * dpr) + 1, round(high * dpr))
            chip.setDevicePixelRatio(dpr)
            chip.fill(T.color(ground))
            on_it = QPainter(chip)
            draw_chip(on_it, 0, high / 2, cell.text, cell.tone or "neutral", selected=selected, width=wide)
            on_it.end()
            if len(self._chips) >= _CHIPS:
                self._chips.clear()
            self._chips[key] = chip
        painter.drawPixmap(left, middle - high // 2, chip)

    def _words(
        self, painter: QPainter, left: int, top: int, wide: int, text: str, size: str, weight: int, at_right: bool
    ) -> None:
        """One line from *top* on, cut where it is wider than *wide*.  By its base line: QPainter takes three times as
        long for a rectangle."""
        metrics = T.metrics(size, weight)
        known = self._fitted.get((text, size, weight, wide))
        if known is None:
            shown, width = text, metrics.horizontalAdvance(text)
            if width > wide:
                shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide)
                width = metrics.horizontalAdvance(shown)
            if len(self._fitted) >= _FITTED:
                self._fitted.clear()
            known = self._fitted[text, size, weight, wide] = shown, width
        shown, width = known
        painter.setFont(T.font(size, weight))
        painter.drawText(left + wide - width if at_right else left, top + metrics.ascent(), shown)

    def _picture(self, painter: QPainter, left: int, middle: int, cell: Cell, ink: str, dpr: float) -> int:
        side = T.px(16)
        painter.drawPixmap(left, middle - side // 2, pixmap(cell.icon, ink, side, dpr))
        return side + T.px(4) if cell.text else 0

    def _share(self, painter: QPainter, left: int, middle: int, cell: Cell, plain: bool) -> int:
        wide, high = T.px(36), T.px(6)
        filled = round(wide * min(1.0, max(0.0, cell.share or 0.0)))
        ink = T.color("sel_text" if plain else cell.tone or "accent")
        if T.high_contrast:  # an outline: a line would be as bright as what is filled
            high += 4
            painter.setPen(QPen(T.color("sel_text" if plain else "text"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(left, middle - high // 2, wide - 1, high - 1)
        else:
            painter.fillRect(left, middle - high // 2, wide, high, T.color("line"))
        painter.fillRect(left, middle - high // 2, filled, high, ink)
        return wide + T.px(8)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(T.px(self._table.model_.columns[index.column()].width), self._table.row_height())


class _Header(QHeaderView):
    """A flat header line: words, an arrow at the sorted column, no gradient."""

    def __init__(self, table: Table) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        _own_viewport(self)
        self._table = table
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMinimumSectionSize(T.px(36))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), T.px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), T.color("alt"))
        line = T.hairline
        painter.fillRect(0, self.height() - line, self.viewport().width(), line, T.color("line"))
        painter.end()
        super().paintEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        table = self._table
        column = table.model_.columns[logical]
        painter.fillRect(rect, T.color("alt"))
        line = T.hairline
        painter.fillRect(rect.x(), rect.bottom() - line + 1, rect.width(), line, T.color("line"))
        sorted_here = table.asked.sort == column.name
        painter.setFont(T.font("caption", 600))
        painter.setPen(T.color("text" if sorted_here else "text2"))
        metrics = T.metrics("caption", 600)
        side = T.px(12)
        room = rect.width() - T.px(18) - (side + T.px(4) if sorted_here else 0)
        title = metrics.elidedText(column.title, Qt.TextElideMode.ElideRight, room)
        left = rect.x() + T.px(12)
        if column.right:
            left = max(
                left, rect.right() - T.px(6) - metrics.horizontalAdvance(title) - (side + 4 if sorted_here else 0)
            )
        box = QRect(left, rect.y(), room, rect.height())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), title)
        if sorted_here:
            arrow = "chevron-down" if table.asked.descending else "chevron-up"
            painter.drawPixmap(
                left + metrics.horizontalAdvance(title) + T.px(5),
                rect.center().y() - side // 2,
                pixmap(arrow, T.color("accent"), side, self.devicePixelRatioF()),
            )


Ids = Callable[..., Sequence[int]]
Rows = Callable[..., Sequence[Any]]


def _own_viewport(area: QAbstractScrollArea) -> None:
    """Give an area a viewport made in Python, with the looks of its own: PySide6 knows it, and need not look through
    all classes of widgets and their enumerations for what it is (40 ms the first time)."""
    made = QWidget()
    made.setObjectName("qt_scrollarea_viewport")  # by it the style sheet knows that the area is meant
    made.setBackgroundRole(QPalette.ColorRole.Base)
    made.setAutoFillBackground(True)
    area.setViewport(made)


class Table(QTableView):
    """The list itself.  Signals: what is current, what is selected, what was opened, how many are shown."""

    current_changed = Signal(int)
    """The id under the cursor."""
    selected_changed = Signal(int)
    """How many rows are selected; ask ``selected_ids`` for which."""
    opened = Signal(int)
    """Enter or double click on an id."""
    counted = Signal(int)
    """How many rows the list has; after every answer."""
    delete_pressed = Signal()
    asked_changed = Signal()
    """The person has chosen another order."""

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        *,
        ids: Ids,
        rows: Rows,
        first: Ids | None = None,
        title: str = "",
        two_lines: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """``first`` gives the first ids of a long list sooner than ``ids`` gives all; none where it cannot."""
        super().__init__(parent)
        _own_viewport(self)
        self.name = name
        self._read_ids, self.read_rows, self._read_first = ids, rows, first
        self._two_lines = two_lines
        self.asked = Asked(sort=columns[0].name)
        self.hovered = -1
        self.keyboard_focus = False
        self._loaded = False
        self._spacing = settings.load().spacing
        self._chosen: dict[str, bool] = {}  # columns switched on or off by hand
        self._widths: dict[str, int] = {}  # widths drawn by hand, in design pixels
        self._fitting = False
        self.model_ = Model(columns, self)
        self.model_.wanted.connect(self._read_missing)
        self.setModel(self.model_)
        self.header = _Header(self)
        self.setHorizontalHeader(self.header)
        self._delegate = _Delegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(title or _("Liste"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        # The sheet of the program would make Qt erase before every painting; everything is painted here.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumHeight(T.px(80))
        self.header.sectionClicked.connect(self._sort_by)
        self.header.sectionResized.connect(self._resized)
        self.header.sectionMoved.connect(self._moved)
        self.header.customContextMenuRequested.connect(self._header_menu)
        self.doubleClicked.connect(self._double_clicked)
        T.changed.connect(self._restyle)
        P.changed.connect(self._repaint)
        self._context: Callable[[list[int]], Sequence[QAction]] | None = None
        self._restore_layout()
        self._restyle()

    # -- reading ---------------------------------------------------------------------------------------------

    def show_asked(self, asked: Asked) -> None:
        """Show what is asked for; an empty order keeps the present one."""
        if not asked.sort:
            asked = replace(asked, sort=self.asked.sort, descending=self.asked.descending)
        self.asked = asked
        self.header.viewport().update()
        self.refresh()

    def refresh(self, *_touched: object) -> None:
        """Read again; what is shown stays until the answer is there, selection and scroll position too."""
        if self._read_first is not None and not self._loaded:
            jobs.read(self._begin, self.asked, then=self._got_first, owner=self, key="ids")
        else:
            self._read_all()

    def _read_all(self) -> None:
        jobs.read(self._read_ids, self.asked, then=self._got_ids, owner=self, key="ids")

    def _begin(self, session: Any, asked: Asked) -> tuple[Sequence[int], Iterable[Any]]:
        """How the list begins: some ids and their rows, where they are found much sooner than all ids."""
        ids = self._read_first(session, asked) if self._read_first is not None else ()
        return ids, self.read_rows(session, ids[:PAGE]) if ids else ()

    def _got_first(self, begun: tuple[Sequence[int], Iterable[Any]]) -> None:
        """Show how the list begins; when that is painted, read all of it."""
        ids, rows = begun
        if ids:
            self.model_.show_first(ids, rows)
            self.viewport().repaint()  # before threads that compute want the interpreter, too
            QTimer.singleShot(0, self, self._read_all)
        else:
            self._read_all()

    def _got_ids(self, ids: Sequence[int]) -> None:
        self.model_.forget()
        new = array.array("q", ids)
        if new != self.model_.ids or not self._loaded:
            current = self.current_id()
            selected = self.selected_ids()
            top = self.rowAt(0)
            top_id = self.model_.ids[top] if 0 <= top < len(self.model_.ids) else None
            shift = self.rowViewportPosition(top) if top_id is not None else 0
            self.selectionModel().blockSignals(True)
            self.model_.set_ids(new)
            self._set_selected(selected, current)
            self.selectionModel().blockSignals(False)
            place = self.model_.place(top_id) if top_id is not None else None
            if place is not None:
                self.verticalScrollBar().setValue(place * self.row_height() - shift)
            if self.selected_ids() != selected:
                self._tell_selection()
        self._loaded = True
        self.viewport().update()
        self.counted.emit(len(new))
        self._read_missing()

    def _read_missing(self) -> None:
        for ids in self.model_.take_missing():
            jobs.read(self.read_rows, ids, then=self.model_.put_rows, owner=self, key=f"rows {ids[0]}")

    @property
    def loaded(self) -> bool:
        """Whether the first answer has come."""
        return self._loaded

    # -- selection -------------------------------------------------------------------------------------------

    def current_id(self) -> int | None:
        """The id under the cursor."""
        place = self.currentIndex().row()
        return self.model_.ids[place] if 0 <= place < len(self.model_.ids) else None

    def selected_ids(self) -> list[int]:
        """The selected ids in the order of the list."""
        ids: list[int] = []
        for part in self._parts():
            ids.extend(self.model_.ids[part.top() : part.bottom() + 1])
        return ids

    def _parts(self) -> list[QItemSelectionRange]:
        """The selected stretches from top to bottom."""
        return sorted(self.selectionModel().selection().toList(), key=QItemSelectionRange.top)

    def row(self, record: int) -> Any:
        """The row of an id if it has been read."""
        return self.model_.row_of(record)

    def select(self, record: int | None) -> bool:
        """Put the cursor on an id and make it visible; False if it is not in the list."""
        place = self.model_.place(record) if record is not None else None
        if place is None:
            self.clearSelection()
            return False
        index = self.model_.index(place, 0)
        # Not selectRow: that looks at the keys held down, and would take the row away while Ctrl is.
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)
        return True

    def _set_selected(self, ids: Sequence[int], current: int | None) -> None:
        places = sorted(place for record in ids if (place := self.model_.place(record)) is not None)
        last = len(self.model_.columns) - 1
        selection = QItemSelection()
        start = previous = -1
        for place in [*places, -2]:
            if start >= 0 and place != previous + 1:
                selection.select(self.model_.index(start, 0), self.model_.index(previous, last))
                start = -1
            if start < 0:
                start = place
            previous = place
        place_now = self.model_.place(current) if current is not None else None
        model = self.selectionModel()
        if place_now is not None:
            model.setCurrentIndex(self.model_.index(place_now, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._tell_selection()

    def _tell_selection(self) -> None:
        count = sum(part.height() for part in self._parts())
        self.selected_changed.emit(count)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.current_changed.emit(self.model_.ids[current.row()])
        self.viewport().update()

    # -- look ------------------------------------------------------------------------------------------------

    def row_height(self) -> int:
        """Height of a row in pixels at the present text size and density."""
        one, two = _HEIGHTS.get(self._spacing, _HEIGHTS["normal"])
        return T.px(two if self._two_lines else one)

    def set_spacing(self, spacing: str) -> None:
        """ "compact", "normal" or "roomy"."""
        self._spacing = spacing
        self._restyle()

    def first_visual(self) -> int:
        """Visual index of the leftmost shown column."""
        return next((v for v in range(self.header.count()) if not self.isColumnHidden(self.header.logicalIndex(v))), 0)

    def _restyle(self) -> None:
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        self.header.setFixedHeight(T.px(30))
        self.fit()
        self._repaint()

    def _repaint(self) -> None:
        self.viewport().update()
        self.header.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        bottom = self.rowViewportPosition(len(self.model_.ids) - 1) + self.row_height() if self.model_.ids else 0
        right = self.header.length()
        painter = QPainter(self.viewport())
        area = self.viewport().rect()
        if bottom < area.height():
            painter.fillRect(0, max(0, bottom), area.width(), area.height() - max(0, bottom), T.color("base"))
        if right < area.width():
            painter.fillRect(right, 0, area.width() - right, area.height(), T.color("base"))
        painter.end()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Give every column its width; hide by priority what has no room; the rest goes to stretching columns."""
        if self._fitting or not self.model_.columns:
            return
        self._fitting = True
        columns = self.model_.columns
        room = self.viewport().width()
        wanted = {
            c.name: T.px(self._widths[c.name]) if c.name in self._widths else max(T.px(c.width), self._title_width(c))
            for c in columns
        }
        shown = [c for c in columns if self._switched_on(c)]
        while len(shown) > 1 and sum(wanted[c.name] for c in shown) > room:
            gives_way = max(shown, key=lambda c: (c.priority, columns.index(c)))
            if gives_way.priority == 0:
                break
            shown.remove(gives_way)
        names = {c.name for c in shown}
        spare = room - sum(wanted[c.name] for c in shown)
        stretching = [c for c in shown if c.stretch] or shown[:1]
        for index, column in enumerate(columns):
            self.setColumnHidden(index, column.name not in names)
            width = wanted[column.name]
            if column in stretching and spare > 0:
                width += spare // len(stretching)
            elif spare < 0 and len(shown) == 1:
                width = max(T.px(40), room)
            if column.name in names:
                self.setColumnWidth(index, width)
        last = max((c for c in shown), key=lambda c: self.header.visualIndex(columns.index(c)), default=None)
        if last is not None and 0 < room - self.header.length() < T.px(8):
            index = columns.index(last)
            self.setColumnWidth(index, self.columnWidth(index) + room - self.header.length())
        self._fitting = False

    def _title_width(self, column: Column) -> int:
        """What the header needs to show its words and the arrow."""
        arrow = T.px(16) if column.sortable else 0
        return T.metrics("caption", 600).horizontalAdvance(column.title) + T.px(19) + arrow

    def _switched_on(self, column: Column) -> bool:
        return column.priority == 0 or self._chosen.get(column.name, not column.hidden)

    def shown_columns(self) -> list[Column]:
        """The columns on screen from left to right (for printing and Excel: what is shown)."""
        order = sorted(range(len(self.model_.columns)), key=self.header.visualIndex)
        return [self.model_.columns[i] for i in order if not self.isColumnHidden(i)]

    # -- sorting, columns, layout ----------------------------------------------------------------------------

    def _sort_by(self, logical: int) -> None:
        column = self.model_.columns[logical]
        if not column.sortable:
            return
        again = self.asked.sort == column.name
        self.asked = replace(self.asked, sort=column.name, descending=again and not self.asked.descending)
        self.header.viewport().update()
        self._remember()
        self.asked_changed.emit()
        self.refresh()

    def column_menu(self) -> QMenu:
        """The menu of columns: which are shown, what has no room, back to what is shipped."""
        menu = QMenu(self)
        menu.setAccessibleName(_("Spalten"))
        for index, column in enumerate(self.model_.columns):
            on = self._switched_on(column)
            text = column.title
            if on and self.isColumnHidden(index):
                text = _("{column} (kein Platz)").format(column=column.title)
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(on)
            action.setEnabled(column.priority > 0)
            action.setObjectName(column.name)
            action.triggered.connect(self._column_switched)
        menu.addSeparator()
        menu.addAction(_("Spalten zurücksetzen"), self.reset_layout)
        return menu

    def _column_switched(self, on: bool) -> None:
        sender = self.sender()
        if sender is not None:
            self.switch_column(sender.objectName(), on)

    def switch_column(self, name: str, on: bool) -> None:
        """Show or hide a column."""
        self._chosen[name] = on
        self.fit()
        self._remember()

    def reset_layout(self) -> None:
        """Columns, widths and order as shipped."""
        self._chosen.clear()
        self._widths.clear()
        self._fitting = True
        for index in range(len(self.model_.columns)):
            self.header.moveSection(self.header.visualIndex(index), index)
        self._fitting = False
        first = self.model_.columns[0]
        self.asked = replace(self.asked, sort=first.name, descending=False)
        self.fit()
        remember(self.name, None)
        self.refresh()

    def _header_menu(self, place: QPoint) -> None:
        menu = self.column_menu()
        logical = self.header.logicalIndexAt(place)
        if 0 <= logical < len(self.model_.columns) and self.model_.columns[logical].sortable:
            first = menu.actions()[0]
            column = self.model_.columns[logical]
            up = QAction(_("Aufsteigend sortieren"), menu)
            down = QAction(_("Absteigend sortieren"), menu)
            up.triggered.connect(lambda: self.sort_by(column.name, descending=False))
            down.triggered.connect(lambda: self.sort_by(column.name, descending=True))
            menu.insertActions(first, [up, down])
            menu.insertSeparator(first)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.header.mapToGlobal(place))

    def sort_by(self, name: str, *, descending: bool = False) -> None:
        """Choose an order as if the header had been clicked."""
        self.asked = replace(self.asked, sort=name, descending=descending)
        self._repaint()
        self._remember()
        self.asked_changed.emit()
        self.refresh()

    def _resized(self, logical: int, _old: int, new: int) -> None:
        if not self._fitting and new > 0:
            self._widths[self.model_.columns[logical].name] = round(new / T.zoom)
            self._remember()

    def _moved(self) -> None:
        if not self._fitting:
            self._remember()

    def _remember(self) -> None:
        layout = {
            "on": self._chosen,
            "widths": self._widths,
            "order": [self.model_.columns[self.header.logicalIndex(v)].name for v in range(len(self.model_.columns))],
            "sort": self.asked.sort,
            "descending": self.asked.descending,
        }
        remember(self.name, layout)

    def _restore_layout(self) -> None:
        layout = recall(self.name)
        if not isinstance(layout, dict):
            return
        names = [column.name for column in self.model_.columns]
        on, widths = layout.get("on"), layout.get("widths")
        if isinstance(on, dict):
            self._chosen = {name: bool(value) for name, value in on.items() if name in names}
        if isinstance(widths, dict):
            self._widths = {
                name: min(900, max(36, value))
                for name, value in widths.items()
                if name in names and isinstance(value, int)
            }
        order = [name for name in layout.get("order", []) if name in names]
        self._fitting = True
        for visual, name in enumerate([*order, *(name for name in names if name not in order)]):
            self.header.moveSection(self.header.visualIndex(names.index(name)), visual)
        self._fitting = False
        if layout.get("sort") in names:
            self.asked = replace(self.asked, sort=layout["sort"], descending=bool(layout.get("descending")))

    # -- keys and mouse --------------------------------------------------------------------------------------

    def set_context(self, actions: Callable[[list[int]], Sequence[QAction]]) -> None:
        """``actions(ids)`` gives the context menu of the selected rows."""
        self._context = actions

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._context is None:
            return
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        actions = self._context(self.selected_ids())
        if actions:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for action in actions:
                menu.addAction(action)
            menu.popup(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        current = self.current_id()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if current is not None:
                self.opened.emit(current)
        elif key == Qt.Key.Key_Delete:
            if current is not None:
                self.delete_pressed.emit()
        elif key == Qt.Key.Key_Home:
            self._walk_to(0, event)
        elif key == Qt.Key.Key_End:
            self._walk_to(len(self.model_.ids) - 1, event)
        elif key == Qt.Key.Key_Escape and len(self.selectionModel().selectedRows()) > 1:
            self.select(current)
        elif (
            event.text() and event.text().isprintable() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()  # letters are shortcuts of the page (E, W), not a search in unread rows
        else:
            super().keyPressEvent(event)

    def _walk_to(self, place: int, event: QKeyEvent) -> None:
        if not self.model_.ids:
            return
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        index = self.model_.index(place, 0)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            start = self.currentIndex().row()
            selection = QItemSelection(
                self.model_.index(min(start, place), 0),
                self.model_.index(max(start, place), len(self.model_.columns) - 1),
            )
            self.selectionModel().select(selection, flags)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        else:
            self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def _double_clicked(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.model_.ids[index.row()])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(round(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.keyboard_focus = event.reason() in (
            Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason,
            Qt.FocusReason.OtherFocusReason,
        )  # fmt: skip
        if not self.currentIndex().isValid() and self.model_.ids:
            self.select(self.model_.ids[0])
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keyboard_focus = False
        self.viewport().update()
