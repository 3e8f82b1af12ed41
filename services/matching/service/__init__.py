"""The matching room: candidates and offers, who meets whom and when, and what became of it."""

from multaqa.messages.directory import TenantOpened
from multaqa.messages.matching import MatchingCheckpointMade
from multaqa.settings import load
from multaqa.store import file_store, process_pool, works
from multaqa.tenants import keeper_of
from multaqa.trail import trail_of
from services.matching import store
from services.matching.domain import Weights
from services.matching.service.candidates import CandidateDesk
from services.matching.service.choosing import ChoiceDesk
from services.matching.service.confirmations import ConfirmationDesk
from services.matching.service.hearing import Hearing
from services.matching.service.hirings import HiringDesk
from services.matching.service.insertion import InsertionDesk
from services.matching.service.interviews import InterviewDesk
from services.matching.service.live import LiveDesk
from services.matching.service.observatory import ObservatoryDesk
from services.matching.service.offers import OfferDesk
from services.matching.service.oversight import OversightDesk
from services.matching.service.printing import AgendaDesk
from services.matching.service.receptions import ReceptionDesk
from services.matching.service.reference import ReferenceHearing
from services.matching.service.requests import RequestDesk
from services.matching.service.rulings import RulingDesk
from services.matching.service.run_history import RunHistoryDesk
from services.matching.service.timetabling import TimetableDesk
from services.matching.service.trainees import TraineeHearing
from services.matching.service.weighing import WeightDesk


class MatchingService(
    CandidateDesk,
    ChoiceDesk,
    OfferDesk,
    WeightDesk,
    TimetableDesk,
    LiveDesk,
    RulingDesk,
    RunHistoryDesk,
    AgendaDesk,
    RequestDesk,
    InterviewDesk,
    HiringDesk,
    ConfirmationDesk,
    InsertionDesk,
    ReceptionDesk,
    ObservatoryDesk,
    OversightDesk,
    Hearing,
    ReferenceHearing,
    TraineeHearing,
    trail_of(MatchingCheckpointMade),
    keeper_of(TenantOpened),
):
    name = "matching"
    own = load("matching").own
    weights = Weights(**own["weights"])
    files = file_store()
    pool = process_pool()
    mender = process_pool()  # of timetables that stand, lest somebody who waits for a change wait for a solver
    press = process_pool()  # what somebody waits for: exports, agendas and matches, lest they wait for a timetable
    work = works(
        candidates=store.Candidates,
        choices=store.ChoicesRows,
        shortlists=store.Shortlists,
        offers=store.Offers,
        runs=store.TimetableRuns,
        interviews=store.Interviews,
        agenda_prints=store.AgendaPrints,
        modes=store.ModesRows,
        requests=store.InterviewRequests,
        hirings=store.Hirings,
        confirmation_links=store.ConfirmationLinks,
        reception_links=store.ReceptionLinks,
        weights=store.WeightRows,
        records=store.RunRecords,
        reviews=store.Reviews,
        attributes=store.Attributes,
        pins=store.Pins,
        forbidden=store.ForbiddenMeetings,
        absences=store.Absences,
        late=store.LateOpenings,
        concerns=store.Concerns,
        persons=store.Persons,
        organisations=store.Organisations,
        skill_needs=store.SkillNeeds,
        editions=store.Editions,
        stands=store.Stands,
        registrations=store.Registrations,
        credentials=store.Credentials,
        sharing=store.Sharing,
        skills=store.Skills,
        programmes=store.Programmes,
        snapshots=store.Snapshots,
        watches=store.Watches,
    )
