"""The partners' room: organisations, agreements and skill needs of a regional directorate."""

from multaqa.bus import subscribe
from multaqa.messages.directory import PersonErased, TenantOpened
from multaqa.messages.partners import PartnersCheckpointMade
from multaqa.rpc import rpc
from multaqa.store import file_store, process_pool, works
from multaqa.tenants import keeper_of
from multaqa.trail import trail_of
from services.partners import store
from services.partners.service.adaptations import AdaptationDesk
from services.partners.service.agreements import AgreementDesk
from services.partners.service.calendars import CalendarDesk
from services.partners.service.commitments import CommitmentDesk
from services.partners.service.deadlines import DeadlineDesk
from services.partners.service.documents import DocumentDesk
from services.partners.service.edition_notices import EditionNoticeDesk
from services.partners.service.governance import GovernanceDesk
from services.partners.service.organisation_imports import OrganisationImportDesk
from services.partners.service.organisations import OrganisationDesk
from services.partners.service.programme_imports import ProgrammeImportDesk
from services.partners.service.programmes import ProgrammeDesk
from services.partners.service.sealing import seal
from services.partners.service.signing import SigningDesk
from services.partners.service.skill_imports import SkillImportDesk
from services.partners.service.skill_invitations import SkillInvitationDesk
from services.partners.service.skill_needs import SkillNeedDesk
from services.partners.service.skills import SkillDesk, tell_starter_skills
from services.partners.service.texts import TextDesk
from services.partners.service.witness import Witness


class PartnersService(
    OrganisationDesk,
    OrganisationImportDesk,
    AgreementDesk,
    TextDesk,
    SigningDesk,
    DocumentDesk,
    CommitmentDesk,
    DeadlineDesk,
    CalendarDesk,
    SkillDesk,
    SkillImportDesk,
    ProgrammeDesk,
    AdaptationDesk,
    ProgrammeImportDesk,
    SkillNeedDesk,
    SkillInvitationDesk,
    GovernanceDesk,
    EditionNoticeDesk,
    Witness,
    trail_of(PartnersCheckpointMade),
    keeper_of(TenantOpened, welcome=tell_starter_skills),
):
    name = "partners"
    files = file_store()
    pool = process_pool()
    press = process_pool()  # documents are made here, lest a person who waits for a file to be read waits for them
    seal = seal()
    work = works(
        organisations=store.Organisations,
        organisation_history=store.OrganisationHistory,
        organisation_imports=store.OrganisationImports,
        organisation_import_lines=store.OrganisationImportLines,
        sectors=store.Sectors,
        agreements=store.Agreements,
        text_versions=store.TextVersions,
        clause_templates=store.ClauseTemplates,
        signature_requests=store.SignatureRequests,
        signed_documents=store.SignedDocuments,
        attachments=store.Attachments,
        commitments=store.Commitments,
        evidence=store.EvidenceRows,
        deadlines=store.Deadlines,
        stewards=store.Stewards,
        calendars=store.Calendars,
        skills=store.Skills,
        skill_revisions=store.SkillRevisions,
        skill_needs=store.SkillNeeds,
        skill_invitations=store.SkillInvitations,
        programmes=store.Programmes,
        curriculum_changes=store.CurriculumChanges,
        adaptations=store.Adaptations,
        committees=store.Committees,
        seats=store.Seats,
        meetings=store.Meetings,
        decisions=store.Decisions,
        minutes=store.MinutesBook,
    )

    # a person's rights

    @rpc
    def export_person(self, person_id):
        with self.work.reading() as work:
            organisations = work.organisations.whose_contact_is(person_id)
            mandates = self._mandates_of(work, person_id)
            return {
                "contact_of": [organisation.told_to(person_id) for organisation in organisations],
                "mandates": mandates,
            }

    @subscribe(PersonErased)
    def forget_contact(self, message):
        with self.work() as work:
            for organisation in work.organisations.whose_contact_is(message.facts["person_id"]):
                organisation.forget_contact(message.facts["person_id"])
                work.organisations.save(organisation)
            self._forget_seated(work, message.facts["person_id"])
            work.forget(message.facts["person_id"])
            work.commit()
