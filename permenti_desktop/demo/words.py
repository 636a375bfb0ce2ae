"""Names, places, occupations and sentences from which the demo office is made. Nobody here exists.

The demo office speaks German whatever the window's language is, as a real office's file does.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a participant comes from: country code, languages she grew up with, and names as (Latin, own script)."""

    country: str
    weight: int
    languages: tuple[str, ...]
    first: tuple[tuple[str, str], ...]
    last: tuple[tuple[str, str], ...]


ORIGINS: tuple[Origin, ...] = (
    Origin(
        "SY",
        22,
        ("ar",),
        (
            ("Rima", "ريما"),
            ("Hala", "هالة"),
            ("Lubna", "لبنى"),
            ("Maya", "مايا"),
            ("Fatima", "فاطمة"),
            ("Amina", "أمينة"),
            ("Rana", "رنا"),
            ("Nour", "نور"),
            ("Zeinab", "زينب"),
            ("Samar", "سمر"),
            ("Dima", "ديما"),
            ("Ola", "علا"),
        ),
        (
            ("Al Khatib", "الخطيب"),
            ("Haddad", "حداد"),
            ("Nassar", "نصار"),
            ("Darwish", "درويش"),
            ("Sabbagh", "صباغ"),
            ("Kassab", "قصاب"),
            ("Al-Hassan", "الحسن"),
            ("Mansour", "منصور"),
            ("Khalil", "خليل"),
            ("Issa", "عيسى"),
        ),
    ),
    Origin(
        "AF",
        17,
        ("fa-AF", "ps"),
        (
            ("Zahra", "زهرا"),
            ("Nilofar", "نیلوفر"),
            ("Farzana", "فرزانه"),
            ("Malalai", "ملالی"),
            ("Sediqa", "صدیقه"),
            ("Zarghuna", "زرغونه"),
            ("Parwana", "پروانه"),
            ("Shabnam", "شبنم"),
            ("Laila", "لیلا"),
            ("Roya", "رویا"),
        ),
        (
            ("Ahmadi", "احمدی"),
            ("Sadat", "سادات"),
            ("Rahimi", "رحیمی"),
            ("Mohammadi", "محمدی"),
            ("Noorzai", "نورزی"),
            ("Haidari", "حیدری"),
            ("Karimi", "کریمی"),
            ("Nazari", "نظری"),
            ("Hakimi", "حکیمی"),
        ),
    ),
    Origin(
        "UA",
        20,
        ("uk", "ru"),
        (
            ("Olena", "Олена"),
            ("Kateryna", "Катерина"),
            ("Iryna", "Ірина"),
            ("Oksana", "Оксана"),
            ("Julija", "Юлія"),
            ("Halyna", "Галина"),
            ("Switlana", "Світлана"),
            ("Natalija", "Наталія"),
            ("Tetjana", "Тетяна"),
            ("Marija", "Марія"),
            ("Anastasija", "Анастасія"),
        ),
        (
            ("Schewtschenko", "Шевченко"),
            ("Kowalenko", "Коваленко"),
            ("Bondarenko", "Бондаренко"),
            ("Melnyk", "Мельник"),
            ("Tkatschuk", "Ткачук"),
            ("Krawtschuk", "Кравчук"),
            ("Lyssenko", "Лисенко"),
            ("Marchenko", "Марченко"),
            ("Hontschar", "Гончар"),
        ),
    ),
    Origin(
        "IQ",
        9,
        ("ckb", "ar"),
        (
            ("Shilan", "شیلان"),
            ("Avin", "ئەوین"),
            ("Hêvî", "هێڤی"),
            ("Marwa", "مروة"),
            ("Shahad", "شهد"),
            ("Ruqaya", "رقية"),
            ("Zainab", "زينب"),
            ("Berivan", "بێریڤان"),
        ),
        (
            ("Hussein", "حسين"),
            ("Aziz", "عزيز"),
            ("Barzani", "بارزانی"),
            ("Al-Jubouri", "الجبوري"),
            ("Karim", "كريم"),
            ("Hassan", "حسن"),
            ("Saleh", "صالح"),
        ),
    ),
    Origin(
        "IR",
        8,
        ("fa",),
        (
            ("Shirin", "شیرین"),
            ("Parisa", "پریسا"),
            ("Nasrin", "نسرین"),
            ("Azadeh", "آزاده"),
            ("Samaneh", "سمانه"),
            ("Farzaneh", "فرزانه"),
            ("Mina", "مینا"),
        ),
        (
            ("Moradi", "مرادی"),
            ("Ghasemi", "قاسمی"),
            ("Hosseini", "حسینی"),
            ("Tehrani", "تهرانی"),
            ("Jafari", "جعفری"),
            ("Rostami", "رستمی"),
        ),
    ),
    Origin(
        "ER",
        8,
        ("ti",),
        (
            ("Rahel", "ራሄል"),
            ("Senait", "ሰናይት"),
            ("Selam", "ሰላም"),
            ("Luwam", "ሉዋም"),
            ("Almaz", "ኣልማዝ"),
            ("Yordanos", "ዮርዳኖስ"),
            ("Bisrat", "ብስራት"),
        ),
        (
            ("Gebremedhin", "ገብረመድህን"),
            ("Tesfay", "ተስፋይ"),
            ("Berhane", "ብርሃነ"),
            ("Kidane", "ኪዳነ"),
            ("Habte", "ሃብተ"),
            ("Woldu", "ወልዱ"),
        ),
    ),
    Origin(
        "TR",
        7,
        ("tr", "ku"),
        (
            ("Gülşen", ""),
            ("Ayşe", ""),
            ("Zeynep", ""),
            ("Özlem", ""),
            ("Derya", ""),
            ("Büşra", ""),
            ("Elif", ""),
        ),
        (
            ("Öztürk", ""),
            ("Yılmaz", ""),
            ("Demir", ""),
            ("Şahin", ""),
            ("Aydın", ""),
            ("Kılıç", ""),
            ("Çelik", ""),
        ),
    ),
    Origin(
        "SO",
        5,
        ("so", "ar"),
        (("Hodan", ""), ("Ifrah", ""), ("Ayaan", ""), ("Sahra", ""), ("Fatuma", ""), ("Hibo", "")),
        (("Yusuf", ""), ("Abdi", ""), ("Farah", ""), ("Warsame", ""), ("Hersi", ""), ("Osman", "")),
    ),
    Origin(
        "GN",
        4,
        ("fr", "ff"),
        (("Kadiatou", ""), ("Aïssatou", ""), ("Mariama", ""), ("Fatoumata", ""), ("Hadja", "")),
        (("Diallo", ""), ("Barry", ""), ("Sow", ""), ("Camara", ""), ("Bah", "")),
    ),
)

