"""Is a workbook safe to open? Its archive is measured before anything is unpacked, and its parts before anything is
built from them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from reanalysis.entry.messages import Place, Problem

MOST_CELLS = 20_000
_LARGEST = 50_000_000
_LARGEST_RATIO = 200
_SMALL = 1_000_000
_MOST_MEMBERS = 1_000
_MOST_TAGS = 250_000
_MOST_ROWS = 50_000
_MOST_OTHER_TAGS = 50_000  # rules, names, styles and the like, each of which costs much more than a cell
_MOST_SPANS = 2_000
_WIDEST_SPANS = 100_000
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']*)")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_LIGHT = re.compile(rb"<(?:c|v|f|t|is|si|row)[\s/>]")
_SPAN = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]{0,400}?\bref\s*=\s*[\"']([^\"']{1,40})")
_CORNERS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def refuse_archive(data: bytes, place: Place) -> Problem | None:
    """Why a workbook must not be opened: no archive, encrypted, macros, too large when unpacked, XML that defines
    entities."""
    if data.startswith(_OLD_FORMAT):
        return _refusal(place, "an old .xls workbook, or one with a password", "save it as .xlsx without a password")
    if not data.startswith(b"PK"):
        kind = (
            "the file is empty"
            if not data
            else "the file is a text, no workbook"
            if _is_text(data)
            else "the workbook is damaged or is no workbook"
        )
        return _refusal(place, kind, "open it in a spreadsheet and save it again as .xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _refuse_members(archive, len(data), place)
    except Exception:  # a damaged archive raises whatever its parts and their compression do
        return _refusal(
            place, "the workbook is damaged or is no workbook", "open it in a spreadsheet and save it again as .xlsx"
        )


def _is_text(data: bytes) -> bool:
    try:
        return b"\0" not in data and data.decode("utf-8") != ""
    except UnicodeDecodeError:
        return False


def _refuse_members(archive: zipfile.ZipFile, size: int, place: Place) -> Problem | None:
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or total > _LARGEST or (total > _SMALL and total > size * _LARGEST_RATIO):
        return _refusal(
            place,
            f"unpacked, the workbook has {total:,} bytes in {len(members):,} parts",
            "copy the tables into a new workbook",
        )
    if any(member.flag_bits & 1 for member in members):
        return _refusal(place, "the workbook has a password", "save it without a password")
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        kind = "an OpenDocument file" if "mimetype" in names else "no .xlsx workbook"
        return _refusal(place, f"the file is {kind}", "save it from the spreadsheet as .xlsx")
    if any(name.endswith("vbaProject.bin") for name in names):
        return _refusal(place, "the workbook holds macros", "save it as .xlsx, which has none")
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        return _refusal(
            place, "the workbook is packed in a way that no spreadsheet uses", "copy the tables into a new workbook"
        )
    return _refuse_parts(archive, members, place)


def _refuse_parts(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], place: Place) -> Problem | None:
    """Read every part once: its encoding, entities, and how much would be built from it."""
    cells = rows = tags = light = spans = width = 0
    for member in members:
        part = archive.read(member)
        if _is_foreign(part):
            return _refusal(
                place,
                f"the part {member.filename[:100]!r} is XML in another encoding or defines entities, which no "
                "spreadsheet writes",
                "copy the tables into a new workbook",
            )
        if not part.lstrip().startswith((b"<", b"\xef\xbb\xbf<")):
            continue
        tags += part.count(b"<") - part.count(b"</")
        if tags > _MOST_TAGS:
            break  # enough to say no, and the rest may be as large
        rows += part.count(b"<row")
        cells += sum(1 for _ in _CELL.finditer(part))
        light += sum(1 for _ in _LIGHT.finditer(part))
        for area in _areas(part):
            spans, width = spans + 1, width + area
    if cells > MOST_CELLS or rows > _MOST_ROWS or tags > _MOST_TAGS:
        much = f"{cells:,} cells" if cells > MOST_CELLS else f"{tags:,} cells, formatted rows and the like"
        return _refusal(
            place,
            f"the workbook has {much}",
            "delete the cells and formats outside of the tables, or copy the tables into a new workbook",
            expected=f"at most {MOST_CELLS:,} cells; a larger table goes into a CSV file",
        )
    if tags - light > _MOST_OTHER_TAGS or spans > _MOST_SPANS or width > _WIDEST_SPANS:
        return _refusal(
            place,
            "the workbook has far more formats, rules, names or merged cells than a table needs",
            "copy the tables as values into a new workbook",
        )
    return None


def _is_foreign(part: bytes) -> bool:
    declared = _DECLARED.match(part.removeprefix(b"\xef\xbb\xbf"))
    if part.startswith(_OTHER_ENCODINGS) or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")):
        return True
    return b"<!DOCTYPE" in part or b"<!ENTITY" in part


def _areas(part: bytes) -> Iterator[int]:
    """Cells under each merged range and each link, one by one; building them takes time for every cell."""
    for found in _SPAN.finditer(part):
        corners = _CORNERS.fullmatch(found[1].decode("ascii", "replace").upper())
        if corners:
            left, top, right, bottom = corners.groups()
            yield (abs(_number(right) - _number(left)) + 1) * (abs(int(bottom) - int(top)) + 1)
        else:
            yield 1


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _refusal(
    place: Place, wrong: str, cure: str, expected: str = "an .xlsx workbook with a sheet for each table"
) -> Problem:
    return Problem(place=place, code="E-WORKBOOK", wrong=wrong, expected=expected, cure=cure)
