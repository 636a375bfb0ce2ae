"""The periods that offices report on, by one click."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from permenti_desktop.i18n import N_
from permenti_desktop.queries.grant import GrantRow

PRESETS: Final = (
    ("quarter", N_("Dieses Quartal")),
    ("last_quarter", N_("Letztes Quartal")),
    ("half_year", N_("Halbjahr")),
    ("year", N_("Jahr")),
    ("grant", N_("Ganze Zuwendung")),
    ("free", N_("von – bis")),
)


def _months(first: date, months: int) -> tuple[date, date]:
    """*months* whole months from the first day of one."""
    number = first.year * 12 + first.month - 1 + months
    return first, date(number // 12, number % 12 + 1, 1) - timedelta(days=1)


def period(preset: str, today: date, grant: GrantRow | None = None) -> tuple[date, date] | None:
    """First and last day of a preset as seen on *today*; None where the office has to say ("free", or a grant without
    dates)."""
    if preset == "quarter":
        return _months(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3)
    if preset == "last_quarter":
        before = date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
        return _months(date(before.year, before.month - 2, 1), 3)
    if preset == "half_year":
        return _months(date(today.year, 1 if today.month <= 6 else 7, 1), 6)
    if preset == "year":
        return date(today.year, 1, 1), date(today.year, 12, 31)
    if preset == "grant" and grant is not None and grant.start is not None and grant.end is not None:
        return grant.start, grant.end
    return None


def running(grants: tuple[GrantRow, ...], today: date) -> GrantRow | None:
    """The grant whose period *today* lies in, or else the newest."""
    for one in grants:
        if one.start is not None and one.end is not None and one.start <= today <= one.end:
            return one
    return grants[0] if grants else None
