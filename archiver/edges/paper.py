"""HTML to PDF (WeasyPrint, an extra of its own): for paper and archives, with nothing fetched from anywhere."""

from __future__ import annotations

import logging
from typing import NoReturn

from archiver.core.language import later
from archiver.errors import OutsideServiceError


def printed(page: str) -> bytes:
    """A PDF that screen readers can read (PDF/UA-1). Raises `OutsideServiceError` where the extra is not installed."""
    try:
        from weasyprint import HTML  # noqa: PLC0415 - an extra, and slow to import
    except (ImportError, OSError) as error:  # OSError: the libraries it loads are missing
        raise OutsideServiceError(
            later("PDF needs WeasyPrint and Pango: pip install 'arkivfunktion[pdf]', and Debian's libpangoft2-1.0-0.")
        ) from error
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    octets: bytes = HTML(string=page, url_fetcher=_refused).write_pdf(pdf_variant="pdf/ua-1")
    return octets


def _refused(*_address: object, **_more: object) -> NoReturn:
    raise ValueError("a report fetches nothing")
