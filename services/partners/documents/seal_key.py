"""The key of the platform's seal and the certificate that names it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SELF_MADE_FOR = timedelta(days=3650)


@dataclass(frozen=True)
class SealKey:
    """Both in PEM; `chain` is the seal's certificate and those that lead to its root. `passphrase` opens the key."""

    key: bytes
    chain: bytes
    passphrase: str | None = None

    @property
    def certificate(self) -> certificates.Certificate:
        """Read anew each time: a key that kept it could not be handed to the process that seals."""
        return certificates.load_pem_x509_certificates(self.chain)[0]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal, as readers of PDF show it."""
        fingerprint: bytes = self.certificate.fingerprint(hashes.SHA256())
        return fingerprint.hex()

    def check(self) -> None:
        """Raise ValueError unless the key opens and is the one its certificate names."""
        try:
            key = serialization.load_pem_private_key(self.key, self.octets)
        except TypeError as error:  # a passphrase too many or too few
            raise ValueError(str(error)) from error
        if key.public_key() != self.certificate.public_key():
            raise ValueError("the certificate is for another key")

    @property
    def octets(self) -> bytes | None:
        return self.passphrase.encode() if self.passphrase else None


def self_made(at: datetime) -> SealKey:
    """A key and a certificate nobody vouches for: for development, where no seal has to convince anyone."""
    key = ec.generate_private_key(ec.SECP256R1())
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
