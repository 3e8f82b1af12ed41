"""How people get in: questions, consents, invitations, class lists; by key, by link, or by nobody but oneself."""

from gateway.route import LINK, MEBIBYTE, PARTNER, PORTAL, PUBLIC, STAFF, Download, Upload, get, post
from gateway.schemas.events.joining import (
    FILE_TYPES,
    ActivityChoice,
    AnswerFile,
    Answers,
    AnswerSheet,
    ClassLine,
    ClassList,
    ClassListQuery,
    Consents,
    FileQuery,
    Invitation,
    InvitationFunnel,
    InvitedPerson,
    InvitedToRegister,
    NewAnswers,
    Newcomer,
    NewConsents,
    NewInvitation,
    NewQuestion,
    Own,
    Question,
    QuestionRevision,
    Sent,
    ToRegister,
)
from gateway.schemas.shape import PageQuery, page_of
from multaqa.media_types import CSV_TYPE, PDF_TYPE, XLSX_TYPE

# fmt: off
OPEN_EDITION = get("/v1/public/{tenant}/editions/{edition_id}/registration", "events.read_to_register(edition_id)",
                   PUBLIC, "An edition that takes registrations, and what it asks.", answer=ToRegister)
JOIN = post("/v1/public/{tenant}/editions/{edition_id}/registrations", "gateway.join_edition(edition_id, facts)",
            PUBLIC, "Register oneself; the answer comes by mail.", body=Newcomer, answer=Sent, status=202)
READ_INVITATION = get("/v1/links/{token}/invitation", "events.read_invitation(link)", LINK,
                      "What one is invited to.", answer=InvitedToRegister)
USE_INVITATION = post("/v1/links/{token}/invitation", "gateway.join_by_invitation(link, facts)", LINK,
                      "Register as one was invited to; the link ends with it.",
                      body=InvitedPerson, answer=Sent, status=202)
READ_OWN = get("/v1/links/{token}/registration", "events.read_registration_by_link(link)", LINK,
               "One's own registration.", answer=Own)
ANSWER = post("/v1/links/{token}/registration/answers", "events.answer_by_link(link, answers)", LINK,
              "Answer questions, or change answers.", body=NewAnswers, answer=Own, status=200)
SEND_FILE = post("/v1/links/{token}/registration/files", "events.send_file_by_link(link, code, content, media_type)",
                 LINK, "Answer a question with a file; it replaces the one before.",
                 body=Upload(*FILE_TYPES, most=5 * MEBIBYTE), query=FileQuery, answer=Own)
CONSENT = post("/v1/links/{token}/registration/consents", "events.decide_consents_by_link(link, consents)", LINK,
               "Give or withdraw consents, at once.", body=NewConsents, answer=Own, status=200)
CHOOSE = post("/v1/links/{token}/registration/activities", "events.change_activities_by_link(link, activity_ids)",
              LINK, "Change what one comes for.", body=ActivityChoice, answer=Own, status=200)
ACCEPT = post("/v1/links/{token}/registration/accept", "events.accept_offer_by_link(link)", LINK,
              "Take the seat that is offered.", answer=Own, status=200)
DECLINE = post("/v1/links/{token}/registration/decline", "events.decline_offer_by_link(link)", LINK,
               "Leave the seat that is offered to the next.", answer=Own, status=200)
CANCEL = post("/v1/links/{token}/registration/cancel", "events.cancel_by_link(link)", LINK,
              "Give back one's seat, or leave the waitlist.", answer=Own, status=200)

