#!/usr/bin/env bash
# Measures the real window, inside a display in memory. Arguments go to bench-window, which says what they are.
#
# The display stays up when a program leaves it, as a desktop's does: what one program has found out about it and left there
# (how it draws with GL) the next one need not find out again.
set -euo pipefail

env -u WAYLAND_DISPLAY WEBKIT_DISABLE_DMABUF_RENDERER=1 GDK_BACKEND=x11 \
  xvfb-run --auto-servernum --server-args='-screen 0 1280x800x24 -noreset' \
  "$CARGO_TARGET_DIR/release/bench-window" "$@"
