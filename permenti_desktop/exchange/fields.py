"""What a column of an office's list can mean, and the words that offices write above it.

A field is named by subject and name, "participant.birth". Its ``kind`` says how its cells are read. Words
are German and English, with the usual abbreviations; ``weak`` words mean the field only where the cells
below bear it out; ``near`` words name something that lies near to it ("Erstgespräch" is not yet the entry): such
a column is taken, but every cell of it with a question.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from permenti_desktop.i18n import N_

Subject = Literal["participant", "mentor", "organisation", "internship", "tandem"]
SUBJECTS: Final[tuple[Subject, ...]] = ("participant", "mentor", "organisation", "internship", "tandem")

SUBJECT_LABELS: Final = {
    "participant": N_("Teilnehmerinnen"),
    "mentor": N_("Mentorinnen"),
    "organisation": N_("Organisationen"),
    "internship": N_("Praktika"),
    "tandem": N_("Tandems"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One possible meaning of a column."""

    subject: Subject
    name: str
    label: str
    kind: str
    words: tuple[str, ...]
    weak: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    many: bool = False
    """Whether several columns may mean this (remarks)."""
    sensitive: bool = False
    """GDPR Art. 9 and what comes near to it: left out of an import until a person ticks it."""

    @property
    def key(self) -> str:
        """Subject and name, "participant.birth"."""
        return f"{self.subject}.{self.name}"


def _field(
    subject: Subject,
    name: str,
    label: str,
    kind: str,
    words: str,
    weak: str = "",
    *,
    near: str = "",
    many: bool = False,
    sensitive: bool = False,
) -> Field:
    return Field(subject, name, label, kind, _split(words), _split(weak), _split(near), many, sensitive)


def _split(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.replace("\n", " ").split(",") if word.strip())


_REMARK: Final = """bemerkung, bemerkungen, bem, notiz, notizen, anmerkung, anmerkungen, sonstiges,
kommentar, info, infos, hinweis, hinweise, besonderheiten, remarks, remark, notes, note, comment, comments,
weiteres, todo, to do, sonstige infos, beobachtung, was noch, zusatz, aktuelles, letzter stand, aktueller
stand, vermerk, vermerke, was noch wichtig ist
"""


