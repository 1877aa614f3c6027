#!/usr/bin/env bash
# Installs a built package, opens one panel of the demo in what was installed, leaves a screenshot, and removes it again.
#
#   scripts/check-package.sh DEB SCREENSHOT
#
# The app is run as somebody who has nothing from us: an empty home, no environment, and no rights when this is root. An
# installed Causeway of the user's own is left alone, and nothing is checked then.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
readonly here
readonly NOBODY=65534
readonly APP=/usr/bin/causeway-desktop
deb=$1
screenshot=$2

say() { printf 'package: %s\n' "$*"; }

fail() {
  printf 'package: %s\n' "$*" >&2
  exit 1
}

# Goes on only where the package can be installed and where that is nobody's loss.
must_be_possible() {
  local installed
  if ! command -v apt-get >/dev/null; then
    say 'not installed and not tried: there is no apt here'
    exit 0
  fi
  if [ "$(id -u)" -ne 0 ] && ! sudo --validate; then
    say 'not installed and not tried: this needs root, and sudo does not give it'
    exit 0
  fi
  installed=$(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null || true)
  if [ "$installed" = installed ]; then
    say "not tried: $name is installed here already, and is left as it is"
    exit 0
  fi
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# apt reads packages as a user of its own, who may not be allowed to look into the target folder.
install() {
  cp "$deb" "$folder/$name.deb"
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends -o Dpkg::Use-Pty=0 "$folder/$name.deb" >"$folder/apt.log" 2>&1 ||
    fail "it cannot be installed: $(cat "$folder/apt.log")"
}

remove() {
  as_root apt-get purge --yes -o Dpkg::Use-Pty=0 "$name" >"$folder/apt.log" 2>&1 ||
    fail "it cannot be removed: $(cat "$folder/apt.log")"
}

# A program that runs the installed app as somebody else, in the display that it is started in.
write_launcher() {
  local run_as=()
  mkdir "$folder/home"
  if [ "$(id -u)" -eq 0 ]; then
    run_as=(setpriv --reuid "$NOBODY" --regid "$NOBODY" --clear-groups --)
    chown "$NOBODY:$NOBODY" "$folder/home"
  fi
  cat >"$folder/launch" <<LAUNCHER
#!/bin/sh
cd "$folder/home"
${run_as[*]} sh -c 'umask 077 && cat >.Xauthority' <"\$XAUTHORITY"
exec ${run_as[*]} env -i PATH=/usr/bin:/bin HOME="$folder/home" LANG=C.UTF-8 GDK_BACKEND=x11 \\
  DISPLAY="\$DISPLAY" XAUTHORITY="$folder/home/.Xauthority" WEBKIT_DISABLE_DMABUF_RENDERER=1 $APP "\$@"
LAUNCHER
  chmod 0755 "$folder/launch"
}

open_a_panel() {
  write_launcher
  mkdir -p "$(dirname "$screenshot")"
  env -u WAYLAND_DISPLAY xvfb-run --auto-servernum --server-args='-screen 0 1280x800x24' \
    "$here/screenshot.sh" "$folder/launch" "$screenshot"
}

# Each program answers, and the terminal's one says the package's version.
look_at_commands() {
  local expected said
  expected="$name $(dpkg-query --show --showformat='${Version}' "$name")"
  said=$(env -i PATH=/usr/bin:/bin "$name" --version)
  [ "$said" = "$expected" ] || fail "$name --version says \"$said\" in place of \"$expected\""
  [ -x "$APP" ] || fail "there is no $APP"
  dpkg --verify "$name" || fail 'what was installed is not what was packed'
}

nothing_is_left() {
  local path
  while read -r path; do
    if [ -f "$path" ]; then fail "$path was left behind"; fi
  done <"$folder/files"
}

name=$(dpkg-deb --field "$deb" Package)
must_be_possible
folder=$(mktemp --directory)
chmod 0755 "$folder"
trap 'rm -rf "$folder"' EXIT
install
trap 'remove; rm -rf "$folder"' EXIT
dpkg-query --listfiles "$name" >"$folder/files"
look_at_commands
open_a_panel
trap 'rm -rf "$folder"' EXIT
remove
nothing_is_left
say "$(basename "$deb") was installed, opened a panel, and was removed"
