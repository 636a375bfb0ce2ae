"""Changes to the saved views of a list; see domain/view.py."""

from dataclasses import replace

from sqlalchemy.orm import Session

from permenti_desktop.db import journal
from permenti_desktop.domain import view as rules
from permenti_desktop.domain.view import SavedView
from permenti_desktop.i18n import N_
from permenti_desktop.usecases import office, records


def save(session: Session, list_name: str, given: SavedView) -> str:
    """Keep a view; one of the same name is replaced.  Raises BadInput without a name; returns the name."""
    view = replace(given, name=records.one_line(given.name))
    before = _views(session, list_name)
    records.refuse(rules.check(view.name, ()))
    if any(one.name == view.name for one in before):
        after = tuple(view if one.name == view.name else one for one in before)
    else:
        records.refuse(rules.check(view.name, (one.name for one in before)))
        after = (*before, view)
    _keep(session, list_name, after)
    journal.name(session, N_("Ansicht „{name}“ gespeichert"), name=view.name)
    return view.name


def rename(session: Session, list_name: str, old: str, new: str) -> str:
    """Give a view another name.  Raises BadInput when it is empty or taken; returns it."""
    name = records.one_line(new)
    before = _views(session, list_name)
    records.refuse(rules.check(name, (one.name for one in before if one.name != old)))
    _keep(session, list_name, tuple(replace(one, name=name) if one.name == old else one for one in before))
    journal.name(session, N_("Ansicht „{name}“ umbenannt"), name=name)
    return name


def delete(session: Session, list_name: str, name: str) -> None:
    """Drop a view; no record goes with it."""
    _keep(session, list_name, tuple(one for one in _views(session, list_name) if one.name != name))
    journal.name(session, N_("Ansicht „{name}“ gelöscht"), name=name)


def _views(session: Session, list_name: str) -> tuple[SavedView, ...]:
    return rules.read(office.noted(session, rules.key(list_name)))


def _keep(session: Session, list_name: str, views: tuple[SavedView, ...]) -> None:
    office.note(session, rules.key(list_name), rules.stored(views) or None)
