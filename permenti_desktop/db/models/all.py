"""Every table at once: import this where the whole schema is needed (migrations, journal, backup, tests)."""

from permenti_desktop.db.base import Base
from permenti_desktop.db.models import (
    data_protection,
    grant,
    internship,
    mentor,
    network,
    office,
    organisation,
    participant,
    person,
    tandem,
    timeline,
)

__all__ = [
    "data_protection",
    "grant",
    "internship",
    "mentor",
    "metadata",
    "network",
    "office",
    "organisation",
    "participant",
    "person",
    "tandem",
    "timeline",
]

metadata = Base.metadata
