"""The programme for everybody: opened by staff, read by whoever has the address."""

from gateway.route import LINK, STAFF, Download, get, post
from gateway.schemas.events.public_programme import LanguageQuery, PublicAddress, PublicProgramme

# fmt: off
ROUTES = (
    post("/v1/editions/{edition_id}/public-address", "events.open_public_address(edition_id)", STAFF,
         "Give the programme a public address; the one before ends.", answer=PublicAddress),
    get("/v1/links/{token}/programme", "events.read_public_programme(link)", LINK,
        "The programme of an edition that is announced; a page for people.",
        query=LanguageQuery, answer=PublicProgramme, page="programme.html"),
    get("/v1/links/{token}/programme.ics", "events.read_programme_calendar(link, language)", LINK,
        "The programme as iCalendar.", query=LanguageQuery, answer=Download("text/calendar")),
)
