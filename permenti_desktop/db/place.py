"""What kind of place a file lies in: the own disk, a stick or a network share.

Two machines on one shared folder see each other's locks unreliably and a stick is pulled without asking, so
the journal mode (:mod:`permenti_desktop.db.raw`) and the advice of the window depend on the place. A place
that cannot be judged counts as a share: the careful mode is slower and never wrong.
"""

import re
import sys
from enum import Enum
from pathlib import Path


class Place(Enum):
    """Where a file lies."""

    OWN_DISK = "own_disk"
    STICK = "stick"
    SHARE = "share"


_NETWORK = frozenset(
    {"cifs", "smb3", "smbfs", "nfs", "nfs4", "9p", "afs", "ceph", "davfs", "glusterfs", "ncpfs", "lustre"}
)
"""File systems that other machines may write to as well; everything served by FUSE is treated alike."""

_STICK_FORMATS = frozenset({"vfat", "msdos", "exfat"})


def place_of(path: Path) -> Place:
    """The place of a file that need not exist yet, judged by its nearest existing folder."""
    folder = path.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    folder = folder.resolve()
    if sys.platform == "win32":
        return _place_on_windows(folder)
    if sys.platform == "darwin":
        return _place_on_macos(folder)
    return _place_on_linux(folder)


def _place_on_linux(folder: Path) -> Place:
    try:
        return judged(folder, Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return Place.SHARE


def judged(folder: Path, mounts: str) -> Place:
    """The place of a folder by Linux' table of mounts (``/proc/self/mountinfo``)."""
    best = ("", "", "")
    for line in mounts.splitlines():
        fields, _, rest = line.partition(" - ")
        words = fields.split()
        if len(words) < 5 or not rest:
            continue
        mount = words[4]
        if "\\" in mount:
            mount = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), mount)  # \040 stands for a blank
        # A later line with the same mount point lies on top of the earlier one.
        if (mount == "/" or folder.is_relative_to(mount)) and len(mount) >= len(best[0]):
            best = (mount, rest.split()[0], words[2])
    _, kind, device = best
    if not kind or kind in _NETWORK or kind.startswith("fuse"):
        # fuseblk is a local NTFS disk, but often one that another system on this laptop uses too.
        return Place.STICK if kind == "fuseblk" else Place.SHARE
    if kind in _STICK_FORMATS or _removable(device):
        return Place.STICK
    return Place.OWN_DISK


def _removable(device: str) -> bool:
    """Whether a block device ("8:17") hangs on a USB port or says that it can be taken out."""
    try:
        system = Path("/sys/dev/block", device).resolve(strict=True)
    except OSError:
        return False  # no block device: memory, overlay
    if any(part.startswith("usb") for part in system.parts):
        return True
    for folder in (system, system.parent):
        try:
            return (folder / "removable").read_text(encoding="ascii").strip() == "1"
        except OSError:
            continue
    return False


def _place_on_windows(folder: Path) -> Place:
    if folder.anchor.startswith("\\\\"):
        return Place.SHARE
    if sys.platform == "win32":  # what only Windows has is checked there alone
        import ctypes

        # GetDriveTypeW: 2 removable, 3 fixed, 6 memory
        kind = ctypes.windll.kernel32.GetDriveTypeW(folder.anchor)
        return Place.STICK if kind == 2 else Place.OWN_DISK if kind in (3, 6) else Place.SHARE
    return Place.SHARE


def _place_on_macos(folder: Path) -> Place:
    # Sticks, disk images and shares are all mounted below /Volumes; the start volume never is, once resolved.
    if not folder.is_relative_to("/Volumes"):
        return Place.OWN_DISK
    return Place.STICK
