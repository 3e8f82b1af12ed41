"""Leads: recorded by representatives with their link, counted for staff."""

from gateway.route import LINK, STAFF, Download, get, post
from gateway.schemas.events.leads import (
    LeadAnswer,
    LeadBatch,
    LeadOutcomes,
    LeadPage,
    LeadQuery,
    MetAt,
    NewLead,
    StandByLink,
    TableQuery,
)
from gateway.schemas.shape import page_of
from multaqa.media_types import CSV_TYPE, XLSX_TYPE

# fmt: off
READ_STAND = get("/v1/links/{token}/stand", "events.read_stand_by_link(link)", LINK,
                 "A representative's stand, and how many people it has met.", answer=StandByLink)
RECORD = post("/v1/links/{token}/leads", "events.record_lead(link, facts)", LINK,
              "Scan a candidate's badge at the stand, or note more about somebody scanned before.",
              body=NewLead, answer=LeadAnswer, status=200)
LIST_LEADS = get("/v1/links/{token}/leads", "events.list_leads_by_link(link, after, limit)", LINK,
                 "Whom the stand has met and who agreed to be known.", query=LeadQuery, answer=LeadPage)

ROUTES = (
    READ_STAND,
    RECORD,
    LIST_LEADS,
    post("/v1/links/{token}/lead-batches", "events.push_leads(link, scans)", LINK,
         "Push what a phone kept while it was offline; each scan is taken once.",
         body=LeadBatch, answer=LeadOutcomes, status=200),
    get("/v1/links/{token}/leads/table", "events.export_leads_by_link(link, format)", LINK,
        "The leads as a table; whoever has withdrawn their consent is not in it.",
        query=TableQuery, answer=Download(CSV_TYPE, XLSX_TYPE)),
    get("/v1/editions/{edition_id}/lead-counts", "events.count_leads(edition_id)", STAFF,
        "How many people each organisation has met.", answer=page_of(MetAt)),
)
