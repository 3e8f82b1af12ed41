"""How people get in, over HTTP: questions and answers, consents, invitations, class lists, and a person's own link."""

from marshmallow import INCLUDE, fields

from gateway.schemas.directory import PersonName
from gateway.schemas.events.papers import MOST_QUESTIONS, PURPOSES, answers, code, consents
from gateway.schemas.events.registrations import Registration
from gateway.schemas.shape import (
    Flag,
    LocalText,
    Shape,
    email,
    identifier,
    list_of,
    moment,
    nested,
    number,
    one_of,
    text,
)

LANGUAGES = ("fr", "ar")
KINDS = ("text", "choice", "file", "consent")
FILE_TYPES = ("application/pdf", "image/jpeg", "image/png")


class QuestionText(Shape):
    fr = text(2000, required=True)
    ar = text(2000, required=True)


class Option(Shape):
    code = code(required=True)
    label = nested(LocalText, required=True)


class QuestionRevision(Shape):
    """Another wording; answers given so far name the revision they answered."""

    text = nested(QuestionText, required=True)
    options = list_of(Option, 50)
    required = Flag()


class NewQuestion(QuestionRevision):
    """Asked of the `categories` named, or of everybody."""

    code = code(required=True)
    kind = one_of(*KINDS, required=True)
    categories = list_of(identifier(), 20)
    most = number(1, 4000, metadata={"description": "Longest text, in characters."})
    multiple = Flag(metadata={"description": "Whether several options may be chosen."})
    media_types = list_of(one_of(*FILE_TYPES), 3)
    most_bytes = number(1, 5 << 20)
    purpose = text(200, allow_none=True, metadata={"description": "What a consent is for."})
    position = number(0, 1000)


class Question(NewQuestion):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    revision = number(1, required=True)
    asked_at = moment(required=True)
    revised_at = moment(required=True)
    retired_at = moment(required=True, allow_none=True)


class NewAnswers(Shape):
    answers = answers(required=True)


class Answer(Shape):
    code = code(required=True)
    value = fields.Raw(required=True)
    revision = number(1, required=True)
    at = moment(required=True)


class AnswerSheet(Shape):
    registration_id = identifier(required=True)
    edition_id = identifier(required=True)
    person_id = identifier(required=True)
    category = identifier(required=True)
    answers = list_of(Answer, MOST_QUESTIONS, required=True)


class Answers(AnswerSheet):
    missing = list_of(code(), MOST_QUESTIONS, required=True, metadata={"description": "Required and not answered."})


class FileQuery(Shape):
    code = code(required=True, metadata={"description": "The question that the file answers."})


class AnswerFile(Shape):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    question_code = code(required=True)
    media_type = text(80, required=True)
    size = number(1, required=True)
    sent_at = moment(required=True)


class NewConsents(Shape):
    consents = consents(least=1, required=True)


class Said(Shape):
    given = Flag(required=True)
    text_version = number(1, required=True)
    at = moment(required=True)


class RegistrationConsent(Said):
    id = identifier(required=True)
    registration_id = identifier(required=True)
    edition_id = identifier(required=True)
    person_id = identifier(required=True)
    purpose = one_of(*PURPOSES, required=True)
    organisation_id = identifier(required=True, allow_none=True)
    earlier = list_of(Said, 1000, required=True)


class Consents(Shape):
    items = list_of(RegistrationConsent, 1000, required=True)
    next = fields.String(required=True, allow_none=True)


class Invitee(Shape):
    name = text(160, required=True)
    email = email(required=True)
    language = one_of(*LANGUAGES, required=True)


class NewInvitation(Shape):
    """Whom it is sent to is told to the mail alone and kept nowhere else; it waits three weeks unless said."""

    to = nested(Invitee, required=True)
    category = identifier(required=True)
    activity_ids = list_of(identifier(), 20)
    organisation_id = identifier(allow_none=True, metadata={"description": "On behalf of which partner."})
    expires_at = moment(allow_none=True)


class Invitation(Shape):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    category = identifier(required=True)
    activity_ids = list_of(identifier(), 20, required=True)
    organisation_id = identifier(required=True, allow_none=True)
    state = one_of("sent", "used", "revoked", "expired", required=True)
    invited_at = moment(required=True)
    expires_at = moment(required=True)
    registration_id = identifier(required=True, allow_none=True)
    used_at = moment(required=True, allow_none=True)
    revoked_at = moment(required=True, allow_none=True)


