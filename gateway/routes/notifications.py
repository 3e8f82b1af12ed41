"""Subscriptions, deliveries and mails: answered by the notifications' room."""

from gateway.route import STAFF, SUBSCRIBER, Stream, delete, get, post
from gateway.schemas.notifications import (
    Delivery,
    FeedQuery,
    MadeSubscription,
    Mail,
    MailQuery,
    NewSubscription,
    PageOfFeed,
    PageOfFeedQuery,
    Subscription,
)
from gateway.schemas.shape import PageQuery, page_of

# fmt: off
ROUTES = (
    post("/v1/subscriptions", "notifications.subscribe(facts)", SUBSCRIBER,
         "Subscribe a system to hiring messages, by signed webhook.", body=NewSubscription, answer=MadeSubscription),
    get("/v1/subscriptions", "notifications.list_subscriptions(after, limit)", SUBSCRIBER,
        "Subscriptions.", query=PageQuery, answer=page_of(Subscription)),
    delete("/v1/subscriptions/{subscription_id}", "notifications.end_subscription(subscription_id)", SUBSCRIBER,
           "End a subscription."),
    get("/v1/subscriptions/{subscription_id}/deliveries",
        "notifications.list_deliveries(subscription_id, after, limit)", SUBSCRIBER,
        "Deliveries of a subscription.", query=PageQuery, answer=page_of(Delivery)),

    get("/v1/stream", "gateway.follow_messages(types)", SUBSCRIBER,
        "Public messages as they are told (server-sent events); `Last-Event-ID` goes on where you were.",
        query=FeedQuery, answer=Stream(), feed="stream"),
    get("/v1/messages", "gateway.read_messages(types)", SUBSCRIBER,
        "Public messages of the last 30 days, page by page; waits for the next where there is none.",
        query=PageOfFeedQuery, answer=PageOfFeed, feed="page"),

    get("/v1/mails", "notifications.list_mails(after, limit, person_id)", STAFF,
        "Mails sent to people.", query=MailQuery, answer=page_of(Mail)),
)
