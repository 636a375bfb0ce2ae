"""Further filters as sentences above the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QFrame, QHBoxLayout

from permenti_desktop.domain import countries, languages, vocab
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets.button import icon_button
from permenti_desktop.gui.widgets.label import CutLabel
from permenti_desktop.i18n import N_, _, date_text, ngettext

MARKS: Final = {
    "without_mentor": N_("hat keine Mentorin"),
    "consent_missing": N_("hat keine gültige Einwilligung"),
    "due": N_("hat eine fällige Wiedervorlage"),
    "german_unknown": N_("Deutschniveau nicht bekannt"),
}
"""Conditions that ask yes or no, as one reads them."""

Conditions = Mapping[str, Any]
"""Fields of ``ParticipantFilter`` that ask something."""


def sentence(more: Conditions, lists: Lists) -> str:
    """The conditions as one reads them: "Wohnort ist Witten oder Hagen und Deutsch mindestens B1"."""
    parts: list[str] = []

    def one_of(name: str, words: Callable[[Any], str]) -> str:
        return _(" oder ").join(words(value) for value in more[name])

    if more.get("towns"):
        parts.append(_("Wohnort ist {towns}").format(towns=one_of("towns", str)))
    if more.get("german_from"):
        parts.append(_("Deutsch mindestens {level}").format(level=more["german_from"]))
    if more.get("german_to"):
        parts.append(_("Deutsch höchstens {level}").format(level=more["german_to"]))
    if more.get("only") is not None:
        number = len(more["only"])
        parts.append(
            ngettext("{n} Teilnehmerin von „Heute“", "{n} Teilnehmerinnen von „Heute“", number).format(n=number)
        )
    parts += [_(words) for name, words in MARKS.items() if more.get(name)]
    if more.get("phases"):
        parts.append(_("Status ist {phases}").format(phases=one_of("phases", lists.phase)))
    if more.get("languages"):
        spoken = _(" und ").join(languages.name(code) for code in more["languages"])
        parts.append(_("spricht {languages}").format(languages=spoken))
    if more.get("nationalities"):
        parts.append(_("Staatsangehörigkeit ist {countries}").format(countries=one_of("nationalities", countries.name)))
    if more.get("genders"):
        parts.append(
            _("Geschlecht ist {genders}").format(
                genders=one_of("genders", lambda code: lists.label(vocab.GENDER, code))
            )
        )
    if more.get("employment"):
        parts.append(
            _("Erwerbsstatus ist {status}").format(
                status=one_of("employment", lambda code: lists.label(vocab.EMPLOYMENT, code))
            )
        )
    if more.get("occupation"):
        parts.append(_("Beruf enthält „{word}“").format(word=more["occupation"]))
    if more.get("times"):
        parts.append(_("hat Zeit: {times}").format(times=one_of("times", lambda code: lists.label(vocab.TIMES, code))))
    if more.get("travel"):
        parts.append(
            _("kommt mit {travel}").format(travel=one_of("travel", lambda code: lists.label(vocab.TRAVEL, code)))
        )
    if more.get("cohort_id") is not None:
        parts.append(_("Durchgang ist {name}").format(name=dict(lists.cohorts).get(more["cohort_id"], "?")))
    if more.get("grant_id") is not None:
        parts.append(_("Förderung ist {name}").format(name=dict(lists.grants).get(more["grant_id"], "?")))
    for name, words in (
        ("entry_from", _("Eintritt ab {date}")),
        ("entry_to", _("Eintritt bis {date}")),
        ("exit_from", _("Austritt ab {date}")),
        ("exit_to", _("Austritt bis {date}")),
        ("residence_expires_to", _("Aufenthaltstitel läuft ab bis {date}")),
    ):
        if isinstance(more.get(name), date):
            parts.append(words.format(date=date_text(more[name])))
    return _(" und ").join(parts)


class FilterLine(QFrame):
    """The conditions above the list, with ✕ to take them away; hidden without any."""

    def __init__(self, clear: Callable[[], object]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        spaced(row, (12, 0, 6, 6), 6)
        self.words = CutLabel("", "strong")
        row.addWidget(self.words, 1)
        row.addWidget(icon_button("x", _("Weitere Filter entfernen"), clear, size=16))
        self.setAccessibleName(_("Weitere Filter"))
        self.hide()

    def show_conditions(self, more: Conditions, lists: Lists) -> None:
        """Say them."""
        said = sentence(more, lists)
        self.words.setText(said)
        self.setVisible(bool(said))
