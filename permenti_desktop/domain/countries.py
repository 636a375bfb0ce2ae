"""Countries and citizenships: stable codes, their names in many languages, and what offices write instead.

The code is ISO 3166-1's two letters ("SY"; "XK" for Kosovo), or "XXA" for a stateless person and "XXX" where
the citizenship is not clear, as in passports (ICAO Doc 9303). Names come from ``resources/countries``
(Unicode CLDR).
"""

import json
import re
from functools import cache
from typing import Final

from permenti_desktop import i18n, paths
from permenti_desktop.domain.text import search_key, sort_key

STATELESS: Final = "XXA"
UNCLEAR: Final = "XXX"

EU: Final = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
"""Member states of the European Union since 2020-02-01."""

# Names of our own: codes that the source lacks, and names too long for a form.
_OWN_NAMES: Final = {
    STATELESS: {"de": "staatenlos", "en": "stateless"},
    UNCLEAR: {"de": "ungeklärt", "en": "unclear"},
    "HK": {"de": "Hongkong", "en": "Hong Kong"},
    "MO": {"de": "Macau", "en": "Macao"},
    "PS": {"de": "Palästinensische Gebiete", "en": "Palestinian Territories"},
    "CD": {"de": "Kongo (Demokratische Republik)", "en": "Congo (Democratic Republic)"},
    "CG": {"de": "Kongo (Republik)", "en": "Congo (Republic)"},
    "CI": {"de": "Elfenbeinküste", "en": "Ivory Coast"},
}

_ALPHA3: Final = """
AD AND AE ARE AF AFG AG ATG AI AIA AL ALB AM ARM AO AGO AQ ATA AR ARG AS ASM AT AUT AU AUS AW ABW AX ALA AZ
AZE BA BIH BB BRB BD BGD BE BEL BF BFA BG BGR BH BHR BI BDI BJ BEN BL BLM BM BMU BN BRN BO BOL BQ BES BR BRA
BS BHS BT BTN BV BVT BW BWA BY BLR BZ BLZ CA CAN CC CCK CD COD CF CAF CG COG CH CHE CI CIV CK COK CL CHL CM
CMR CN CHN CO COL CR CRI CU CUB CV CPV CW CUW CX CXR CY CYP CZ CZE DE DEU DJ DJI DK DNK DM DMA DO DOM DZ DZA
EC ECU EE EST EG EGY EH ESH ER ERI ES ESP ET ETH FI FIN FJ FJI FK FLK FM FSM FO FRO FR FRA GA GAB GB GBR GD
GRD GE GEO GF GUF GG GGY GH GHA GI GIB GL GRL GM GMB GN GIN GP GLP GQ GNQ GR GRC GS SGS GT GTM GU GUM GW GNB
GY GUY HK HKG HM HMD HN HND HR HRV HT HTI HU HUN ID IDN IE IRL IL ISR IM IMN IN IND IO IOT IQ IRQ IR IRN IS
ISL IT ITA JE JEY JM JAM JO JOR JP JPN KE KEN KG KGZ KH KHM KI KIR KM COM KN KNA KP PRK KR KOR KW KWT KY CYM
KZ KAZ LA LAO LB LBN LC LCA LI LIE LK LKA LR LBR LS LSO LT LTU LU LUX LV LVA LY LBY MA MAR MC MCO MD MDA ME
MNE MF MAF MG MDG MH MHL MK MKD ML MLI MM MMR MN MNG MO MAC MP MNP MQ MTQ MR MRT MS MSR MT MLT MU MUS MV MDV
MW MWI MX MEX MY MYS MZ MOZ NA NAM NC NCL NE NER NF NFK NG NGA NI NIC NL NLD NO NOR NP NPL NR NRU NU NIU NZ
NZL OM OMN PA PAN PE PER PF PYF PG PNG PH PHL PK PAK PL POL PM SPM PN PCN PR PRI PS PSE PT PRT PW PLW PY PRY
QA QAT RE REU RO ROU RS SRB RU RUS RW RWA SA SAU SB SLB SC SYC SD SDN SE SWE SG SGP SH SHN SI SVN SJ SJM SK
SVK SL SLE SM SMR SN SEN SO SOM SR SUR SS SSD ST STP SV SLV SX SXM SY SYR SZ SWZ TC TCA TD TCD TF ATF TG TGO
TH THA TJ TJK TK TKL TL TLS TM TKM TN TUN TO TON TR TUR TT TTO TV TUV TW TWN TZ TZA UA UKR UG UGA UM UMI US
USA UY URY UZ UZB VA VAT VC VCT VE VEN VG VGB VI VIR VN VNM VU VUT WF WLF WS WSM XK XKX YE YEM YT MYT ZA ZAF
ZM ZMB ZW ZWE
""".split()

