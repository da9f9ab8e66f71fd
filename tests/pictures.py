"""Pictures with writing in them, and a scanned PDF. Everything they say is invented."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
LINES = ("Vi ved, hvor dine børn går i skole", "Pas på dig selv på Ærø")


def a_picture(form: str = "PNG", lines: Sequence[str] = LINES, mode: str = "RGB") -> bytes:
    """Black writing on white, as somebody's screenshot."""
    image = Image.new("RGB", (1000, 300), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 32)
    for number, line in enumerate(lines):
        draw.text((20, 40 + 80 * number), line, fill="black", font=font)
    file = io.BytesIO()
    image.convert(mode).save(file, form)
    return file.getvalue()


def a_scan(pages: Sequence[Sequence[str]] = (LINES,), mode: str = "RGB") -> bytes:
    """A PDF whose pages are pictures: JPEG of "RGB" and "L", a fax of "1"."""
    images = [Image.open(io.BytesIO(a_picture("PNG", lines))).convert(mode) for lines in pages]
    file = io.BytesIO()
    images[0].save(file, "PDF", save_all=True, append_images=images[1:])
    return file.getvalue()


def a_huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A few kilobytes that unpack to nearly a gigabyte."""
    packer, packed = zlib.compressobj(9), b""
    row = b"\0" * (1 + width)
    for _ in range(height):
        packed += packer.compress(row)
    packed += packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    framed = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)
