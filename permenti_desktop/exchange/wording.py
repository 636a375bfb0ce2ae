"""Values of a list as a person reads them, and the closed lists from which she chooses what a word means."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from permenti_desktop.domain import countries, languages, vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.person import display_name
from permenti_desktop.exchange.fields import field_by_key
from permenti_desktop.exchange.read_names import Name
from permenti_desktop.exchange.read_terms import Outcome, Recognition, Residence, Spoken
from permenti_desktop.i18n import date_text, language, number_text

_WORDS: Final[dict[str, Callable[[], vocab.Vocabulary]]] = {
    "level": vocab.cefr,
    "result": lambda: vocab.INTERNSHIP_OUTCOME,
    "gender": lambda: vocab.GENDER,
    "employment": lambda: vocab.EMPLOYMENT,
    "yes_no": lambda: vocab.YES_NO,
    "phase": lambda: vocab.PHASE,
    "mentor_status": lambda: vocab.MENTOR_STATUS,
    "tandem_state": lambda: vocab.TANDEM_STATE,
    "internship_kind": lambda: vocab.INTERNSHIP_KIND,
    "internship_state": lambda: vocab.INTERNSHIP_STATE,
    "size": lambda: vocab.ORGANISATION_SIZE,
    "organisation_kind": lambda: vocab.ORGANISATION_KIND,
    "residence": vocab.residence_title,
    "recognition": vocab.recognition,
    "outcome": lambda: vocab.STATUS_AFTER_EXIT,
}
"""Kinds of field whose values come from a closed list."""


def meanings_of(key: str) -> tuple[tuple[str, str], ...]:
    """What a word in a column of this field can mean, as (code, label); () where any text can stand."""
    kind = field_by_key(key).kind if key else ""
    if kind == "country":
        return countries.choices(language())
    if kind not in _WORDS:
        return ()
    words = _WORDS[kind]()
    return tuple((code, words.label(code)) for code in words.codes)


def value_of(key: str, code: str, text: str) -> object:
    """The value of a field for a code that a person chose for a text."""
    kind = field_by_key(key).kind
    if kind == "residence":
        return Residence(code, text)
    if kind == "recognition":
        return Recognition(code, text)
    if kind == "outcome":
        return Outcome(code, text=text)
    return code


def value_text(key: str, value: object) -> str:
    """What was read, as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, PartialDate | date):
        return date_text(value)
    if isinstance(value, Name):
        return display_name(value.last, value.first, value.title)
    if isinstance(value, Residence):
        return vocab.residence_title().label(value.code) or value.text
    if isinstance(value, Recognition):
        return vocab.recognition().label(value.code) or value.text
    if isinstance(value, Outcome):
        return vocab.STATUS_AFTER_EXIT.label(value.status) or value.text
    if isinstance(value, Decimal):
        return number_text(value, 0 if value == value.to_integral_value() else 1)
    if isinstance(value, tuple):
        return ", ".join(vocab.TRAVEL.label(one) if one in vocab.TRAVEL else _spoken_text(one) for one in value)
    try:
        kind = field_by_key(key).kind
    except KeyError:
        kind = ""
    if isinstance(value, str) and kind == "country":
        return countries.name(value)
    if isinstance(value, str) and kind in _WORDS:
        words = _WORDS[kind]()
        # CEFR labels are long; the level itself is what people say.
        return value if kind == "level" and value != "L1" else words.label(value)
    return str(value)


def _spoken_text(one: object) -> str:
    if isinstance(one, Spoken):
        name = languages.name(one.language)
        return f"{name} ({one.level})" if one.level else name
    return str(one)
