"""Figures: the funnel of an edition, and edition over edition. A partner sees no group of fewer than five."""

from gateway.route import PARTNER, Download, get
from gateway.schemas.events.figures import ComparedFunnels, Funnel, FunnelQuery, FunnelTableQuery
from multaqa.media_types import CSV_TYPE, XLSX_TYPE

# fmt: off
ROUTES = (
    get("/v1/editions/{edition_id}/funnel", "events.funnel(edition_id, by)", PARTNER,
        "Invited, registered, came, met, interviewed, hired: by category, sector, institute or level.",
        query=FunnelQuery, answer=Funnel),
    get("/v1/editions/{edition_id}/funnel/table", "events.export_funnel(edition_id, by, format)", PARTNER,
        "The funnel of an edition as a table.", query=FunnelTableQuery, answer=Download(CSV_TYPE, XLSX_TYPE)),
    get("/v1/series/{series_id}/funnel", "events.compare_funnels(series_id)", PARTNER,
        "The funnel of each edition of a series, with its differences from the one before.", answer=ComparedFunnels),
    get("/v1/series/{series_id}/funnel/table", "events.export_funnels(series_id, by, format)", PARTNER,
        "The funnels of a series as one table.", query=FunnelTableQuery, answer=Download(CSV_TYPE, XLSX_TYPE)),
)
