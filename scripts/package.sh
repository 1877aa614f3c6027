#!/usr/bin/env bash
# Bundles the release build as a .deb, which needs no network, and says how large everything has become.
set -euo pipefail

cd "$(dirname "$0")/.."
readonly RELEASE=${CARGO_TARGET_DIR:?is set by the Makefile}/release
readonly BUNDLES=$RELEASE/bundle/deb
readonly PROGRAMS=("$RELEASE/causeway-desktop" "$RELEASE/causeway")
work=$(mktemp --directory)
readonly work
trap 'rm -rf "$work"' EXIT

# The packages whose libraries the programs are linked with, each from the version on that has what they use.
dependencies() {
  mkdir "$work/debian"
  printf 'Source: causeway\n\nPackage: causeway\nArchitecture: any\n' >"$work/debian/control"
  # It warns that the programs are not in a package's folder yet.
  (cd "$work" && dpkg-shlibdeps -O "${PROGRAMS[@]}" 2>"$work/warnings") | sed 's/^shlibs:Depends=//'
}

# What is known only here: where Cargo has put the terminal's program, and what the programs need. Nothing updates the app
# but apt, so that the binary does not have to know what it was bundled as.
bundle() {
  local needed known
  needed=$(dependencies)
  known=$(printf '{"bundle":{"linux":{"deb":{"depends":["%s"],"files":{"/usr/bin/causeway":"%s"}}}}}' \
    "$needed" "$RELEASE/causeway")
  ui/node_modules/.bin/tauri bundle --ci --no-binary-patching --bundles deb --config "$known"
}

# size FILE: in bytes, with what it is.
size() {
  printf 'package: %10d bytes  %s\n' "$(stat --format=%s "$1")" "$1"
}

rm -rf "$BUNDLES" "$CARGO_TARGET_DIR"/causeway_*.deb
bundle
bundled=("$BUNDLES"/*.deb)
# Named as its package is, as apt's tools expect.
package=$CARGO_TARGET_DIR/$(dpkg-deb --show --showformat='${Package}_${Version}_${Architecture}.deb' "${bundled[0]}")
mv "${bundled[0]}" "$package"
for file in "${PROGRAMS[@]}" "$package"; do size "$file"; done
