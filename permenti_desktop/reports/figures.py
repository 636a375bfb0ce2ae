"""The statement of figures (zahlenmäßiger Nachweis): what funders ask for, in the order in which they ask.

The numbers are those of :func:`permenti_desktop.queries.figures.statement`; here they get words, tables and charts.
No name stands in it: what is missing is told as a number, the window shows whose record it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from permenti_desktop.db.session import Session
from permenti_desktop.domain import vocab
from permenti_desktop.domain.text import sort_key
from permenti_desktop.domain.vocab import Vocabulary
from permenti_desktop.i18n import N_, Texts, month_text
from permenti_desktop.queries import figures, grant, office
from permenti_desktop.queries.figures import Figure as Counted
from permenti_desktop.queries.figures import Share, Statement, TargetLine
from permenti_desktop.queries.hours import Hours
from permenti_desktop.reports.document import (
    Block,
    Chart,
    Column,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    Row,
    Series,
    Table,
    Tick,
    no_tick,
)
from permenti_desktop.reports.formats import day_text
from permenti_desktop.reports.options import Format, Options

TITLE: Final = N_("Zahlenmäßiger Nachweis")

NAMES: Final[dict[str, str]] = {
    "entries": N_("Eintritte"),
    "exits": N_("Austritte"),
    "dropouts": N_("davon Abbrüche"),
    "active": N_("Teilnehmerinnen im Zeitraum"),
    "active_on_cut_off": N_("Teilnehmerinnen am Stichtag"),
    "employed_after_exit": N_("in Arbeit nach dem Austritt"),
    "education_after_exit": N_("in Ausbildung, Studium oder Kurs nach dem Austritt"),
    "employed_after_six_months": N_("in Arbeit sechs Monate nach dem Austritt"),
    "tandems": N_("begonnene Tandems"),
    "tandems_running": N_("Tandems im Zeitraum"),
    "tandems_on_cut_off": N_("laufende Tandems am Stichtag"),
    "tandems_ended": N_("beendete Tandems"),
    "internships": N_("begonnene Praktika"),
    "internships_running": N_("Praktika im Zeitraum"),
    "internships_ended": N_("beendete Praktika"),
    "mentors": N_("aktive Mentorinnen"),
    "network_meetings": N_("Netzwerktreffen"),
}
"""Words for every figure that is counted, in the order of the statement."""

FIELDS: Final[dict[str, str]] = {
    "entry": N_("Eintritt"),
    "gender": N_("Geschlecht"),
    "birth": N_("Geburtsdatum"),
    "employment_on_entry": N_("Erwerbsstatus bei Eintritt"),
    "education_on_entry": N_("Bildung bei Eintritt"),
    "exit_reason": N_("Grund des Austritts"),
    "status_after_exit": N_("Status nach dem Austritt"),
}
"""Words for the fields that may be missing."""

HOURS: Final[dict[str, str]] = {
    "hours": N_("Beratung"),
    "tandem_hours": N_("Treffen der Tandems"),
    "internship_hours": N_("Praktika"),
}

_MOST_TOWNS: Final = 12
_MOST_BARS: Final = 6
_UNKNOWN: Final = N_("ohne Angabe")


def build(session: Session, options: Options, speak: Texts, format: Format, tick: Tick = no_tick) -> Document:
    """The statement of the period of *options* as a document. As CSV it is one list of all its figures, because such a
    file holds one table."""
    if options.start is None or options.end is None:
        raise ValueError("a statement of figures needs a period")
    tick(0, 0)
    statement = figures.statement(session, options.start, options.end, options.cut_off, options.grant_id)
    tick(0, 0)
    document = _Builder(session, options, statement, speak).document()
    return as_list(document, speak) if format == "csv" else document


def missing(session: Session, options: Options) -> tuple[figures.MissingValue, ...]:
    """What funders ask and is empty, by person: for the list that the window shows."""
    if options.start is None or options.end is None:
        return ()
    return figures.statement(session, options.start, options.end, options.cut_off, options.grant_id).missing


def as_list(document: Document, speak: Texts) -> Document:
    """All tables of a document as one long list: table, line, column, figure."""
    _ = speak.gettext
    rows: list[Row] = []
    for table in document.tables:
        numbers = [at for at, column in enumerate(table.columns) if column.kind != "text"]
        for row in (*table.rows, *((table.total,) if table.total is not None else ())):
            texts = (row[at] for at, column in enumerate(table.columns) if column.kind == "text")
            words = " · ".join(str(text) for text in texts if text)
            rows += [(table.name, words, table.columns[at].name, row[at]) for at in numbers if row[at] is not None]
    columns = (Column(_("Tabelle")), Column(_("Zeile")), Column(_("Spalte")), Column(_("Zahl"), "decimal", decimals=4))
    return Document(
        title=document.title,
        language=document.language,
        period=document.period,
        cut_off=document.cut_off,
        blocks=(Table(document.title, columns, tuple(rows), count=len(rows)),),
    )


class _Builder:
    """One statement on its way into words."""

    def __init__(self, session: Session, options: Options, statement: Statement, speak: Texts) -> None:
        self.session = session
        self.options = options
        self.found = statement
        self.speak = speak
        self.settings = office.settings(session)
        self.words = office.vocabularies(session)

    def document(self) -> Document:
        """The whole report."""
        found, _ = self.found, self.speak.gettext
        blocks: list[Block] = [
            *self._at_a_glance(),
            *self._targets(),
            *self._counted(),
            *self._months(),
            *self._towns(),
            *self._after_exit(),
            *self._tandems(),
            *self._internships(),
            *self._hours(),
            *self._missing(),
            *self._how(),
        ]
        return Document(
            title=_(TITLE),
            subtitle=found.grant,
            language=self.speak.language,
            office=found.office,
            period=(found.start, found.end),
            cut_off=found.cut_off,
            made_at=self.options.made_at,
            made_by=self.options.made_by,
            facts=self._facts(),
            blocks=tuple(blocks),
        )

    # Words

    def _day(self, day: date) -> str:
        return day_text(day, self.speak.language)

    def _stretch(self, first: date | None, last: date | None) -> str:
        return " – ".join(self._day(day) for day in (first, last) if day is not None)

    def _label(self, vocabulary: Vocabulary, code: str) -> str:
        """A code in the words of the office; the empty one is what nobody entered."""
        return self.words.get(vocabulary.name, vocabulary).label(code, self.speak) or self.speak.gettext(_UNKNOWN)

    def _facts(self) -> tuple[tuple[str, str], ...]:
        """Provider, site, and the grants by the names that they had in the period."""
        _ = self.speak.gettext
        facts = []
        if self.settings.provider:
            facts.append((_("Träger"), self.settings.provider))
        facts.append((_("Standort"), self._label(vocab.SITE, self.settings.site)))
        if self.found.grant_id is not None:
            _version, given = grant.load(self.session, self.found.grant_id)
            facts += [
                (_("Zuwendung"), given.title),
                (_("Zuwendungsgeber"), given.funder),
                (_("Ministerium"), given.ministry),
                (_("Aktenzeichen"), given.reference),
                (_("Bewilligungszeitraum"), self._stretch(given.start, given.end)),
            ]
        else:
            touching = [
                " · ".join(part for part in (one.title, one.funder, one.ministry, one.reference) if part)
                for one in grant.rows(self.session)
                if (one.start or date.min) <= self.found.end and (one.end or date.max) >= self.found.start
            ]
            facts.append((_("Umfang"), _("alle Teilnehmerinnen der Stelle")))
            if touching:
                facts.append((_("Zuwendungen"), "\n".join(touching)))
        return tuple(fact for fact in facts if fact[1])

    # Parts of the report

    def _at_a_glance(self) -> Iterable[Block]:
        found, _ = self.found, self.speak.gettext
        yield Heading(_("Auf einen Blick"))
        left = len(found.exits.ids)
        cards = (
            (found.active, ""),
            (found.entries, ""),
            (found.exits, _("davon Abbrüche: {n}").format(n=found.dropouts.value) if found.dropouts.value else ""),
            (found.employed_after_exit, _("von {n} Ausgetretenen").format(n=left) if left else ""),
            (found.tandems_begun, _("am Stichtag laufen: {n}").format(n=found.tandems_on_cut_off.value)),
            (found.internships_begun, _("beendet: {n}").format(n=found.internships_ended.value)),
            (found.mentors, ""),
        )
        yield KeyFigures(
            (
                *(Figure(_(NAMES[one.code]), one.value, note=note) for one, note in cards),
                Figure(_("Beratungsstunden"), found.counselling.hours, "decimal", decimals=2),
            )
        )
        if found.active.people != found.active.value:
            yield Paragraph(
                _(
                    "Wer an mehreren Zuwendungen teilnimmt, zählt bei jeder einmal. Im Zeitraum waren es {n} "
                    "verschiedene Personen."
                ).format(n=found.active.people)
            )

    def _targets(self) -> Iterable[Block]:
        _ = self.speak.gettext
        lines = self.found.targets
        if not lines:
            return
        yield Heading(_("Soll und Ist"))
        several = len({line.grant_id for line in lines}) > 1
        counted = [line for line in lines if line.indicator != "hours"]
        timed = [line for line in lines if line.indicator == "hours"]
        note = _(
            "Das Ist zählt bis zum Stichtag. Das Soll gilt für den ganzen genannten Zeitraum und wird nicht geteilt."
        )
        for grant_id in dict.fromkeys(line.grant_id for line in counted):
            own = [line for line in counted if line.grant_id == grant_id]
            for year in dict.fromkeys(line.year for line in own):
                shown = [line for line in own if line.year == year]
                name = _("Soll und Ist {period}").format(period=self._of(shown[0]))
                yield Chart(
                    f"{name} · {shown[0].grant}" if several else name,
                    "target",
                    tuple(self._label(vocab.INDICATOR, line.indicator) for line in shown),
                    (
                        Series(_("Soll"), tuple(line.target for line in shown)),
                        Series(_("Ist"), tuple(int(line.actual) for line in shown)),
                    ),
                )
        if counted:
            yield self._target_table(_("Soll und Ist"), counted, several, Column(_("Ist"), "integer"), note)
        if timed:
            ist = Column(_("Ist"), "decimal", decimals=2)
            yield self._target_table(_("Soll und Ist in Stunden"), timed, several, ist, "" if counted else note)

    def _of(self, line: TargetLine) -> str:
        """The period of a target, in short."""
        return str(line.year) if line.year is not None else self._stretch(line.start, line.end)

    def _target_table(self, name: str, lines: Sequence[TargetLine], several: bool, ist: Column, note: str) -> Table:
        _ = self.speak.gettext
        columns = (
            *((Column(_("Zuwendung")),) if several else ()),
            Column(_("Kennzahl")),
            Column(_("Zeitraum des Solls")),
            Column(_("Soll"), "integer"),
            ist,
            Column(_("Erreicht"), "percent", decimals=0),
        )
        rows = tuple(
            (
                *((line.grant,) if several else ()),
                self._label(vocab.INDICATOR, line.indicator),
                self._of(line),
                line.target,
                int(line.actual) if ist.kind == "integer" else line.actual,
                _share(line.actual, line.target),
            )
            for line in lines
        )
        return Table(name, columns, rows, count=len(rows), note=note)

    def _counted(self) -> Iterable[Block]:
        """Every figure in question order, split by gender as the regulation asks."""
        found, _ = self.found, self.speak.gettext
        yield Heading(_("Kennzahlen"))
        doubtful = any(one.uncertain for one in found.figures)
        columns = (
            Column(_("Nr."), "integer", width=5),
            Column(_("Kennzahl")),
            Column(_("Gesamt"), "integer"),
            Column(_("Frauen"), "integer"),
            Column(_("Männer"), "integer"),
            Column(_("divers"), "integer"),
            Column(_(_UNKNOWN), "integer"),
            *((Column(_("nicht gezählt (Datum ungenau)"), "integer"),) if doubtful else ()),
        )
        by_code = {one.code: one for one in found.figures}
        ordered = [by_code[code] for code in NAMES]
        rows = tuple(
            (number, _(NAMES[one.code]), one.value, *self._genders(one), *((len(one.uncertain),) if doubtful else ()))
            for number, one in enumerate(ordered, 1)
        )
        yield Table(
            _("Kennzahlen"),
            columns,
            rows,
            count=len(rows),
            note=_("Tandems mit mehreren Mentees zählen einmal; nach Geschlecht zählt die erste Mentee."),
        )

    @staticmethod
    def _genders(figure: Counted) -> tuple[int | None, ...]:
        """Women, men, non-binary and unknown; empty for what is not about participants."""
        if figure.record in ("mentor", "meeting"):
            return (None, None, None, None)
        known = {share.code: share.value for share in figure.by_gender}
        split = tuple(known.get(code, 0) for code in ("f", "m", "x"))
        return (*split, figure.value - sum(split))

    def _months(self) -> Iterable[Block]:
        found, _ = self.found, self.speak.gettext
        months = _months_of(found.start, min(found.end, found.cut_off))
        if len(months) < 2:
            return
        yield Heading(_("Entwicklung im Zeitraum"))
        counted = (found.entries, found.exits, found.tandems_begun, found.internships_begun)
        values = [{share.code: share.value for share in one.by_month} for one in counted]
        times = [dict(one.by_month) for one in (found.counselling, found.tandem_hours)]
        names = [month_text(f"{month}-01", self.speak.language) for month in months]
        yield Chart(
            _("Eintritte und Austritte je Monat"),
            "bar" if len(months) <= _MOST_BARS else "line",
            tuple(_short_month(name, len(months)) for name in names),
            tuple(
                Series(_(NAMES[one.code]), tuple(known.get(month, 0) for month in months))
                for one, known in zip(counted[:2], values[:2], strict=True)
            ),
        )
        rows: list[Row] = [
            (
                name,
                *(known.get(month, 0) for known in values),
                *(known.get(month, Decimal(0)) for known in times),
            )
            for month, name in zip(months, names, strict=True)
        ]
        # A date that is known to the year only belongs to no month.
        rest = [
            one.value - sum(known.get(month, 0) for month in months) for one, known in zip(counted, values, strict=True)
        ]
        if any(rest):
            rows.append((_("Monat nicht bekannt"), *rest, Decimal(0), Decimal(0)))
        columns = (
            Column(_("Monat"), width=17),
            *(Column(_(NAMES[one.code]), "integer", sums=True) for one in counted),
            Column(_("Beratung (Std.)"), "decimal", decimals=2, sums=True),
            Column(_("Tandems (Std.)"), "decimal", decimals=2, sums=True),
        )
        # Hours are rounded per month: the sum of all is the one that was rounded once.
        exact = {5: found.counselling.hours, 6: found.tandem_hours.hours}
        yield self._summed(_("Je Monat"), columns, rows, exact)

    def _towns(self) -> Iterable[Block]:
        found, _ = self.found, self.speak.gettext
        counted = (found.active, found.entries, found.exits, found.tandems_begun, found.internships_begun)
        towns = _by_word(counted)
        if not towns:
            return
        yield Heading(_("Nach Standort und Ort"))
        unknown = _(_UNKNOWN)
        bars = sorted(((values[0], town) for town, values in towns.items() if values[0]), key=lambda one: -one[0])
        rest = sum(number for number, _town in bars[_MOST_TOWNS:])
        shown = [(town or unknown, number) for number, town in bars[:_MOST_TOWNS]]
        if rest:
            shown.append((_("andere Orte"), rest))
        if len(shown) > 1:
            yield Chart(
                _("Teilnehmerinnen im Zeitraum nach Wohnort"),
                "bar",
                tuple(town for town, _number in shown),
                (Series(_("Teilnehmerinnen"), tuple(number for _town, number in shown)),),
            )
        site = self._label(vocab.SITE, self.settings.site)
        rows: list[Row] = [(site, town or unknown, *values) for town, values in towns.items()]
        columns = (
            Column(_("Standort")),
            Column(_("Wohnort")),
            *(Column(_(NAMES[one.code]), "integer", sums=True) for one in counted),
        )
        yield self._summed(_("Nach Ort"), columns, rows)

    def _after_exit(self) -> Iterable[Block]:
        found, _ = self.found, self.speak.gettext
        yield Heading(_("Verbleib nach dem Austritt"))
        if not found.exits.ids:
            yield Paragraph(_("Im Zeitraum ist niemand ausgetreten."))
            return
        statuses = list(dict.fromkeys(share.code for share in (*found.on_leaving, *found.six_months)))
        order = {code: at for at, code in enumerate((*vocab.STATUS_AFTER_EXIT.codes, ""))}
        statuses.sort(key=lambda code: (not code, order.get(code, len(order) - 1)))
        leaving = {share.code: share.value for share in found.on_leaving}
        later = {share.code: share.value for share in found.six_months}
        names = [self._label(vocab.STATUS_AFTER_EXIT, code) for code in statuses]
        first, second = _("nach dem Austritt"), _("sechs Monate später")
        yield Chart(
            _("Status nach dem Austritt"),
            "bar",
            tuple(names),
            (
                Series(first, tuple(leaving.get(code, 0) for code in statuses)),
                *((Series(second, tuple(later.get(code, 0) for code in statuses)),) if later else ()),
            ),
        )
        gone, due = sum(leaving.values()), sum(later.values())
        rows: list[Row] = [
            (
                name,
                leaving.get(code, 0),
                _share(leaving.get(code, 0), gone),
                later.get(code, 0),
                _share(later.get(code, 0), due),
            )
            for code, name in zip(statuses, names, strict=True)
        ]
        columns = (
            Column(_("Status")),
            Column(first, "integer", sums=True),
            Column(_("Anteil"), "percent", decimals=0),
            Column(second, "integer", sums=True),
            Column(_("Anteil später"), "percent", decimals=0),
        )
        days = _("Nach dem Austritt: das letzte Ereignis in den {days} Tagen danach.").format(
            days=self.settings.on_leaving_days
        )
        waiting = len(found.six_months_not_due)
        if waiting:
            days += " " + self.speak.ngettext(
                "Bei {n} Ausgetretenen liegen die sechs Monate nach dem Stichtag.",
                "Bei {n} Ausgetretenen liegen die sechs Monate nach dem Stichtag.",
                waiting,
            ).format(n=waiting)
        yield Table(
            _("Status nach Austritt"),
            columns,
            tuple(rows),
            count=len(rows),
            total=(_("Summe"), gone, None, due, None),
            note=days,
        )
        yield self._share_table(_("Gründe des Austritts"), _("Grund"), found.exit_reasons, vocab.EXIT_REASON)

    def _tandems(self) -> Iterable[Block]:
        found, _ = self.found, self.speak.gettext
        if not found.tandems_running.ids and not found.tandems_ended.ids:
            return
        yield Heading(_("Tandems"))
        yield Paragraph(
            _(
                "Im Zeitraum liefen {running} Tandems mit {mentors} Mentorinnen, {begun} davon haben begonnen; am "
                "Stichtag laufen {now}."
            ).format(
                running=found.tandems_running.value,
                mentors=found.mentors.value,
                begun=found.tandems_begun.value,
                now=found.tandems_on_cut_off.value,
            )
        )
        if found.tandem_end_reasons:
            yield self._share_table(
                _("Gründe für das Ende"), _("Grund"), found.tandem_end_reasons, vocab.TANDEM_END_REASON
            )

    def _internships(self) -> Iterable[Block]:
        found, _ = self.found, self.speak.gettext
        if not found.internship_kinds and not found.internship_outcomes:
            return
        yield Heading(_("Praktika"))
        if found.internship_kinds:
            yield self._share_table(_("Begonnene Praktika"), _("Art"), found.internship_kinds, vocab.INTERNSHIP_KIND)
        if found.internship_outcomes:
            outcomes = found.internship_outcomes
            names = tuple(self._label(vocab.INTERNSHIP_OUTCOME, share.code) for share in outcomes)
            if len(outcomes) > 1:
                values = tuple(share.value for share in outcomes)
                yield Chart(_("Was aus den Praktika wurde"), "bar", names, (Series(_("Praktika"), values),))
            yield self._share_table(_("Ergebnis der Praktika"), _("Ergebnis"), outcomes, vocab.INTERNSHIP_OUTCOME)

    def _hours(self) -> Iterable[Block]:
        found, _ = self.found, self.speak.gettext
        parts: tuple[tuple[Hours, Vocabulary], ...] = (
            (found.counselling, vocab.ENTRY_KIND),
            (found.tandem_hours, vocab.MEETING_FORM),
            (found.internship_hours, vocab.INTERNSHIP_KIND),
        )
        rows: list[Row] = []
        for hours, vocabulary in parts:
            area = _(HOURS[hours.code])
            rows += [(area, self._label(vocabulary, kind), length) for kind, length in hours.by_kind]
            rows.append((area, _("Summe"), hours.hours))
        yield Heading(_("Stunden"))
        notes = [
            self.speak.ngettext(
                "{area}: bei {n} Eintrag fehlt die Dauer.",
                "{area}: bei {n} Einträgen fehlt die Dauer.",
                one.without_length,
            ).format(area=_(HOURS[one.code]), n=one.without_length)
            for one, _vocabulary in parts
            if one.without_length
        ]
        doubtful = len(found.internship_hours.uncertain)
        if doubtful:
            notes.append(
                self.speak.ngettext(
                    "Praktika: bei {n} Praktikum sind die Stunden im Zeitraum nicht genau bekannt.",
                    "Praktika: bei {n} Praktika sind die Stunden im Zeitraum nicht genau bekannt.",
                    doubtful,
                ).format(n=doubtful)
            )
        columns = (Column(_("Bereich")), Column(_("Art")), Column(_("Stunden"), "decimal", decimals=2))
        yield Table(
            _("Stunden"),
            columns,
            tuple(rows),
            count=len(rows),
            note=" ".join(
                (_("Beratung zählt für jede Teilnehmerin, um die es ging; Treffen eines Tandems einmal."), *notes)
            ),
        )

    def _missing(self) -> Iterable[Block]:
        """What is not known, and what is known too vaguely to be counted."""
        found, _ = self.found, self.speak.gettext
        yield Heading(_("Fehlende und ungenaue Angaben"))
        missing = found.missing
        if not missing and not found.inexact:
            yield Note(_("Alle Angaben, die ein Zuwendungsgeber verlangt, liegen vor."), "ok")
            return
        if missing:
            people = len({one.participant_id for one in missing})
            yield Note(
                self.speak.ngettext(
                    "Bei {n} Teilnehmerin fehlen Angaben. Sie zählt nur in den Gesamtzahlen sicher mit.",
                    "Bei {n} Teilnehmerinnen fehlen Angaben. Sie zählen nur in den Gesamtzahlen sicher mit.",
                    people,
                ).format(n=people),
                "warn",
            )
            rows: list[Row] = []
            for field, words in FIELDS.items():
                own = [one for one in missing if one.field == field]
                if own:
                    late = sum(one.due is not None and one.due < found.cut_off for one in own)
                    rows.append((_(words), len(own), late))
            columns = (
                Column(_("Angabe")),
                Column(_("fehlt bei"), "integer", sums=True),
                Column(_("davon überfällig"), "integer", sums=True),
            )
            yield self._summed(_("Fehlende Angaben"), columns, rows)
        if found.inexact:
            rows = [
                (_(NAMES[code]), len([one for one in found.inexact if one.figure == code]))
                for code in NAMES
                if any(one.figure == code for one in found.inexact)
            ]
            yield Table(
                _("Ungenaue Daten"),
                (Column(_("Kennzahl")), Column(_("nicht gezählt"), "integer")),
                tuple(rows),
                count=len(rows),
                note=_(
                    "Nur Monat oder Jahr sind bekannt und liegen nur zum Teil im Zeitraum. Geraten wird nicht: Diese "
                    "Einträge zählen nicht mit, bis das Datum feststeht."
                ),
            )

    def _how(self) -> Iterable[Block]:
        """The definitions, so that somebody else can count again."""
        _ = self.speak.gettext
        yield Heading(_("Wie gezählt wurde"))
        rules = (
            _(
                "Jede Person zählt je Zuwendung einmal. Wer wieder eintritt, behält die Angaben des ersten Eintritts; "
                "es gilt der letzte Austritt."
            ),
            _("Was nach dem Stichtag liegt, zählt nicht, auch wenn es schon eingetragen ist."),
            _(
                "Alter, Erwerbsstatus und Bildung gelten für den Tag des Eintritts; ausländische Abschlüsse zählen "
                "nach ihrer Stufe (ISCED), auch ohne Anerkennung."
            ),
            _(
                "Als Praktikum zählt, was begonnen hat; zugesagte Praktika zählen erst mit ihrem Beginn. Stunden von "
                "Praktika, die nur zum Teil im Zeitraum liegen, zählen anteilig."
            ),
            _("Begriffe nach Verordnung (EU) 2021/1057, Anhang I; Fassung der Definitionen: 2026-1."),
        )
        yield Table(
            _("Wie gezählt wurde"),
            (Column(_("Regel"), width=80),),
            tuple((rule,) for rule in rules),
            count=len(rules),
        )

    # Tables

    def _share_table(self, name: str, head: str, shares: Sequence[Share], vocabulary: Vocabulary) -> Table:
        _ = self.speak.gettext
        all_of = sum(share.value for share in shares)
        rows: tuple[Row, ...] = tuple(
            (self._label(vocabulary, share.code), share.value, _share(share.value, all_of)) for share in shares
        )
        columns = (
            Column(head),
            Column(_("Anzahl"), "integer", sums=True),
            Column(_("Anteil"), "percent", decimals=0),
        )
        return Table(name, columns, rows, count=len(rows), total=(_("Summe"), all_of, None))

    def _summed(
        self, name: str, columns: tuple[Column, ...], rows: Sequence[Row], exact: Mapping[int, Decimal] | None = None
    ) -> Table:
        """A table with the sums of its columns below; *exact* are sums by column that are better known than by adding
        up what stands above them."""
        shown: list[Column] = []
        total: list[int | Decimal | str | None] = []
        for at, column in enumerate(columns):
            added = sum((_number(row[at]) for row in rows), Decimal(0))
            value = (exact or {}).get(at, added)
            shown.append(column if value == added else replace(column, sums=False))
            total.append(None if not column.sums else int(value) if column.kind == "integer" else value)
        total[0] = self.speak.gettext("Summe")
        return Table(name, tuple(shown), tuple(rows), count=len(rows), total=tuple(total))


def _number(value: object) -> Decimal:
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)


def _share(part: Decimal | int, whole: int) -> Decimal | None:
    """A part of a whole with four places (hundredths of a per cent), or None of nothing."""
    return (Decimal(part) / whole).quantize(Decimal("0.0001")) if whole else None


def _months_of(first: date, last: date) -> list[str]:
    """All months with a day from *first* to *last*: "2026-03"."""
    months = []
    number, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    while number <= end:
        months.append(f"{number // 12:04}-{number % 12 + 1:02}")
        number += 1
    return months


def _short_month(name: str, months: int) -> str:
    """ "März 2026" below a chart: cut to "Mär 26" where there are many."""
    month, year = name.split(" ")
    return f"{month[:3]} {year[2:]}" if months > 6 else name


def _by_word(counted: Sequence[Counted]) -> Mapping[str, tuple[int, ...]]:
    """The figures of every town, the unknown last. What belongs to no town counts there too, so that sums are whole."""
    known = [{share.code: share.value for share in one.by_town} for one in counted]
    for values, one in zip(known, counted, strict=True):
        rest = one.value - sum(values.values())
        if rest:
            values[""] = values.get("", 0) + rest
    towns = sorted({town for values in known for town in values}, key=lambda town: (not town, sort_key(town)))
    return {town: tuple(values.get(town, 0) for values in known) for town in towns}
