"""The platform's seal: a PAdES signature (baseline B-B, ETSI EN 319 142) over a whole PDF.

It attests that the platform made the document and that nobody changed it since; it is no party's signature. Its
certificate is the platform's own, so a reader checks it by its fingerprint, shown on the public verification page.
"""

from io import BytesIO

from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore

from services.partners.documents.seal_key import SealKey
from services.partners.documents.wording import word

FIELD = "MultaqaSeal"


def seal(pdf: bytes, key: SealKey) -> bytes:
    """The same PDF with the platform's seal appended; what was there stays octet for octet."""
    reason = f"{word('seal.reason', 'fr')} — {word('seal.reason', 'ar')}"
    told = PdfSignatureMetadata(FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason)
    sealed: bytes = sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), told, _signer(key)).getvalue()
    return sealed


def _signer(key: SealKey) -> SimpleSigner:
    mine, *others = load_certs_from_pemder_data(key.chain)
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(others)
    return SimpleSigner(mine, load_private_key_from_pemder_data(key.key, key.octets), store)
