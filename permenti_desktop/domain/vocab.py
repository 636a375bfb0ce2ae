"""Closed lists with stable codes. Records store the code; the label is looked up in the reader's language.

The short lists stand here with German labels (their English ones come from the catalogue). The lists that have a
publisher or a legal source (CEFR, ISCED 2011, recognition, residence titles) are read from
``resources/vocabularies/vocab_de_en.json``, which carries both languages. An office may rename or retire terms;
codes never change.
"""

import json
from dataclasses import dataclass, field
from functools import cache, cached_property

from permenti_desktop import paths
from permenti_desktop.i18n import N_, Texts, language, texts


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a vocabulary. ``en`` is set where the source itself is bilingual; else the catalogue knows it."""

    code: str
    de: str
    en: str | None = None


@dataclass(frozen=True)
class Vocabulary:
    """A closed list. ``terms`` are in the order in which a person expects to choose from them."""

    name: str
    terms: tuple[Term, ...] = field(repr=False)

    @cached_property
    def _by_code(self) -> dict[str, Term]:
        return {term.code: term for term in self.terms}

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes in order."""
        return tuple(term.code for term in self.terms)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def label(self, code: str | None, in_texts: Texts | None = None) -> str:
        """The term in the language of ``in_texts`` (default: the window's). Empty for None; an unknown code stands
        for itself, so that nothing that was stored ever disappears from view."""
        if not code:
            return ""
        term = self._by_code.get(code)
        if term is None:
            return code
        chosen = in_texts or texts(language())
        if term.en is not None:
            return term.en if chosen.language == "en" else term.de
        return chosen.gettext(term.de)


def _vocabulary(name: str, *pairs: tuple[str, str]) -> Vocabulary:
    return Vocabulary(name, tuple(Term(code, label) for code, label in pairs))


@cache
def _published(name: str, key: str) -> Vocabulary:
    """A list of ``vocab_de_en.json``. Codes become text, because ISCED's are numbers there."""
    with paths.resource("vocabularies/vocab_de_en.json").open(encoding="utf-8") as file:
        entries = json.load(file)[key]
    return Vocabulary(name, tuple(Term(str(entry["code"]), entry["de"], entry["en"]) for entry in entries))


def cefr() -> Vocabulary:
    """Language levels of the Common European Framework, with A0 (literacy) and L1 (first language)."""
    return _published("cefr", "cefr")


def isced() -> Vocabulary:
    """Levels of education, ISCED 2011 (0–8)."""
    return _published("isced", "isced2011")


def recognition() -> Vocabulary:
    """Where the recognition of a foreign qualification stands (BQFG, ZAB)."""
    return _published("recognition", "recognition_status")


def residence_title() -> Vocabulary:
    """Residence titles (AufenthG, AsylG). To be checked against the law before each release."""
    return _published("residence_title", "residence_titles")


GENDER = _vocabulary(
    "gender", ("f", N_("weiblich")), ("m", N_("männlich")), ("x", N_("divers")), ("u", N_("keine Angabe"))
)

# DOMAIN: the path of a participant. Sites choose and rename; phases overlap, pause and are re-entered.
PHASE = _vocabulary(
    "phase",
    ("contact", N_("Kontakt")),
    ("interview", N_("Erstgespräch")),
    ("profiling", N_("Profiling")),
    ("qualification", N_("Qualifizierung")),
    ("matching", N_("Matching")),
    ("trial", N_("Schnupperphase")),
    ("tandem", N_("Im Tandem")),
    ("internship", N_("Im Praktikum")),
    ("application", N_("Bewerbung")),
    ("paused", N_("Pausiert")),
    ("completed", N_("Abgeschlossen")),
    ("dropout", N_("Abgebrochen")),
    ("alumna", N_("Ehemalige")),
)

# Regulation (EU) 2021/1057, Annex I, EECO02–EECO05.
EMPLOYMENT = _vocabulary(
    "employment",
    ("unemployed", N_("arbeitslos")),
    ("long_term_unemployed", N_("langzeitarbeitslos")),
    ("inactive", N_("nicht erwerbstätig, nicht arbeitsuchend")),
    ("in_education", N_("in Ausbildung, Schule oder Kurs")),
    ("employed", N_("beschäftigt")),
    ("self_employed", N_("selbstständig")),
    ("unknown", N_("keine Angabe")),
)

# What a participant does at a given day after her exit.
STATUS_AFTER_EXIT = _vocabulary(
    "status_after_exit",
    ("employed_full", N_("Arbeit in Vollzeit")),
    ("employed_part", N_("Arbeit in Teilzeit")),
    ("employed", N_("Arbeit (Umfang nicht bekannt)")),
    ("employed_mini", N_("Minijob")),
    ("self_employed", N_("Selbstständigkeit")),
    ("apprenticeship", N_("Ausbildung")),
    ("studies", N_("Studium")),
    ("qualification", N_("Qualifizierung oder Anpassungslehrgang")),
    ("language_course", N_("Sprachkurs")),
    ("internship", N_("Praktikum")),
    ("job_search", N_("Arbeitsuche")),
    ("parental_leave", N_("Elternzeit oder Kinderbetreuung")),
    ("inactive", N_("nicht erwerbstätig")),
    ("moved", N_("weggezogen")),
    ("unknown", N_("unbekannt")),
)
EMPLOYED_STATUSES = frozenset({"employed_full", "employed_part", "employed", "employed_mini", "self_employed"})
EDUCATION_STATUSES = frozenset({"apprenticeship", "studies", "qualification", "language_course"})

