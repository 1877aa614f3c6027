#!/usr/bin/env bash
# Installs what is missing on Debian or Ubuntu, and says what and why. Where nothing is missing it does nothing and needs
# no root.
#
#   scripts/setup.sh run       what building and showing the window needs
#   scripts/setup.sh package   that, and a display in memory, in which the package is tried
#   scripts/setup.sh test      what building needs, and what the checks need
#   scripts/setup.sh rust      what the Rust tests of a crate by itself need: no window, no sshd
#   scripts/setup.sh mutants   that, and what changes the code to see whether they notice
#
# Cargo's tools go to $CAUSEWAY_TOOLS (the Makefile sets it), not into the user's own ~/.cargo/bin.
set -euo pipefail

readonly RUST_MIN=1.94.1
readonly NODE_MIN=20
readonly TAURI_DRIVER=2.1.0
readonly CARGO_MUTANTS=27.1.0
readonly POLICY=/usr/sbin/policy-rc.d
tools=${CAUSEWAY_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/causeway/tools}

# "package|why", one per line.
readonly COMPILER_PACKAGE='build-essential|C compiler and linker for Rust and its crypto library'
readonly BUILD_PACKAGES=$COMPILER_PACKAGE'
pkg-config|finds the webview for the Rust build
libwebkit2gtk-4.1-dev|the webview that shows the window
libgtk-3-dev|the toolkit of the window'
readonly DISPLAY_PACKAGES='xvfb|a display in memory, for a session that has none
xauth|lets the window reach that display
maim|takes the screenshot
fonts-dejavu-core|a font to draw text with'
readonly TEST_PACKAGES='git|tells whether the generated contract is the one that is kept
xvfb|the window tests draw into a display in memory
xauth|lets the window reach that display
fonts-dejavu-core|a font to draw text with
webkit2gtk-driver|drives the real window in the tests
openssh-client|ssh and scp, as people use them, and ssh-keygen for the host keys of the test instances
dbus|a session bus of its own for the tests of the keychain
gnome-keyring|the keychain that the tests keep a token in
rsync|copies folders over ssh through the tunnels in the tests
sudo|the test instances elevate with it, as on EC2'
# These start and enable a system-wide server when they are installed; nobody asked for one.
readonly SERVER_PACKAGES='openssh-server|the real sshd behind the test tunnels (not started, not enabled)
proftpd-core|SFTP without the extensions of OpenSSH, in tests (not started, not enabled)
proftpd-mod-crypto|the part of proftpd that speaks SFTP'

say() { printf 'setup: %s\n' "$*"; }

fail() {
  printf 'setup: %s\n' "$*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# The lines of $1 whose package is not installed.
missing_of() {
  local package why
  while IFS='|' read -r package why; do
    is_installed "$package" || printf '%s|%s\n' "$package" "$why"
  done <<<"$1"
}

# The packages of the lines of $1.
names_of() {
  cut -d'|' -f1 <<<"$1" | sort -u
}

explain() {
  local package why
  while IFS='|' read -r package why; do
    say "  $package: $why"
  done <<<"$1"
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends -o Dpkg::Use-Pty=0 "$@"
}

restore_policy() {
  if as_root test -e "$POLICY.causeway"; then
    as_root mv -f "$POLICY.causeway" "$POLICY"
  else
    as_root rm -f "$POLICY"
  fi
}

# A policy-rc.d that forbids every start stands guard during the installation, and what was enabled is disabled again.
install_servers() {
  local package
  if as_root test -e "$POLICY"; then as_root mv -f "$POLICY" "$POLICY.causeway"; fi
  trap restore_policy EXIT
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$POLICY" >/dev/null
  as_root chmod 0755 "$POLICY"
  apt_install "$@"
  for package in "$@"; do
    case $package in
    openssh-server) disable_service ssh ;;
    proftpd-core) disable_service proftpd ;;
    esac
  done
  restore_policy
  trap - EXIT
}

disable_service() {
  local unit
  for unit in "$1.service" "$1.socket"; do
    if command -v systemctl >/dev/null; then
      as_root systemctl disable --quiet "$unit" 2>/dev/null || true # no such unit on this release
    elif command -v deb-systemd-helper >/dev/null; then
      as_root deb-systemd-helper disable "$unit" >/dev/null || true
    fi
  done
  if command -v update-rc.d >/dev/null; then
    as_root update-rc.d "$1" disable >/dev/null 2>&1 || true # no init script on this release
  fi
}