MENTOR_FIRST = (
    "Brigitte", "Sabine", "Heike", "Karin", "Ulrike", "Monika", "Petra", "Martina", "Claudia", "Birgit", "Anke",
    "Susanne", "Katrin", "Yasemin", "Christiane", "Ute", "Gabriele", "Nicole", "Annette", "Silke", "Dagmar",
    "Bettina", "Ingrid", "Barbara", "Melanie", "Elena", "Sigrid", "Doris",
)  # fmt: skip
MENTOR_LAST = (
    "Lorenz", "Ehlers", "Brandt", "Vogt", "Hahn", "Freitag", "Weiß", "Groß", "Müller", "Böhm", "Kramer", "Jäger",
    "Schulte-Nölle", "Özdemir", "Lüdke", "Westermann", "Hoffmann", "Kruse", "Schröder", "Neuhaus", "Bergmann",
    "Pohl", "Seidel", "Albrecht", "Winkler", "Overbeck", "Kötter", "Rademacher",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trade:
    """An occupation: title, ISCO-08 code, ISCED level of the usual degree, regulated in Germany, sector."""

    title: str
    isco: str
    isced: str
    regulated: bool
    sector: str


TRADES: tuple[Trade, ...] = (
    Trade("Apothekerin", "2262", "7", True, "Pharmazie"),
    Trade("Krankenschwester", "2221", "6", True, "Gesundheit"),
    Trade("Hebamme", "2222", "6", True, "Gesundheit"),
    Trade("Zahnärztin", "2261", "7", True, "Gesundheit"),
    Trade("Ärztin", "2211", "7", True, "Gesundheit"),
    Trade("Laborassistentin", "3212", "5", True, "Gesundheit"),
    Trade("Lehrerin", "2330", "6", True, "Bildung"),
    Trade("Erzieherin", "2342", "5", True, "Bildung"),
    Trade("Bauingenieurin", "2142", "7", False, "Bauwesen"),
    Trade("Architektin", "2161", "7", True, "Bauwesen"),
    Trade("Informatikerin", "2511", "6", False, "IT"),
    Trade("Buchhalterin", "3313", "5", False, "Finanzen"),
    Trade("Bankkauffrau", "4211", "5", False, "Finanzen"),
    Trade("Ökonomin", "2631", "6", False, "Verwaltung"),
    Trade("Juristin", "2611", "7", False, "Verwaltung"),
    Trade("Chemikerin", "2113", "7", False, "Industrie"),
    Trade("Grafikdesignerin", "2166", "6", False, "Medien"),
    Trade("Journalistin", "2642", "6", False, "Medien"),
    Trade("Psychologin", "2634", "7", False, "Soziales"),
    Trade("Sozialarbeiterin", "2635", "6", True, "Soziales"),
    Trade("Agraringenieurin", "2132", "6", False, "Landwirtschaft"),
    Trade("Schneidermeisterin", "7531", "4", False, "Handwerk"),
    Trade("Köchin", "5120", "4", False, "Gastgewerbe"),
)

# Postal code, town and weight by site. The weights follow the population roughly.
PLACES: dict[str, tuple[tuple[str, str, int], ...]] = {
    "ennepe-ruhr": (
        ("58452", "Witten", 16),
        ("58454", "Witten", 10),
        ("58455", "Witten", 9),
        ("45525", "Hattingen", 12),
        ("45527", "Hattingen", 6),
        ("58285", "Gevelsberg", 10),
        ("58256", "Ennepetal", 9),
        ("58332", "Schwelm", 9),
        ("58300", "Wetter (Ruhr)", 8),
        ("58313", "Herdecke", 7),
        ("45549", "Sprockhövel", 7),
        ("58339", "Breckerfeld", 3),
    ),
    "dortmund": (
        ("44135", "Dortmund", 8),
        ("44145", "Dortmund", 14),
        ("44147", "Dortmund", 12),
        ("44137", "Dortmund", 8),
        ("44328", "Dortmund", 6),
        ("44379", "Dortmund", 5),
        ("44532", "Lünen", 5),
        ("58239", "Schwerte", 3),
        ("44575", "Castrop-Rauxel", 4),
    ),
    "bielefeld": (
        ("33602", "Bielefeld", 10),
        ("33607", "Bielefeld", 12),
        ("33609", "Bielefeld", 10),
        ("33689", "Bielefeld", 6),
        ("33330", "Gütersloh", 6),
        ("32049", "Herford", 5),
        ("33790", "Halle (Westf.)", 3),
    ),
    "koeln": (
        ("50667", "Köln", 5),
        ("50823", "Köln", 10),
        ("51063", "Köln", 10),
        ("51103", "Köln", 10),
        ("50765", "Köln", 7),
        ("50354", "Hürth", 4),
        ("51373", "Leverkusen", 5),
    ),
}
PLACES["other"] = PLACES["dortmund"]

STREETS = (
    "Ruhrstr.", "Hauptstraße", "Bahnhofstr.", "Gartenweg", "Lindenallee", "Schulstr.", "Am Markt", "Steinstr.",
    "Bergstraße", "Kirchplatz", "Wideystr.", "Mühlenweg", "Goethestr.", "Nordstraße",
)  # fmt: skip

# What an institution is called; {town} is the site's largest town.
INSTITUTIONS: tuple[tuple[str, str, str], ...] = (
    ("Jobcenter {town}", "authority", "Vermittlung und Bildungsgutschein bis 2024"),
    ("Agentur für Arbeit {town}", "authority", "Bildungsgutschein, Beauftragte für Chancengleichheit"),
    ("Ausländerbehörde {town}", "authority", "Fragen zum Aufenthalt"),
    ("Gleichstellungsstelle {town}", "authority", "Mitträgerin des Netzwerks"),
    ("Kommunales Integrationszentrum {town}", "authority", "Einstieg und Übersetzungen"),
    ("IHK {town}", "chamber", "IHK FOSA, Betriebe"),
    ("Handwerkskammer {town}", "chamber", "Anerkennung im Handwerk"),
    ("Volkshochschule {town}", "provider", "Deutschkurse bis C1"),
    ("Kompetenzzentrum Frau und Beruf {town}", "association", "Zugang zu kleinen Betrieben"),
    ("Bildungswerk {town} gGmbH", "provider", "Berufsbezogene Kurse"),
    ("Caritasverband {town}", "association", "Migrationsberatung"),
    ("Regionalagentur {town}", "association", "Verbindung zum Ministerium"),
)

COMPANY_FORMS: dict[str, tuple[str, ...]] = {
    "Pharmazie": ("Apotheke am Markt", "Rosen-Apotheke", "Stadt-Apotheke"),
    "Gesundheit": ("Praxis Dr. {name}", "Pflegedienst {name}", "Klinikum {town}", "Labor {name}"),
    "Bildung": ("Kita Regenbogen {town}", "Gesamtschule {town}", "Familienzentrum {name}"),
    "Bauwesen": ("Ingenieurbüro {name}", "Architekten {name} + Partner", "Bauunternehmen {name}"),
    "IT": ("IT-Service {name} GmbH", "{name} Software GmbH"),
    "Finanzen": ("Steuerkanzlei {name}", "Volksbank {town}", "Sparkasse {town}"),
    "Verwaltung": ("Stadtwerke {town}", "Stadtverwaltung {town}", "Kanzlei {name}"),
    "Industrie": ("{name} Metallbau GmbH", "Chemie {name} GmbH"),
    "Medien": ("Druckerei {name}", "Agentur {name}", "Lokalradio {town}"),
    "Soziales": ("AWO {town}", "Lebenshilfe {town}", "Jugendhilfe {name}"),
    "Landwirtschaft": ("Gärtnerei {name}", "Hof {name}"),
    "Handwerk": ("Schneiderei {name}", "Raumausstattung {name}"),
    "Gastgewerbe": ("Gasthaus {name}", "Hotel {town}er Hof"),
}
CONTACT_FUNCTIONS = ("Leitung", "Personal", "Ausbildung", "Beratung", "Beauftragte", "Sachbearbeitung")

# Sentences of the timeline by what they are about: (kind, topic, minutes, text).
NOTES: dict[str, tuple[tuple[str, str, int, str], ...]] = {
    "start": (
        ("conversation", "Erstgespräch", 60, "Erstgespräch geführt, Informationsblatt erklärt. {first} möchte wieder "
         "als {trade} arbeiten."),
        ("conversation", "Erstgespräch", 75, "Erstgespräch mit Sprachmittlung. Zeugnisse liegen im Original vor, "
         "Übersetzung fehlt noch."),
        ("call", "Kontakt", 10, "Anruf über das Jobcenter vermittelt, Termin zum Erstgespräch vereinbart."),
    ),
    "counsel": (
        ("conversation", "Lebenslauf", 45, "Lebenslauf überarbeitet und Stationen im Herkunftsland ergänzt."),
        ("conversation", "Anerkennung", 45, "Anerkennung besprochen: Antrag bei der zuständigen Stelle, Unterlagen "
         "sind fast vollständig."),
        ("conversation", "Deutsch", 30, "Kursstand besprochen, nächster Einstieg in einem berufsbezogenen Kurs."),
        ("call", "Kinderbetreuung", 10, "Eingewöhnung in der Kita verschoben, Termine vorerst nur vormittags."),
        ("call", "Rückruf", 5, "Rückruf: Termin bestätigt, bringt das Zeugnis mit."),
        ("mail", "Unterlagen", 10, "Übersetzte Zeugnisse per E-Mail erhalten und abgelegt."),
        ("conversation", "Mobilität", 30, "Fahrwege geprüft: mit dem Bus 50 Minuten, Führerschein ist in Arbeit."),
        ("note", "Notiz", 5, "Sachbearbeitung im Jobcenter hat gewechselt, neue Ansprechperson eingetragen."),
        ("conversation", "Ziele", 45, "Nächste Schritte vereinbart: Hospitation suchen, Bewerbung vorbereiten."),
        ("call", "Rücksprache", 15, "Rücksprache mit dem Jobcenter zum Fahrgeld."),
    ),
    "tandem": (
        ("meeting", "Tandem", 60, "Auftaktgespräch zu dritt, Zielvereinbarung unterschrieben."),
        ("call", "Tandem", 10, "Kurze Rückmeldung der Mentorin: Treffen laufen gut, Fachwörter üben."),
        ("meeting", "Zwischengespräch", 45, "Zwischengespräch: zwei von drei Zielen erreicht, Praktikum im Blick."),
    ),
    "internship": (
        ("visit", "Praktikum", 60, "Besuch im Betrieb: arbeitet sicher im Team, wünscht sich mehr Kundenkontakt."),
        ("call", "Praktikum", 15, "Betrieb meldet: pünktlich, fragt nach, Sprache wird besser."),
        ("conversation", "Praktikum", 45, "Auswertung des Praktikums mit Zeugnis, Bewerbung im selben Haus geplant."),
    ),
    "exit": (
        ("conversation", "Abschluss", 60, "Abschlussgespräch geführt, Kontakt nach Austritt vereinbart."),
        ("call", "Verbleib", 10, "Nachfrage zum Verbleib vier Wochen nach dem Austritt."),
    ),
}  # fmt: skip

FOLLOW_UPS = (
    "Rückruf: Schichtzeiten mit dem Betrieb klären",
    "Anerkennung: Bescheid abwarten",
    "Einwilligung erneuern",
    "Kita-Platz klären",
    "Halbzeitgespräch vorbereiten",
    "Praktikumszeugnis anfordern",
    "Bewerbung durchsehen",
    "Erstes Treffen des Tandems bestätigen",
    "Kursplatz bestätigen lassen",
    "Unterlagen an das Jobcenter schicken",
)

GOALS = (
    "Lebenslauf und Anschreiben fertigstellen",
    "Fachwörter des Berufs sicher verwenden",
    "Ein Praktikum im erlernten Beruf finden",
    "Zwei Betriebe der Region kennenlernen",
    "Antrag auf Anerkennung stellen",
    "Ein Vorstellungsgespräch üben",
)
MEETING_TOPICS = (
    "Kennenlernen und Erwartungen",
    "Lebenslauf",
    "Arbeitsalltag im Betrieb",
    "Fachsprache",
    "Bewerbungsgespräch geübt",
    "Netzwerke und Verbände",
    "Stellensuche",
    "Zwischenstand der Ziele",
)
AGENDA = "1. Stand der Vermittlung\n2. Neue Teilnehmerinnen\n3. Betriebe und Praktika\n4. Verschiedenes"
MINUTES = (
    ("info", "Das Jobcenter berichtet von neuen Ansprechpersonen in der Vermittlung."),
    ("info", "Die Volkshochschule beginnt einen berufsbezogenen Kurs B2."),
    ("decision", "Die Liste der offenen Praktikumsplätze wird gemeinsam geführt."),
    ("decision", "Der nächste Termin findet vor Ort im Betrieb statt."),
    ("promise", "Liste mit Betrieben aus der Pflege zusenden"),
    ("promise", "Ansprechperson bei der Ausländerbehörde klären"),
    ("promise", "Raum für den Mentorinnenabend reservieren"),
    ("promise", "Übersicht der Kursplätze herumschicken"),
)
PARTNER_CONTACTS = (
    ("call", "Neue Ansprechperson für Praktika genannt, Liste folgt per E-Mail."),
    ("mail", "Termine der nächsten Kurse erhalten und weitergegeben."),
    ("call", "Rückfrage zum Bildungsgutschein geklärt."),
    ("visit", "Besuch vor Ort, Zusammenarbeit für das nächste Jahr besprochen."),
    ("conversation", "Abstimmung zur nächsten Projektgruppe."),
)
