"""Loaded once by the process from which all others are forked: what each of them would otherwise do first."""

from sqlalchemy.orm import configure_mappers

from permenti_desktop.domain import places
from tests.torture import deeds

configure_mappers()
for postal_code, town in (("", ""), ("", "Witten"), ("58452", "Witten")):
    places.ags(postal_code, town)
deeds.recognise(deeds.read_workbook.read(deeds.LIST), deeds.TODAY)
