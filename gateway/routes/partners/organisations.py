"""Organisations: answered by the partners' room."""

from gateway.route import MEBIBYTE, STAFF, Download, Upload, get, post
from gateway.schemas.partners.organisations import (
    Merge,
    NewOrganisation,
    Organisation,
    OrganisationChange,
    OrganisationImport,
    OrganisationQuery,
    OrganisationStep,
)
from gateway.schemas.shape import PageQuery, page_of
from multaqa.media_types import CSV_TYPE, XLSX_TYPE

TABLE = Upload(CSV_TYPE, XLSX_TYPE, most=10 * MEBIBYTE)

# fmt: off
ROUTES = (
    post("/v1/organisations", "partners.register_organisation(facts)", STAFF,
         "Register an organisation.", body=NewOrganisation, answer=Organisation),
    get("/v1/organisations", "partners.list_organisations(after, limit, kind, sector, text)", STAFF,
        "Organisations; those merged into another one are found under that one.",
        query=OrganisationQuery, answer=page_of(Organisation)),
    get("/v1/organisations/{organisation_id}", "partners.get_organisation(organisation_id)", STAFF,
        "An organisation.", answer=Organisation),
    post("/v1/organisations/{organisation_id}/change",
         "partners.change_organisation(organisation_id, facts, expected_version)", STAFF,
         "Correct an organisation or its contacts.", body=OrganisationChange, answer=Organisation, status=200),
    post("/v1/organisations/{organisation_id}/merge",
         "partners.merge_organisations(organisation_id, duplicate_id, ice, expected_version)", STAFF,
         "Merge a duplicate into this organisation: nothing of either is lost.",
         body=Merge, answer=Organisation, status=200),
    get("/v1/organisations/{organisation_id}/history",
        "partners.history_of_organisation(organisation_id, after, limit)", STAFF,
        "What was done to it, and to those merged into it.", query=PageQuery, answer=page_of(OrganisationStep)),
    get("/v1/organisations.csv", "partners.export_organisations()", STAFF,
        "All organisations as a table, which can be changed and imported again.", answer=Download(CSV_TYPE)),
    post("/v1/organisation-imports", "partners.import_organisations(content, media_type)", STAFF,
         "Send a table of organisations to be checked; it changes nothing yet.",
         body=TABLE, answer=OrganisationImport, status=202),
    get("/v1/organisation-imports/{import_id}", "partners.get_organisation_import(import_id)", STAFF,
        "What a table would change, and what is wrong with it by line.", answer=OrganisationImport),
    post("/v1/organisation-imports/{import_id}/apply", "partners.apply_organisation_import(import_id)", STAFF,
         "Take over a table that was checked: all of its lines or none.", answer=OrganisationImport, status=202),
)
