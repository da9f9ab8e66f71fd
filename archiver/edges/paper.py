"""HTML to PDF (WeasyPrint, an extra of its own): for paper and archives, with nothing fetched from anywhere."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from archiver.core.language import later
from archiver.errors import OutsideServiceError


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that travels inside a PDF (PDF/A-3, ISO 19005-3 § 6.8)."""

    name: str
    octets: bytes
    description: str


def printed(page: str) -> bytes:
    """A PDF that screen readers can read (PDF/UA-1). Raises `OutsideServiceError` where the extra is not installed."""
    return _written(_weasyprint(), page, pdf_variant="pdf/ua-1")


def archival(page: str, at: datetime, enclosed: Sequence[Enclosed] = ()) -> bytes:
    """A PDF to be kept (PDF/A-3b), with files inside it that tell the same to programs. Raises as `printed` does.

    The same page always gives the same octets: `at` is the only time in it.
    """
    weasyprint = _weasyprint()
    inside = [
        weasyprint.Attachment(
            string=one.octets, name=one.name, description=one.description, created=at, modified=at, relationship="Data"
        )
        for one in enclosed
    ]
    return _written(weasyprint, page, pdf_variant="pdf/a-3b", attachments=inside)


def _weasyprint() -> Any:
    try:
        import weasyprint  # noqa: PLC0415 - an extra, and slow to import
    except (ImportError, OSError) as error:  # OSError: the libraries it loads are missing
        raise OutsideServiceError(
            later("PDF needs WeasyPrint and Pango: pip install 'arkivfunktion[pdf]', and Debian's libpangoft2-1.0-0.")
        ) from error
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    return weasyprint


def _written(weasyprint: Any, page: str, **how: Any) -> bytes:
    octets: bytes = weasyprint.HTML(string=page, url_fetcher=_refused).write_pdf(**how)
    return octets


def _refused(*_address: object, **_more: object) -> NoReturn:
    raise ValueError("a report fetches nothing")