def _person(subject: Subject, names: str) -> tuple[Field, ...]:
    """The fields that every person has; *names* are the words for a whole name in lists of this subject."""
    return (
        _field(
            subject,
            "name",
            N_("Name"),
            "name",
            f"""name vorname, nachname vorname, vorname nachname, vorname name, name und vorname, vor und nachname,
            vor und zuname, vor nachname, name, full name, namen, zuname vorname, first and last name, {names}""",
        ),
        _field(
            subject,
            "last",
            N_("Nachname"),
            "name_part",
            "nachname, familienname, zuname, surname, last name, family name, lastname, nachnamen, nname, fam name",
            "name, namen, familie, family",
        ),
        _field(
            subject,
            "first",
            N_("Vorname"),
            "name_part",
            "vorname, vornamen, first name, given name, forename, firstname, vname, christian name, given names",
            "rufname",
        ),
        _field(
            subject,
            "own_script",
            N_("Name in eigener Schrift"),
            "text",
            """name in eigener schrift, name in originalschrift, originalschrift, name original, originalname,
            name arabisch, name in arabisch, name arabische schrift, name persisch, name kyrillisch, name ukrainisch,
            name muttersprache, name in own language, name in own script, name in native script, native name,
            name in arabic, name in original script, original name""",
        ),
        _field(subject, "title", N_("Titel"), "text", "akad titel, akademischer titel, academic title", "titel, title"),
        _field(
            subject,
            "gender",
            N_("Geschlecht"),
            "gender",
            "geschlecht, gender, sex, anrede, salutation, m w d, w m d, w d m",
        ),
        _field(
            subject,
            "birth",
            N_("Geburtsdatum"),
            "birth",
            """geburtsdatum, geb, geb dat, geb datum, geboren, geboren am, geb am, gebdat, geburtstag,
            geburtsjahr, geb jahr, gebjahr, date of birth, dob, birth date, birthdate, birthday, birth, year
            of birth, born, d o b, geburt, geb tag, geburtsdat, born on""",
            "jahrgang, jg, datum geburt, gd",
        ),
        _field(
            subject,
            "birth_day",
            N_("Tag der Geburt"),
            "birth_day",
            "geburtstag tag, tag der geburt, day of birth, birth day",
            "geburtstag, geb tag, tag, day",
        ),
        _field(
            subject,
            "birth_month",
            N_("Monat der Geburt"),
            "birth_month",
            "geburtsmonat, geb monat, monat der geburt, month of birth, birth month",
            "monat, month",
        ),
        _field(subject, "age", N_("Alter"), "keep", "alter, age, alter in jahren, alter bei eintritt, age at entry"),
        _field(
            subject,
            "nationality",
            N_("Staatsangehörigkeit"),
            "country",
            """herkunft, herkunftsland, staatsangehörigkeit, staatsang, nationalität, sta, stag, country,
            country of origin, nationality, origin, home country, citizenship, heimatland, staatsbürgerschaft,
            her land, herk land, herk, nat, st ang""",
            "land, geburtsland, country of birth, nation, staat, aus, kommt aus",
        ),
        _field(
            subject,
            "address",
            N_("Anschrift"),
            "address",
            "anschrift, adresse, address, wohnanschrift, wohnadresse, postanschrift, home address, postal address",
            "kontakt, wohnort, contact, kontaktdaten",
        ),
        _field(
            subject,
            "street",
            N_("Straße"),
            "street",
            """straße, str, straße nr, straße hausnummer, straße und hausnummer, straße hausnr, straße hnr,
            street, street address, street and number, straße u nr, str nr, strasse hausnr""",
            "anschrift, adresse, address",
        ),
        _field(subject, "house", N_("Hausnummer"), "house", "hausnummer, hausnr, hnr, house number, house no, haus nr"),
        _field(
            subject,
            "postal",
            N_("Postleitzahl"),
            "postal",
            "plz, postleitzahl, postal code, postcode, zip, zip code, post code, p l z",
        ),
        _field(
            subject,
            "town",
            N_("Ort"),
            "town",
            """ort, wohnort, stadt, gemeinde, kommune, plz ort, plz wohnort, plz und ort, town, city,
            place of residence, wohnsitz, municipality, plz stadt, zip city, postcode town, stadt gemeinde,
            wohnt in, lives in, wohnhaft in, wohnhaft""",
            "place, residence, location, region",
        ),
        _field(
            subject, "district", N_("Stadtteil"), "keep", "stadtteil, ortsteil, district, quartier, stadtbezirk, bezirk"
        ),
        _field(
            subject,
            "phone",
            N_("Telefon"),
            "phone",
            """telefon, tel, telefonnummer, tel nr, telnr, fon, phone, rufnummer, festnetz, telephone, phone
            number, tel nummer, telefonnr, fernsprecher, phone no, tel privat, tel festnetz, contact number,
            contact no, telephone number, telefon privat,
            tel dienstl""",
            "kontakt, contact, kontaktdaten, erreichbar unter, erreichbar",
        ),
        _field(
            subject,
            "mobile",
            N_("Mobiltelefon"),
            "phone",
            """mobil, handy, tel mobil, mobilnummer, handynummer, mobile, cell, cell phone, mobile phone,
            mobil nr, mobiltelefon, handynr, handy nr, mobile number, telefon mobil, mobilfunk, whatsapp,
            mobile no""",
        ),
        _field(
            subject,
            "email",
            N_("E-Mail"),
            "email",
            "e mail, email, mail, mailadresse, e mail adresse, emailadresse, mail address, email address, mailkontakt",
            "kontakt, contact, kontaktdaten",
        ),
        _field(
            subject,
            "languages",
            N_("Sprachen"),
            "languages",
            """sprachen, sprachkenntnisse, weitere sprachen, languages, fremdsprachen, muttersprache,
            herkunftssprache, erstsprache, native language, mother tongue, other languages, languages
            spoken, first language""",
            "sprache, language",
            many=True,
        ),
        _field(subject, "language", N_("Sprache"), "spoken", "englischkenntnisse, english skills", many=True),
        _field(subject, "remark", N_("Bemerkungen"), "text", _REMARK, "grund, text", many=True),
        _field(
            subject,
            "cohort",
            N_("Durchgang"),
            "text",
            "durchgang, kohorte, gruppe, runde, cohort, group, staffel, round, programmrunde, mentoring runde",
            "kurs, jahrgang, jahr, batch, dg",
        ),
    )


