#!/usr/bin/env bash
# Bundles the release build as a .deb, which needs no network, and says how large everything has become.
#
# The programs are stripped of their symbols on the way, as Debian's are. Those in the build's folder keep theirs, for
# whoever measures where their time goes.
set -euo pipefail

cd "$(dirname "$0")/.."
readonly RELEASE=${CARGO_TARGET_DIR:?is set by the Makefile}/release
# In the form of a target folder, which is where the bundler looks for what it bundles.
readonly STAGE=$CARGO_TARGET_DIR/package
readonly PROGRAMS=("$STAGE/release/causeway-desktop" "$STAGE/release/causeway")

stage() {
  local program
  rm -rf "$STAGE" "$CARGO_TARGET_DIR"/causeway_*.deb
  mkdir -p "$STAGE/release" "$STAGE/debian"
  for program in "${PROGRAMS[@]}"; do
    strip --strip-unneeded -o "$program" "$RELEASE/$(basename "$program")"
  done
}

# The packages whose libraries the programs are linked with, each from the version on that has what they use.
dependencies() {
  printf 'Source: causeway\n\nPackage: causeway\nArchitecture: any\n' >"$STAGE/debian/control"
  # It warns that the programs are not in a package's folder yet.
  (cd "$STAGE" && dpkg-shlibdeps -O "${PROGRAMS[@]}" 2>warnings) | sed 's/^shlibs:Depends=//'
}

# What is known only here: where the terminal's program is, and what the programs need. Nothing updates the app but apt, so
# that the binary does not have to know what it was bundled as.
bundle() {
  local needed known
  needed=$(dependencies)
  known=$(printf '{"bundle":{"linux":{"deb":{"depends":["%s"],"files":{"/usr/bin/causeway":"%s"}}}}}' \
    "$needed" "$STAGE/release/causeway")
  CARGO_TARGET_DIR=$STAGE ui/node_modules/.bin/tauri bundle --ci --no-binary-patching --bundles deb --config "$known"
}

# size FILE: in bytes, with what it is.
size() {
  printf 'package: %10d bytes  %s\n' "$(stat --format=%s "$1")" "$1"
}

stage
bundle
bundled=("$STAGE"/release/bundle/deb/*.deb)
# Named as its package is, as apt's tools expect.
package=$CARGO_TARGET_DIR/$(dpkg-deb --show --showformat='${Package}_${Version}_${Architecture}.deb' "${bundled[0]}")
mv "${bundled[0]}" "$package"
for file in "${PROGRAMS[@]}" "$package"; do size "$file"; done
