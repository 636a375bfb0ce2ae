"""Own disk, stick or share: told by what the system says of the folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from permenti_desktop.db.place import Place, judged, place_of
from tests.needed import needs

ASK = (
    "import sys; from pathlib import Path; from permenti_desktop.db.place import place_of;"
    " print(place_of(Path(sys.argv[1])).value)"
)


def test_the_folder_of_a_file_that_is_not_there_yet_is_judged(tmp_path: Path) -> None:
    assert place_of(tmp_path / "not" / "yet" / "Büro.permenti") is Place.OWN_DISK


@pytest.mark.parametrize("name", ["plain", "with blank", "with\\backslash"])
def test_a_mount_is_found_whatever_its_name(tmp_path: Path, name: str) -> None:
    needs("unshare")
    folder = tmp_path / name
    folder.mkdir()
    script = 'mount -t tmpfs disk "$1" && grep -c tmpfs /proc/self/mountinfo >/dev/null && "$2" -c "$3" "$1/a.permenti"'
    ran = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, "sh", str(folder), sys.executable, ASK],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout.strip() == "own_disk", ran.stderr


def table(*mounts: tuple[str, str, str]) -> str:
    return "".join(
        f"{n} 1 {device} / {point} rw,relatime shared:1 - {kind} source rw\n"
        for n, (point, kind, device) in enumerate(mounts)
    )


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("ext4", Place.OWN_DISK),
        ("btrfs", Place.OWN_DISK),
        ("cifs", Place.SHARE),
        ("nfs4", Place.SHARE),
        ("fuse.sshfs", Place.SHARE),
        ("fuse.gvfsd-fuse", Place.SHARE),
        ("9p", Place.SHARE),
        ("vfat", Place.STICK),
        ("exfat", Place.STICK),
        ("fuseblk", Place.STICK),
    ],
)
def test_kinds_of_file_systems(kind: str, expected: Place) -> None:
    lines = table(("/", "ext4", "8:1"), ("/media/x\\040y", kind, "0:99"), ("/media", "ext4", "8:1"))
    assert judged(Path("/media/x y/folder"), lines) is expected
    assert judged(Path("/media/x"), lines) is Place.OWN_DISK
    assert judged(Path("/media/x"), "") is Place.SHARE
