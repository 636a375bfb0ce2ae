"""Languages: translated sentences, dates and numbers.

The program's sentences are written in German, so German needs no catalogue; other languages are read from
``translations/<language>/LC_MESSAGES/permenti.mo``, and a sentence that is missing there stays German.
The window and the terminal speak one language (:func:`use`); a report has its own (:func:`texts`).

Babel knows how the languages write dates and numbers. It is imported when first needed, never at start.
"""

from __future__ import annotations

import gettext as _gettext_module
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from permenti_desktop import paths

if TYPE_CHECKING:  # importing it costs the first window 3 ms
    from decimal import Decimal

    Number: TypeAlias = int | float | Decimal

LANGUAGES: Final = ("de", "en")
"""Languages of the program, the default first."""

FORMS_OF_ADDRESS: Final = ("feminine", "star", "colon")
"""How German sentences name mentors (the office decides): "Mentorinnen", "Mentor*innen", "Mentor:innen"."""

_BABEL_LOCALES: Final = {"de": "de_DE", "en": "en_GB"}
_FORM_SIGNS: Final = {"star": "*", "colon": ":"}
# A placeholder is left alone whatever it is called, and so is "Mentoring".  Compiled when first needed.
_MENTOR_FORMS: Final = r"\{[^{}]*\}|([Mm]entor)(innen|in(?![a-zäöüß]))"


class HasIso(Protocol):
    """Anything that knows its date as ISO text, whole or partial: "1985-03-07", "1985-03", "1985"."""

    @property
    def iso(self) -> str: ...


Dated: TypeAlias = date | HasIso | str | None


def N_(text: str) -> str:  # noqa: N802 - the name every translator's tool looks for
    """Mark a sentence for translation where it is written; it is translated where it is shown."""
    return text


def with_forms(text: str, forms: str) -> str:
    """A German text with the forms of address the office wants; only the words for mentors are touched."""
    sign = _FORM_SIGNS.get(forms)
    if sign is None:
        return text

    def replaced(match: re.Match[str]) -> str:
        return f"{match[1]}{sign}{match[2]}" if match[1] else match[0]

    return re.sub(_MENTOR_FORMS, replaced, text)


@cache
def _catalogue(language: str) -> _gettext_module.NullTranslations:
    # Answers with the German sentence and chooses the German plural (one / other).
    if language == LANGUAGES[0]:
        return _gettext_module.NullTranslations()
    return _gettext_module.translation("permenti", paths.translations(), [language], fallback=True)


class Texts:
    """The sentences of one language with one form of address. Immutable, so threads may share it."""

    __slots__ = ("_catalogue", "_forms", "language")

    def __init__(self, language: str, forms: str = "feminine") -> None:
        if language not in LANGUAGES:
            raise ValueError(f"no such language: {language}")
        if forms not in FORMS_OF_ADDRESS:
            raise ValueError(f"no such form of address: {forms}")
        self.language: Final = language
        self._catalogue: Final = _catalogue(language)
        self._forms: Final = forms if language == "de" else "feminine"

    @property
    def forms(self) -> str:
        """The form of address in use; other languages than German have only one."""
        return self._forms

    def _formed(self, text: str) -> str:
        return text if self._forms == "feminine" else with_forms(text, self._forms)

    def gettext(self, text: str) -> str:
        """The sentence in this language."""
        # A catalogue answers the empty text with its own header.
        return self._formed(self._catalogue.gettext(text)) if text else ""

    def ngettext(self, one: str, many: str, n: int) -> str:
        """The sentence for *n* things in this language."""
        return self._formed(self._catalogue.ngettext(one, many, n))

    def pgettext(self, context: str, text: str) -> str:
        """The sentence in this language, where one German word needs several in another."""
        return self._formed(self._catalogue.pgettext(context, text)) if text else ""


_forms: str = "feminine"
_current: Texts = Texts("de")


def use(language: str) -> None:
    """Set the language of window and terminal for the whole process."""
    global _current
    _current = Texts(language, _forms)


def use_forms(forms: str) -> None:
    """Set the forms of address for the whole process: one of :data:`FORMS_OF_ADDRESS`."""
    global _forms, _current
    _current = Texts(_current.language, forms)
    _forms = forms


def language() -> str:
    """The language of window and terminal: "de" or "en"."""
    return _current.language


def current() -> Texts:
    """The sentences of the language in use now."""
    return _current


def texts(language: str) -> Texts:
    """The sentences of a fixed language, for a report, with the forms of address in use now."""
    return Texts(language, _forms)


def _(text: str) -> str:
    """The sentence in the language in use."""
    return _current.gettext(text)


def ngettext(one: str, many: str, n: int) -> str:
    """The sentence for *n* things in the language in use."""
    return _current.ngettext(one, many, n)


def pgettext(context: str, text: str) -> str:
    """The sentence in the language in use, where one German word needs several in another."""
    return _current.pgettext(context, text)


# Dates and numbers -----------------------------------------------------------------------------------------


@cache
def _locale(language: str) -> Any:
    from babel import Locale

    return Locale.parse(_BABEL_LOCALES[language])


def _parts(value: date | HasIso | str) -> tuple[int, int | None, int | None]:
    if isinstance(value, date):
        return value.year, value.month, value.day
    numbers = [int(part) for part in (value if isinstance(value, str) else value.iso)[:10].split("-")]
    return numbers[0], numbers[1] if len(numbers) > 1 else None, numbers[2] if len(numbers) > 2 else None


