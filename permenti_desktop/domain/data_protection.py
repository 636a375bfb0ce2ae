"""The rights of a person over her data (GDPR Art. 15–21), as rules that need no database.

Nothing here says "allowed": the office decides, and clarifies with its data protection officer and its funder.
"""

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from permenti_desktop.domain.dates import PartialDate, age_on
from permenti_desktop.domain.errors import UserError
from permenti_desktop.domain.vocab import Term, Vocabulary
from permenti_desktop.i18n import N_, _

ERASURE_REASON: Final = Vocabulary(
    "erasure_reason",
    (
        Term("request", N_("auf ihren Wunsch (Art. 17 Abs. 1 DSGVO)")),
        Term("withdrawn", N_("Einwilligung widerrufen, keine andere Grundlage")),
        Term("objection", N_("Widerspruch (Art. 21 DSGVO)")),
        Term("unlawful", N_("unrechtmäßig oder irrtümlich gespeichert")),
        Term("retention", N_("Aufbewahrungsfrist abgelaufen")),
    ),
)
"""Why data were erased. A list and no free text: a line of the ledger must not hold a name."""

RESTRICTION_GROUND: Final = Vocabulary(
    "restriction_ground",
    (
        Term("retention", N_("Löschung verlangt, Aufbewahrungspflicht läuft noch")),
        Term("accuracy", N_("Richtigkeit wird bestritten (Art. 18 Abs. 1 a DSGVO)")),
        Term("unlawful", N_("unrechtmäßig, aber sie will keine Löschung (Art. 18 Abs. 1 b DSGVO)")),
        Term("claims", N_("sie braucht die Daten für Ansprüche (Art. 18 Abs. 1 c DSGVO)")),
        Term("objection", N_("Widerspruch wird geprüft (Art. 18 Abs. 1 d DSGVO)")),
    ),
)
"""Why data are only kept and no longer worked with (GDPR Art. 18(1))."""

REMOVED: Final = "[…]"
"""Stands where the name of an erased person stood in a text about others."""

_BRACKETS: Final = (18, 25, 30, 55)
"""Ages at which the figures of a funder change (Regulation (EU) 2021/1057, Annex I, EECO06–08; under 25: EECO03)."""


class Restricted(UserError):
    """Somebody wants to change what is blocked."""

    def __init__(self) -> None:
        super().__init__(
            _("Diese Daten sind gesperrt (Art. 18 DSGVO): sie werden aufbewahrt, aber nicht geändert."),
            _("Zum Bearbeiten heben Sie die Sperre unter „Datenschutz“ auf. Es wurde nichts geändert."),
        )


class StillKept(UserError):
    """An erasure is asked for while a funder's retention period runs. ``until`` is its last day; None: not known."""

    def __init__(self, until: date | None) -> None:
        from permenti_desktop.i18n import date_text

        sentence = (
            _("Für ihre Teilnahme läuft die Aufbewahrungsfrist der Zuwendung noch bis {day}.").format(
                day=date_text(until)
            )
            if until
            else _("Für die Zuwendung ihrer Teilnahme ist noch kein Ende der Aufbewahrungsfrist eingetragen.")
        )
        super().__init__(
            sentence,
            _(
                "Sperren Sie die Akte, oder klären Sie mit Datenschutz und Zuwendungsgeber, "
                "ob die Angaben zur Person schon jetzt gelöscht werden."
            ),
        )
        self.until = until


@dataclass(frozen=True, slots=True)
class Names:
    """How texts may speak of a person: for finding what names her when she is erased."""

    first: tuple[str, ...]
    last: str
    others: tuple[str, ...] = ()
    """What is hers alone: name in her own script, number, e-mail, telephone."""
    full: re.Pattern[str] | None = field(init=False)
    loose: re.Pattern[str] | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "full", _one_of(self._full()))
        object.__setattr__(self, "loose", _one_of([*self._full(), *self._alone()]))

    def _full(self) -> Iterator[str]:
        last = _words(self.last)
        for first in filter(None, map(_words, self.first)):
            if last:
                yield from (rf"{first}\s+{last}", rf"{last}\s*,?\s*{first}")
        yield from (re.escape(one) for one in self.others if len(one) >= 3)

    def _alone(self) -> Iterator[str]:
        yield from (_words(one) for one in (self.last, *self.first) if len(one) >= 3)

    def without(self, text: str, *, loose: bool = False) -> str:
        """The text with the person taken out: where she is named in full, or (*loose*, for texts that are about her
        and others) by one of her names."""
        pattern = self.loose if loose else self.full
        return pattern.sub(REMOVED, text) if pattern else text

    def named_in(self, text: str) -> bool:
        """Whether a text names her in full."""
        return self.full is not None and self.full.search(text) is not None

    def perhaps_in(self, text: str) -> bool:
        """Whether her last name stands in a text: it may mean somebody else."""
        return len(self.last) >= 3 and re.search(rf"(?<!\w){_words(self.last)}(?!\w)", text, re.IGNORECASE) is not None

    @property
    def needles(self) -> tuple[str, ...]:
        """Words of which one stands in every text that :attr:`full` or :meth:`perhaps_in` finds."""
        found = [self.last or next(iter(self.first), ""), *self.others]
        return tuple(dict.fromkeys(max(one.split(), key=len) for one in found if len(one.strip()) >= 3))


def _words(name: str) -> str:
    return r"\s+".join(re.escape(word) for word in name.split())


def _one_of(patterns: Iterable[str]) -> re.Pattern[str] | None:
    found = sorted({one for one in patterns if one}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?:s)?(?!\w)", re.IGNORECASE) if found else None


def birth_for_figures(birth: PartialDate | None, entries: Iterable[PartialDate]) -> PartialDate | None:
    """The least exact birth date with which the figures of funders stay as they are: mostly the year alone.

    Figures ask for the age on *entries*. Where the year does not decide it the month is kept, and where the month does
    not the first or last day of it, whichever leaves her on the same side of a limit of age.
    """
    if birth is None:
        return None
    days = [day for entry in entries for day in (entry.first(), entry.last())]
    if not days:
        return None
    wanted = _sides(birth, days)
    coarser = [PartialDate(birth.year)]
    if birth.month is not None:
        last = calendar.monthrange(birth.year, birth.month)[1]
        coarser.append(PartialDate(birth.year, birth.month))
        if birth.day is not None:
            coarser += [PartialDate(birth.year, birth.month, day) for day in (1, last)]
    return next((one for one in coarser if _sides(one, days) == wanted), birth)


def _sides(birth: PartialDate, days: Iterable[date]) -> list[tuple[bool, bool]]:
    return [(low < limit, high < limit) for day in days for low, high in [age_on(birth, day)] for limit in _BRACKETS]


def figures_need(state: str) -> bool:
    """Whether a tandem in this state counts in figures (``queries.accompaniment.BEGUN_TANDEMS``)."""
    return state in {"running", "paused", "completed", "ended_early"}


def due_after_exit(exit: PartialDate | None, years: int) -> date | None:
    """The last day on which a file without a grant is kept: the years from 31 December of the year of the exit."""
    return date(exit.last().year + years, 12, 31) if exit is not None else None
