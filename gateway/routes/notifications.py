"""Subscriptions, deliveries and mails: answered by the notifications' room."""

from gateway.route import ADMINISTRATOR, LINK, POSTMASTER, STAFF, SUBSCRIBER, Stream, Upload, delete, get, post
from gateway.schemas.notifications import (
    Branding,
    Delivery,
    DeliveryQuery,
    FeedQuery,
    InboxItem,
    InboxNewsQuery,
    InboxPage,
    InboxQuery,
    MadeSubscription,
    Mail,
    MailAddress,
    MailAddressQuery,
    MailQuery,
    NewAddressPreferences,
    NewApproval,
    NewInboxState,
    NewLift,
    NewOwner,
    NewPreferences,
    NewRecovery,
    NewSample,
    NewSecret,
    NewSubscription,
    OwnPreferences,
    PageOfFeed,
    PageOfFeedQuery,
    Preferences,
    Preview,
    Previewed,
    PublicType,
    RestoredVersion,
    Subscription,
    TakenReport,
    Template,
    TemplateWords,
)
from gateway.schemas.shape import PageQuery, page_of
from multaqa.media_types import MAIL_TYPE

LARGEST_REPORT = 256 << 10
OWN = "/v1/links/{token}/preferences"
ONE = "/v1/subscriptions/{subscription_id}"

# fmt: off
READ_PREFERENCES = get(OWN, "notifications.read_preferences_by_link(link)", LINK,
                       "What one wants to be told, by the link of a mail.", answer=OwnPreferences)
SET_PREFERENCES = post(OWN, "notifications.set_preferences_by_link(link, facts)", LINK,
                       "Say what one wants to be told; it holds at once.",
                       body=NewPreferences, answer=OwnPreferences, status=200)
UNSUBSCRIBE = post("/v1/links/{token}/unsubscribe", "notifications.unsubscribe(link)", LINK,
                   "Have no more mails about what this one was about.", answer=OwnPreferences, status=200)

READ_INBOX = get("/v1/links/{token}/inbox", "notifications.list_inbox_by_link(link, after, limit, state)", LINK,
                 "What one was told, newest first, by the link of any mail.", query=InboxQuery, answer=InboxPage)
PUT_ASIDE = post("/v1/links/{token}/inbox/{item_id}", "notifications.put_inbox_item_aside(link, item_id, state)", LINK,
                 "Mark something one was told as read, archived or unread.",
                 body=NewInboxState, answer=InboxItem, status=200)
OWN_INBOX = get("/v1/links/{token}/inbox/stream", "notifications.owner_of_inbox(link)", LINK,
                "What comes into one's inbox (server-sent events); `Last-Event-ID` goes on where you were.",
                answer=Stream(), feed="inbox")
INBOX_MISSED = get("/v1/links/{token}/inbox/missed", "notifications.list_missed_by_link(link, since, after)", LINK,
                   "For the door alone: what one missed while one's stream was broken. It is in no table of routes.",
                   query=InboxNewsQuery, answer=InboxPage)
INBOX_NEWS = get("/v1/links/{token}/inbox/news", "notifications.list_inbox_news(since, after)", LINK,
                 "For the door alone, which tells each what is theirs: it is in no table of routes.",
                 query=InboxNewsQuery, answer=InboxPage)
TEMPLATE = "/v1/templates/{type}/{channel}/{language}"

