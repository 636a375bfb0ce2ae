#!/bin/sh
# Builds Permenti.app and a disk image. NOT RUN YET: it needs a Mac, and none was at hand. It uses the same recipe
# (packaging/permenti.spec), the same lock and the same self-test as Linux; whoever runs it first, please say what
# had to be changed.
#
#   sh packaging/macos/build.sh          on macOS 13 or newer with Python 3.11 of python.org and Xcode's tools
#
# The image is not signed. Gatekeeper refuses it after a download until the person opens it once by a right click;
# with a certificate: codesign --deep --options runtime --sign "Developer ID Application: …" Permenti.app, then
# xcrun notarytool submit … --wait and xcrun stapler staple Permenti.dmg.
set -eu

if [ "$(uname -s)" != Darwin ]; then
    echo "This needs macOS." >&2
    exit 1
fi
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/build/packaging/macos
version=$(python3.11 -c 'import sys, tomllib; print(tomllib.load(open(sys.argv[1], "rb"))["project"]["version"])' \
    "$root/pyproject.toml")
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct)
export SOURCE_DATE_EPOCH PYTHONHASHSEED=0

rm -rf "$work"
mkdir -p "$work" "$root/dist"

# The wheel of the project is made in .venv (python3 dev.py check makes that); the program gets one with the locked versions alone.
(cd "$root" && .venv/bin/python -m hatchling build -t wheel -d "$work/wheel")
python3.11 -m venv "$work/python"
pip="$work/python/bin/python -m pip install --quiet --disable-pip-version-check"
$pip --require-hashes --only-binary=:all: -r "$root/packaging/requirements.lock"
$pip --require-hashes --only-binary=:all: -r "$root/requirements.runtime.lock"
$pip --no-index --no-deps "$work"/wheel/*.whl

(cd "$root/packaging" && "$root/.venv/bin/python" -c '
import pathlib, sys, pictures
pictures.icns(pathlib.Path(sys.argv[1]))' "$work/permenti.icns")

cd "$work" # in the project folder Python would find the sources instead of the installed wheel
PERMENTI_START=$root/packaging/permenti_start.py PERMENTI_ICON=$work/permenti.icns PERMENTI_VERSION=$version \
    "$work/python/bin/python" -m PyInstaller --noconfirm --log-level WARN \
    --distpath "$work/dist" --workpath "$work/work" "$root/packaging/permenti.spec"

# The licences, as on the other systems.
(cd "$root/packaging" && "$root/.venv/bin/python" -c '
import pathlib, sys, inventory
from workshop import HOST, RUNTIME_LOCK, wheels
parts = [inventory.python_part(), *inventory.wheel_parts(wheels(RUNTIME_LOCK, "macos", HOST))]
inventory.put_licences(pathlib.Path(sys.argv[1]), parts)' "$work/dist/Permenti.app/Contents/Resources/licences")

"$work/dist/Permenti.app/Contents/MacOS/permenti-desktop" self-test "$work/self-test"

image=$root/dist/Permenti-$version-macos-$(uname -m).dmg
mkdir "$work/image"
cp -R "$work/dist/Permenti.app" "$work/image/"
ln -s /Applications "$work/image/Applications"
hdiutil create -volname "Permenti $version" -srcfolder "$work/image" -ov -format UDZO "$image"
shasum -a 256 "$image" >"$image.sha256"
ls -l "$image"
