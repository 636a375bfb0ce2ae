"""Names of people as lists write them: "Sow, Kadiatou", "DIALLO Aïssatou", "Dr. Karin Böhm", "Fr. Öz".

Which of two words is the family name is never read from one cell alone: the whole column is asked (commas,
capitals, given names that are well known, e-mail addresses beside it), and where it does not answer, the
remark says so.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from permenti_desktop.domain.text import search_key
from permenti_desktop.exchange.read_values import as_cell
from permenti_desktop.exchange.reading import (
    Reading,
    empty,
    plain,
    says_nothing,
    says_unknown,
    sure,
    unreadable,
    unsure,
)
from permenti_desktop.exchange.workbook import Cell, Value
from permenti_desktop.i18n import _

Order = Literal["last_first", "first_last"]


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in its parts. ``salutation`` is "f" or "m" where "Frau" or "Herr" stands before it."""

    last: str = ""
    first: str = ""
    title: str = ""
    salutation: str | None = None

    @property
    def whole(self) -> str:
        """As it is spoken."""
        return " ".join(part for part in (self.title, self.first, self.last) if part)


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLE: Final = re.compile(
    r"^((?:(?:prof|dr|dipl|ing|med|phil|jur|rer|nat|mag|h\.?\s?c)\b\.?-?\s*)+)",
    re.IGNORECASE,
)
_SALUTATION: Final = re.compile(r"^(frau|fr|herrn|herr|hr|mr|mrs|ms|mme|m\.|familie|fam)\b\.?\s+", re.IGNORECASE)
_FEMALE: Final = ("frau", "fr", "mrs", "ms", "mme")
_MALE: Final = ("herr", "herrn", "hr", "mr", "m.")
_PARTICLES: Final = _word_set(
    "al el as ash an ar ad at az von van de der den da di del della dos du la le ben bin ibn bint abu abo "
    "umm um zu zur vom ten ter af av mac mc st o' ó ní nic abd abdul abdel"
)
_SENTENCE_WORDS: Final = _word_set(
    "hat hatte keine kein keinen noch nicht wird wurde ist war sucht soll bald siehe bitte kommt gibt seit "
    "bereits schon vorhanden benannt zugeordnet has have none not yet was will see please already since"
)
_NOBODY: Final = re.compile(
    r"n\.?\s?n\.?|nn|noch offen|offen|vakant|unbesetzt|tba|tbd|(?:noch )?keine?r?|noch nicht|"
    r"steht noch nicht fest|gesucht|"
    r"(?:sucht|wartet|ohne|nein|no|none|not yet|wird gesucht|in vermittlung|"
    r"noch zu finden)(?: noch| mentorin| auf mentorin)?"
)

# Given names that are common among women who came to Germany, and among the mentors. They only tell which
# of two columns or words is the given name; a name that is missing here is as good as any other.
_GIVEN: Final = _word_set(
    """
         kadiatou rima avin zarghuna shahad zeynep senait roya kateryna nilofar sediqa ola iryna switlana
    svitlana ruqaya marwa fatoumata ifrah malalai julija yuliia almaz aissatou nasrin lubna luwam ayaan
    sahra mariama hodan yordanos halyna ozlem shirin azadeh hevi fatima maya gulsen hala ayse busra kateryna
    parisa elif samaneh olena selam natalija nataliia shilan zeinab zainab zahra mebrat shukria khadija homa
    farzana bisrat amina aisha aischa aicha amal amira asma asmaa basma bushra dalal dalia dina duaa eman
    fadia farida fatma fatuma feven freweini ghada habiba hadil hana hanan hawa hayat heba helen hend hiba
    huda ibtisam inas iman jamila joudi kholoud layla leila lina lamia latifa maha mahin manal maryam mariam
    marjan masoumeh maryna mona muna najat nada nadia nahid narges negar nesrin nour noor nura olga oksana
    oleksandra rana rania rasha razan reem rahel rahwa rihanna rojda rojin rozan rukhsana saba sabah safa
    safiya sahar salma samar samira sana sara sarah selamawit semhar shaima sima simin soraya suad sumaya
    susan tatiana tetiana tsehay valentyna wafaa warda yasmin yasemin yusra zohra zuhal meryem emine hatice
    fadime gul gulistan berivan dilan evin hevin jiyan nergis ruken zozan liudmyla anna anastasiia daria
    hanna inna iuliia khrystyna larysa liliia mariia nadiia nina polina sofiia tamara vira viktoriia yana
    yevheniia zoya sabine ute martina heike karin claudia birgit petra anke susanne andrea barbara monika
    gabriele brigitte silke katrin kathrin katja julia christine christina stefanie nicole melanie sandra
    anja tanja angela angelika ulrike ursula renate maria eva johanna lena laura lisa sophie marie annette
    beate bettina cornelia doris elke elisabeth gisela heidi helga inge ingrid iris jutta kerstin kirsten
    marion michaela regina sigrid simone sonja sylvia silvia vera hildegard margarete marlies thomas michael
    andreas stefan peter klaus wolfgang juergen jurgen bernd uwe frank dirk ralf markus martin christian
    matthias joerg jorg jens holger dieter ahmed mohammed mohamad ali hassan mehmet
    """
)


