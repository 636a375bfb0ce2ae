"""What each column of a list means: the words above it and the cells below it are weighed together."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from permenti_desktop.domain import languages
from permenti_desktop.exchange import headers
from permenti_desktop.exchange.column_values import (
    full_rows,
    is_whole_name,
    mostly_births,
    sample_cells,
    share_that_fits,
)
from permenti_desktop.exchange.fields import BESIDE, Field, Subject, field_by_key, fields_of
from permenti_desktop.exchange.headers import header_key
from permenti_desktop.exchange.reading import plain
from permenti_desktop.exchange.tables import Column
from permenti_desktop.exchange.workbook import Cell, Sheet

_ENOUGH: Final = 0.5
"""Below this, a column is left without a meaning."""


# How sure a kind is by its cells alone, where no word above helps: what looks like an e-mail address is one.
_BY_VALUES: Final = {
    "email": 0.9,
    "level": 0.8,
    "postal": 0.8,
    "phone": 0.72,
    "address": 0.75,
    "country": 0.78,
    "birth": 0.7,
    "residence": 0.7,
    "name": 0.66,
    "street": 0.7,
    "outcome": 0.55,
    "event": 0.56,
    "languages": 0.6,
    "recognition": 0.52,
}
_ONLY_HEADLESS: Final = frozenset({"event", "residence", "street", "recognition"})
"""Kinds that many cells look like: under a word that names nothing known, they are something else."""
_TAKEN_BY_VALUES: Final = frozenset(
    {
        "name",
        "birth",
        "nationality",
        "address",
        "street",
        "postal",
        "phone",
        "email",
        "german",
        "residence",
        "entry",
        "exit",
        "outcome",
        "recognition",
        "start",
        "end",
    }
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    column: int
    field: Field
    score: float
    by: str


_PLANNED: Final = re.compile(r"\b(?:geplant|voraus|vorauss|voraussichtl|vsl|planned|expected|anticipated|soll)")


_RELATIVES: Final = re.compile(
    r"\b(?:ehemann|ehefrau|ehepartner|lebenspartner|kind|kinder|kindes|notfall\w*|vater|mutter|schwester|bruder|eltern|"
    r"husband|spouse|child|children|emergency|next of kin|jobcenter|job centre|jc|agentur|aa|schule|kita)\b"
)
_HER_OWN: Final = frozenset(
    "name last first birth gender nationality address street postal town phone mobile email".split()
)
_COURSES: Final = re.compile(r"kurs|course|praktik|internship|hospit|schul|unterricht")
_OF_THE_PROJECT: Final = re.compile(r"eintritt|austritt|teilnahme|projekt|programm|entry|exit|enrol")


def _means_something_else(column: Column, field: Field) -> bool:
    """Whether the words above a column say that it is not what a part of them, or its cells, look like: the end that is
    planned, the birth of a child, the number of an authority, the beginning of a course."""
    header = header_key(f"{column.group} {column.header}")
    dated = field.kind in ("event", "period") and field.subject in ("participant", "tandem", "mentor")
    if dated and _PLANNED.search(header):
        return True
    if field.subject != "participant" and field.kind in ("event", "period") and re.search(r"kurs|course", header):
        return True
    if field.subject != "participant":
        return False
    if field.name in _HER_OWN and _RELATIVES.search(header):
        return True
    taking_part = field.name in ("entry", "exit", "period")
    return taking_part and bool(_COURSES.search(header)) and not _OF_THE_PROJECT.search(header)


_BARE: Final = frozenset({"von", "bis", "ab", "seit", "beginn", "ende", "from", "to", "until", "start", "end"})
_SOMETHING_ELSE: Final = (
    *("praktik", "hospit", "tandem", "kurs", "massnahme", "internship", "course", "measure"),
    *("gutschein", "voucher", "avgs", "trager", "traeger", "provider"),
)


def _of_something_else(columns: tuple[Column, ...]) -> frozenset[int]:
    """Columns that only say "von" and "bis" and stand right of a course, an internship or a tandem: its dates, not
    those of taking part in the programme."""
    found = set()
    other = False
    for column in columns:
        header = header_key(column.header)
        if header in _BARE:
            if other and not column.group:
                found.add(column.index)
        else:
            other = any(word in header for word in _SOMETHING_ELSE)
    return frozenset(found)


def assign_columns(
    sheet: Sheet, columns: tuple[Column, ...], rows: range, subject: Subject, today: date
) -> tuple[tuple[Column, ...], float]:
    """The columns with their meanings in a list of *subject*, and how sure that is on the whole."""
    full = full_rows(sheet, rows, columns)
    samples = {column.index: sample_cells(sheet, full, column.index) for column in columns}
    fits: dict[tuple[int, str], float | None] = {}

    def fit(column: int, kind: str) -> float | None:
        if (column, kind) not in fits:
            fits[column, kind] = share_that_fits(kind, samples[column], today)
        return fits[column, kind]

    candidates: list[_Candidate] = []
    headless = not any(column.header for column in columns)
    for column in columns:
        candidates.extend(_by_header(column, subject, fit, columns))
        best = max((one.score for one in candidates if one.column == column.index), default=0.0)
        if headless or not column.header or best < 0.6:
            candidates.extend(_by_values(column, subject, fit, samples[column.index], today))
    if subject == "participant":
        beside = _of_something_else(columns)
        candidates = [one for one in candidates if one.column not in beside]
    at = {column.index: column for column in columns}
    candidates = [one for one in candidates if not _means_something_else(at[one.column], one.field)]
    # In a list of pairs, a bare "Telefon" belongs to the person whose name stands to its left.
    if subject == "tandem":
        candidates = _to_nearest(candidates, columns)
    chosen = _greedy(candidates, columns)
    chosen = _repaired(chosen, columns, samples, subject, today)
    result: list[Column] = []
    for column in columns:
        one = chosen.get(column.index)
        others = sorted(
            (
                other
                for other in candidates
                if other.column == column.index and (one is None or other.field != one.field)
            ),
            key=lambda other: -other.score,
        )
        alternatives = tuple(dict.fromkeys(other.field.key for other in others))[:4]
        if one is None:
            result.append(replace(column, field=None, confidence=0.0, by="", alternatives=alternatives))
        else:
            result.append(
                replace(
                    column,
                    field=one.field.key,
                    confidence=round(min(one.score, 1.0), 2),
                    by=one.by,
                    alternatives=alternatives,
                )
            )
    named = [column for column in result if column.header or column.samples]
    known = sum(column.confidence for column in result if column.field)
    return tuple(result), known / max(len(named), 1)


def _possible(column: Column, subject: Subject) -> Iterable[tuple[Field, str, float]]:
    """(field, header key, weight) for every field that a column of this list may mean."""
    label, group = header_key(column.header), header_key(column.group)
    both = f"{group} {label}".strip()
    for field in fields_of(subject):
        yield field, label, 1.0
        # A title over a group ("Durchgang 1") must not drown the words below it: both count only as a whole.
        for whole in (both, f"{label} {group}") if group else ():
            if headers.match(whole, field).score >= 0.95:
                yield field, whole, 1.0
    for other, names in BESIDE[subject].items():
        for field in fields_of(other):
            if field.name in names:
                yield field, label, 0.96
    for role, rest in headers.roles(both):
        weight = 0.99 if role in BESIDE[subject] or role == subject else 0.93
        if role == "tandem" and subject != "tandem":
            continue
        if not rest:
            name = "name" if role not in ("internship", "tandem") else ""
            if name and role != subject:
                yield field_by_key(f"{role}.{name}"), header_key(field_by_key(f"{role}.{name}").words[0]), weight
            continue
        for field in fields_of(role):
            yield field, rest, weight


def language_of(header: str) -> str | None:
    """The language that a column is for: "Englisch", "Englischkenntnisse", "Level English"."""
    bare = re.sub(r"kenntnisse|niveau|stufe|level|skills|sprachniveau", " ", plain(header)).strip(" :-().")
    return languages.read_language(bare) if bare else None


def _by_header(
    column: Column, subject: Subject, fit: Callable[[int, str], float | None], columns: tuple[Column, ...]
) -> list[_Candidate]:
    if not column.header:
        return []
    best: dict[str, _Candidate] = {}
    spoken = next((field for field in fields_of(subject) if field.kind == "spoken"), None)
    if spoken is not None and language_of(column.header) not in (None, "de"):
        best[spoken.key] = _Candidate(column.index, spoken, 0.9 * (fit(column.index, "spoken") or 0.0), "header")
    named_but_unborne = False
    only_words: set[str] = set()
    for field, key, weight in _possible(column, subject):
        match = headers.match(key, field)
        score = match.score * weight
        if score < 0.42:
            continue
        share = fit(column.index, field.kind)
        if share is not None:
            # The words count, but cells that are something else altogether outweigh them.
            certain = match.score >= 0.97 and not match.weak
            score *= 0.6 + 0.4 * share if share >= 0.5 else 0.35 + 0.5 * share
            # A clear word keeps its column even when nobody could write a date: then all its cells are listed.
            if certain:
                named_but_unborne |= share < 0.5 and field.subject == subject
                score = max(score, 0.52 * weight)
            if match.weak:
                score = score * 1.12 if share >= 0.8 else score
        elif match.weak and field.kind not in ("text", "keep", "organisation"):
            score *= 0.8
        elif field.kind == "text" and match.weak:
            score *= 0.9
        if field.kind == "keep" and score < 0.95:
            score *= 0.8
        # A column of dates is no remark and no degree, whatever stands above it.
        if field.kind in ("text", "keep") and (fit(column.index, "event") or 0.0) >= 0.8:
            score *= 0.6
        if score >= 0.35 and (field.key not in best or best[field.key].score < score):
            best[field.key] = _Candidate(column.index, field, score, "header")
            if share is None and match.score < 0.97:
                only_words.add(field.key)
    # "Austritt" over cells that are no days is still the exit, and no "Austrittsgrund": nothing bears that out.
    return [one for key, one in best.items() if not (named_but_unborne and key in only_words)]


def _by_values(
    column: Column,
    subject: Subject,
    fit: Callable[[int, str], float | None],
    cells: Sequence[Cell],
    today: date,
) -> list[_Candidate]:
    """What the cells alone suggest, for a column without a word above it or with one that nobody knows."""
    if len(cells) < 2:
        return []
    found: list[_Candidate] = []
    fields = list(fields_of(subject))
    for other, names in BESIDE[subject].items():
        fields.extend(field for field in fields_of(other) if field.name in names)
    for field in fields:
        sureness = _BY_VALUES.get(field.kind)
        if sureness is None or field.name not in _TAKEN_BY_VALUES:
            continue
        if column.header and field.kind in _ONLY_HEADLESS:
            continue
        if column.header and field.kind == "address" and not _with_postal_codes(cells):
            continue
        share = fit(column.index, field.kind)
        if share is None or share < 0.75:
            continue
        if field.kind == "birth" and not mostly_births(cells, today):
            continue
        if field.kind == "event" and mostly_births(cells, today):
            continue
        if field.kind in ("country", "level", "name") and len(cells) < 3:
            sureness -= 0.1
        score = sureness * share * (0.9 if column.header else 1.0)
        found.append(_Candidate(column.index, field, score, "values"))
    return found


def _with_postal_codes(cells: Sequence[Cell]) -> bool:
    return sum(bool(re.search(r"\b\d{5}\b", cell.text)) for cell in cells) >= len(cells) * 0.6


def _to_nearest(candidates: list[_Candidate], columns: tuple[Column, ...]) -> list[_Candidate]:
    anchors: dict[int, str] = {}
    for column in columns:
        told = {role for role, _rest in headers.roles(header_key(f"{column.group} {column.header}"))}
        if "mentor" in told and "participant" not in told:
            anchors[column.index] = "mentor"
        elif "participant" in told and "mentor" not in told:
            anchors[column.index] = "participant"
        elif header_key(column.header) in _FIRM_WORDS:
            anchors.setdefault(column.index, "mentor")
    for index, owner in _blocks_of_pairs(columns):
        anchors.setdefault(index, owner)
    if not anchors:
        return candidates
    result = []
    for one in candidates:
        left = [index for index in anchors if index <= one.column]
        owner = anchors[max(left)] if left else anchors[min(anchors)]
        bonus = 0.06 if one.field.subject == owner else 0.0
        result.append(replace(one, score=one.score + bonus))
    return result


_FIRM_WORDS: Final = frozenset({"firma", "unternehmen", "betrieb", "branche", "company", "employer", "sector"})
_NAME_WORDS: Final = frozenset({"name", "nachname", "vorname", "surname", "last name", "first name", "full name"})


def _blocks_of_pairs(columns: tuple[Column, ...]) -> list[tuple[int, str]]:
    """Where two people of a pair stand side by side under the same headers: the block with the firm is the mentor's."""
    seen: set[str] = set()
    first = second = 0
    for column in columns:
        key = header_key(column.header)
        if key in _NAME_WORDS:
            first = first or column.index
            if key in seen and not second:
                second = column.index
            seen.add(key)
    firm = next((column.index for column in columns if header_key(column.header) in _FIRM_WORDS), 0)
    if not second or not firm:
        return []
    if firm < second:
        return [(first, "mentor"), (second, "participant")]
    return [(first, "participant"), (second, "mentor")]