OUTCOME_MOMENT = _vocabulary(
    "outcome_moment",
    ("exit", N_("beim Austritt")),
    ("four_weeks", N_("vier Wochen nach Austritt")),
    ("six_months", N_("sechs Monate nach Austritt")),
    ("other", N_("zu einem anderen Zeitpunkt")),
)

EXIT_REASON = _vocabulary(
    "exit_reason",
    ("completed", N_("Ziel erreicht")),
    ("end_of_project", N_("Ende der Teilnahme")),
    ("work", N_("Arbeit aufgenommen")),
    ("training", N_("Ausbildung oder Studium aufgenommen")),
    ("moved", N_("Umzug")),
    ("health", N_("Krankheit")),
    ("childcare", N_("Kinderbetreuung")),
    ("motivation", N_("anderes Ziel")),
    ("no_contact", N_("kein Kontakt mehr")),
    ("other", N_("anderer Grund")),
)

TRAVEL = _vocabulary(
    "travel",
    ("walk", N_("zu Fuß")),
    ("bike", N_("Fahrrad")),
    ("transit", N_("Bus und Bahn")),
    ("car", N_("Auto")),
    ("lift", N_("wird gebracht")),
)

TIMES = _vocabulary(
    "times",
    *(
        (f"{day}_{part}", label)
        for day, day_labels in (
            ("mo", (N_("Montag vormittags"), N_("Montag nachmittags"), N_("Montag abends"))),
            ("tu", (N_("Dienstag vormittags"), N_("Dienstag nachmittags"), N_("Dienstag abends"))),
            ("we", (N_("Mittwoch vormittags"), N_("Mittwoch nachmittags"), N_("Mittwoch abends"))),
            ("th", (N_("Donnerstag vormittags"), N_("Donnerstag nachmittags"), N_("Donnerstag abends"))),
            ("fr", (N_("Freitag vormittags"), N_("Freitag nachmittags"), N_("Freitag abends"))),
            ("sa", (N_("Samstag vormittags"), N_("Samstag nachmittags"), N_("Samstag abends"))),
            ("su", (N_("Sonntag vormittags"), N_("Sonntag nachmittags"), N_("Sonntag abends"))),
        )
        for part, label in zip(("am", "pm", "ev"), day_labels, strict=True)
    ),
)

YES_NO = _vocabulary("yes_no", ("yes", N_("ja")), ("no", N_("nein")), ("unknown", N_("keine Angabe")))

PURPOSE = _vocabulary(
    "purpose",
    ("programme", N_("Teilnahme am Programm")),
    ("funder", N_("Bericht an den Zuwendungsgeber")),
    ("mentor", N_("Weitergabe an Mentorin oder Betrieb")),
    ("authority", N_("Weitergabe an Jobcenter oder Agentur für Arbeit")),
    ("other_office", N_("Übergabe an eine andere Stelle")),
    ("press", N_("Bilder und Presse")),
    ("after_exit", N_("Kontakt nach dem Austritt")),
)
LEGAL_BASIS = _vocabulary(
    "legal_basis",
    ("consent", N_("Einwilligung (Art. 6 Abs. 1 a DSGVO)")),
    ("contract", N_("Vertrag (Art. 6 Abs. 1 b DSGVO)")),
    ("obligation", N_("rechtliche Verpflichtung (Art. 6 Abs. 1 c DSGVO)")),
    ("public_task", N_("öffentliche Aufgabe (Art. 6 Abs. 1 e DSGVO)")),
    ("interest", N_("berechtigtes Interesse (Art. 6 Abs. 1 f DSGVO)")),
)

MENTOR_STATUS = _vocabulary(
    "mentor_status",
    ("interested", N_("interessiert")),
    ("active", N_("aktiv")),
    ("paused", N_("pausiert")),
    ("ended", N_("beendet")),
)

ORGANISATION_KIND = _vocabulary(
    "organisation_kind",
    ("company", N_("Betrieb")),
    ("authority", N_("Behörde")),
    ("chamber", N_("Kammer")),
    ("provider", N_("Bildungsträger")),
    ("association", N_("Verein oder Verband")),
    ("other", N_("andere Stelle")),
)
# Commission Recommendation 2003/361/EC: small and medium-sized means fewer than 250 people.
ORGANISATION_SIZE = _vocabulary(
    "organisation_size",
    ("micro", N_("bis 9 Beschäftigte")),
    ("small", N_("10 bis 49 Beschäftigte")),
    ("medium", N_("50 bis 249 Beschäftigte")),
    ("large", N_("ab 250 Beschäftigte")),
    ("unknown", N_("nicht bekannt")),
)
SME_SIZES = frozenset({"micro", "small", "medium"})