# What offices write besides the names: adjective, person, older and longer names. Endings are worked out
# below.
_ALIASES: Final = {
    "AF": "afghanisch, Afghane, Afghan, Islamische Republik Afghanistan, Afganistan",
    "AL": "albanisch, Albaner, Albanian",
    "AM": "armenisch, Armenier, Armenian",
    "AO": "angolanisch, Angolaner, Angolan",
    "AR": "argentinisch, Argentinier",
    "AT": "österreichisch, Österreicher, Austrian",
    "AZ": "aserbaidschanisch, Aserbaidschaner, Azerbaijani, Aserbeidschan",
    "BA": "bosnisch, Bosnier, Bosnien, Bosnian, bosnisch-herzegowinisch, Bosnien-Herzegowina",
    "BD": "bangladeschisch, Bangladescher, Bangladeshi, Bangladesh",
    "BE": "belgisch, Belgier",
    "BF": "burkinisch, Burkiner, Burkinabe, Obervolta",
    "BG": "bulgarisch, Bulgare, Bulgarian",
    "BI": "burundisch, Burundier",
    "BJ": "beninisch, Beniner",
    "BR": "brasilianisch, Brasilianer, Brazilian",
    "BY": "belarussisch, Belarusse, weißrussisch, Weißrusse, Weißrussland, Belarusian, Belorussland",
    "CD": "DR Kongo, D.R. Kongo, Kongo DR, Demokratische Republik Kongo, Dem. Rep. Kongo, Zaire, Kongo-Kinshasa, DRC",
    "CF": "zentralafrikanisch, Zentralafrikaner, ZAR",
    "CG": "Republik Kongo, Rep. Kongo, Kongo-Brazzaville",
    "CH": "schweizerisch, Schweizer, Swiss",
    "CI": "ivorisch, Ivorer, Elfenbeinküste, Cote d'Ivoire, Ivorian",
    "CL": "chilenisch, Chilene",
    "CM": "kamerunisch, Kameruner, Cameroonian",
    "CN": "chinesisch, Chinese, VR China, Volksrepublik China",
    "CO": "kolumbianisch, Kolumbianer, Colombian",
    "CU": "kubanisch, Kubaner",
    "CV": "Kapverden, Kap Verde, kapverdisch, Kapverdier",
    "CZ": "tschechisch, Tscheche, Tschechische Republik, Czech",
    "DE": "deutsch, Deutsche, BRD, Bundesrepublik Deutschland, German",
    "DJ": "dschibutisch, Dschibutier",
    "DO": "dominikanisch, Dominikaner, Dom. Republik",
    "DZ": "algerisch, Algerier, Algerian",
    "EC": "ecuadorianisch, Ecuadorianer",
    "EG": "ägyptisch, Ägypter, Egyptian",
    "ER": "eritreisch, Eritreer, Eritrean",
    "ES": "spanisch, Spanier, Spanish",
    "ET": "äthiopisch, Äthiopier, Ethiopian",
    "FR": "französisch, Franzose, Französin, French",
    "GB": "britisch, Brite, Großbritannien, England, UK, British, Engländer",
    "GE": "georgisch, Georgier, Georgian",
    "GH": "ghanaisch, Ghanaer, Ghanaian",
    "GM": "gambisch, Gambier, Gambian",
    "GN": "guineisch, Guineer, Guinean, Republik Guinea, Guinea-Conakry, Guinea Conakry",
    "GR": "griechisch, Grieche, Greek",
    "GW": "guinea-bissauisch, Guinea Bissau",
    "HR": "kroatisch, Kroate, Croatian",
    "HT": "haitianisch, Haitianer",
    "HU": "ungarisch, Ungar, Ungarin, Hungarian",
    "ID": "indonesisch, Indonesier",
    "IL": "israelisch, Israeli, Israelin",
    "IN": "indisch, Inder, Indian",
    "IQ": "irakisch, Iraker, Iraqi, Republik Irak",
    "IR": "iranisch, Iraner, Iranian, Persien, Islamische Republik Iran",
    "IT": "italienisch, Italiener, Italian",
    "JO": "jordanisch, Jordanier, Jordanian",
    "JP": "japanisch, Japaner",
    "KE": "kenianisch, Kenianer, Kenyan",
    "KG": "kirgisisch, Kirgise, Kirgistan, Kirgisien",
    "KP": "nordkoreanisch, Nordkoreaner",
    "KR": "südkoreanisch, Südkoreaner",
    "KW": "kuwaitisch, Kuwaiter",
    "KZ": "kasachisch, Kasache, Kazakh",
    "LB": "libanesisch, Libanese, Lebanese",
    "LK": "sri-lankisch, Sri-Lanker, Ceylon",
    "LR": "liberianisch, Liberianer, Liberian",
    "LT": "litauisch, Litauer",
    "LV": "lettisch, Lette",
    "LY": "libysch, Libyer, Libyan",
    "MA": "marokkanisch, Marokkaner, Moroccan",
    "MD": "moldauisch, Moldauer, moldawisch, Moldawier, Moldau, Moldawien, Moldova, Moldovan",
    "ME": "montenegrinisch, Montenegriner",
    "MK": "mazedonisch, Mazedonier, Mazedonien, nordmazedonisch, Nordmazedonier",
    "ML": "malisch, Malier, Malian",
    "MM": "myanmarisch, Myanmare, Birma, Burma, birmanisch",
    "MN": "mongolisch, Mongole",
    "MR": "mauretanisch, Mauretanier",
    "MX": "mexikanisch, Mexikaner",
    "MZ": "mosambikanisch, Mosambikaner",
    "NE": "nigrisch, Nigrer",
    "NG": "nigerianisch, Nigerianer, Nigerian",
    "NL": "niederländisch, Niederländer, Holland, Dutch",
    "NP": "nepalesisch, Nepalese, Nepali",
    "PE": "peruanisch, Peruaner",
    "PH": "philippinisch, Philippiner, Filipino, Filipina",
    "PK": "pakistanisch, Pakistaner, Pakistani",
    "PL": "polnisch, Pole, Polish",
    "PS": "palästinensisch, Palästinenser, Palästina, Palestine, Palestinian, Gaza, Westjordanland",
    "PT": "portugiesisch, Portugiese, Portuguese",
    "RO": "rumänisch, Rumäne, Romanian",
    "RS": "serbisch, Serbe, Serbian",
    "RU": "russisch, Russe, Russische Föderation, Russia, Russian, Tschetschenien, tschetschenisch",
    "RW": "ruandisch, Ruander, Rwandan",
    "SA": "saudi-arabisch, Saudi, Saudi Arabien",
    "SD": "sudanesisch, Sudanese",
    "SK": "slowakisch, Slowake",
    "SI": "slowenisch, Slowene",
    "SL": "sierra-leonisch, Sierra-Leoner",
    "SN": "senegalesisch, Senegalese",
    "SO": "somalisch, Somalier, Somali",
    "SS": "südsudanesisch, Südsudanese, Süd-Sudan",
    "SY": "syrisch, Syrer, Syrian, Arabische Republik Syrien, Arab. Republik Syrien, Arab. Rep. Syrien, "
    "Syrien Arabische Republik, Syrian Arab Republic",
    "TD": "tschadisch, Tschader",
    "TG": "togoisch, Togoer",
    "TH": "thailändisch, Thailänder, Thai",
    "TJ": "tadschikisch, Tadschike, Tajik",
    "TM": "turkmenisch, Turkmene",
    "TN": "tunesisch, Tunesier, Tunisian",
    "TR": "türkisch, Türk, Türke, Turkish, Turkey, Turkiye, Republik Türkei",
    "TZ": "tansanisch, Tansanier",
    "UA": "ukrainisch, Ukrainer, Ukrainian",
    "UG": "ugandisch, Ugander",
    "US": "amerikanisch, US-amerikanisch, Amerikaner, USA, Amerika, American",
    "UZ": "usbekisch, Usbeke",
    "VE": "venezolanisch, Venezolaner",
    "VN": "vietnamesisch, Vietnamese",
    "XK": "kosovarisch, Kosovare, kosovo-albanisch, Kosovo-Albaner",
    "YE": "jemenitisch, Jemenit, Jemenitin, Yemeni",
    "ZA": "südafrikanisch, Südafrikaner",
    "ZM": "sambisch, Sambier",
    "ZW": "simbabwisch, Simbabwer",
    STATELESS: "staatenlos, Staatenloser, stateless",
    UNCLEAR: "ungeklärt, Staatsangehörigkeit ungeklärt, unbekannt, unclear",
}