def is_given(word: str) -> bool:
    """Whether a word is a given name that the program knows."""
    return search_key(word) in _given_keys()


# Men's names, which are family names as well: "Ifrah Hassan", "Petra Martin".
_ALSO_FAMILY: Final = _word_set(
    """
    thomas michael andreas stefan peter klaus wolfgang juergen jurgen bernd uwe frank dirk ralf markus martin christian
    matthias joerg jorg jens holger dieter ahmed mohammed mohamad ali hassan mehmet maria lisa noor nour iman amin saba
    """
)


def _is_womans(word: str) -> bool:
    """Whether a word is a given name of women that is hardly a family name."""
    return is_given(word) and search_key(word) not in _ALSO_FAMILY


_KEYS: list[frozenset[str]] = []


def _given_keys() -> frozenset[str]:
    if not _KEYS:
        _KEYS.append(frozenset(search_key(name) for name in _GIVEN))
    return _KEYS[0]


def is_nobody(text: str) -> bool:
    """ "N.N." and the like: a place is kept for a person who is not known yet."""
    return bool(_NOBODY.fullmatch(plain(text).strip(" .()")) or _NOBODY.fullmatch(plain(text)))


def looks_like_name(text: str) -> bool:
    """Whether a text can be a person's name: two to six words of letters, no sentence and no number."""
    bare = _SALUTATION.sub("", _TITLE.sub("", text.strip()))
    if not 2 <= len(bare) <= 60 or re.search(r"[\d@?!:;=%&_<>\[\]{}#*]", bare) or "\n" in bare:
        return False
    words = bare.replace(",", " ").split()
    return 1 <= len(words) <= 6 and all(
        unicodedata.category(word.lstrip("'’(\"-")[:1] or " ")[0] == "L" for word in words
    )


def order_of_column(texts: Iterable[str], emails: Sequence[str] = ()) -> tuple[Order | None, bool]:
    """How a column of whole names is written, and whether that is certain: (order, certain).

    *emails* are the addresses of the same rows, "" where there is none. None: nothing in the column tells it.
    """
    last_first = first_last = 0.0
    addresses = list(emails)
    count = 0
    for number, text in enumerate(texts):
        bare = _SALUTATION.sub("", _TITLE.sub("", text.strip()))
        words = bare.split()
        if "," in bare or len(words) < 2:
            continue
        count += 1
        capitals = [is_capitals(word) for word in words]
        if capitals[0] and not capitals[-1]:
            last_first += 3
        elif capitals[-1] and not capitals[0]:
            first_last += 3
        given_first, given_last = is_given(words[0]), is_given(words[-1])
        if given_first and not given_last:
            first_last += 1
        elif given_last and not given_first:
            last_first += 1
        local = search_key(addresses[number].split("@")[0]).split() if number < len(addresses) else []
        if len(local) == 2 and local[0] != local[1]:
            if local[0] == search_key(words[0]) or local[1] == search_key(words[-1]):
                first_last += 1
            elif local[0] == search_key(words[-1]) or local[1] == search_key(words[0]):
                last_first += 1
    total = last_first + first_last
    if count == 0 or total == 0:
        return None, False
    share = max(last_first, first_last) / total
    order: Order = "last_first" if last_first > first_last else "first_last"
    return (order, share >= 0.75 and total >= min(3, count)) if share > 0.6 else (None, False)


def is_capitals(word: str) -> bool:
    """Whether a word of several letters is written in capitals."""
    letters = [sign for sign in word if sign.isalpha()]
    return len(letters) > 1 and all(sign.isupper() for sign in letters)