_PARTICIPANT: Final = (
    *_person(
        "participant",
        """teilnehmerin, teilnehmerinnen, tn, tn name, name tn, name der teilnehmerin, klientin, mentee,
        participant, participant name, client, client name, frau, bewerberin, kundin, name der tn, name der
        frau, teilnehmende, name mentee, name teilnehmerin, woman""",
    ),
    _field(
        "participant",
        "number",
        N_("Nummer"),
        "number",
        """lfd nr, nr, lfd, lfdnr, laufende nummer, no, id, tn nr, teilnehmernummer, number, aktenzeichen,
        kundennummer, pos, lfd nummer, lnr, ref, tn id, ser no, serial no, n, nummer""",
        "code, zeile, akte",
    ),
    _field(
        "participant",
        "arrival",
        N_("In Deutschland seit"),
        "event",
        """in d seit, in deutschland seit, einreise, einreisedatum, ankunft, arrival, arrived, date of
        arrival, in germany since, einreisejahr, eingereist, in brd seit, year of arrival, ankunft in
        deutschland, einreise nach deutschland, arrival in germany, in dtl seit, in dt seit, einreise d, in
        de seit, in germany from, jahr der einreise, arrival year, ankunftsjahr, hier seit, seit wann in d,
        seit wann in deutschland, wann eingereist, arrived in germany, einr""",
    ),
    _field(
        "participant",
        "residence",
        N_("Aufenthaltstitel"),
        "residence",
        """aufenthalt, aufenthaltstitel, aufenthaltsstatus, aufenth titel, residence permit, residence status,
        residence title, permit, legal status, aufenthaltserlaubnis, immigration status, at, aufenth, auf
        titel, type of permit, aufenthaltsrecht, aufenthaltspapier, status aufenthalt, title of residence,
        aufent""",
        "status, titel, papiere, residence, title",
    ),
    _field(
        "participant",
        "residence_expires",
        N_("Aufenthaltstitel gültig bis"),
        "day",
        """aufenthalt bis, titel gültig bis, at bis, permit valid until, aufenthaltstitel gültig bis, permit
        expires, aufenthaltstitel bis, at gültig bis, ae bis, permit until, permit expiry, aufenthalt gültig
        bis""",
        "gültig bis, valid until, expires, befristet bis, ablauf",
    ),
    _field(
        "participant",
        "residence_since",
        N_("Aufenthaltstitel seit"),
        "keep",
        "at seit, aufenthaltstitel seit, titel seit, aufenthalt seit, ae seit, permit since, erteilt am",
    ),
    _field(
        "participant",
        "german",
        N_("Deutschkenntnisse"),
        "level",
        """deutsch, deutschniveau, deutschkenntnisse, sprachniveau, sprachstand, german, german level,
        level of german, deutsch niveau, sprachniveau deutsch, ger, cefr, deutschstand, dt niveau, german
        skills, deutsch level, sprachlevel, deutschlevel, german language level, niveau deutsch, dt
        kenntnisse, ger niveau, deutsch ger, deutsch stufe, sprachstufe, deutschk, german cefr, cefr level,
        language level german""",
        "niveau, level, sprache, sprachkenntnisse, language level, sprachen, kursniveau, language, stufe",
    ),
    _field(
        "participant",
        "german_mark",
        N_("Deutsch (Stufe angekreuzt)"),
        "german_mark",
        "a1, a2, b1, b2, c1, c2, deutsch a1, deutsch a2, deutsch b1, deutsch b2, deutsch c1, deutsch c2",
        many=True,
    ),
    _field(
        "participant",
        "certificate",
        N_("Sprachzertifikat"),
        "certificate",
        "sprachzertifikat, language certificate, deutschzertifikat, zertifikat deutsch, sprachnachweis",
        "zertifikat, certificate, nachweis",
    ),
    _field(
        "participant",
        "children",
        N_("Kinder"),
        "children",
        "kinder, anzahl kinder, ki, kinderzahl, children, number of children, kids, kind, anz kinder, "
        "no of children, kd",
    ),
    _field(
        "participant",
        "household",
        N_("Haushalt"),
        "text",
        "familienstand, family status, marital status, haushalt, fam stand, household, famst, familiensituation",
        "familie, family",
    ),
    _field(
        "participant",
        "childcare",
        N_("Kinderbetreuung"),
        "text",
        "kinderbetreuung, betreuung kinder, childcare, kita, betreuung der kinder, child care, kinderbetr",
    ),
    _field(
        "participant",
        "occupation",
        N_("Beruf"),
        "text",
        """beruf, beruf studium, erlernter beruf, ausbildung beruf, herkunftsberuf, ausgangsberuf, occupation,
        profession, original occupation, former occupation, beruf im herkunftsland, previous occupation,
        trained as, beruflicher hintergrund, berufl hintergrund, beruf herkunftsland, original profession,
        beruf ausbildung, beruf qualifikation, trained profession, occupation held, learned profession,
        vocation, berufsbezeichnung, ursprungsberuf, job, beruf abschluss, erl beruf, occupation degree,
        profession degree, berufl qualifikation""",
        "qualifikation, ausbildung, studium, qualification, background",
    ),
    _field(
        "participant",
        "wanted",
        N_("Wunschberuf"),
        "text",
        """berufswunsch, wunschberuf, zielberuf, berufsziel, desired occupation, target occupation, wanted
        occupation, job goal, beruf ziel, career goal, career aim, gewünschter beruf, occupation wanted,
        target profession, desired job, möchte arbeiten als""",
    ),
    _field(
        "participant",
        "education",
        N_("Abschluss"),
        "text",
        """abschluss, bildungsabschluss, höchster abschluss, studienabschluss, schulabschluss, degree,
        education, schulbildung, highest qualification, studium, ausbildung, bildung, qualifikation,
        qualification, highest degree, academic degree, school leaving certificate, studienfach""",
    ),
    _field(
        "participant",
        "recognition",
        N_("Anerkennung"),
        "recognition",
        """anerk, anerkennung, anerkannt, anerkennungsstand, anerkennung abschluss, recognition, recognised,
        recognition status, anabin, zab, anerk abschluss, berufsanerkennung, recognized,
        anerkennungsverfahren, recognition of degree, abschluss anerkannt, anerkennung beruf,
        anerkennungsstatus, degree recognised""",
    ),
    _field(
        "participant",
        "experience",
        N_("Berufserfahrung"),
        "text",
        "berufserfahrung, erfahrung, work experience, experience, jahre berufserfahrung, years of experience",
    ),
    _field(
        "participant",
        "licence",
        N_("Führerschein"),
        "yes_no",
        """führerschein, fs, fs kl b, führerschein klasse b, driving licence, driver s license, führersch,
        driving license, driver s licence, fsk""",
    ),
    _field(
        "participant",
        "employment",
        N_("Erwerbsstatus beim Eintritt"),
        "employment",
        """erwerbsstatus, arbeitsmarktstatus, beschäftigung, status bei eintritt, employment status,
        employment, erwerbsstatus bei eintritt, beschäftigungsstatus, arbeitslos, status on entry,
        employment on entry""",
        "leistungsbezug, leistung, sgb, status",
    ),
    _field(
        "participant",
        "case_worker",
        N_("Zuständig"),
        "text",
        """sb jc, sachbearbeiter, sachbearbeiterin, fallmanager, fallmanagerin, case worker, caseworker, jc
        sb, ansprechpartner jc, integrationsfachkraft, vermittlerin, beraterin, zuständig, betreuerin,
        coach, berater, ansprechpartnerin jc, ansprechpartner jobcenter, sachbearbeitung, sb, job centre
        adviser, advisor, adviser, jobcenter sb, arbeitsvermittlerin, sachb, sachb jc, fm jc, sb jobcenter,
        kundenberaterin""",
        "ansprechpartner, ansprechpartnerin, jobcenter, jc, fm",
    ),
    _field(
        "participant",
        "entry",
        N_("Eintritt"),
        "event",
        """eintritt, eintrittsdatum, aufnahme, aufnahmedatum, teilnahme ab, teilnahme von, zugang, entry,
        entry date, start date, date of entry, joined, im projekt seit, projekteintritt, aufgenommen am, tn
        seit, teilnahmebeginn, projektbeginn, dabei seit, enrolled, eingetreten, eingetreten am, intake,
        teilnahme seit, beginn, start, beginn teilnahme, start teilnahme, teilnehmerin seit, im programm
        seit, programme start, project entry, programme entry, enrolment, projektstart, projekt
        von, projekt ab, aufnahme am, aufgenommen, beginn der teilnahme, entered, date joined, eintr,
        eintritt am, eintritt projekt, einstieg, startdatum, e datum, eintr datum""",
        "seit, von, ab, from, since",
        near="""erstgespräch, erstes gespräch, erstgespräch am, first interview, erstkontakt, erster kontakt,
        erstkontakt am, first contact, anmeldung, angemeldet am, registration, registered, aufnahmegespräch,
        erstberatung, beratung am, datum, date""",
    ),
    _field(
        "participant",
        "exit",
        N_("Austritt"),
        "event",
        """austritt, austrittsdatum, ausgeschieden, teilnahme bis, abgang, exit, exit date, end date, date
        of exit, ausgetreten, ausgetreten am, teilnahmeende, projektaustritt, beendet am, ausgeschieden am,
        ende, left, ende teilnahme, projektende, ende der teilnahme, project exit, programme exit, projekt
        bis, date left, ausgeschieden zum, finish, finished, finish date, enddatum, entlassung, abmeldung,
        leaving date, austritt am,
        austr, ausstieg, beendet, a datum, austr datum""",
        "bis, until, end, to",
        near="""abschluss, letzter kontakt, last contact, letztes gespräch, abschlussgespräch, letzter termin,
        zuletzt gesehen, last seen""",
    ),
    _field(
        "participant",
        "period",
        N_("Teilnahme von – bis"),
        "period",
        "teilnahme, teilnahmezeitraum, zeitraum, von bis, projektzeitraum, period, participation, teilnahmedauer",
    ),
    _field(
        "participant",
        "outcome",
        N_("Verbleib"),
        "outcome",
        """verbleib, verbleib nach austritt, status nach austritt, outcome, status after exit, destination,
        verbleibsstatus, nach dem projekt, whereabouts, verbleib nach projekt, status after leaving, wo jetzt,
        wohin, verbleib nach ende, after exit, what next, danach, übergang, übergang in, anschluss,
        anschlussperspektive, folgt""",
        "ergebnis, result, status, aktueller stand, now, jetzt, heute, current situation",
    ),
    _field(
        "participant",
        "after_four_weeks",
        N_("Verbleib nach vier Wochen"),
        "outcome",
        """nach 4 wochen, nach vier wochen, 4 wochen nach austritt, vier wochen nach austritt, verbleib nach 4 wochen,
        verbleib 4 wochen, verbleib nach vier wochen, status nach 4 wochen, status 4 wochen, after 4 weeks,
        after four weeks, status after 4 weeks, 4 weeks after exit""",
    ),
    _field(
        "participant",
        "after_six_months",
        N_("Verbleib nach sechs Monaten"),
        "outcome",
        """nach 6 monaten, nach sechs monaten, 6 monate nach austritt, sechs monate nach austritt,
        verbleib nach 6 monaten, verbleib 6 monate, verbleib nach sechs monaten, status nach 6 monaten, status 6 monate,
        nach 6 mon, after 6 months, after six months, status after 6 months, 6 months after exit""",
    ),
    _field(
        "participant",
        "exit_reason",
        N_("Grund des Austritts"),
        "exit_reason",
        """austrittsgrund, abbruchgrund, reason for leaving, exit reason, grund des austritts, grund austritt,
        reason for exit, grund abbruch, grund für austritt, grund für abbruch, warum ausgeschieden, warum beendet,
        why left, reason left""",
        "grund, reason",
    ),
    _field(
        "participant",
        "mentor",
        N_("Mentorin"),
        "person",
        """mentorin, mentor, zugeordnete mentorin, mentorin name, name der mentorin, tandempartnerin, tandem
        mit, mentored by, mentor name, name mentorin, matching mit, zugeordnet, mentor assigned, patin,
        begleitet von, betreut von, mentorin mentor""",
        "tandem, matching, match, patin, begleitung, buddy",
    ),
    _field(
        "participant",
        "tandem_since",
        N_("Tandem seit"),
        "event",
        """beginn mentoring, mentoring seit, mentoring ab, start mentoring, mentoring beginn, mentoringbeginn,
        tandem seit, beginn tandem, tandembeginn, start tandem, tandem ab, tandem beginn, tandemstart, matching am,
        gematcht am,
        match am, mentorin seit, hat mentorin seit, mentoring start, mentoring since, tandem since, tandem start,
        matched on, match date""",
    ),
    _field(
        "participant",
        "phase",
        N_("Stand"),
        "phase",
        "phase, projektstatus, aktueller stand, projektphase, stand, status tn",
        "status, state, aktiv",
    ),
    _field(
        "participant",
        "consent",
        N_("Einwilligung"),
        "consent",
        """einwilligung, datenschutz, dsgvo, consent, data protection, dse, einverständnis, einwilligung vom,
        datenschutzerklärung, einverständniserklärung, gdpr, ds erklärung, ds,
        einw dsgvo, einw, ds erkl, ds erkl vom, ds erklärung vom, dse vom, datenschutz vom,
        datenschutzerklärung vom, einverständnis vom, dsgvo vom, consent on, consent date, consent given on""",
    ),
    _field(
        "participant",
        "aims",
        N_("Ziele"),
        "text",
        "ziel, ziele, aims, goal, goals, wunsch, wünsche, anliegen, aim, interessen",
    ),
    _field(
        "participant",
        "travel",
        N_("Mobilität"),
        "travel",
        "mobilität, anfahrt, mobility, verkehrsmittel, transport, fahrt",
    ),
    _field(
        "participant",
        "times",
        N_("Zeiten"),
        "text",
        "zeiten, verfügbarkeit, availability, verfügbar, zeitfenster",
    ),
    _field(
        "participant",
        "sensitive",
        N_("Besonders geschützte Angabe"),
        "keep",
        """religion, konfession, gesundheit, krankheiten, behinderung, schwerbehinderung, gdb, disability,
        health, ethnie, ethnicity, volksgruppe, trauma, diagnose, religionszugehörigkeit""",
        sensitive=True,
        many=True,
    ),
)