def date_text(value: Dated, language: str | None = None) -> str:
    """A date as people write it: "07.03.1985", "März 1985", "1985"; "7 Mar 1985" in English; "" for None.

    Takes a date, anything with ``.iso``, or ISO text of a whole or partial date.
    """
    if value is None or value == "":
        return ""
    year, month, day = _parts(value)
    chosen = language or _current.language
    if month is None:
        return str(year)
    if day is None:
        return month_text(date(year, month, 1), chosen)
    if chosen == "de":
        return f"{day:02}.{month:02}.{year}"
    return f"{day} {_month_names(chosen, 'abbreviated', 'format')[month - 1]} {year}"


def short_date_text(value: Dated, language: str | None = None) -> str:
    """A date where space is short: "07.03.85"; partial dates as :func:`date_text` writes them."""
    if value is None or value == "":
        return ""
    year, month, day = _parts(value)
    if month is None or day is None:
        return date_text(value, language)
    separator = "." if (language or _current.language) == "de" else "/"
    return separator.join((f"{day:02}", f"{month:02}", f"{year % 100:02}"))


@cache
def _month_names(language: str, width: str, context: str) -> tuple[str, ...]:
    names = _locale(language).months[context][width]
    return tuple(str(names[number]) for number in range(1, 13))


@cache
def _day_names(language: str, width: str) -> tuple[str, ...]:
    names = _locale(language).days["stand-alone"][width]
    return tuple(str(names[number]).rstrip(".") for number in range(7))


def month_text(value: date | HasIso | str, language: str | None = None) -> str:
    """The month of a date with its year: "März 1985"."""
    year, month, _day = _parts(value)
    return f"{_month_names(language or _current.language, 'wide', 'stand-alone')[(month or 1) - 1]} {year}"


def weekday_text(day: date, language: str | None = None, short: bool = False) -> str:
    """The day of the week: "Montag", or "Mo" when short."""
    chosen = language or _current.language
    width = "wide" if not short else "short" if chosen == "de" else "abbreviated"
    return _day_names(chosen, width)[day.weekday()]


def long_date_text(day: date, language: str | None = None) -> str:
    """A date with its day of the week: "Montag, 23.11.2026"; "Monday, 23 Nov 2026"."""
    return f"{weekday_text(day, language)}, {date_text(day, language)}"


def near_date_text(day: date, language: str | None = None) -> str:
    """A day of these weeks, without its year: "Mi, 25.11."; "Wed, 25 Nov"."""
    whole = date_text(day, language)
    return f"{weekday_text(day, language, short=True)}, {whole[:-4].rstrip()}"


def local(moment: datetime) -> datetime:
    """A moment in the time of this machine; without a zone it is taken as UTC, as the database keeps it."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone()


def time_text(moment: datetime) -> str:
    """The time of day on this machine's clock: "09:14"."""
    return f"{local(moment):%H:%M}"


def datetime_text(moment: datetime | None, language: str | None = None) -> str:
    """A moment on this machine's clock: "23.11.2026, 09:14"; "" for None."""
    if moment is None:
        return ""
    return f"{date_text(local(moment).date(), language)}, {time_text(moment)}"


def number_text(value: Number | None, decimals: int = 0, language: str | None = None) -> str:
    """A number with exactly *decimals* places: "1.234,5"; "1,234.5" in English; "" for None."""
    if value is None:
        return ""
    if isinstance(value, int) and not decimals and -1000 < value < 1000:  # written the same everywhere, and oftenest
        return str(int(value))
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, pattern, _locale(language or _current.language)))


def percent_text(share: Number | None, decimals: int = 0, language: str | None = None) -> str:
    """A share (0 to 1) in per cent: "46 %"; "46%" in English; "" for None."""
    if share is None:
        return ""
    from decimal import Decimal

    chosen = language or _current.language
    text = number_text(Decimal(str(share)) * 100, decimals, chosen)
    return f"{text}\u00a0%" if chosen == "de" else f"{text}%"


def money_text(amount: Number | None, language: str | None = None) -> str:
    """An amount in euros: "1.234,50 €"; "€1,234.50" in English; "" for None."""
    if amount is None:
        return ""
    from babel.numbers import format_currency

    return str(format_currency(amount, "EUR", locale=_locale(language or _current.language)))


def list_text(items: list[str] | tuple[str, ...], language: str | None = None) -> str:
    """Words in a row: "Dari, Deutsch und Englisch"."""
    speak = _speech(language)
    if len(items) < 2:
        return "".join(items)
    return speak("{first} und {last}").format(first=", ".join(items[:-1]), last=items[-1])


def _speech(language: str | None) -> Callable[[str], str]:
    return _current.gettext if language is None else texts(language).gettext


def relative_day(day: date, today: date) -> str:
    """How far off a due day is: "heute", "morgen", "in 3 Tagen"; overdue "seit 6 Tagen"."""
    days = (day - today).days
    if days == 0:
        return _("heute")
    if days == 1:
        return _("morgen")
    if days > 0:
        return ngettext("in {days} Tag", "in {days} Tagen", days).format(days=number_text(days))
    return ngettext("seit {days} Tag", "seit {days} Tagen", -days).format(days=number_text(-days))


def days_ago(day: date, today: date) -> str:
    """How long ago something happened: "heute", "gestern", "vor 6 Tagen"; a day to come as it is when due."""
    days = (today - day).days
    if days <= 0:
        return relative_day(day, today)
    if days == 1:
        return _("gestern")
    return ngettext("vor {days} Tag", "vor {days} Tagen", days).format(days=number_text(days))
