"""The events' room: series and editions, who comes to them, and who receives them there."""

from multaqa.bus import subscribe
from multaqa.messages.directory import PersonErased, TenantOpened
from multaqa.messages.events import EventsCheckpointMade
from multaqa.rpc import rpc
from multaqa.settings import load
from multaqa.store import file_store, process_pool, works
from multaqa.tenants import keeper_of
from multaqa.trail import trail_of
from services.events import store
from services.events.keys import signing_keys
from services.events.service.activities import ActivityDesk
from services.events.service.badges import BadgeDesk
from services.events.service.check_in import CheckInDesk
from services.events.service.class_lists import ClassListDesk
from services.events.service.consents import ConsentDesk
from services.events.service.contests import ContestDesk
from services.events.service.credentials import CredentialDesk
from services.events.service.door_devices import DoorDeviceDesk
from services.events.service.editions import EditionDesk
from services.events.service.endorsements import EndorsementDesk
from services.events.service.figures import FiguresDesk
from services.events.service.floor_plans import FloorPlanDesk
from services.events.service.foresight import ForesightDesk
from services.events.service.hearing import Hearing
from services.events.service.holds import HoldDesk
from services.events.service.invitations import InvitationDesk
from services.events.service.keys import KeyDesk
from services.events.service.leads import LeadDesk
from services.events.service.public_programme import PublicProgrammeDesk
from services.events.service.questions import QuestionDesk
from services.events.service.quotas import QuotaDesk
from services.events.service.registrations import RegistrationDesk
from services.events.service.representatives import RepresentativeDesk
from services.events.service.self_service import SelfServiceDesk
from services.events.service.sequels import SequelDesk
from services.events.service.stands import StandDesk
from services.events.service.verification import VerificationDesk
from services.events.service.waitlist import WaitlistDesk


class EventsService(
    EditionDesk,
    SequelDesk,
    ActivityDesk,
    ForesightDesk,
    PublicProgrammeDesk,
    QuotaDesk,
    HoldDesk,
    RegistrationDesk,
    WaitlistDesk,
    BadgeDesk,
    QuestionDesk,
    ConsentDesk,
    InvitationDesk,
    ClassListDesk,
    SelfServiceDesk,
    CheckInDesk,
    FloorPlanDesk,
    DoorDeviceDesk,
    StandDesk,
    ContestDesk,
    KeyDesk,
    RepresentativeDesk,
    LeadDesk,
    FiguresDesk,
    CredentialDesk,
    EndorsementDesk,
    VerificationDesk,
    Hearing,
    trail_of(EventsCheckpointMade),
    keeper_of(TenantOpened),
):
    name = "events"
    own = load("events").own
    keys = signing_keys()
    files = file_store()
    pool = process_pool()
    press = process_pool()
    vault = process_pool()  # snapshots and codes, lest a door wait for a print
    reckoner = process_pool()  # rankings, which somebody waits for
    work = works(
        series=store.SeriesList,
        editions=store.Editions,
        activities=store.Activities,
        programmes=store.Programmes,
        emerging_skills=store.EmergingSkills,
        public_addresses=store.PublicAddresses,
        quotas=store.Quotas,
        holds=store.Holds,
        draws=store.Draws,
        registrations=store.Registrations,
        registration_links=store.RegistrationLinks,
        questions=store.Questions,
        answer_sheets=store.AnswerSheets,
        answer_files=store.AnswerFiles,
        sharing=store.Sharing,
        invitations=store.Invitations,
        class_lists=store.ClassLists,
        class_lines=store.ClassLines,
        keys=store.Keys,
        floor_plans=store.FloorPlans,
        devices=store.Devices,
        scans=store.Scans,
        badge_prints=store.BadgePrints,
        credentials=store.Credentials,
        status_lists=store.StatusLists,
        endorsements=store.Endorsements,
        stands=store.Stands,
        representatives=store.Representatives,
        contests=store.Contests,
        entries=store.Entries,
        entrant_links=store.EntrantLinks,
        jurors=store.Jurors,
        sheets=store.Sheets,
        deliberation_items=store.DeliberationItems,
        jury_minutes=store.JuryMinutes,
        appeals=store.Appeals,
        awards=store.Awards,
        leads=store.Leads,
        lead_scans=store.LeadScans,
        interviews_held=store.InterviewsHeld,
        hired_candidates=store.HiredCandidates,
        persons=store.Persons,
        organisations=store.Organisations,
        agreements=store.Agreements,
        skill_names=store.SkillNames,
    )

    # a person's rights

    @rpc
    def export_person(self, person_id):
        with self.work.reading() as work:
            return {
                **self._registrations_told(work, person_id),
                **self._scans_told(work, person_id),
                **self._answers_told(work, person_id),
                **self._consents_told(work, person_id),
                **self._invitations_told(work, person_id),
                **self._class_lines_told(work, person_id),
                **self._represented_told(work, person_id),
                **self._speaking_told(work, person_id),
                **self._contests_told(work, person_id),
                **self._leads_told(work, person_id),
                **self._counted_told(work, person_id),
                **self._credentials_told(work, person_id),
            }

    @subscribe(PersonErased)
    def forget_person(self, message):
        person_id = message.facts["person_id"]
        with self.work() as work:
            self._forget_scanned(work, person_id)
            self._forget_counted(work, person_id)
            self._forget_registered(work, person_id)
            self._forget_represented(work, person_id)
            self._forget_speaking(work, person_id)
            self._forget_in_contests(work, person_id)
            self._forget_leads(work, person_id)
            self._forget_answers(work, person_id)
            self._forget_consents(work, person_id)
            self._forget_invited(work, person_id)
            self._forget_class_lines(work, person_id)
            self._forget_links(work, person_id)
            self._forget_credentialed(work, person_id)
            work.persons.forget(person_id, message.version)
            work.forget(person_id)
            work.commit()