_MENTOR: Final = (
    *_person(
        "mentor",
        """mentorin, mentor, mentorin name, name mentorin, name der mentorin, mentor name, patin, mentoren,
        name des mentors, name mentor""",
    ),
    _field("mentor", "number", N_("Nummer"), "number", "lfd nr, nr, lfd, lfdnr, no, id, number, pos, ref"),
    _field(
        "mentor",
        "organisation",
        N_("Firma"),
        "organisation",
        """firma, unternehmen, betrieb, arbeitgeber, company, organisation, employer, firm, arbeitgeberin,
        dienststelle, organization, mentorin firma, firma mentorin, tätig bei, arbeitet bei, business,
        workplace""",
        "institution, einrichtung, stelle",
    ),
    _field(
        "mentor",
        "sector",
        N_("Branche"),
        "text",
        "branche, sector, industry, berufsfeld, fachgebiet, wirtschaftszweig, berufsbereich, line of business",
        "bereich, field, area",
    ),
    _field(
        "mentor",
        "occupation",
        N_("Beruf"),
        "text",
        "beruf, position, tätigkeit, funktion, occupation, job title, profession, beruf position, stelle, job",
        "role, rolle",
    ),
    _field(
        "mentor",
        "capacity",
        N_("Plätze"),
        "capacity",
        """plätze, kapazität, anzahl mentees, max mentees, capacity, places, tandems max, slots, anz plätze,
        anzahl plätze, plätze frei, freie plätze, wie viele mentees, max tandems, mentee plätze, number of
        mentees, max tn, platzzahl, max anzahl mentees, free places, kap""",
    ),
    _field(
        "mentor",
        "since",
        N_("Mentorin seit"),
        "event",
        "mentorin seit, dabei seit, mentor since, active since, aktiv seit, seit, since, im projekt seit, member since",
        "beginn, start, von, ab, joined, eintritt",
    ),
    _field("mentor", "until", N_("Mentorin bis"), "event", "mentorin bis, aktiv bis", "bis, ende, until, end"),
    _field("mentor", "status", N_("Stand"), "mentor_status", "status, aktiv, active, state, stand"),
    _field(
        "mentor",
        "training",
        N_("Schulung"),
        "event",
        "schulung, geschult am, training, mentorinnenschulung, schulung am, qualifizierung am, trained on",
    ),
    _field(
        "mentor",
        "clearance",
        N_("Führungszeugnis gültig bis"),
        "day",
        "führungszeugnis, efz, erweitertes führungszeugnis, führungszeugnis bis, clearance, dbs",
    ),
    _field(
        "mentor",
        "mentees",
        N_("Mentee"),
        "people",
        "mentee, mentees, tandem mit, betreut, begleitet, teilnehmerin, zugeordnete mentee, tn",
        "tandem, tandems, matching",
    ),
    _field("mentor", "wishes", N_("Wünsche"), "text", "wünsche, wishes, wunsch, interessen"),
    _field("mentor", "times", N_("Zeiten"), "text", "zeiten, verfügbarkeit, availability, verfügbar"),
)