TANDEM_STATE = _vocabulary(
    "tandem_state",
    ("proposed", N_("vorgeschlagen")),
    ("trial", N_("Schnupperphase")),
    ("running", N_("läuft")),
    ("paused", N_("pausiert")),
    ("completed", N_("abgeschlossen")),
    ("ended_early", N_("vorzeitig beendet")),
    ("declined", N_("nicht zustande gekommen")),
)
TANDEM_OPEN = frozenset({"proposed", "trial", "running", "paused"})
TANDEM_END_REASON = _vocabulary(
    "tandem_end_reason",
    ("goal_reached", N_("Ziel erreicht")),
    ("time_over", N_("Zeit abgelaufen")),
    ("no_time", N_("keine Zeit mehr")),
    ("no_fit", N_("hat nicht gepasst")),
    ("moved", N_("Umzug")),
    ("health", N_("Krankheit")),
    ("work", N_("Arbeit aufgenommen")),
    ("other", N_("anderer Grund")),
)
MEETING_FORM = _vocabulary(
    "meeting_form",
    ("in_person", N_("persönlich")),
    ("phone", N_("am Telefon")),
    ("video", N_("per Video")),
    ("written", N_("schriftlich")),
)

INTERNSHIP_KIND = _vocabulary(
    "internship_kind",
    ("job_shadowing", N_("Hospitation")),
    ("internship", N_("Praktikum")),
    ("orientation", N_("Orientierungspraktikum")),
    ("mag", N_("Maßnahme bei einem Arbeitgeber (§ 45 SGB III)")),
    ("trial_work", N_("Probearbeit")),
)
INTERNSHIP_STATE = _vocabulary(
    "internship_state",
    ("sought", N_("gesucht")),
    ("requested", N_("angefragt")),
    ("agreed", N_("zugesagt")),
    ("running", N_("läuft")),
    ("completed", N_("abgeschlossen")),
    ("aborted", N_("abgebrochen")),
)
INTERNSHIP_OUTCOME = _vocabulary(
    "internship_outcome",
    ("job_offer", N_("Arbeitsangebot")),
    ("hired", N_("Übernahme")),
    ("training", N_("Ausbildungsplatz")),
    ("another_internship", N_("weiteres Praktikum")),
    ("good", N_("gut verlaufen, ohne Angebot")),
    ("nothing", N_("kein Ergebnis")),
    ("aborted", N_("abgebrochen")),
)
# The program never says "allowed": it says what is to be clarified, and with whom.
PERMIT_QUESTION = _vocabulary(
    "permit_question",
    ("not_asked", N_("noch nicht geprüft")),
    ("to_clarify", N_("mit der Ausländerbehörde zu klären")),
    ("requested", N_("angefragt")),
    ("answered", N_("Auskunft liegt vor")),
    ("not_needed", N_("nach Auskunft keine Zustimmung nötig")),
)
INSURANCE = _vocabulary(
    "insurance",
    ("unknown", N_("noch zu klären")),
    ("host", N_("über den Betrieb")),
    ("office", N_("über unsere Stelle")),
    ("authority", N_("über Jobcenter oder Agentur für Arbeit")),
    ("provider", N_("über den Bildungsträger")),
)

ENTRY_KIND = _vocabulary(
    "entry_kind",
    ("conversation", N_("Beratung")),
    ("call", N_("Telefonat")),
    ("mail", N_("E-Mail")),
    ("visit", N_("Besuch")),
    ("note", N_("Notiz")),
    ("meeting", N_("Treffen")),
)

LINE_KIND = _vocabulary(
    "line_kind", ("info", N_("Information")), ("decision", N_("Beschluss")), ("promise", N_("Aufgabe"))
)

SITE = _vocabulary(
    "site",
    ("dortmund", "Dortmund"),
    ("bielefeld", "Bielefeld"),
    ("koeln", "Köln"),
    ("ennepe-ruhr", "Ennepe-Ruhr-Kreis"),
    ("other", N_("andere Stelle")),
)

# Targets that a grant may set; each is counted by queries/figures.
INDICATOR = _vocabulary(
    "indicator",
    ("entries", N_("Eintritte")),
    ("exits", N_("Austritte")),
    ("active", N_("Teilnehmerinnen im Zeitraum")),
    ("tandems", N_("begonnene Tandems")),
    ("internships", N_("begonnene Praktika")),
    ("employed_after_exit", N_("in Arbeit nach dem Austritt")),
    ("education_after_exit", N_("in Ausbildung, Studium oder Kurs nach dem Austritt")),
    ("mentors", N_("aktive Mentorinnen")),
    ("hours", N_("Beratungsstunden")),
    ("network_meetings", N_("Netzwerktreffen")),
)
