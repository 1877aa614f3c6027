#!/usr/bin/env python3
"""Draws the icon set in icons/ again after an SVG was changed.

Needs rsvg-convert (package librsvg2-bin). Sizes up to 32 pixels come from icon-small.svg, the others from icon.svg.
Both .ico and .icns are containers of PNG images, so nothing else is needed.
"""

import struct
import subprocess
from pathlib import Path

ICONS = Path(__file__).resolve().parent.parent / "icons"

# File -> edge in pixels, as tauri.conf.json's `bundle.icon` names them.
FILES = {
    "32x32.png": 32,
    "64x64.png": 64,
    "128x128.png": 128,
    "128x128@2x.png": 256,
    "icon.png": 512,
}

ICO_SIZES = [16, 24, 32, 48, 64, 128, 256]

# icns type code -> edge in pixels.
ICNS_TYPES = {
    b"icp4": 16,
    b"icp5": 32,
    b"ic07": 128,
    b"ic08": 256,
    b"ic09": 512,
    b"ic10": 1024,
    b"ic11": 32,
    b"ic12": 64,
    b"ic13": 256,
    b"ic14": 512,
}


def png(edge: int) -> bytes:
    """The icon as an 8-bit RGBA PNG of `edge` by `edge` pixels."""
    source = ICONS / ("icon-small.svg" if edge <= 32 else "icon.svg")
    command = ["rsvg-convert", "--width", str(edge), "--height", str(edge), str(source)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def ico(sizes: list[int]) -> bytes:
    """A Windows icon: a header, a directory of 16-byte entries, the images."""
    images = [png(edge) for edge in sizes]
    offset = 6 + 16 * len(images)
    directory = b""
    for edge, image in zip(sizes, images):
        shown = edge % 256  # 0 stands for 256
        directory += struct.pack("<BBBBHHII", shown, shown, 0, 0, 1, 32, len(image), offset)
        offset += len(image)
    return struct.pack("<HHH", 0, 1, len(images)) + directory + b"".join(images)


def icns(types: dict[bytes, int]) -> bytes:
    """A macOS icon: chunks of type, length with header, image."""
    chunks = b""
    for code, edge in types.items():
        image = png(edge)
        chunks += code + struct.pack(">I", 8 + len(image)) + image
    return b"icns" + struct.pack(">I", 8 + len(chunks)) + chunks


def main() -> None:
    for name, edge in FILES.items():
        (ICONS / name).write_bytes(png(edge))
    (ICONS / "icon.ico").write_bytes(ico(ICO_SIZES))
    (ICONS / "icon.icns").write_bytes(icns(ICNS_TYPES))


if __name__ == "__main__":
    main()