_ORGANISATION: Final = (
    _field(
        "organisation",
        "name",
        N_("Name der Organisation"),
        "organisation",
        """institution, organisation, firma, unternehmen, betrieb, einrichtung, netzwerkpartner, behörde,
        company, träger, kooperationspartner, verein, company name, arbeitgeber, name der institution,
        organization, firm, praktikumsbetrieb, praktikumsstelle, host, host company, employer,
        praktikumsgeber, name der firma, partner, name des unternehmens, organisation name, name der
        organisation, business, placement company, praktikumsort, arbeitgeberin, name der einrichtung,
        firmenname, einsatzstelle, einsatzort, einsatzbetrieb, praktikumsplatz""",
        "name, stelle, wo, bei",
    ),
    _field("organisation", "number", N_("Nummer"), "number", "lfd nr, nr, lfd, lfdnr, no, id, number, pos"),
    _field(
        "organisation",
        "kind",
        N_("Art"),
        "organisation_kind",
        "art der organisation",
        "art, typ, kategorie, type, kind, category",
    ),
    _field("organisation", "sector", N_("Branche"), "text", "branche, sector, industry, wirtschaftszweig", "bereich"),
    _field(
        "organisation",
        "size",
        N_("Größe"),
        "size",
        """größe, mitarbeiterzahl, beschäftigte, size, employees, mitarbeiter, ma, anzahl mitarbeiter, größe ma,
        betriebsgröße, unternehmensgröße, anzahl beschäftigte, zahl der beschäftigten, number of employees, headcount,
        company size""",
    ),
    _field(
        "organisation",
        "contact",
        N_("Ansprechperson"),
        "person",
        """ansprechpartner, ansprechpartnerin, ansprechperson, kontaktperson, contact person, ap,
        contact name, name ansprechpartner, ansprechpartner name, name der ansprechperson, zuständige person,
        contact partner""",
        "kontakt, contact, vertreterin, vertreten durch, person, wer, who",
    ),
    _field(
        "organisation", "contact_last", N_("Nachname der Ansprechperson"), "name_part", "nachname, surname, last name"
    ),
    _field("organisation", "contact_first", N_("Vorname der Ansprechperson"), "name_part", "vorname, first name"),
    _field(
        "organisation", "contact_gender", N_("Anrede der Ansprechperson"), "gender", "anrede, salutation, titel anrede"
    ),
    _field(
        "organisation",
        "function",
        N_("Funktion der Ansprechperson"),
        "text",
        "funktion, position, rolle, function, role, abteilung, job title, aufgabe, zuständigkeit",
    ),
    *(
        Field("organisation", field.name, field.label, field.kind, field.words, field.weak, many=field.many)
        for field in _person("organisation", "")
        if field.name in ("address", "street", "house", "postal", "town", "phone", "mobile", "email", "remark")
    ),
    _field(
        "organisation", "website", N_("Internetseite"), "text", "website, homepage, internet, web, url, internetseite"
    ),
    _field(
        "organisation",
        "last_contact",
        N_("Letzter Kontakt"),
        "event",
        """zuletzt gesprochen, letzter kontakt, last contact, zuletzt, last spoken, kontakt am, zuletzt
        kontaktiert, letztes gespräch, last talked, letzter termin, letzter austausch, letztes treffen, letzte
        absprache, letztes telefonat, letzter kontakt am, last meeting""",
        "datum, date",
    ),
)

