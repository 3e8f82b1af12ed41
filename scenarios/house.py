"""The season's addresses in a house that runs on this machine."""

from multaqa.cli.house import House
from scenarios.player import Addresses


def addresses_of(house: House) -> Addresses:
    return Addresses(
        gateway=house.supervisor.base_url,
        amqp_uri=house.nodes.amqp_uri,
        mongo_uri=house.nodes.mongo_uri,
        mails=house.receivers.mails,
        webhooks=house.receivers.webhooks,
    )
