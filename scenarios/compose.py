"""Plays the season against the services of docker-compose.yml, from a container beside them."""

import sys

from multaqa.cli.console import console
from multaqa.settings import GATEWAY, load
from scenarios import report
from scenarios.checks import LATER
from scenarios.player import Addresses, play
from scenarios.progress import Narrator

REPORT = report.REPORT.with_name("compose-demo.json")


def main() -> None:
    settings = load(GATEWAY)
    addresses = Addresses(
        gateway=f"http://gateway:{settings.http_port}",
        amqp_uri=settings.amqp_uri,
        mongo_uri=settings.mongo_uri,
        mails="http://mails:8025",
        webhooks="http://webhooks:8026",
    )
    rows = play(addresses, progress=Narrator(console))
    report.write(rows, REPORT)
    report.show(rows, console, LATER)
    sys.exit(report.exit_code(rows))


if __name__ == "__main__":
    main()