def read_name(value: Cell | Value, order: Order | None, certain: bool = True) -> Reading[Name]:
    """A whole name. A comma always decides; without one *order* does, and if it is not *certain* the remark
    says so.
    """
    cell = as_cell(value)
    text = " ".join(cell.text.split())
    if cell.blank or says_nothing(text):
        return empty()
    if is_nobody(text):
        return Reading(None, "empty", _("Hier ist noch niemand benannt."), text)
    if says_unknown(text) or not isinstance(cell.value, str):
        return unreadable(text, _("Das ist kein Name; der Text bleibt erhalten."))
    # "3. Sow, Kadiatou", "Sow; Kadiatou"
    numbered = re.sub(r"^\d{1,3}[.)]\s+", "", text)
    if "," not in numbered and numbered.count(";") == 1:
        numbered = numbered.replace(";", ",")
    salutation, title, bare = _without_title(numbered)
    bare, aside = _without_brackets(bare)
    if not bare or not looks_like_name(bare) or _is_sentence(bare):
        return unreadable(text, _("Das ist kein Name; der Text bleibt erhalten."))
    if "," in bare:
        name, remark = _comma(bare, title, salutation)
    else:
        name, remark = _no_comma(bare.split(), title, salutation, order, certain)
    if aside:
        remark = " ".join([remark, _("Neben dem Namen steht noch: {text}").format(text=aside)]).strip()
    if remark:
        return unsure(name, remark, text if aside else "")
    return sure(name)


def _is_sentence(text: str) -> bool:
    """Whether a text says something where a name should stand: "wechselt zu Gisela Horn", "hat keine". A particle
    ("von der Heide") and a name that is written small throughout say nothing."""
    words = text.replace(",", " ").split()
    if len(words) > 1 and any(word.islower() and word.rstrip(".") in _SENTENCE_WORDS for word in words):
        return True
    small = words[0][:1].islower() and words[0].casefold().rstrip(".") not in _PARTICLES
    return small and any(word[:1].isupper() for word in words[1:])


def read_several(value: Cell | Value, order: Order | None) -> tuple[Name, ...]:
    """Several whole names in one cell, () where there is one: "Sharifi, Mina; Nazari, Maryam", "Mina Sharifi und …"."""
    pieces = re.split(r"\s*[;/\n+&]\s*|\s+(?:und|and|u\.)\s+", as_cell(value).text.strip(" ;/\n"))
    if len(pieces) < 2:
        return ()
    names = [read_name(piece, order).value for piece in pieces]
    whole = [name for name in names if name is not None and name.last and name.first]
    return tuple(whole) if len(whole) == len(pieces) else ()


def _without_title(text: str) -> tuple[str | None, str, str]:
    salutation: str | None = None
    title = ""
    for _round in range(2):
        if match := _SALUTATION.match(text):
            word = match[1].casefold()
            salutation = "f" if word in _FEMALE else "m" if word in _MALE else None
            text = text[match.end() :].strip()
        if match := _TITLE.match(text):
            title = " ".join([title, match[1].strip()]).strip()
            text = text[match.end() :].strip()
    # "Böhm, Dr. Karin"
    if not title and (
        match := re.search(r",\s*((?:Prof\.?\s*)?(?:Dr\.|Prof\.)(?:\s*(?:med|phil|jur|rer|nat)\.)*)\s*", text)
    ):
        title = match[1].strip()
        text = f"{text[: match.start()]}, {text[match.end() :]}".strip(" ,")
    return salutation, title, text


def split_salutation(text: str) -> tuple[str | None, str]:
    """What an "Anrede" says: "Fr. Dr." → ("f", "Dr."). (None, "") where anything else stands there, too."""
    salutation, title, bare = _without_title(f"{text.strip()} ")
    return (salutation, title) if salutation and not bare.strip(" .") else (None, "")


def split_title(text: str) -> tuple[str, str]:
    """A title before a name, and the name: "Dr. Karin" → ("Dr.", "Karin")."""
    _salutation, title, bare = _without_title(text)
    return (title, bare) if bare else ("", text)


def _without_brackets(text: str) -> tuple[str, str]:
    """A maiden name or a nickname in brackets is kept apart: "Sadat (geb. Karimi), Nilofar"."""
    asides = re.findall(r"\(([^)]*)\)", text)
    bare = " ".join(re.sub(r"\([^)]*\)", " ", text).replace(" ,", ",").split())
    if match := re.search(r",?\s+(?:geb\.?|geborene|née)\s+[^\W\d][\w'’-]+(?=\s*,|$)", bare):
        asides.append(match[0].strip(" ,"))
        bare = f"{bare[: match.start()]}{bare[match.end() :]}"
    return bare.strip(" ,;"), ", ".join(asides)


