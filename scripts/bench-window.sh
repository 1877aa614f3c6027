#!/usr/bin/env bash
# Measures the real window, inside a display in memory. Arguments go to bench-window: starts a row, and seconds of the burst.
set -euo pipefail

env -u WAYLAND_DISPLAY WEBKIT_DISABLE_DMABUF_RENDERER=1 GDK_BACKEND=x11 \
  xvfb-run --auto-servernum --server-args='-screen 0 1280x800x24' \
  "$CARGO_TARGET_DIR/release/bench-window" "$@"
