"""What belongs to the office itself: its founding, settings, terms, drafts, and the record of what left the house."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from permenti_desktop.db import journal
from permenti_desktop.db.base import utc_now
from permenti_desktop.db.models.data_protection import DisclosurePerson
from permenti_desktop.db.models.office import Disclosure, Draft, OfficeTerm, Setting
from permenti_desktop.domain import office as rules
from permenti_desktop.domain import site_profile, text
from permenti_desktop.domain.check import required
from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.i18n import N_, _
from permenti_desktop.usecases import records

# Settings --------------------------------------------------------------------------------------------------


def found(session: Session, office: str, site: str, *, today: date | None = None) -> None:
    """Make an empty database the file of an office, with the profile of its site."""
    save_settings(session, replace(settings(session), office=office), today=today)
    choose_profile(session, site, today=today)
    journal.name(session, N_("Datei der Stelle {office} angelegt"), office=office)


def choose_profile(session: Session, site: str, *, today: date | None = None) -> None:
    """Take over the modules, phases, words, instruments and rhythms of a site. Other settings and all records stay."""
    profile = site_profile.profile(site)
    own_phases = tuple(code for code in settings(session).phases if code not in rules.OfficeSettings().phases)
    chosen = replace(
        settings(session),
        site=site,
        modules=profile.modules,
        phases=(*profile.phases, *own_phases),
        network_target_weeks=profile.target_weeks,
        network_limit_weeks=profile.limit_weeks,
        tandem_rhythm_days=profile.tandem_rhythm_days,
    )
    save_settings(session, chosen, today=today)
    for vocabulary in ("phase", "word"):
        session.execute(delete(OfficeTerm).where(OfficeTerm.vocabulary == vocabulary, ~OfficeTerm.code.like("own-%")))
    for vocabulary, terms in (("phase", profile.phase_names), ("word", profile.words)):
        for code, de, en in terms:
            session.add(OfficeTerm(vocabulary=vocabulary, code=code, de=de, en=en, position=0))
    _add_instruments(session, profile.instruments)
    session.flush()
    journal.name(session, N_("Standortprofil gewählt"))


def _add_instruments(session: Session, titles: Iterable[str]) -> None:
    known = set(session.scalars(select(OfficeTerm.code).where(OfficeTerm.vocabulary == "instrument")))
    for title in titles:
        code = _code(title)
        if code not in known:
            session.add(OfficeTerm(vocabulary="instrument", code=code, de=_(title), en="", position=len(known)))
            known.add(code)


def settings(session: Session) -> OfficeSettings:
    """The settings of the office, with defaults for what it never set."""
    return rules.read((key, value) for key, value in session.execute(select(Setting.key, Setting.value)))


def save_settings(session: Session, given: OfficeSettings, *, today: date | None = None) -> None:
    """Save the settings; what equals the default is not stored, so that a better default of a later release counts."""
    records.refuse(rules.check(given, records.today_or(today)))
    default = rules.stored(OfficeSettings())
    rows = {row.key: row for row in session.scalars(select(Setting))}
    for key, value in rules.stored(given).items():
        row = rows.get(key)
        if row is not None and value == default[key]:
            session.delete(row)
        elif row is not None and row.value != value:
            row.value = value
        elif row is None and value != default[key]:
            session.add(Setting(key=key, value=value))
    session.flush()
    journal.name(session, N_("Einstellungen geändert"))


def note(session: Session, key: str, value: object) -> None:
    """Remember something of the program's own in the file (a saved view, the last day the copies were renewed).

    *value* is anything JSON can hold; None forgets it. The names of settings are not to be used as *key*.
    """
    if key in rules.stored(OfficeSettings()):
        raise ValueError(f"{key} is a setting")
    row = session.get(Setting, key)
    if value is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(Setting(key=key, value=json.dumps(value, ensure_ascii=False)))
    else:
        row.value = json.dumps(value, ensure_ascii=False)
    session.flush()


def noted(session: Session, key: str) -> object:
    """What :func:`note` remembered, or None."""
    row = session.get(Setting, key)
    return None if row is None else json.loads(row.value)


# Terms -----------------------------------------------------------------------------------------------------


def save_term(session: Session, vocabulary: str, code: str | None, de: str, en: str = "") -> str:
    """Add a term of the office's own (``code`` None) or rename one; returns the code. Codes never change."""
    label = records.one_line(de)
    records.refuse(required("de", label))
    row = None if code is None else _term(session, vocabulary, code)
    if row is None:
        row = OfficeTerm(
            vocabulary=vocabulary,
            code=code or _free_code(session, vocabulary, label),
            de="",
            en="",
            position=_next_position(session, vocabulary),
        )
        session.add(row)
    row.de, row.en, row.retired = label[:200], records.one_line(en)[:200], False
    session.flush()
    journal.name(session, N_("Auswahlwert „{label}“ gespeichert"), label=label)
    return row.code


