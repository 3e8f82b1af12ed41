"""Makes the database named by MONGO_URI a replica set, where it is none yet: `python -m multaqa.replica_set`."""

from collections.abc import Sequence
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure
from pymongo.uri_parser import parse_uri

from multaqa.settings import GATEWAY, load

READY_MS = 30_000
ALREADY_INITIALIZED = 23  # https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml

Client = MongoClient[dict[str, Any]]


def form(uri: str) -> None:
    """Form the set of the members that the address lists and return when it has a primary; harmless when repeated."""
    address = parse_uri(uri)
    hosts = [f"{host}:{port}" for host, port in address["nodelist"]]
    with Client(hosts[0], directConnection=True, serverSelectionTimeoutMS=READY_MS) as client:
        initiate(client, address["options"]["replicaSet"], hosts)
    with Client(uri, serverSelectionTimeoutMS=READY_MS) as client:
        client.admin.command("ping")  # goes to a primary, once there is one


def initiate(client: Client, name: str, hosts: Sequence[str]) -> None:
    """Tell the server that this client is connected to that it and the others are a set, unless it knows already."""
    members = [{"_id": number, "host": host} for number, host in enumerate(hosts)]
    try:
        client.admin.command("replSetInitiate", {"_id": name, "members": members})
    except OperationFailure as failure:
        if failure.code != ALREADY_INITIALIZED:
            raise


if __name__ == "__main__":
    form(load(GATEWAY).mongo_uri)
