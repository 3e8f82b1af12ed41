"""The events' room with its registration handler run for each call alone, without group commit: the peer of ours."""

from multaqa import green

green.begin()

from multaqa.room import serve  # noqa: E402 (after the patch)
from multaqa.rpc import rpc  # noqa: E402
from multaqa.settings import load  # noqa: E402
from multaqa.store import Command  # noqa: E402
from services.events.service import EventsService  # noqa: E402

together = EventsService.register.__wrapped__


class UngroupedService(EventsService):
    """The same decision on the same rows, a transaction for each."""

    name = "events"

    @rpc
    def register(self, **arguments):
        self.work = self.work.for_group([Command(arguments, self.work.call.context)])
        (answer,) = together(self, list(self.work.call.group))
        if isinstance(answer, Exception):
            raise answer
        return answer


if __name__ == "__main__":
    serve(load("events"), UngroupedService)