def retire_term(session: Session, vocabulary: str, code: str, label: str = "", *, retired: bool = True) -> None:
    """No longer offer a term, or offer it again. Records that have it keep it: codes in use are never deleted.

    *label* is the shipped German label, kept where the office had no term of its own for the code.
    """
    row = _term(session, vocabulary, code)
    if row is None:
        row = OfficeTerm(vocabulary=vocabulary, code=code, de=label, en="", position=0)
        session.add(row)
    row.retired = retired
    session.flush()
    said = (
        N_("Auswahlwert „{label}“ wird nicht mehr angeboten")
        if retired
        else N_("Auswahlwert „{label}“ wird wieder angeboten")
    )
    journal.name(session, said, label=row.de or code)


def _term(session: Session, vocabulary: str, code: str) -> OfficeTerm | None:
    return session.scalars(
        select(OfficeTerm).where(OfficeTerm.vocabulary == vocabulary, OfficeTerm.code == code)
    ).one_or_none()


def _code(label: str) -> str:
    """A stable code for a term of the office's own; the sign before it keeps it apart from shipped ones."""
    return f"own-{text.search_key(label).replace(' ', '-')}"[:36]


def _free_code(session: Session, vocabulary: str, label: str) -> str:
    used = set(session.scalars(select(OfficeTerm.code).where(OfficeTerm.vocabulary == vocabulary)))
    base = _code(label)
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, len(used) + 3))) if code not in used)


def _next_position(session: Session, vocabulary: str) -> int:
    last = session.scalar(select(func.max(OfficeTerm.position)).where(OfficeTerm.vocabulary == vocabulary))
    return 0 if last is None else last + 1


# Drafts ----------------------------------------------------------------------------------------------------


def keep_draft(session: Session, key: str, text: str) -> None:
    """Keep text that was typed and not saved yet, so that a lock or a crash loses no sentence; empty text drops it."""
    if not text:
        drop_draft(session, key)
        return
    row = session.get(Draft, key)
    if row is None:
        session.add(Draft(key=key, text=text))
    else:
        row.text, row.at = text, utc_now()
    session.flush()


def drop_draft(session: Session, key: str) -> None:
    """The text was saved or thrown away."""
    session.execute(delete(Draft).where(Draft.key == key))


def drafts(session: Session) -> dict[str, str]:
    """All texts that were typed and not saved, by what they belong to."""
    return {row.key: row.text for row in session.execute(select(Draft.key, Draft.text).order_by(Draft.at))}


# What left the house ---------------------------------------------------------------------------------------


def disclose(
    session: Session, what: str, recipient: str, purpose: str, basis: str, people: int, ids: Iterable[int] = ()
) -> int:
    """Record that something left the house: what, to whom, for which purpose, on which basis, about how many people
    (GDPR Art. 5(2), 30), and about whom if that is known. Never changed afterwards, and out of reach of undo; returns
    the id."""
    row = Disclosure(
        who=journal.current(session).who or "",
        what=records.one_line(what)[:300],
        recipient=records.one_line(recipient)[:300],
        purpose=records.one_line(purpose)[:300],
        basis=records.one_line(basis)[:300],
        people=people,
    )
    session.add(row)
    session.flush()
    session.add_all(DisclosurePerson(disclosure_id=row.id, person_id=id) for id in dict.fromkeys(ids))
    session.flush()
    return row.id
