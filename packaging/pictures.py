"""The sign of the program in the sizes and kinds that the systems want, drawn from resources/icons/app.svg."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from workshop import ROOT

SIGN: Final = ROOT / "resources" / "icons" / "app.svg"
SIZES: Final = (16, 24, 32, 48, 64, 128, 256)
WIZARD: Final = (164, 314)
"""Width and height of the picture on the first page of the Windows installer, in pixels."""
HEADER: Final = (150, 57)
"""The same for the head of its other pages."""
BACKGROUND: Final = (0x0E, 0x6A, 0x6A)


def drawn(size: int) -> Image.Image:
    """The sign as a square of so many pixels."""
    picture = QImage(size, size, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(str(SIGN)).render(painter)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub of PySide6 knows bytes only
    return Image.open(io.BytesIO(content.data()))


def pngs(folder: Path, name: str) -> dict[int, Path]:
    """One PNG for each size, ``<size>/<name>.png``."""
    made = {}
    for size in SIZES:
        made[size] = folder / str(size) / f"{name}.png"
        made[size].parent.mkdir(parents=True, exist_ok=True)
        drawn(size).save(made[size])
    return made


def ico(target: Path) -> None:
    """The icon file of Windows, with all sizes in it."""
    pictures = [drawn(size) for size in SIZES]
    pictures[-1].save(target, format="ICO", sizes=[(size, size) for size in SIZES], append_images=pictures[:-1])


def icns(target: Path) -> None:
    """The icon file of macOS."""
    drawn(512).save(target, format="ICNS", append_images=[drawn(size) for size in SIZES])


def wizard(folder: Path) -> tuple[Path, Path]:
    """The two pictures of the Windows installer: first page and head of the others."""
    first = Image.new("RGB", WIZARD, BACKGROUND)
    sign = drawn(120)
    first.paste(sign, ((WIZARD[0] - 120) // 2, 60), sign)
    head = Image.new("RGB", HEADER, (255, 255, 255))
    small = drawn(45)
    head.paste(small, (HEADER[0] - 51, 6), small)
    folder.mkdir(parents=True, exist_ok=True)
    files = (folder / "wizard.bmp", folder / "header.bmp")
    first.save(files[0])
    head.save(files[1])
    return files
