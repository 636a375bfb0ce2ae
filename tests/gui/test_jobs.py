"""Work beside the window, over real databases: order, dropped answers, errors, long work; and who hears of a change."""

import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete
from sqlalchemy import text
from sqlalchemy.orm import Session

from permenti_desktop.db.database import Database
from permenti_desktop.domain.errors import Cancelled, NotFound, UserError
from permenti_desktop.gui import hub, jobs
from permenti_desktop.gui.work_strip import WorkStrip
from permenti_desktop.queries import office as questions
from permenti_desktop.usecases import office


def _asked(session: Session, number: int) -> tuple[int, int]:
    """A query: what it was asked, and the thread it ran in."""
    return session.execute(text("SELECT :n"), {"n": number}).scalar_one(), threading.get_ident()


def _missing(session: Session) -> None:
    raise NotFound


def _broken(session: Session) -> None:
    raise ZeroDivisionError


def test_answers_come_into_the_thread_of_the_window(working: Database, qtbot: QtBot) -> None:
    got: list[tuple[int, int, int]] = []
    jobs.read(_asked, 7, then=lambda answer: got.append((*answer, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(got))
    number, worker, here = got[0]
    assert number == 7
    assert here == threading.get_ident()
    assert worker != here


def test_the_newest_question_of_one_owner_wins(working: Database, qtbot: QtBot) -> None:
    owner, other = QObject(), QObject()
    got: list[tuple[str, int]] = []
    for number in range(30):
        jobs.read(_asked, number, then=lambda answer: got.append(("own", answer[0])), owner=owner)
    jobs.read(_asked, 99, then=lambda answer: got.append(("other", answer[0])), owner=other)
    jobs.read(_asked, 98, then=lambda answer: got.append(("key", answer[0])), owner=owner, key="another")
    qtbot.waitUntil(jobs.idle)
    assert sorted(got) == [("key", 98), ("other", 99), ("own", 29)]


def test_answers_for_someone_who_is_gone_are_dropped(working: Database, qtbot: QtBot) -> None:
    owner = QWidget()
    got: list[object] = []
    jobs.read(_asked, 1, then=got.append, owner=owner)
    delete(owner)
    qtbot.waitUntil(jobs.idle)
    assert got == []


def test_writes_happen_in_the_order_in_which_they_were_asked_for(working: Database, qtbot: QtBot) -> None:
    done: list[int] = []
    for number in range(20):
        jobs.write(office.keep_draft, "note", str(number), then=lambda _none, number=number: done.append(number))
    qtbot.waitUntil(jobs.idle)
    assert done == list(range(20))
    with working.read() as session:
        assert questions.draft(session, "note") == "19"


def test_a_write_is_never_dropped(working: Database, qtbot: QtBot) -> None:
    owner = QWidget()
    jobs.write(office.keep_draft, "note", "bleibt", owner=owner, then=lambda _none: pytest.fail("gone"))
    delete(owner)
    qtbot.waitUntil(jobs.idle)
    with working.read() as session:
        assert questions.draft(session, "note") == "bleibt"


def test_what_was_asked_for_before_the_end_is_written(working: Database, qtbot: QtBot) -> None:
    for number in range(10):
        jobs.write(office.keep_draft, "note", str(number))
    jobs.stop()
    with working.read() as session:
        assert questions.draft(session, "note") == "9"


def test_errors_a_person_can_solve_come_back(working: Database, qtbot: QtBot) -> None:
    failed: list[UserError] = []
    jobs.read(_missing, then=lambda _none: pytest.fail("no answer"), failed=failed.append)
    qtbot.waitUntil(jobs.idle)
    assert isinstance(failed[0], NotFound)
    with qtbot.waitSignal(jobs.board().problem) as heard:
        jobs.write(_missing)
    assert isinstance(heard.args[0], NotFound)


def test_mistakes_of_the_program_reach_the_hook(
    working: Database, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: caught.append(kind))
    jobs.write(_broken, failed=lambda _error: pytest.fail("not the person's to solve"))
    qtbot.waitUntil(jobs.idle)
    assert caught == [ZeroDivisionError]


def test_long_work_says_how_far_it_is(working: Database, qtbot: QtBot) -> None:
    heard: list[tuple[int, int]] = []
    answers: list[object] = []

    def count(to: int, *, tick: Callable[[int, int], None]) -> str:
        for number in range(to):
            tick(number + 1, to)
        return "fertig"

    def listen(work: jobs.Work) -> None:
        work.progress.connect(lambda done, total: heard.append((done, total)))

    jobs.board().work_started.connect(listen)
    jobs.long(count, 5, title="Zählen", then=answers.append)
    jobs.board().work_started.disconnect(listen)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["fertig"]
    assert heard == [(number, 5) for number in range(1, 6)]


def test_long_work_can_be_cancelled_from_its_strip(
    working: Database, qtbot: QtBot, shown: Callable[..., QWidget]
) -> None:
    strip = WorkStrip()
    shown(strip)
    jobs.board().work_started.connect(strip.show_work)
    go_on = threading.Event()
    seen: list[BaseException] = []

    def endless(*, tick: Callable[[int, int], None]) -> None:
        try:
            while True:
                tick(1, 0)
                go_on.wait(1)
        except Cancelled as error:
            seen.append(error)
            raise

    with qtbot.waitSignal(jobs.board().work_started):
        work = jobs.long(
            endless, title="Lange Arbeit", then=lambda _n: pytest.fail("then"), failed=lambda _e: pytest.fail("failed")
        )
    assert not strip.isHidden()
    work.cancel()
    go_on.set()
    qtbot.waitUntil(jobs.idle)
    assert len(seen) == 1
    assert strip.isHidden()


def _touching(qtbot: QtBot, times: int) -> None:
    for number in range(times):
        jobs.write(office.note, "number", number)
    qtbot.waitUntil(jobs.idle)


def test_visible_pages_hear_of_changes_and_hidden_ones_when_shown(
    working: Database, qtbot: QtBot, shown: Callable[..., QWidget]
) -> None:
    heard: dict[str, list[Any]] = {"front": [], "behind": [], "other": []}
    stack = QStackedWidget()
    pages = {name: QWidget() for name in heard}
    for name, page in pages.items():
        stack.addWidget(page)
        hub.watch(page, heard[name].append, ["setting"] if name != "other" else ["mentor"])
    shown(stack)
    stack.setCurrentWidget(pages["front"])
    _touching(qtbot, 3)
    qtbot.waitUntil(lambda: bool(heard["front"]))
    assert all(("setting" in {table for table, _id in touched}) for touched in heard["front"])
    assert heard["behind"] == []
    stack.setCurrentWidget(pages["behind"])
    qtbot.waitUntil(lambda: bool(heard["behind"]))
    assert len(heard["behind"]) == 1
    stack.setCurrentWidget(pages["other"])
    _touching(qtbot, 1)
    assert heard["other"] == []


def test_many_changes_in_one_turn_refresh_once(working: Database, qtbot: QtBot, shown: Callable[..., QWidget]) -> None:
    page = QWidget()
    heard: list[Any] = []
    hub.watch(page, heard.append)
    shown(page)
    spoken = hub.hub()
    for number in range(5):
        spoken._spread(frozenset({("note", number)}))  # five commits told within one turn
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [frozenset(("note", number) for number in range(5))]


def test_nobody_hears_of_what_was_rolled_back(working: Database, qtbot: QtBot, shown: Callable[..., QWidget]) -> None:
    page = QWidget()
    heard: list[Any] = []
    hub.watch(page, heard.append)
    shown(page)

    def half(session: Session) -> None:
        office.keep_draft(session, "note", "halb")
        session.flush()
        raise NotFound

    jobs.write(half, failed=lambda _error: None)
    qtbot.waitUntil(jobs.idle)
    with working.read() as session:
        assert questions.draft(session, "note") == ""
    assert heard == []
