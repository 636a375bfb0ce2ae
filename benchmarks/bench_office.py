"""An office of 500 participants: everything a person does must be over within 50 ms, encrypted, on a real file."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks import offices
from benchmarks.measure import Row
from benchmarks.replay import in_turn
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.gui.participant import reading
from permenti_desktop.gui.table import Asked
from permenti_desktop.queries import figures, participant, today
from permenti_desktop.usecases import participant as saving
from permenti_desktop.usecases import timeline

ROUNDS = 15
MOST = 0.05


def run() -> list[Row]:
    """One row for each action."""
    day = date.today()
    with tempfile.TemporaryDirectory() as folder:
        source = offices.office(offices.SMALL)
        with offices.copied(source, Path(folder)) as database:
            with database.read() as session:
                shown = participant.ids(session)[:64]
            her, number = shown[0], [0]

            def open_list() -> None:
                with database.read() as session:
                    asked = Asked(pill="active")
                    reading.rows(session, reading.ids(session, asked)[:64])
                    reading.counts(session, asked)

            def keystroke() -> None:
                with database.read() as session:
                    reading.rows(session, reading.ids(session, Asked(filter="a", pill="all"))[:64])

            def sort() -> None:
                with database.read() as session:
                    reading.rows(session, reading.ids(session, Asked(sort="mentor", pill="all"))[:64])

            def open_file() -> None:
                with database.read() as session:
                    reading.opened(session, her)

            def save_note() -> None:
                with database.write() as session:
                    given = TimelineEntryInput(on=day, kind="call", text="Rief an.", person_ids=(her,))
                    timeline.save(session, None, None, given, today=day)

            def save_edit() -> None:
                number[0] += 1
                with database.read() as session:
                    version, form = participant.load(session, her)
                with database.write() as session:
                    saving.save(session, her, version, replace(form, aims=f"Ziel {number[0]}"), today=day)

            def today_page() -> None:
                with database.read() as session:
                    today.page(session, day)

            def statement() -> None:
                with database.read() as session:
                    figures.statement(session, date(day.year, 1, 1), day, day)

            actions: dict[str, Callable[[], None]] = {
                "open the list": open_list,
                "keystroke, with rows": keystroke,
                "sort by mentor, with rows": sort,
                "open a file": open_file,
                "save a note": save_note,
                "load and save an edit": save_edit,
                "today": today_page,
                "statement of figures": statement,
            }
            taken = in_turn(ROUNDS, *actions.values())
    return [
        Row(f"office of {offices.SMALL}: {name}", "50 ms", MOST, seconds, "≤ 50 ms", 1)
        for name, seconds in zip(actions, taken, strict=True)
    ]
