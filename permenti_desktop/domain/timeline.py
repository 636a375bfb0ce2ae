"""Timeline entries (what happened, with whom, how long) and follow-ups (what is due next)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from permenti_desktop.domain import vocab
from permenti_desktop.domain.check import Problem, not_negative, required
from permenti_desktop.domain.person import in_vocabulary
from permenti_desktop.i18n import _


@dataclass(frozen=True, slots=True)
class FollowUpInput:
    """Something to be done by a day, for a person, an organisation or the office itself."""

    due: date | None = None
    text: str = ""
    person_id: int | None = None
    organisation_id: int | None = None
    entry_id: int | None = None


@dataclass(frozen=True, slots=True)
class TimelineEntryInput:
    """A conversation, call, mail, visit or note, for one or several people. ``minutes`` is time spent, for one file:
    with several people it counts for each of them. ``follow_up`` is made together with the entry."""

    on: date | None = None
    kind: str = "conversation"
    text: str = ""
    topic: str = ""
    minutes: int | None = None
    person_ids: tuple[int, ...] = ()
    organisation_id: int | None = None
    tandem_id: int | None = None
    internship_id: int | None = None
    follow_up: FollowUpInput | None = None


def check(entry: TimelineEntryInput, today: date) -> Iterable[Problem]:
    """Rules over one entry."""
    if entry.on is None:
        yield Problem("on", "error", _("Bitte geben Sie ein Datum ein."))
    elif entry.on > today:
        yield Problem("on", "warning", _("Dieses Datum liegt in der Zukunft."))
    yield from in_vocabulary("kind", entry.kind, vocab.ENTRY_KIND)
    yield from required("text", entry.text)
    yield from not_negative("minutes", entry.minutes)
    if not entry.person_ids and entry.organisation_id is None:
        yield Problem("person_ids", "error", _("Für wen ist dieser Eintrag? Bitte wählen Sie eine Person."))
    if entry.follow_up is not None:
        yield from check_follow_up(entry.follow_up, today)


def check_follow_up(follow_up: FollowUpInput, today: date) -> Iterable[Problem]:
    """Rules over one follow-up."""
    if follow_up.due is None:
        yield Problem("due", "error", _("Bitte geben Sie ein Datum für die Wiedervorlage ein."))
    elif follow_up.due < today:
        yield Problem("due", "warning", _("Diese Wiedervorlage liegt in der Vergangenheit."))


def overdue_days(due: date, today: date) -> int:
    """Days since a follow-up fell due; zero or below: it is not overdue."""
    return (today - due).days


def moved(due: date, days: int, today: date) -> date:
    """A follow-up moved by some days: from its due day, or from today if that has passed."""
    return max(due, today) + timedelta(days=days)


def draft_key(record: str, id: int) -> str:
    """Under which name the text of a record's note box is kept until it is saved."""
    return f"{record}:{id}:note"