def _greedy(candidates: list[_Candidate], columns: tuple[Column, ...]) -> dict[int, _Candidate]:
    chosen: dict[int, _Candidate] = {}
    taken: set[str] = set()
    hidden = {column.index for column in columns if column.hidden}
    # Equal scores: the column further left wins, and a column that is seen wins over a hidden one.
    for one in sorted(candidates, key=lambda one: (-round(one.score, 3), one.column in hidden, one.column)):
        if one.score < _ENOUGH or one.column in chosen or (one.field.key in taken and not one.field.many):
            continue
        chosen[one.column] = one
        taken.add(one.field.key)
    return chosen


_HOST: Final = re.compile(r"prakti|einsatz|host|placement|hospit")


def _repaired(
    chosen: dict[int, _Candidate],
    columns: tuple[Column, ...],
    samples: Mapping[int, Sequence[Cell]],
    subject: Subject,
    today: date,
) -> dict[int, _Candidate]:
    """What single columns cannot know of each other: "Name" beside "Vorname" is the family name."""
    keys = {one.field.key: index for index, one in chosen.items()}
    result = dict(chosen)
    for person in ("participant", "mentor"):
        whole = keys.get(f"{person}.name")
        if whole is not None and chosen[whole].by == "values" and f"{person}.last" in keys:
            del result[whole], keys[f"{person}.name"]
        name, first, last = (keys.get(f"{person}.{part}") for part in ("name", "first", "last"))
        if name is not None and first is not None and last is None:
            cells = samples[name]
            commas = sum("," in cell.text for cell in cells)
            if not cells or commas < len(cells) * 0.5:
                result[name] = replace(chosen[name], field=field_by_key(f"{person}.last"))
        if last is not None and first is None and name is None:
            cells = samples[last]
            whole = sum(is_whole_name(cell) for cell in cells)
            if cells and whole > len(cells) * 0.7:
                result[last] = replace(chosen[last], field=field_by_key(f"{person}.name"))
    # "gültig bis" is said of vouchers and certificates, too: without a residence title it is none of hers.
    expires = keys.get("participant.residence_expires")
    if expires is not None and "participant.residence" not in keys:
        header = next(header_key(column.header) for column in columns if column.index == expires)
        if headers.match(header, field_by_key("participant.residence_expires")).score < 0.9:
            del result[expires], keys["participant.residence_expires"]
    # "Mentorin | Unternehmen" in a list of participants: it is the mentor's firm, not a host.
    if (
        subject == "participant"
        and "organisation.name" in keys
        and not any(key.startswith("internship.") for key in keys)
    ):
        index = keys["organisation.name"]
        header = next(header_key(column.header) for column in columns if column.index == index)
        if any(key.startswith("mentor.") or key == "participant.mentor" for key in keys) and not _HOST.search(header):
            result[index] = replace(chosen[index], field=field_by_key("mentor.organisation"))
    # "Mentor | Company": the firm beside her name is hers.
    if subject == "participant" and "participant.mentor" in keys and "mentor.organisation" not in keys:
        firm = field_by_key("mentor.organisation")
        for column in columns:
            near = 0 < column.index - keys["participant.mentor"] <= 2
            if near and column.index not in result and headers.match(header_key(column.header), firm).score >= 0.9:
                result[column.index] = _Candidate(column.index, firm, 0.8, "header")
                break
    # "Ansprechperson Firma" in a list of internships looks after her there.
    if subject == "internship" and "organisation.contact" in keys and "internship.supervisor" not in keys:
        index = keys.pop("organisation.contact")
        result[index] = replace(chosen[index], field=field_by_key("internship.supervisor"))
    # "Beginn Mentoring" where no mentor is named is the beginning of taking part.
    since = keys.get("participant.tandem_since")
    if since is not None and not any(
        key in ("participant.entry", "participant.mentor") or key.startswith("mentor.") for key in keys
    ):
        result[since] = replace(chosen[since], field=field_by_key("participant.entry"))
    contact = keys.get("organisation.contact")
    if (
        contact is not None
        and "organisation.contact_first" in keys
        and "organisation.contact_last" not in keys
        and sum("," in cell.text for cell in samples[contact]) < len(samples[contact]) * 0.5
    ):
        result[contact] = replace(chosen[contact], field=field_by_key("organisation.contact_last"))
    # "Institution | Name": the name beside an institution is its contact person's.
    if subject == "organisation" and "organisation.name" in keys and "organisation.contact" not in keys:
        for column in columns:
            cells = samples[column.index]
            if (
                column.index not in result
                and header_key(column.header) == "name"
                and (share_that_fits("person", cells, today) or 0) > 0.6
            ):
                part = "contact_last" if "organisation.contact_first" in keys else "contact"
                result[column.index] = _Candidate(column.index, field_by_key(f"organisation.{part}"), 0.7, "header")
                break
    address, street, postal, town = (keys.get(f"{subject}.{part}") for part in ("address", "street", "postal", "town"))
    # "Adresse" beside "PLZ" and "Ort" holds the street alone.
    if address is not None and street is None and (postal is not None or town is not None):
        cells = samples[address]
        with_code = sum(bool(re.search(r"\b\d{5}\b", cell.text)) for cell in cells)
        if with_code < len(cells) * 0.3:
            result[address] = replace(chosen[address], field=field_by_key(f"{subject}.street"))
    return result
