"""Whether a folder is carried to other machines by a service, told by its path.

Such a service copies a file while it is written and makes two of it when two machines write: the working file
belongs elsewhere, backups may lie there.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_SERVICES: Final = (
    ("onedrive", "OneDrive"),
    ("sharepoint", "SharePoint"),
    ("dropbox", "Dropbox"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("meine ablage", "Google Drive"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("magentacloud", "MagentaCLOUD"),
    ("icloud", "iCloud"),
    ("mobile documents", "iCloud"),
    ("hidrive", "HiDrive"),
    ("seafile", "Seafile"),
    ("pcloud", "pCloud"),
    ("syncthing", "Syncthing"),
)
_MARKS: Final = (
    (".dropbox", "Dropbox"),
    (".sync_*.db", "Nextcloud"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".stfolder", "Syncthing"),
)


def sync_service(folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """The name of the service that carries a folder elsewhere, or "" if none is known."""
    env = os.environ if environment is None else environment
    whole = folder.absolute()
    for variable in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        root = env.get(variable)
        if root and whole.is_relative_to(root):
            return "OneDrive"
    for part in whole.parts:
        name = part.casefold()
        for begins, service in _SERVICES:
            if name == begins or name.startswith((f"{begins} ", f"{begins}-", f"{begins}_")):
                return service
    for step in (whole, *whole.parents):
        for mark, service in _MARKS:
            if next(step.glob(mark), None) is not None if "*" in mark else (step / mark).exists():
                return service
    return ""