ROUTES = (
    post("/v1/editions/{edition_id}/questions", "events.ask_question(edition_id, facts)", STAFF,
         "Ask a question of those who register.", body=NewQuestion, answer=Question),
    get("/v1/editions/{edition_id}/questions", "events.list_questions(edition_id, after, limit)", PORTAL,
        "What an edition asks, or asked.", query=PageQuery, answer=page_of(Question)),
    post("/v1/questions/{question_id}/revise", "events.revise_question(question_id, facts)", STAFF,
         "Put a question in other words; answers so far keep the words they answered.",
         body=QuestionRevision, answer=Question, status=200),
    post("/v1/questions/{question_id}/retire", "events.retire_question(question_id)", STAFF,
         "Ask a question no longer; its answers stay.", answer=Question, status=200),
    post("/v1/editions/{edition_id}/answer-files",
         "events.send_answer_file(edition_id, code, content, media_type)", PORTAL,
         "Send a file that a registration will name as its answer within a day.",
         body=Upload(*FILE_TYPES, most=5 * MEBIBYTE), query=FileQuery, answer=AnswerFile),
    get("/v1/answer-files/{file_id}", "events.get_answer_file(file_id)", STAFF,
        "A file that was sent as an answer.", answer=Download(*FILE_TYPES)),
    get("/v1/registrations/{registration_id}/answers", "events.get_answers(registration_id)", PORTAL,
        "The answers of a registration, and those that are missing.", answer=Answers),
    post("/v1/registrations/{registration_id}/answers", "events.answer_questions(registration_id, answers)", PORTAL,
         "Answer questions, or change answers.", body=NewAnswers, answer=Answers, status=200),
    get("/v1/editions/{edition_id}/answers", "events.list_answers(edition_id, after, limit)", STAFF,
        "The answers given for an edition.", query=PageQuery, answer=page_of(AnswerSheet)),
    get("/v1/editions/{edition_id}/answers/export", "events.export_answers(edition_id)", STAFF,
        "The answers as a table.", answer=Download(CSV_TYPE)),

    post("/v1/registrations/{registration_id}/consents", "events.decide_consents(registration_id, consents)", PORTAL,
         "Give or withdraw consents, at once.", body=NewConsents, answer=Consents, status=200),
    get("/v1/registrations/{registration_id}/consents", "events.list_consents(registration_id)", PORTAL,
        "What a registered person consents to, and consented to before.", answer=Consents),
    post("/v1/registrations/{registration_id}/link", "events.send_registration_link(registration_id)", PORTAL,
         "Send the person their link again.", status=202),

    post("/v1/editions/{edition_id}/invitations", "events.invite(edition_id, facts)", PARTNER,
         "Invite somebody by mail.", body=NewInvitation, answer=Invitation),
    get("/v1/editions/{edition_id}/invitations", "events.list_invitations(edition_id, after, limit)", STAFF,
        "Invitations to an edition.", query=PageQuery, answer=page_of(Invitation)),
    get("/v1/editions/{edition_id}/invitations/counts", "events.count_invitations(edition_id)", STAFF,
        "How many were invited, and how many of these registered.", answer=InvitationFunnel),
    post("/v1/invitations/{invitation_id}/revoke", "events.revoke_invitation(invitation_id)", STAFF,
         "Take an invitation back; its link ends.", answer=Invitation, status=200),

    post("/v1/editions/{edition_id}/class-lists",
         "events.send_class_list(edition_id, category, content, media_type, institute_id)", PARTNER,
         "Send a class as a table; it is checked, and nothing is changed yet.",
         body=Upload(CSV_TYPE, XLSX_TYPE, most=5 * MEBIBYTE), query=ClassListQuery, answer=ClassList, status=202),
    get("/v1/class-lists/{class_list_id}", "events.get_class_list(class_list_id)", PARTNER,
        "How far a class is.", answer=ClassList),
    get("/v1/class-lists/{class_list_id}/lines", "events.list_class_lines(class_list_id, after, limit)", PARTNER,
        "What became of each line.", query=PageQuery, answer=page_of(ClassLine)),
    post("/v1/class-lists/{class_list_id}/apply", "gateway.apply_class_list(class_list_id)", PARTNER,
         "Register the class, in the background; once more changes nothing.", answer=ClassList, status=202),

    get("/registration/{token}/badge", "events.get_badge_by_link(link)", LINK,
        "One's own badge, A6: what the page behind the link leads to.", answer=Download(PDF_TYPE)),
    OPEN_EDITION, JOIN, READ_INVITATION, USE_INVITATION,
    READ_OWN, ANSWER, SEND_FILE, CONSENT, CHOOSE, ACCEPT, DECLINE, CANCEL,
)