# Adjectives and people, German and English, of countries whose own names above do not hold them already.
_MORE: Final = {
    "AD": "andorranisch, Andorran",
    "AE": "emiratisch, Emirati, VAE, UAE",
    "AF": "Afghani",
    "AR": "Argentine, Argentinian",
    "AU": "australisch, Australier, Australian",
    "BB": "barbadisch, Barbadian",
    "BE": "Belgian",
    "BF": "burkina-fasisch",
    "BH": "bahrainisch, Bahraini",
    "BI": "Burundian",
    "BJ": "Beninese",
    "BO": "bolivianisch, Bolivianer, Bolivian",
    "BT": "bhutanisch, Bhutanese",
    "BW": "botsuanisch, Botswanan",
    "BY": "Belarussian",
    "BZ": "belizisch, Belizean",
    "CA": "kanadisch, Kanadier, Canadian",
    "CF": "Central African",
    "CL": "Chilean",
    "CR": "costa-ricanisch, Costa Rican",
    "CU": "Cuban",
    "CV": "Cape Verdean",
    "CY": "zyprisch, zypriotisch, Zypriot, Zypriotin, Cypriot",
    "DJ": "Djiboutian",
    "DK": "dänisch, Däne, Danish, Dane",
    "EC": "Ecuadorian",
    "EE": "estnisch, Este, Estonian",
    "ES": "Spaniard",
    "FI": "finnisch, Finne, Finnish",
    "FJ": "fidschianisch, Fijian",
    "GA": "gabunisch, Gabuner, Gabonese",
    "GQ": "äquatorialguineisch, Equatorial Guinean",
    "GT": "guatemaltekisch, Guatemalteke, Guatemalan",
    "GW": "Bissau-Guinean",
    "GY": "guyanisch, Guyanese",
    "HN": "honduranisch, Honduraner, Honduran",
    "HT": "Haitian",
    "ID": "Indonesian",
    "IE": "irisch, Ire, Irish",
    "IS": "isländisch, Isländer, Icelandic",
    "JM": "jamaikanisch, Jamaikaner, Jamaican",
    "JP": "Japanese",
    "KG": "Kyrgyz",
    "KH": "kambodschanisch, Kambodschaner, Cambodian",
    "KM": "komorisch, Komorer, Comorian",
    "KP": "North Korean",
    "KR": "South Korean",
    "KW": "Kuwaiti",
    "KZ": "Kazakhstani",
    "LA": "laotisch, Laote, Laotian",
    "LI": "liechtensteinisch, Liechtensteiner",
    "LK": "Sri Lankan",
    "LS": "lesothisch, Basotho",
    "LT": "Lithuanian",
    "LU": "luxemburgisch, Luxemburger, Luxembourgish",
    "LV": "Latvian",
    "ME": "Montenegrin",
    "MG": "madagassisch, Madagasse, Malagasy",
    "MK": "Macedonian",
    "MM": "Burmese",
    "MN": "Mongolian",
    "MR": "Mauritanian",
    "MT": "maltesisch, Malteser, Maltese",
    "MU": "mauritisch, Mauritier, Mauritian",
    "MV": "maledivisch, Malediver, Maldivian",
    "MW": "malawisch, Malawier, Malawian",
    "MX": "Mexican",
    "MY": "malaysisch, Malaysier, Malaysian",
    "MZ": "Mozambican",
    "NA": "namibisch, Namibier, Namibian",
    "NI": "nicaraguanisch, Nicaraguaner, Nicaraguan",
    "NO": "norwegisch, Norweger, Norwegian",
    "NZ": "neuseeländisch, Neuseeländer, New Zealander",
    "OM": "omanisch, Omaner, Omani",
    "PA": "panamaisch, Panamaer, Panamanian",
    "PE": "Peruvian",
    "PG": "papua-neuguineisch",
    "PH": "Philippine",
    "PY": "paraguayisch, Paraguayer, Paraguayan",
    "QA": "katarisch, Katarer, Qatari",
    "SA": "Saudi Arabian, saudisch",
    "SC": "seychellisch",
    "SE": "schwedisch, Schwede, Swedish, Swede",
    "SG": "singapurisch, Singaporean",
    "SI": "Slovenian, Slovene",
    "SK": "Slovak, Slovakian",
    "SL": "Sierra Leonean",
    "SO": "Somalian",
    "SR": "surinamisch, Surinamese",
    "SS": "South Sudanese",
    "SV": "salvadorianisch, Salvadorianer, Salvadoran",
    "SZ": "swasiländisch, Swazi, eswatinisch",
    "TD": "Chadian",
    "TG": "Togolese, togolesisch",
    "TJ": "Tajikistani",
    "TL": "timoresisch, Timorese",
    "TM": "Turkmen",
    "TR": "Turk",
    "TT": "Trinidadian",
    "TW": "taiwanisch, Taiwaner, Taiwanese",
    "TZ": "Tanzanian",
    "UG": "Ugandan",
    "US": "U.S. American",
    "UY": "uruguayisch, Uruguayer, Uruguayan",
    "UZ": "Uzbek",
    "VE": "Venezuelan",
    "XK": "Kosovar, Kosovan",
    "YE": "Yemenite",
    "ZA": "South African",
    "ZM": "Zambian",
    "ZW": "Zimbabwean",
}