ROUTES = (
    get("/v1/catalogue", "gateway.list_types()", SUBSCRIBER,
        "The types of message that can be subscribed to, with schema, sample and history.", answer=page_of(PublicType)),

    post("/v1/subscriptions", "notifications.subscribe(facts)", SUBSCRIBER,
         "Subscribe a system to hiring messages, by signed webhook or a queue of its own.",
         body=NewSubscription, answer=MadeSubscription),
    get("/v1/subscriptions", "notifications.list_subscriptions(after, limit)", SUBSCRIBER,
        "Subscriptions.", query=PageQuery, answer=page_of(Subscription)),
    get(ONE, "notifications.get_subscription(subscription_id)", SUBSCRIBER,
        "A subscription, and why nothing is delivered to it if so.", answer=Subscription),
    delete(ONE, "notifications.end_subscription(subscription_id)", SUBSCRIBER,
           "End a subscription."),
    post(f"{ONE}/enable", "notifications.enable_subscription(subscription_id)", SUBSCRIBER,
         "Ask the endpoint of a disabled or unproven subscription again.", answer=Subscription, status=200),
    post(f"{ONE}/owner", "notifications.hand_over_subscription(subscription_id, key_id)", ADMINISTRATOR,
         "Hand a subscription over to another API key.", body=NewOwner, answer=Subscription, status=200),
    post(f"{ONE}/approval", "notifications.approve_subscription(subscription_id, approved)", ADMINISTRATOR,
         "Allow a subscription to name persons who consent to its purpose, or no longer.",
         body=NewApproval, answer=Subscription, status=200),
    post(f"{ONE}/secret", "notifications.rotate_secret(subscription_id, overlap_hours)", SUBSCRIBER,
         "Make a new secret; those before sign beside it for a while. A queue's password ends at once.",
         body=NewSecret, answer=MadeSubscription, status=200),
    post(f"{ONE}/samples", "notifications.send_sample(subscription_id, type)", SUBSCRIBER,
         "Post the sample of a type to the endpoint, signed.", body=NewSample, answer=Delivery),
    post(f"{ONE}/recover", "notifications.recover_deliveries(subscription_id, since, what)", SUBSCRIBER,
         "Deliver what failed since an instant, or was missed.", body=NewRecovery, answer=Subscription, status=200),
    get(f"{ONE}/deliveries", "notifications.list_deliveries(subscription_id, after, limit, state)", SUBSCRIBER,
        "Deliveries of a subscription.", query=DeliveryQuery, answer=page_of(Delivery)),
    get(f"{ONE}/deliveries/{{delivery_id}}", "notifications.get_delivery(subscription_id, delivery_id)", SUBSCRIBER,
        "A delivery with its attempts.", answer=Delivery),
    post(f"{ONE}/deliveries/{{delivery_id}}/resend", "notifications.resend_delivery(subscription_id, delivery_id)",
         SUBSCRIBER, "Deliver one message again.", answer=Delivery, status=200),

    get("/v1/stream", "gateway.follow_messages(types, partner, edition, institute, sector)", SUBSCRIBER,
        "Public messages as they are told (server-sent events); `Last-Event-ID` goes on where you were.",
        query=FeedQuery, answer=Stream(), feed="stream"),
    get("/v1/messages", "gateway.read_messages(types, partner, edition, institute, sector)", SUBSCRIBER,
        "Public messages of the last 30 days, page by page; waits for the next where there is none.",
        query=PageOfFeedQuery, answer=PageOfFeed, feed="page"),

    get("/v1/mails",
        "notifications.list_mails(after, limit, state, type, category, person_id, email, message_id, "
        "channel, created_from, created_until)", STAFF,
        "Who was told what, when and why, the newest first.", query=MailQuery, answer=page_of(Mail)),
    get("/v1/mails/{mail_id}", "notifications.get_mail(mail_id)", STAFF,
        "One mail, and what became of it.", answer=Mail),
    post("/v1/mails/{mail_id}/resend", "notifications.resend_mail(mail_id)", STAFF,
         "Try a mail again that came to nothing.", answer=Mail, status=200),
    post("/v1/mails/reports", "notifications.take_report(content)", POSTMASTER,
         "Hand in, as it came, a mail which says that one of ours came back or was complained of.",
         body=Upload(MAIL_TYPE, most=LARGEST_REPORT), answer=TakenReport, status=200),

    get("/v1/addresses", "notifications.list_addresses(after, limit, state, email)", STAFF,
        "Addresses that mails came back from, or whose readers complained.",
        query=MailAddressQuery, answer=page_of(MailAddress)),
    get("/v1/addresses/{address_id}", "notifications.get_address(address_id)", STAFF,
        "One such address, and the mails that say so.", answer=MailAddress),
    post("/v1/addresses/{address_id}/lift", "notifications.lift_address(address_id, cause)", STAFF,
         "Have mails sent to an address again.", body=NewLift, answer=MailAddress, status=200),

    get("/v1/persons/{person_id}/preferences", "notifications.get_preferences(person_id)", STAFF,
        "What a person wants to be told.", answer=Preferences),
    post("/v1/persons/{person_id}/preferences", "notifications.set_preferences(person_id, facts)", STAFF,
         "Say for a person what they want to be told; it holds at once.",
         body=NewPreferences, answer=Preferences, status=200),
    post("/v1/addresses/preferences", "notifications.set_address_preferences(email, preferences)", STAFF,
         "The same for the address of somebody who is no person of the directory.",
         body=NewAddressPreferences, answer=Preferences, status=200),
    READ_PREFERENCES, SET_PREFERENCES, UNSUBSCRIBE,

    get("/v1/persons/{person_id}/inbox", "notifications.list_inbox(person_id, after, limit, state)", STAFF,
        "What a person was told, as it stands in their inbox.", query=InboxQuery, answer=InboxPage),
    READ_INBOX, PUT_ASIDE, OWN_INBOX,

    get("/v1/templates", "notifications.list_templates()", STAFF,
        "The directorate's own templates, and which lack their other language.", answer=page_of(Template)),
    get(TEMPLATE, "notifications.get_template(type, channel, language)", STAFF,
        "A template with its versions.", answer=Template),
    post(TEMPLATE, "notifications.write_template(type, channel, language, facts)", ADMINISTRATOR,
         "Write a new version, which is used from now on.", body=TemplateWords, answer=Template),
    post(f"{TEMPLATE}/preview", "notifications.preview_template(type, channel, language, facts)", STAFF,
         "What somebody would read, with the sample of the type, and the fields that a template may name.",
         body=Previewed, answer=Preview, status=200),
    post(f"{TEMPLATE}/restore", "notifications.restore_template(type, channel, language, number)", ADMINISTRATOR,
         "Use an earlier version again.", body=RestoredVersion, answer=Template, status=200),
    post(f"{TEMPLATE}/withdraw", "notifications.withdraw_template(type, channel, language)", ADMINISTRATOR,
         "Use the house's words again.", answer=Template, status=200),
    get("/v1/branding", "notifications.get_branding()", STAFF, "How the directorate's letters look.", answer=Branding),
    post("/v1/branding", "notifications.set_branding(facts)", ADMINISTRATOR,
         "Say how the directorate's letters look.", body=Branding, answer=Branding, status=200),
)