_INTERNSHIP: Final = (
    _field("internship", "number", N_("Nummer"), "number", "lfd nr, nr, lfd, lfdnr, no, id, number, pos"),
    _field(
        "internship",
        "start",
        N_("Beginn"),
        "event",
        """von, beginn, start, from, start date, praktikumsbeginn, begin, praktikum von, praktikum ab,
        beginn praktikum, started, internship start, praktikum beginn""",
        "ab, datum, seit, date",
    ),
    _field(
        "internship",
        "end",
        N_("Ende"),
        "event",
        """bis, ende, end, until, to, end date, praktikumsende, praktikum bis, ende praktikum, ended,
        internship end, praktikum ende, till""",
        near="geplantes ende, ende geplant, geplant bis, voraussichtliches ende, planned end, expected end",
    ),
    _field(
        "internship",
        "period",
        N_("Zeitraum"),
        "period",
        "zeitraum, von bis, period, praktikumszeitraum, dates, laufzeit, praktikumsdauer",
        "dauer, zeit, termin, duration, praktikum",
    ),
    _field(
        "internship",
        "hours",
        N_("Wochenstunden"),
        "hours",
        """std wo, stunden woche, std woche, wochenstunden, h woche, hours week, hours per week, h wo,
        weekly hours, stunden pro woche, std pro woche, wochenstd, stunden wo, h w, std w, hrs week, hours
        wk, h week""",
        "stunden, std, hours, umfang, h",
    ),
    _field(
        "internship",
        "hours_total",
        N_("Stunden insgesamt"),
        "total_hours",
        "gesamtstunden, stunden gesamt, total hours, std gesamt, stunden insgesamt",
    ),
    _field(
        "internship",
        "supervisor",
        N_("Betreuung im Betrieb"),
        "text",
        """ansprechpartner, ansprechpartnerin, betreuerin, betreuer, anleiterin, anleitung, ansprechperson,
        supervisor, contact person, praktikumsanleitung, betreuung, ansprechpartner betrieb, contact,
        anleiter, ap, betreuung im betrieb, supervised by, chefin""",
        "kontakt",
    ),
    _field(
        "internship",
        "outcome",
        N_("Ergebnis"),
        "result",
        "ergebnis, resultat, outcome, result, was kam heraus, ausgang, ergebnis praktikum",
        "verlauf, auswertung, feedback, bewertung, übernahme, evaluation, verbleib",
    ),
    _field(
        "internship",
        "kind",
        N_("Art"),
        "internship_kind",
        "art des praktikums, praktikumsart, kind of internship, art, type, kind, form, typ",
    ),
    _field("internship", "state", N_("Stand"), "internship_state", "status, stand, state, praktikumsstatus"),
    _field(
        "internship",
        "tasks",
        N_("Aufgaben"),
        "text",
        "aufgaben, tätigkeit, tasks, einsatzbereich, tätigkeiten, position, praktikum als",
        "bereich, abteilung, department",
    ),
    _field("internship", "remark", N_("Bemerkungen"), "text", _REMARK, many=True),
)