_SCRIPT_NAMES: Final = ("de", "en", "fr", "tr", "so", "ku", "uk", "ru", "ar", "fa", "ps", "ckb", "ti", "am")


@cache
def _names() -> dict[str, dict[str, str]]:
    with paths.resource("countries/countries_cldr.json").open(encoding="utf-8") as file:
        found: dict[str, dict[str, str]] = json.load(file)
    for code, own in _OWN_NAMES.items():
        found[code] = {**found.get(code, {}), **own}
    return found


def codes() -> frozenset[str]:
    """All codes, those of no citizenship included."""
    return frozenset(_names())


def name(code: str, language: str | None = None) -> str:
    """A country's name in a language (default: the language in use); in English, then as the code, if it has none."""
    known = _names().get(code)
    if known is None:
        return code
    return known.get(language or i18n.language()) or known.get("en") or code


@cache
def choices(language: str) -> tuple[tuple[str, str], ...]:
    """Code and name of every country, ordered by name, to choose from."""
    named = [(code, name(code, language)) for code in _names()]
    return tuple(sorted(named, key=lambda pair: sort_key(pair[1])))


def is_eu(code: str) -> bool:
    """Whether citizens of the country are citizens of the European Union."""
    return code in EU


def third_country(code: str) -> bool | None:
    """Whether a citizen counts as a third-country national: not a citizen of the Union, stateless people included.

    So ESF+ indicator EECO13 counts (Regulation (EU) 2021/1057, Annex I). None where the citizenship is not
    clear.
    """
    return None if code == UNCLEAR or code not in _names() else code not in EU


