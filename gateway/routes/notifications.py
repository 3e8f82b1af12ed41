"""Subscriptions, deliveries and mails: answered by the notifications' room."""

from gateway.route import ADMINISTRATOR, STAFF, SUBSCRIBER, Stream, delete, get, post
from gateway.schemas.notifications import (
    Delivery,
    DeliveryQuery,
    FeedQuery,
    MadeSubscription,
    Mail,
    MailQuery,
    NewOwner,
    NewRecovery,
    NewSample,
    NewSecret,
    NewSubscription,
    PageOfFeed,
    PageOfFeedQuery,
    PublicType,
    Subscription,
)
from gateway.schemas.shape import PageQuery, page_of

ONE = "/v1/subscriptions/{subscription_id}"

# fmt: off
ROUTES = (
    get("/v1/catalogue", "gateway.list_types()", SUBSCRIBER,
        "The types of message that can be subscribed to, with schema and sample.", answer=page_of(PublicType)),

    post("/v1/subscriptions", "notifications.subscribe(facts)", SUBSCRIBER,
         "Subscribe a system to hiring messages, by signed webhook.", body=NewSubscription, answer=MadeSubscription),
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
    post(f"{ONE}/secret", "notifications.rotate_secret(subscription_id, overlap_hours)", SUBSCRIBER,
         "Make a new secret; those before sign beside it for a while.",
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

    get("/v1/stream", "gateway.follow_messages(types)", SUBSCRIBER,
        "Public messages as they are told (server-sent events); `Last-Event-ID` goes on where you were.",
        query=FeedQuery, answer=Stream(), feed="stream"),
    get("/v1/messages", "gateway.read_messages(types)", SUBSCRIBER,
        "Public messages of the last 30 days, page by page; waits for the next where there is none.",
        query=PageOfFeedQuery, answer=PageOfFeed, feed="page"),

    get("/v1/mails", "notifications.list_mails(after, limit, person_id)", STAFF,
        "Mails sent to people.", query=MailQuery, answer=page_of(Mail)),
)
