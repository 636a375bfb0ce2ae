"""The list of participants that funders ask for: one line per person and operation.

In Excel and CSV every value has a column of its own, so that one can filter; on paper, where 24 columns are not to be
read, what belongs together shares one. The lines are read from the database while they are written.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from permenti_desktop.db.session import Session
from permenti_desktop.domain import countries, vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.person import list_name
from permenti_desktop.domain.vocab import Vocabulary
from permenti_desktop.i18n import N_, Texts
from permenti_desktop.queries import grant, office, participant_list
from permenti_desktop.queries.participant_list import ListRow
from permenti_desktop.reports.document import Column, Document, Kind, Row, Table, Tick, Value, no_tick
from permenti_desktop.reports.formats import partial_text
from permenti_desktop.reports.options import Format, Options

TITLE: Final = N_("Teilnehmendenliste")

PURPOSE: Final = "funder"
"""What the list is for when nobody says otherwise (a code of ``vocab.PURPOSE``)."""

Cell = Callable[[ListRow], Value]


@dataclass(frozen=True, slots=True)
class _Rows:
    """The lines, read anew each time somebody goes through them."""

    session: Session
    options: Options
    ids: tuple[int, ...]
    cells: tuple[Cell, ...]

    def __iter__(self) -> Iterator[Row]:
        chosen = self.options
        found = participant_list.rows(self.session, self.ids, chosen.start, chosen.end, chosen.cut_off, chosen.grant_id)
        for row in found:
            yield tuple(cell(row) for cell in self.cells)


def people(session: Session, options: Options) -> tuple[int, ...]:
    """Whom the list is about, by name: for the progress bar and the record of what left the house."""
    if options.ids is not None:
        return options.ids
    return tuple(participant_list.ids(session, options.start, options.end, options.cut_off, options.grant_id))


def build(session: Session, options: Options, speak: Texts, format: Format, tick: Tick = no_tick) -> Document:
    """The list as a document. Its rows are read when they are written, so *session* must stay open until then."""
    tick(0, 0)
    _ = speak.gettext
    ids = people(session, options)
    columns = _Columns(session, speak)
    wanted = columns.on_paper(options) if format == "pdf" else columns.all()
    settings = office.settings(session)
    facts = [(_("Standort"), columns.word(vocab.SITE, settings.site))]
    subtitle = ""
    if settings.provider:
        facts.insert(0, (_("Träger"), settings.provider))
    if options.grant_id is not None:
        _version, given = grant.load(session, options.grant_id)
        subtitle = given.title
        facts += [
            (_("Zuwendungsgeber"), given.funder),
            (_("Ministerium"), given.ministry),
            (_("Aktenzeichen"), given.reference),
        ]
    facts.append((_("Zweck"), options.purpose or vocab.PURPOSE.label(PURPOSE, speak)))
    table = Table(
        _("Teilnehmerinnen"),
        tuple(column for column, _cell in wanted),
        _Rows(session, options, ids, tuple(cell for _column, cell in wanted)),
        count=len(ids),
        note=_note(options, speak),
        empty=_("Im Zeitraum nimmt niemand teil.") if options.period else _("Niemand ausgewählt."),
    )
    return Document(
        title=_(TITLE),
        subtitle=subtitle,
        language=speak.language,
        office=settings.office,
        period=options.period,
        cut_off=options.cut_off,
        made_at=options.made_at,
        made_by=options.made_by,
        facts=tuple(fact for fact in facts if fact[1]),
        confidential=_("Enthält personenbezogene Daten. Nur für den genannten Zweck verwenden."),
        blocks=(table,),
    )


def _note(options: Options, speak: Texts) -> str:
    _ = speak.gettext
    if options.period is None:
        return _("Beratungsstunden, Mentorinnen und Praktika aus der ganzen Zeit bis zum Stichtag.")
    return " ".join(
        (
            _(
                "Jede Teilnahme, die den Zeitraum berührt, nach dem Stand am Stichtag; wer an zwei Zuwendungen "
                "teilnimmt, hat zwei Zeilen."
            ),
            _("Beratungsstunden, Mentorinnen und Praktika sind die des Zeitraums."),
            _("Bildung nach ISCED 2011."),
            _("Ein Fragezeichen heißt: Ein ungenaues Datum lässt offen, ob die Zeile zum Zeitraum gehört."),
        )
    )


def _dated(value: PartialDate | None) -> Value:
    """A whole date as one, and what is known in part as it is kept."""
    return None if value is None else value.exact or value.iso


def _isced(level: str | None) -> str:
    """A level of education as funders write it; the words of the classification would fill half a page."""
    return f"ISCED {level}" if level else ""


class _Columns:
    """The columns and what stands in them, in the words of the office and the language of the report."""

    def __init__(self, session: Session, speak: Texts) -> None:
        self._speak = speak
        self._words = office.vocabularies(session)

    def word(self, vocabulary: Vocabulary, code: str | None) -> str:
        """A code in the words of the office; empty for None."""
        return self._words.get(vocabulary.name, vocabulary).label(code, self._speak)

    def _coded(self, vocabulary: Vocabulary, code: Callable[[ListRow], str | None]) -> Cell:
        return lambda row: self.word(vocabulary, code(row))

    def _land(self, row: ListRow) -> str:
        return countries.name(row.nationality, self._speak.language) if row.nationality else ""

    def _marked(self, row: ListRow) -> str:
        return f"{row.number} ?" if row.uncertain else row.number

    def _hosts(self, row: ListRow) -> str:
        unknown = self._speak.gettext("Betrieb nicht bekannt")
        return "\n".join(name or unknown for name in row.internships)

    def _reason(self, row: ListRow) -> str:
        parts = [self.word(vocab.EXIT_REASON, row.exit_reason)]
        if row.dropout:
            parts.append(self._speak.gettext("Abbruch"))
        return "\n".join(part for part in parts if part)

    def all(self) -> tuple[tuple[Column, Cell], ...]:
        """Every value in a column of its own."""
        _ = self._speak.gettext
        coded = self._coded
        yes = _("ja")
        found: tuple[tuple[str, Kind, Cell], ...] = (
            (_("Nummer"), "text", lambda row: row.number),
            (_("Nachname"), "text", lambda row: row.last_name),
            (_("Vorname"), "text", lambda row: row.first_name),
            (_("Geschlecht"), "text", coded(vocab.GENDER, lambda row: row.gender)),
            (_("Geburtsdatum"), "partial_date", lambda row: _dated(row.birth)),
            (_("Staatsangehörigkeit"), "text", self._land),
            (_("Postleitzahl"), "text", lambda row: row.postal_code),
            (_("Wohnort"), "text", lambda row: row.town),
            (_("Zuwendung"), "text", lambda row: row.grant),
            (_("Durchgang"), "text", lambda row: row.cohort),
            (_("Eintritt"), "partial_date", lambda row: _dated(row.entry)),
            (_("Austritt"), "partial_date", lambda row: _dated(row.exit)),
            (_("Grund des Austritts"), "text", coded(vocab.EXIT_REASON, lambda row: row.exit_reason)),
            (_("Abbruch"), "text", lambda row: yes if row.dropout else ""),
            (_("Status"), "text", coded(vocab.PHASE, lambda row: row.phase)),
            (_("Deutsch"), "text", lambda row: row.german or ""),
            (_("Bildung bei Eintritt"), "text", lambda row: _isced(row.education_on_entry)),
            (
                _("Erwerbsstatus bei Eintritt"), "text",
                coded(vocab.EMPLOYMENT, lambda row: row.employment_on_entry),
            ),
            (
                _("Status nach dem Austritt"), "text",
                coded(vocab.STATUS_AFTER_EXIT, lambda row: row.status_on_leaving),
            ),
            (
                _("Status sechs Monate später"), "text",
                coded(vocab.STATUS_AFTER_EXIT, lambda row: row.status_after_six_months),
            ),
            (_("Mentorinnen"), "text", lambda row: "; ".join(row.mentors)),
            (_("Praktika bei"), "text", lambda row: self._hosts(row).replace("\n", "; ")),
            (_("Beratungsstunden"), "hours", lambda row: row.counselling_minutes),
            (_("Datum ungenau"), "text", lambda row: "?" if row.uncertain else ""),
        )  # fmt: skip
        return tuple((Column(name, kind), cell) for name, kind, cell in found)

    def on_paper(self, options: Options) -> tuple[tuple[Column, Cell], ...]:
        """The same values in as many columns as a page has room for: what belongs together stands below each other."""
        _ = self._speak.gettext
        word = self.word

        def lines(*parts: str) -> str:
            return "\n".join(part for part in parts if part)

        grant_column: tuple[tuple[str, float, Cell], ...] = (
            (_("Zuwendung, Durchgang"), 17, lambda row: lines(row.grant, row.cohort)),
        )
        later = _("nach sechs Monaten: {status}")

        def took_part(row: ListRow) -> str:
            exit_on = self._day(row.exit)
            return lines(f"{self._day(row.entry)} –{' ' if exit_on else ''}", exit_on, self._reason(row))

        def became(row: ListRow) -> str:
            after = word(vocab.STATUS_AFTER_EXIT, row.status_after_six_months)
            return lines(
                word(vocab.STATUS_AFTER_EXIT, row.status_on_leaving), later.format(status=after) if after else ""
            )

        found: tuple[tuple[str, float, Cell], ...] = (
            (_("Name, Nummer"), 16, lambda row: lines(list_name(row.last_name, row.first_name), self._marked(row))),
            (
                _("Geboren, Geschlecht, Staat"), 12,
                lambda row: lines(self._day(row.birth), word(vocab.GENDER, row.gender), self._land(row)),
            ),
            (_("Wohnort"), 12, lambda row: lines(row.postal_code, row.town)),
            *(grant_column if options.grant_id is None else ()),
            (_("Eintritt, Austritt, Grund"), 16, took_part),
            (_("Status, Deutsch"), 16, lambda row: lines(word(vocab.PHASE, row.phase), row.german or "")),
            (
                _("Bildung und Erwerbsstatus bei Eintritt"), 20,
                lambda row: lines(_isced(row.education_on_entry), word(vocab.EMPLOYMENT, row.employment_on_entry)),
            ),
            (_("Verbleib nach dem Austritt"), 23, became),
            (_("Mentorinnen"), 14, lambda row: "\n".join(row.mentors)),
            (_("Praktika bei"), 16, self._hosts),
            (_("Std."), 6, lambda row: row.counselling_minutes),
        )  # fmt: skip
        *texts, (hours, width, minutes) = found
        return (
            *((Column(name, width=wide), cell) for name, wide, cell in texts),
            (Column(hours, "hours", width=width), minutes),
        )

    def _day(self, value: PartialDate | None) -> str:
        return partial_text(value.iso, self._speak.language) if value else ""
