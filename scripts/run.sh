#!/usr/bin/env bash
# Opens the built app on the demo fleet. Without a display it runs the window in one that is only memory, lets it open
# one panel, and leaves a screenshot.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
readonly here
app=${CARGO_TARGET_DIR:?is set by the Makefile}/debug/causeway-desktop

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec "$app" --demo
fi

echo 'run: no display here (neither DISPLAY nor WAYLAND_DISPLAY is set): showing the window in memory, under Xvfb'
screenshot=$CARGO_TARGET_DIR/artifacts/run.png
mkdir -p "$(dirname "$screenshot")"
# Software rendering is all that Xvfb has; WebKit's DMA-BUF path only stalls there.
export WEBKIT_DISABLE_DMABUF_RENDERER=1
exec xvfb-run --auto-servernum --server-args='-screen 0 1280x800x24' \
  "$here/screenshot.sh" "$app" "$screenshot"
