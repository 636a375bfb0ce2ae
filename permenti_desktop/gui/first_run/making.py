"""What the first run does beside the window: making the file, the samples, restoring."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from permenti_desktop import paths
from permenti_desktop.db import keys, opening
from permenti_desktop.db.place import Place, place_of
from permenti_desktop.db.sync_folder import sync_service
from permenti_desktop.domain.errors import UserError
from permenti_desktop.gui.unlock.opening import Opened, open_file
from permenti_desktop.i18n import _

ENDING: Final = ".permenti"
SAMPLE_PASSPHRASE: Final = "beispiel"
_FORBIDDEN: Final = '<>:"/\\|?*'


def sample_file() -> Path:
    """Where the samples lie."""
    return paths.data_dir() / f"Beispiel{ENDING}"


def file_name(office: str) -> str:
    """A file's name made of the office's, without what a system does not allow in names."""
    words = "".join(" " if sign in _FORBIDDEN or ord(sign) < 32 else sign for sign in office)
    return " ".join(words.split()).strip(". ")[:60] or "Permenti"


def good_folder() -> Path:
    """The folder offered for the file: the documents, unless a service carries them to other machines."""
    documents = paths.documents_dir()
    if sync_service(documents) or place_of(documents) is not Place.OWN_DISK:
        return paths.data_dir()
    return documents


def advice(folder: Path) -> str:
    """What is to be said against a folder for the working file; "" when it is a good one."""
    service = sync_service(folder)
    if service:
        return _(
            "Dieser Ordner wird mit {service} abgeglichen. Dabei kann die Datei doppelt entstehen oder beschädigt "
            "werden. Besser liegt sie auf diesem Rechner; die Sicherungen dürfen dorthin."
        ).format(service=service)
    match place_of(folder):
        case Place.STICK:
            return _(
                "Dieser Ordner liegt auf einem Stick. Wird er im falschen Augenblick abgezogen, fehlt Ihre Arbeit. "
                "Besser liegt die Datei auf diesem Rechner und die Sicherungen auf dem Stick."
            )
        case Place.SHARE:
            return _(
                "Dieser Ordner liegt auf einem Netzlaufwerk. Es darf immer nur ein Rechner die Datei öffnen, und es "
                "ist langsamer. Besser liegt sie auf diesem Rechner und die Sicherungen im Netz."
            )
    return ""


def refusal(folder: Path, name: str) -> str:
    """Why the file cannot be made there; "" when it can."""
    if not name:
        return _("Bitte geben Sie der Datei einen Namen.")
    if any(sign in _FORBIDDEN for sign in name):
        return _("Diese Zeichen gehen in einem Dateinamen nicht: {signs}").format(signs=" ".join(_FORBIDDEN))
    if not folder.is_dir():
        return _("Diesen Ordner gibt es nicht.")
    target = folder / f"{name}{ENDING}"
    if target.exists() or keys.envelope_path(target).exists():
        return _("Unter diesem Namen gibt es dort schon eine Datei.")
    return ""


def make_file(path: Path, passphrase: str, person: str, office: str, provider: str, site: str) -> Opened:
    """A new file with the profile of its site, unlocked.  What is half made goes when it fails."""
    from dataclasses import replace

    from permenti_desktop.db import journal
    from permenti_desktop.usecases import office as use_case

    database = opening.create_database(path, passphrase, name=person)
    try:
        with database.write() as session:
            use_case.found(session, office, site)
            journal.make_final(session)  # the first step: an office without name and site is no use to anybody
            if provider:
                use_case.save_settings(session, replace(use_case.settings(session), provider=provider))
    except BaseException:
        database.close()
        _discard(path)
        raise
    database.close()
    return open_file(path, passphrase)


def _discard(path: Path) -> None:
    for left in (path, keys.envelope_path(path)):
        left.unlink(missing_ok=True)


def make_samples(path: Path) -> Opened:
    """The office of samples, opened; made once, and anew when it does not open any more."""
    if path.exists():
        try:
            return open_file(path, SAMPLE_PASSPHRASE)
        except UserError as error:
            from permenti_desktop.domain.errors import InUse

            if isinstance(error, InUse):
                raise
            _discard(path)
    from permenti_desktop.demo import office as demo

    database = opening.create_database(path, SAMPLE_PASSPHRASE, name=demo.COORDINATOR)
    try:
        with database.write(demo.COORDINATOR) as session:
            demo.make(session, today=date.today())
    except BaseException:
        database.close()
        _discard(path)
        raise
    database.close()
    return open_file(path, SAMPLE_PASSPHRASE)