class Invited(Shape):
    invited = number(0, required=True)
    registered = number(0, required=True)


class InvitationFunnel(Shape):
    """By the name of each category, how many were invited and how many of these registered."""

    class Meta:
        unknown = INCLUDE

    EACH = Invited


class ClassListQuery(Shape):
    category = identifier(required=True, metadata={"description": "What all of the file register as."})
    institute_id = identifier(metadata={"description": "The institute whose class it is."})


class ClassFigures(Shape):
    lines = number(0, required=True)
    repeated = number(0, required=True)
    wrong = number(0, required=True)


class ClassOutcome(Shape):
    outcome = text(80, required=True)
    count = number(1, required=True)


class WrongClassCell(Shape):
    pointer = fields.String(required=True)
    code = text(80, required=True)
    text = text(500, required=True)
    facts = fields.Dict()


class ClassList(Shape):
    """A class that is read, checked and taken in; `outcomes` counts what the lines led to so far."""

    id = identifier(required=True)
    edition_id = identifier(required=True)
    category = identifier(required=True)
    institute_id = identifier(required=True, allow_none=True)
    state = one_of("requested", "checked", "refused", "applying", "applied", "expired", required=True)
    figures = nested(ClassFigures, required=True)
    outcomes = list_of(ClassOutcome, 50, required=True)
    errors = list_of(WrongClassCell, 100, required=True)
    requested_at = moment(required=True)
    settled_at = moment(required=True, allow_none=True)


class ClassLine(Shape):
    """What became of a line: the state of a registration, `repeated`, or the code of a refusal; null before that."""

    name = text(120, required=True, allow_none=True)
    outcome = text(80, required=True, allow_none=True)
    same_as = number(1, required=True, allow_none=True)
    number = number(1, required=True)
    registration_id = identifier(required=True, allow_none=True)


class Gathering(Shape):
    """What anybody may know of an edition."""

    id = identifier(required=True)
    series_name = nested(LocalText, required=True)
    number = number(1, required=True)
    theme = nested(LocalText, required=True, allow_none=True)
    venue = text(160, required=True)
    starts_at = moment(required=True)
    ends_at = moment(required=True)
    state = text(20, required=True)


class AskedCategory(Shape):
    category = identifier(required=True)
    questions = list_of(Question, MOST_QUESTIONS, required=True)


class ToRegister(Shape):
    edition = nested(Gathering, required=True)
    categories = list_of(AskedCategory, 50, required=True)


class InvitedToRegister(ToRegister):
    category = identifier(required=True)
    expires_at = moment(required=True)


class InvitedPerson(Shape):
    name = nested(PersonName, required=True)
    email = email(required=True)
    language = one_of(*LANGUAGES, required=True)
    answers = answers()
    consents = consents()


class Newcomer(InvitedPerson):
    """Somebody who registers by themselves; registering means to take part, sharing and pictures are asked apart."""

    category = identifier(required=True)
    activity_ids = list_of(identifier(), 20)


class Sent(Shape):
    """The same for everybody: the mail tells the person themselves what became of it."""

    sent = Flag(required=True)


class ShownName(Shape):
    latin = text(120, required=True, allow_none=True)
    arabic = text(120, required=True, allow_none=True)


class Company(Shape):
    id = identifier(required=True)
    name = nested(LocalText, required=True)


class OwnRegistration(Registration):
    ahead = number(0, required=True, allow_none=True, metadata={"description": "How many wait before one."})


class OwnActivity(Shape):
    id = identifier(required=True)
    title = nested(LocalText, required=True)
    starts_at = moment(required=True, allow_none=True)


class Own(Shape):
    """A registration as its person sees it."""

    registration = nested(OwnRegistration, required=True)
    name = nested(ShownName, required=True)
    language = one_of(*LANGUAGES, required=True, allow_none=True)
    edition = nested(Gathering, required=True)
    changeable = Flag(required=True)
    activities = list_of(OwnActivity, 200, required=True, metadata={"description": "What one may come for."})
    questions = list_of(Question, MOST_QUESTIONS, required=True)
    answers = list_of(Answer, MOST_QUESTIONS, required=True)
    missing = list_of(code(), MOST_QUESTIONS, required=True)
    consents = list_of(RegistrationConsent, 1000, required=True)
    companies = list_of(Company, 1000, required=True, metadata={"description": "With whom a CV may be shared."})


class ActivityChoice(Shape):
    activity_ids = list_of(identifier(), 20, required=True)
