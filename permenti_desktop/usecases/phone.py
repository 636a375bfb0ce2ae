"""Telephone numbers in one spelling, so that a call link works and duplicates are found."""

from functools import lru_cache

from permenti_desktop.usecases.records import one_line


@lru_cache(maxsize=1024)
def one_spelling(number: str) -> str:
    """A number as "+49 231 123456" where it is one, read as German without a country code; else as written."""
    written = one_line(number)
    if not written.lstrip("( /").startswith(("0", "+")):
        return written  # without an area code it is only known in its town, and 110 is 110 everywhere
    import phonenumbers

    try:
        parsed = phonenumbers.parse(written, "DE")
    except phonenumbers.NumberParseException:
        return written
    # A number in words ("Büro: 0231 …") or with a remark stays as it is; an extension is kept by the library.
    if not phonenumbers.is_possible_number(parsed) or any(sign.isalpha() for sign in written):
        return written
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