def _comma(bare: str, title: str, salutation: str | None) -> tuple[Name, str]:
    pieces = [piece.strip() for piece in bare.split(",") if piece.strip()]
    if len(pieces) == 1:
        return Name(pieces[0], "", title, salutation), _("Hier steht nur ein Name.")
    name = Name(pieces[0], " ".join(pieces[1:]), title, salutation)
    return name, _("Hier stehen mehrere Kommas.") if len(pieces) > 2 else ""


def _no_comma(
    words: list[str], title: str, salutation: str | None, order: Order | None, certain: bool
) -> tuple[Name, str]:
    if len(words) == 1:
        if salutation or title:
            return Name(words[0], "", title, salutation), ""
        return Name(words[0], "", title, salutation), _("Hier steht nur ein Name; er gilt als Nachname.")
    capitals = [is_capitals(word) for word in words]
    if any(capitals) and not all(capitals):
        # "DIALLO Aïssatou": the capitals are the family name, wherever they stand.
        last = " ".join(word for word, big in zip(words, capitals, strict=True) if big)
        first = " ".join(word for word, big in zip(words, capitals, strict=True) if not big)
        if capitals[0] or capitals[-1]:
            return Name(last, first, title, salutation), ""
    remark = ""
    if order is None:
        order, remark = "first_last", _("Ob der Vorname oder der Nachname zuerst steht, sagt die Liste nicht.")
    elif not certain:
        remark = _("Reihenfolge von Vor- und Nachname vermutet.")
    if not remark and len(words) == 2:
        given, other = (0, 1) if order == "first_last" else (1, 0)
        if _is_womans(words[other]) and not is_given(words[given]):
            remark = _("Vor- und Nachname stehen hier vielleicht vertauscht.")
    lowered = [word.casefold().rstrip(".") for word in words]
    if order == "first_last":
        cut = len(words) - 1
        # Particles belong to the family name: "Fatima Al Khatib", "Anna von der Heide".
        while cut > 1 and lowered[cut - 1] in _PARTICLES:
            cut -= 1
        if cut > 1 and not remark:
            remark = _("Mehrere Vornamen oder ein mehrteiliger Nachname: bitte prüfen.")
        return Name(" ".join(words[cut:]), " ".join(words[:cut]), title, salutation), remark
    cut = 1
    while cut < len(words) - 1 and lowered[cut - 1] in _PARTICLES:
        cut += 1
    if len(words) - cut > 1 and not remark:
        remark = _("Mehrere Vornamen oder ein mehrteiliger Nachname: bitte prüfen.")
    return Name(" ".join(words[:cut]), " ".join(words[cut:]), title, salutation), remark


_BIRTH_BEHIND: Final = re.compile(
    r"[\s,;(]+(?:\*|geb\.?|geboren|jg\.?|jahrgang|born)?\s*"
    r"(\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}[./](?:19|20)\d{2}|(?:19|20)\d{2})"
    r"\s*\)?\s*$",
    re.IGNORECASE,
)


def split_birth(text: str) -> tuple[str, str]:
    """A name and the date of birth behind it: "Sow, Kadiatou (*1971)" → ("Sow, Kadiatou", "1971")."""
    match = _BIRTH_BEHIND.search(text)
    return (text[: match.start()].strip(" ,;("), match[1]) if match else (text, "")


def read_name_part(value: Cell | Value) -> Reading[str]:
    """A family name or a given name in a column of its own, as it is written."""
    cell = as_cell(value)
    text = " ".join(cell.text.split())
    if cell.blank or says_nothing(text):
        return empty()
    if re.fullmatch(r"n\.?\s?n\.?", plain(text)):
        return Reading(None, "empty", _("Hier ist noch niemand benannt."), text)
    if says_unknown(text) or not isinstance(cell.value, str):
        return unreadable(text, _("Das ist kein Name; der Text bleibt erhalten."))
    bare, aside = _without_brackets(text)
    if not bare or re.search(r"[\d@?!:;=%_<>\[\]{}#*]", bare):
        return unreadable(text, _("Das ist kein Name; der Text bleibt erhalten."))
    if aside:
        return unsure(bare, _("Neben dem Namen steht noch: {text}").format(text=aside), text)
    return sure(bare)


def in_ordinary_letters(name: str) -> str:
    """A name that is written in capitals as it is written otherwise: "DIALLO" → "Diallo", "AL-HAMWI" →
    "Al-Hamwi".
    """
    if not any(is_capitals(word) for word in re.split(r"[\s-]", name)):
        return name
    return re.sub(
        r"[^\W\d_]+", lambda match: match[0][0] + match[0][1:].lower() if is_capitals(match[0]) else match[0], name
    )
