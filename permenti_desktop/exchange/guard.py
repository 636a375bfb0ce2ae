"""How much of a stranger's file is read before the reader says stop.

An office's list has hundreds of rows and is some hundred kilobytes long. The limits lie far above that and
far below what fills a laptop's memory; measured: a bomb of 588 KB took 1.2 GB without them.
"""

import zipfile
from collections.abc import Iterator
from typing import IO, Any, Final
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

MAX_FILE: Final = 40 * 1024 * 1024
"""Bytes of the file itself."""
MAX_UNPACKED: Final = 120 * 1024 * 1024
"""Bytes of all parts together, unpacked."""
MAX_RATIO: Final = 250
"""Unpacked to packed, for parts above a megabyte. Very uniform lists reach 100."""
MAX_PARTS: Final = 5_000
MAX_CELLS: Final = 500_000
"""Cells with something in them, in all sheets."""
MAX_AREA: Final = 1_500_000
"""Rows times columns of a sheet up to its last cell."""
MAX_ELEMENTS: Final = 4_000_000
"""XML elements in one part."""
MAX_DEPTH: Final = 100
"""XML elements inside each other; a workbook has about ten."""
MAX_TEXT: Final = 40_000
"""Characters in one cell; Excel itself ends at 32,767."""


class TooMuch(Exception):
    """A limit was passed."""


def check_file_size(size: int) -> None:
    """Raise TooMuch for a file no list of people can need."""
    if size > MAX_FILE:
        raise TooMuch("file")


class Budget:
    """Counts cells over all sheets of one file."""

    def __init__(self, cells: int = MAX_CELLS) -> None:
        self._left = cells

    def take(self, cells: int = 1) -> None:
        """Use up some of the cells; raises TooMuch when there are none left."""
        self._left -= cells
        if self._left < 0:
            raise TooMuch("cells")


def check_area(rows: int, columns: int) -> None:
    """Raise TooMuch for a sheet whose last cell lies absurdly far out."""
    if rows * columns > MAX_AREA:
        raise TooMuch("area")


class Archive:
    """A zip file whose sizes were checked before any part of it is unpacked.

    The sizes come from the archive's directory; zipfile never unpacks more of a part than the directory
    says, so that an archive that lies about them is damaged, not dangerous.
    """

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._opened = opened
        infos = opened.infolist()
        if len(infos) > MAX_PARTS:
            raise TooMuch("parts")
        if sum(info.file_size for info in infos) > MAX_UNPACKED:
            raise TooMuch("unpacked")
        for info in infos:
            if info.file_size > 1024 * 1024 and info.file_size > MAX_RATIO * max(info.compress_size, 1):
                raise TooMuch("ratio")
        self.names: Final = frozenset(info.filename for info in infos)
        self.encrypted: Final = any(info.flag_bits & 1 for info in infos)

    def read(self, name: str, most: int = MAX_UNPACKED) -> bytes:
        """A small part as bytes."""
        with self._opened.open(name) as part:
            return part.read(most)

    def elements(self, name: str, wanted: frozenset[str]) -> Iterator[Element]:
        """The finished elements of an XML part whose local name is *wanted*, in document order.

        A wanted element keeps what it contains until it was yielded; everything else is dropped at once, so
        that memory does not grow with the part. Names are given without namespace. DTDs and entities raise.
        """
        with self._opened.open(name) as part:
            yield from elements(part, wanted)


def elements(part: IO[bytes], wanted: frozenset[str]) -> Iterator[Element]:
    """See :meth:`Archive.elements`."""
    kept = 0
    count = 0
    open_elements: list[Any] = []
    for event, element in iterparse(part, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            count += 1
            if count > MAX_ELEMENTS:
                raise TooMuch("elements")
            element.tag = local_name(element.tag)
            open_elements.append(element)
            if len(open_elements) > MAX_DEPTH:
                raise TooMuch("depth")
            kept += element.tag in wanted
            continue
        open_elements.pop()
        if element.tag in wanted:
            kept -= 1
            yield element
        if kept == 0:
            element.clear()
            if open_elements:
                open_elements[-1].remove(element)


def local_name(tag: str) -> str:
    """A tag or attribute without its namespace: transitional and strict workbooks differ in nothing else
    here.
    """
    return tag.rpartition("}")[2]
