"""The platform's seal: a PAdES signature (baseline B-B, ETSI EN 319 142) over a whole PDF.

It attests that the platform made the document and that nobody changed it since; it is no party's signature. Its
certificate is the platform's own, so a reader checks it by its fingerprint, shown on the public verification page.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from io import BytesIO

from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore

from services.partners.documents.copy import Copy
from services.partners.documents.rendering import render
from services.partners.documents.wording import word

FIELD = "MultaqaSeal"
KEY_BITS = 3072
SELF_MADE_FOR = timedelta(days=3650)


@dataclass(frozen=True)
class SealKey:
    """Both in PEM; `chain` is the seal's certificate and those that lead to its root. `passphrase` opens the key."""

    key: bytes
    chain: bytes
    passphrase: str | None = None

    @cached_property
    def certificate(self) -> certificates.Certificate:
        return certificates.load_pem_x509_certificates(self.chain)[0]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal, as readers of PDF show it."""
        fingerprint: bytes = self.certificate.fingerprint(hashes.SHA256())
        return fingerprint.hex()

    def signer(self) -> SimpleSigner:
        mine, *others = load_certs_from_pemder_data(self.chain)
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(others)
        return SimpleSigner(mine, load_private_key_from_pemder_data(self.key, self._octets), store)

    def check(self) -> None:
        """Raise ValueError unless the key opens and is the one its certificate names."""
        try:
            key = serialization.load_pem_private_key(self.key, self._octets)
        except TypeError as error:  # a passphrase too many or too few
            raise ValueError(str(error)) from error
        if key.public_key() != self.certificate.public_key():
            raise ValueError("the certificate is for another key")

    @property
    def _octets(self) -> bytes | None:
        return self.passphrase.encode() if self.passphrase else None


def seal(pdf: bytes, key: SealKey) -> bytes:
    """The same PDF with the platform's seal appended; what was there stays octet for octet."""
    reason = f"{word('seal.reason', 'fr')} — {word('seal.reason', 'ar')}"
    told = PdfSignatureMetadata(FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason)
    sealed: bytes = sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), told, key.signer()).getvalue()
    return sealed


def render_sealed(copy: Copy, key: SealKey) -> bytes:
    """One trip to another process makes the finished document."""
    return seal(render(copy), key)


def self_made(at: datetime) -> SealKey:
    """A key and a certificate nobody vouches for: for development, where no seal has to convince anyone."""
    key = rsa.generate_private_key(65537, KEY_BITS)
    name = certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, "Multaqa (development)")])
    usage = certificates.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        certificates.CertificateBuilder(name, name, key.public_key(), certificates.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + SELF_MADE_FOR)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return SealKey(private, certificate.public_bytes(pem))
