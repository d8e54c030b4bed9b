"""Is a workbook safe to open? Its archive is measured before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

from reanalysis.entry.messages import Place, Problem

_LARGEST = 50_000_000
_LARGEST_RATIO = 200
_SMALL = 1_000_000
_MOST_MEMBERS = 1_000
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"


def refuse_archive(data: bytes, place: Place) -> Problem | None:
    """Why a workbook must not be opened: no archive, encrypted, macros, too large when unpacked, XML that defines entities."""
    if data.startswith(_OLD_FORMAT):
        return _refusal(place, "an old .xls workbook, or one with a password", "save it as .xlsx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _refuse_members(archive, len(data), place)
    except Exception:  # a damaged archive raises whatever its parts and their compression do
        return _refusal(place, "the workbook is damaged or is no workbook", "open it in a spreadsheet and save it again as .xlsx")


def _refuse_members(archive: zipfile.ZipFile, size: int, place: Place) -> Problem | None:
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or total > _LARGEST or (total > _SMALL and total > size * _LARGEST_RATIO):
        return _refusal(place, f"unpacked, the workbook has {total:,} bytes in {len(members):,} parts", "copy the tables into a new workbook")
    if any(member.flag_bits & 1 for member in members):
        return _refusal(place, "the workbook has a password", "save it without a password")
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        return _refusal(place, "the file is no .xlsx workbook", "save it from the spreadsheet as .xlsx")
    if any(name.endswith("vbaProject.bin") for name in names):
        return _refusal(place, "the workbook holds macros", "save it as .xlsx, which has none")
    for member in members:
        if member.filename.endswith((".xml", ".rels", ".vml")):
            head = archive.read(member)
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                return _refusal(place, f"the part {member.filename!r} defines XML entities, which no spreadsheet writes", "copy the tables into a new workbook")
    return None


def _refusal(place: Place, wrong: str, cure: str) -> Problem:
    return Problem(place=place, code="E-WORKBOOK", wrong=wrong, expected="an .xlsx workbook with a sheet for each table", cure=cure)