def _forms(alias: str) -> tuple[str, ...]:
    """An alias with its endings: "syrisch" also "syrische", "Syrer" also "Syrerin"."""
    key = search_key(alias)
    if re.search(r"(isch|deutsch|los)$", key):
        return (key, *(key + ending for ending in ("e", "er", "es", "en", "em")))
    if " " not in key and key.endswith("er"):
        return key, key + "in", key + "innen", key + "n"
    if " " not in key and key.endswith("e"):
        return key, key[:-1] + "in", key[:-1] + "innen", key + "n"
    return (key,)


_AMBIGUOUS: Final = frozenset(("", "kongo", "congo", "korea"))


@cache
def _by_key() -> dict[str, str]:
    """Code by every name and alias. The first language that has a name decides, German first."""
    found: dict[str, str] = {}
    for language in _SCRIPT_NAMES:
        for code, names in _names().items():
            if names.get(language):
                found.setdefault(search_key(names[language]), code)
    for code, aliases in (*_ALIASES.items(), *_MORE.items()):
        for alias in aliases.split(", "):
            for form in _forms(alias):
                found.setdefault(form, code)
    return {key: code for key, code in found.items() if key not in _AMBIGUOUS}


@cache
def _by_alpha3() -> dict[str, str]:
    return dict(zip(_ALPHA3[1::2], _ALPHA3[::2], strict=True))


_ADDED: Final = re.compile(
    r"\b(?:staatsangehorigkeit|staatsangehorige[rn]?|nationalitat|staatsburger(?:in)?|aus|geboren in|citizen)\b"
)


def read_country(text: str) -> str | None:
    """The country or citizenship that somebody wrote, or None when it is not certain.

    Understands names in many languages, "syrisch", "Syrerin", "syr.", "SYR", "SY" and "Arab. Republik
    Syrien". Two countries in one text are not certain.
    """
    stripped = text.strip()
    if stripped in _names():
        return stripped
    if found := _read(stripped):
        return found
    pieces = [piece for piece in re.split(r"[/(),;:+&\n-]|\bund\b|\band\b", stripped) if piece.strip()]
    if len(pieces) < 2:
        return None
    understood = {found for piece in pieces if (found := _read(piece))}
    return understood.pop() if len(understood) == 1 else None


def _read(text: str) -> str | None:
    key = " ".join(_ADDED.sub(" ", search_key(text)).split())
    if found := _by_key().get(key) or _by_alpha3().get(text.strip().upper()):
        return found
    # "syr.", "afgh.": shortened, and only one country begins so.
    if text.strip().endswith(".") and len(key) >= 3 and " " not in key:
        meant = {code for name, code in _by_key().items() if name.isascii() and name.startswith(key)}
        return meant.pop() if len(meant) == 1 else None
    return None
