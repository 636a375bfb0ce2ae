"""The saved views of a list; see domain/view.py."""

from permenti_desktop.db.session import Session
from permenti_desktop.domain import view as rules
from permenti_desktop.domain.view import SavedView
from permenti_desktop.queries import office


def saved(session: Session, list_name: str) -> tuple[SavedView, ...]:
    """The office's own views of a list, in the order in which they were made."""
    return rules.read(office.noted(session, rules.key(list_name)))