_TANDEM: Final = (
    _field(
        "tandem", "number", N_("Nummer"), "number", "lfd nr, nr, lfd, lfdnr, no, id, number, pos, tandem nr, tandem"
    ),
    _field(
        "tandem",
        "start",
        N_("Beginn"),
        "event",
        """beginn, start, matching am, tandem seit, start tandem, gestartet, match date, matched on, tandem
        start, tandembeginn, start date, matching, gematcht am, kick off, kickoff, beginn tandem, tandem ab,
        matched""",
        "seit, von, ab, since, datum, from, match, date",
    ),
    _field(
        "tandem",
        "end",
        N_("Ende"),
        "event",
        """ende, end, end date, tandem bis, beendet am, tandemende, ende tandem, tandem end, abschluss am, closing,
        tatsächliches ende, actual end, tatsächlich beendet""",
        "bis, until, beendet, abschluss, to",
    ),
    _field(
        "tandem",
        "planned_end",
        N_("Geplantes Ende"),
        "day",
        """geplantes ende, ende geplant, geplant bis, voraussichtliches ende, vorauss ende, vorgesehen bis, planned end,
        planned until, planned end date, expected end""",
    ),
    _field(
        "tandem",
        "trial",
        N_("Schnupperphase seit"),
        "day",
        """schnupperphase, schnupperphase seit, schnupperphase ab, beginn schnupperphase, probephase, probephase ab,
        kennenlernen, kennenlernen am, kennenlerntreffen, trial phase, trial phase since, trial since""",
        near="erstes treffen, first meeting, kennenlerntermin, kennenlerngespräch",
    ),
    _field(
        "tandem",
        "end_note",
        N_("Grund des Endes"),
        "text",
        """abbruchgrund, grund abbruch, grund des abbruchs, grund der beendigung, beendigungsgrund, grund des endes,
        grund für ende, reason for ending, end reason, reason ended, reason for leaving""",
    ),
    _field("tandem", "period", N_("Zeitraum"), "period", "zeitraum, laufzeit, period", "dauer, duration"),
    _field(
        "tandem",
        "state",
        N_("Stand"),
        "tandem_state",
        "status, stand, state, tandemstatus, status tandem, läuft, tandem status",
    ),
    _field(
        "tandem",
        "agreement",
        N_("Tandemvereinbarung"),
        "day",
        """vereinbarung, tandemvereinbarung, agreement, tandem agreement, vereinbarung am, zielvereinbarung,
        vereinbarung unterschrieben, vereinbarung unterzeichnet, agreement signed, agreement signed on""",
    ),
    _field(
        "tandem",
        "cohort",
        N_("Durchgang"),
        "text",
        "durchgang, kohorte, gruppe, runde, cohort, group, staffel, round, programmrunde",
        "jahrgang, jahr, year",
    ),
    _field("tandem", "meetings", N_("Treffen"), "keep", "treffen, anzahl treffen, meetings, termine, no of meetings"),
    _field("tandem", "remark", N_("Bemerkungen"), "text", _REMARK, many=True),
)

