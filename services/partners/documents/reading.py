"""A PDF that comes from elsewhere: whether it is one, and whether the signatures in it still hold.

Trust in whoever signed is not judged here: no list of qualified providers of Law 43-20 is published for machines. What
is judged is the mathematics: that each signature covers octets nobody changed, and that what was appended after it is
no more than a signature or a form may append.
"""

import logging
from dataclasses import dataclass
from io import BytesIO

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator.context import ValidationContext

from multaqa.errors import Invalid

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # it tells of every signer it has no reason to trust
HEADER = b"%PDF-"
MOST_PAGES = 500


@dataclass(frozen=True)
class Reading:
    """`signatures` counts the electronic signatures in it; `broken` names those that do not hold."""

    pages: int
    signatures: int
    broken: tuple[str, ...]

    def require(self, least: int) -> int:
        """The number of signatures; Invalid when one of them is broken, or there are fewer than `least`."""
        if self.broken:
            text = "Signatures of this PDF do not hold: it was changed after them."
            raise Invalid("document.signature_broken", text, fields=list(self.broken))
        if self.signatures < least:
            raise Invalid("document.without_signature", "This PDF holds no electronic signature.")
        return self.signatures


def read_pdf(content: bytes) -> Reading:
    """What a PDF is; Invalid for anything that is none, cannot be read, or is locked."""
    if not content.startswith(HEADER):
        raise Invalid("document.not_a_pdf", "This file is no PDF.")
    try:
        return _read(content)
    except Invalid:
        raise
    except Exception as error:  # a file that lies makes a parser fall over in any way there is
        text = "This file begins like a PDF, but cannot be read as one."
        raise Invalid("document.not_readable", text) from error


def _read(content: bytes) -> Reading:
    lenient = PdfFileReader(BytesIO(content), strict=False)  # scanners write PDFs that bend the rules
    if lenient.encrypted:
        raise Invalid("document.encrypted", "This PDF is locked by a password: send it without.")
    pages = int(lenient.root["/Pages"]["/Count"])
    if not 0 < pages <= MOST_PAGES:
        raise Invalid("document.pages_out_of_range", f"A document has 1 to {MOST_PAGES} pages.", most=MOST_PAGES)
    lenient.find_page_for_modification(0)  # type: ignore[no-untyped-call]
    if not lenient.embedded_regular_signatures:
        return Reading(pages, 0, ())
    signatures = PdfFileReader(BytesIO(content)).embedded_regular_signatures
    return Reading(pages, len(signatures), tuple(one.field_name for one in signatures if not _holds(one)))


def _holds(signature: EmbeddedPdfSignature) -> bool:
    try:
        told = validate_pdf_signature(signature, ValidationContext(trust_roots=[], allow_fetching=False))
    except (SignatureValidationError, SigningError, PdfError, ValueError):
        return False
    return bool(told.intact and told.valid and told.docmdp_ok)