# Installs what is missing of the packages named in $1; with `with-servers`, of the servers too.
install_packages() {
  local wanted=$1 servers=${2:-} missing missing_servers='' names
  if ! command -v apt-get >/dev/null; then
    say 'no apt here: make sure that the equivalents of these Debian packages are installed:'
    explain "$wanted${servers:+$'\n'$SERVER_PACKAGES}"
    return
  fi
  missing=$(missing_of "$wanted")
  if [ -n "$servers" ]; then missing_servers=$(missing_of "$SERVER_PACKAGES"); fi
  if [ -z "$missing$missing_servers" ]; then return; fi

  say 'installing system packages:'
  if [ -n "$missing" ]; then explain "$missing"; fi
  if [ -n "$missing_servers" ]; then explain "$missing_servers"; fi
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    fail 'this needs root: install them yourself, or install sudo, and run make again'
  fi
  as_root apt-get update --quiet
  if [ -n "$missing" ]; then
    mapfile -t names < <(names_of "$missing")
    apt_install "${names[@]}"
  fi
  if [ -n "$missing_servers" ]; then
    mapfile -t names < <(names_of "$missing_servers")
    install_servers "${names[@]}"
  fi
}

# Whether version $1 is at least version $2.
at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

check_rust() {
  local version
  command -v cargo >/dev/null || fail "Rust is missing: install $RUST_MIN or newer from https://rustup.rs"
  version=$(rustc --version | cut -d' ' -f2)
  at_least "$version" "$RUST_MIN" ||
    fail "Rust $version is too old: $RUST_MIN or newer is needed (rustup update stable)"
}

check_rust_components() {
  if cargo clippy --version >/dev/null 2>&1 && cargo fmt --version >/dev/null 2>&1; then return; fi
  fail 'clippy or rustfmt is missing (rustup component add clippy rustfmt)'
}

check_node() {
  local version
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    fail "Node.js or npm is missing: install Node $NODE_MIN or newer from https://nodejs.org"
  fi
  version=$(node --version)
  at_least "${version#v}" "$NODE_MIN" ||
    fail "Node ${version#v} is too old: $NODE_MIN or newer is needed"
}

# `cargo install` into the tools folder, with a build folder of its own that is removed afterwards. Unoptimised: these
# tools wait for others most of the time, and build in half the time that way.
cargo_install() {
  env -u CARGO_TARGET_DIR cargo install --quiet --locked --debug --root "$tools" "$@"
}

# install_tool NAME VERSION WHY: exactly this version, once.
install_tool() {
  if grep -qs "\"$1 $2 " "$tools/.crates.toml"; then return; fi
  say "installing $1 $2: $3 (once)"
  cargo_install "$1" --version "$2"
}

install_nextest() {
  if cargo nextest --version >/dev/null 2>&1; then return; fi
  say 'installing cargo-nextest: runs the Rust tests (takes some minutes, once)'
  cargo_install cargo-nextest
}

has_display() { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }

main() {
  case ${1:-} in
  run)
    if has_display; then
      install_packages "$BUILD_PACKAGES"
    else
      install_packages "$BUILD_PACKAGES"$'\n'"$DISPLAY_PACKAGES"
    fi
    check_rust
    check_node
    ;;
  package)
    install_packages "$BUILD_PACKAGES"$'\n'"$DISPLAY_PACKAGES"
    check_rust
    check_node
    ;;
  test)
    install_packages "$BUILD_PACKAGES"$'\n'"$TEST_PACKAGES" with-servers
    check_rust
    check_rust_components
    check_node
    mkdir -p "$tools"
    install_nextest
    install_tool tauri-driver "$TAURI_DRIVER" 'drives the real window in the tests'
    ;;
  rust | mutants)
    install_packages "$COMPILER_PACKAGE"
    check_rust
    mkdir -p "$tools"
    install_nextest
    if [ "$1" = mutants ]; then
      install_tool cargo-mutants "$CARGO_MUTANTS" 'changes the code, to see whether the tests notice'
    fi
    ;;
  *) fail 'usage: scripts/setup.sh run|package|test|rust|mutants' ;;
  esac
}

main "$@"