FIELDS: Final[tuple[Field, ...]] = (*_PARTICIPANT, *_MENTOR, *_ORGANISATION, *_INTERNSHIP, *_TANDEM)

# Which other subjects' fields a list of a subject may hold beside its own, and which of them need no word
# of their own in the header ("Betrieb" in a list of internships is the host's name).
BESIDE: Final[dict[Subject, dict[Subject, frozenset[str]]]] = {
    "participant": {},
    "mentor": {},
    "organisation": {},
    "internship": {
        "participant": frozenset({"name", "last", "first", "birth"}),
        "organisation": frozenset({"name", "town", "address", "street", "postal", "sector"}),
    },
    "tandem": {
        "mentor": frozenset(
            {field.name for field in _MENTOR}
            - {"number", "remark", "cohort", "status", "since", "until", "mentees"}
            - {"nationality", "birth", "age", "district"}
        ),
        "participant": frozenset(
            {field.name for field in _PARTICIPANT}
            - {"number", "remark", "cohort", "phase", "entry", "exit", "mentor", "period", "outcome", "exit_reason"}
            - {"tandem_since"}
        ),
    },
}

# Words in a header, or in the title over a group of columns, that say whose column it is.
ROLE_WORDS: Final[dict[Subject, tuple[str, ...]]] = {
    "mentor": ("mentorin", "mentor", "mentoren", "mentors", "patin"),
    "participant": ("mentee", "mentees", "teilnehmerin", "tn", "participant", "praktikantin", "klientin", "client"),
    "internship": ("praktikum", "praktika", "internship", "placement", "hospitation"),
    "organisation": ("betrieb", "firma", "unternehmen", "company", "organisation"),
    "tandem": ("tandem", "matching", "match"),
}

# Words in the name of a sheet or in a title row that say what the list is about.
TITLE_WORDS: Final[dict[Subject, tuple[str, ...]]] = {
    "participant": (
        "teilnehmerin",
        "teilnehmerinnen",
        "teilnehmende",
        "teilnehmer",
        "tn",
        "tn liste",
        "frauen",
        "mentees",
        "mentee",
        "participants",
        "participant",
        "clients",
        "klientinnen",
        "bewerberinnen",
        "women",
        "stammdaten",
    ),
    "mentor": ("mentorin", "mentorinnen", "mentoren", "mentors", "mentor", "patinnen", "patin"),
    "organisation": (
        "netzwerk",
        "netzwerkpartner",
        "partner",
        "kontakte",
        "institutionen",
        "organisationen",
        "firmen",
        "betriebe",
        "unternehmen",
        "companies",
        "network",
        "kooperationspartner",
        "behörden",
        "verteiler",
        "organisations",
        "arbeitgeber",
        "employers",
        "ansprechpartner",
        "partners",
        "contacts",
    ),
    "internship": ("praktika", "praktikum", "internships", "internship", "hospitationen", "placements", "praktikanten"),
    "tandem": ("tandems", "tandem", "matching", "matchings", "paare", "matches", "mentoring"),
}


@cache
def fields_of(subject: str) -> tuple[Field, ...]:
    """All fields of a subject in the order in which a person looks for them."""
    return tuple(field for field in FIELDS if field.subject == subject)


@cache
def field_by_key(key: str) -> Field:
    """The field with this key. Raises KeyError."""
    for field in FIELDS:
        if field.key == key:
            return field
    raise KeyError(key)
