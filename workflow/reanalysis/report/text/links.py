"""Links out of the page: only from identifiers that match their pattern in full; anything else stays text."""

from __future__ import annotations

import re

_DOI = re.compile(r"10\.[0-9]{4,9}/[A-Za-z0-9._;()/:<>+\-]{1,200}")
_PMID = re.compile(r"[1-9][0-9]{0,8}")
_NCT = re.compile(r"NCT[0-9]{8}")
_SAFE = re.compile(r"[^A-Za-z0-9._;()/:+\-]")


def doi_link(doi: str) -> str:
    """Address of a DOI, blank if it is not one."""
    return f"https://doi.org/{_SAFE.sub(_escape, doi)}" if _DOI.fullmatch(doi) else ""


def pmid_link(pmid: str) -> str:
    """Address of a PubMed id, blank if it is not one."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if _PMID.fullmatch(pmid) else ""


def registration_link(number: str) -> str:
    """Address of a ClinicalTrials.gov number, blank if it is not one."""
    return f"https://clinicaltrials.gov/study/{number}" if _NCT.fullmatch(number) else ""


def _escape(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8"))
