"""Documents of agreements: answered by the partners' room."""

from gateway.route import LINK, MEBIBYTE, PARTNER, STAFF, Download, Upload, get, post
from gateway.schemas.partners.documents import Attachment, Claim, Printing, Verification, VerificationQuery
from gateway.schemas.shape import page_of
from multaqa.media_types import PDF_TYPE

# fmt: off
ROUTES = (
    post("/v1/agreements/{agreement_id}/document", "partners.print_document(agreement_id)", STAFF,
         "Have the PDF made of a text sent for signature, for those who sign elsewhere; of a binding one it is made by "
         "itself.", answer=Printing, status=202),
    get("/v1/agreements/{agreement_id}/document", "partners.get_document(agreement_id)", PARTNER,
        "The newest sealed PDF of an agreement.", answer=Download(PDF_TYPE)),
    post("/v1/agreements/{agreement_id}/attachments",
         "partners.attach_signed_document(agreement_id, content, level, digest, parties, signatory)", STAFF,
         "Attach a PDF signed elsewhere; it counts as the signature of the parties named.",
         body=Upload(PDF_TYPE, most=5 * MEBIBYTE), query=Claim, answer=Attachment),
    get("/v1/agreements/{agreement_id}/attachments", "partners.list_attachments(agreement_id)", STAFF,
        "What was signed elsewhere.", answer=page_of(Attachment)),
    get("/v1/attachments/{attachment_id}", "partners.get_attachment(attachment_id)", STAFF,
        "A PDF that was signed elsewhere, as it came.", answer=Download(PDF_TYPE)),
    get("/verify/{token}", "partners.verify_agreement(link, digest)", LINK,
        "Whether a copy is genuine: the address in its QR code, a page for people, JSON for programs.",
        query=VerificationQuery, answer=Verification, page="verification.html"),
)
