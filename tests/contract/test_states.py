"""The API's description names every state that the notifications' room knows, and no other."""

from typing import get_args

import pytest

from gateway.schemas import notifications as described
from services.notifications.domain import CATEGORIES, delivery, mail_address, report, send, subscription


@pytest.mark.parametrize(
    ("listed", "known"),
    [
        (described.SEND_STATES, send.SendState),
        (described.REPORT_KINDS, report.ReportKind),
        (described.ADDRESS_STATES, mail_address.AddressState),
        (described.LIFTED, mail_address.Cause),
        (described.DELIVERY_STATES, delivery.DeliveryState),
        (described.SUBSCRIPTION_STATES, subscription.SubscriptionState),
        (described.SUBSCRIPTION_KINDS, subscription.SubscriptionKind),
        (described.CONTENT_MODES, subscription.ContentMode),
        (described.PAYLOADS, subscription.Payload),
        (described.SHARING_PURPOSES, subscription.SharingPurpose),
    ],
)
def test_every_state_is_described_and_no_other(listed, known):
    assert set(listed) == set(get_args(known))


def test_every_category_of_mails_is_described_and_no_other():
    assert described.MAIL_CATEGORIES == CATEGORIES
