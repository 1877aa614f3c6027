#!/usr/bin/env bash
# Runs APP on the demo fleet in the current X display, waits until the panel that it opens by itself is shown, and writes
# what the display shows to FILE.
#
#   scripts/screenshot.sh APP FILE
set -euo pipefail

readonly PANEL_SHOWN='causeway: panel shown'
readonly DEADLINE_SECONDS=180
app=$1
file=$2

# The app's stdout is a pipe that this shell keeps open, so that the app can go on writing after the line was seen.
exec {lines}< <(exec "$app" --demo --open-first)
app_pid=$!
# The display goes when this script ends, so the app goes first.
end_app() {
  kill "$app_pid" 2>/dev/null || true
  wait "$app_pid" 2>/dev/null || true
}
trap end_app EXIT

if ! timeout "$DEADLINE_SECONDS" grep --max-count=1 --quiet --fixed-strings "$PANEL_SHOWN" <&"$lines"; then
  echo "run: the window showed no panel within $DEADLINE_SECONDS s, or it ended early (its own messages are above)" >&2
  exit 1
fi

# The display may lag behind what the app has done: take pictures until two in a row are the same.
previous=
for _ in $(seq 40); do
  maim --hidecursor "$file"
  current=$(sha256sum "$file")
  if [ "$current" = "$previous" ]; then break; fi
  previous=$current
  sleep 0.25
done

echo "run: screenshot: $file"
