#!/bin/sh
# Puts Permenti into the folders of the person who runs it: no administrator, no other program touched.
#   Permenti-….run                   installs or brings up to date
#   Permenti-….run -- --uninstall    takes the program away; offices, settings and backups stay
#   Permenti-….run -- --purge        takes the program, its settings, log and practice office away; offices stay
# Exit status: 0 done, 3 the program is running, 2 wrong word.
set -eu

share=${XDG_DATA_HOME:-$HOME/.local/share}
config=${XDG_CONFIG_HOME:-$HOME/.config}
state=${XDG_STATE_HOME:-$HOME/.local/state}
cache=${XDG_CACHE_HOME:-$HOME/.cache}
program=$HOME/.local/lib/permenti-desktop
start=$HOME/.local/bin/permenti-desktop
here=$(pwd)

case ${LANG:-} in
    de*) german=yes ;;
    *) german= ;;
esac
tell() { # german, english
    if [ -n "$german" ]; then printf '%s\n' "$1"; else printf '%s\n' "$2"; fi
}

is_running() {
    for link in /proc/[0-9]*/exe; do
        case $(readlink "$link" 2>/dev/null || true) in
            "$program"/*) return 0 ;;
        esac
    done
    return 1
}

take_away() {
    rm -rf "$program"
    rm -f "$start" "$share/applications/permenti.desktop" "$share/mime/packages/permenti.xml"
    for icon in "$share"/icons/hicolor/*/apps/permenti.png "$share/icons/hicolor/scalable/apps/permenti.svg"; do
        rm -f "$icon"
    done
}

tell_the_desktop() {
    if command -v update-mime-database >/dev/null; then
        update-mime-database "$share/mime" >/dev/null 2>&1 || true
    fi
    if command -v update-desktop-database >/dev/null; then
        update-desktop-database "$share/applications" >/dev/null 2>&1 || true
    fi
}

if is_running; then
    tell "Permenti läuft noch. Bitte schließen Sie es und versuchen Sie es dann noch einmal." \
        "Permenti is still running. Please close it and try again." >&2
    exit 3
fi

case ${1:-} in
    '') ;;
    --uninstall | --purge)
        take_away
        tell_the_desktop
        if [ "$1" = --purge ]; then
            rm -rf "$config/permenti" "$state/permenti" "$cache/permenti"
            # The practice office goes, an office of hers that lies beside it stays.
            rm -rf "$share/permenti"/Beispiel.permenti* "$share/permenti/Beispiel-Sicherungen"
            rmdir "$share/permenti" 2>/dev/null || true
        fi
        tell "Permenti ist entfernt. Ihre Dateien sind noch da." "Permenti is removed. Your files are still there."
        exit 0
        ;;
    *)
        tell "Möglich sind: --uninstall, --purge" "Possible are: --uninstall, --purge" >&2
        exit 2
        ;;
esac

# The new version is complete beside the old one before it takes its place.
mkdir -p "$HOME/.local/lib" "$HOME/.local/bin" "$share"
rm -rf "$program.new"
cp -R "$here/permenti-desktop" "$program.new"
take_away
mv "$program.new" "$program"
cp -R "$here/share/." "$share/"
# The menu does not know ~/.local/bin on every system, so the entry names the whole path.
sed -i "s|^Exec=permenti-desktop|Exec=\"$program/permenti-desktop\"|" "$share/applications/permenti.desktop"
ln -s ../lib/permenti-desktop/permenti-desktop "$start"
tell_the_desktop
version=$(cat "$here/VERSION")
tell "Permenti $version ist eingerichtet. Sie finden es im Menü unter „Büro“, im Terminal mit: $start" \
    "Permenti $version is installed. You find it in the menu under “Office”, in a terminal with: $start"
