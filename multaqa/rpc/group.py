"""Group commit: calls that wait at the same moment share one transaction, and each still gets its own answer.

Five hundred clients on one quota make write conflicts, not throughput. A leader takes those waiting, decides all of
them on what it read once, commits once, answers each. After an abort that is nobody's fault in particular, they are
decided one by one. Between processes the transaction's own conflict detection decides. The leader is a thread of its
own: a call that led for others would wait for its answer as long as others keep coming.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from typing import Any

from multaqa.errors import KeyReused, MultaqaError
from multaqa.store.commands import answered, key_of
from multaqa.store.rerun import is_late, rerun, too_late
from multaqa.store.transient import is_race
from multaqa.store.work import Command, Works

GroupMethod = Callable[[Any, list[Command]], list[Any]]
AT_ONCE = 4
"""Groups of one process under way together: those that wait for their turn grow, which makes each command cheap."""

Waiting = tuple[Command, "Future[Any]"]


class Group:
    """The calls of one method that wait, by tenant; at most `size` are decided together, gathered for `wait_s`."""

    def __init__(self, method: GroupMethod, size: int, wait_s: float) -> None:
        self._method, self._size, self._wait_s = method, size, wait_s
        self._waiting: dict[str, list[Waiting]] = defaultdict(list)
        self._led: set[str] = set()
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(AT_ONCE)

    def submit(self, service: Any, command: Command) -> Any:
        """Wait for the leader's decision; the command's answer, or its error raised."""
        future: Future[Any] = Future()
        tenant = command.context.tenant
        with self._lock:
            self._waiting[tenant].append((command, future))
            leads = tenant not in self._led
            self._led.add(tenant)
        if leads:
            threading.Thread(target=self._lead, args=(service, tenant), name=f"group {tenant}", daemon=True).start()
        return future.result()

    def _lead(self, service: Any, tenant: str) -> None:
        time.sleep(self._wait_s)
        while self._decide_some(service, tenant):
            time.sleep(0)  # whoever waits for a turn goes first: a semaphore alone would let this one in again

    def _decide_some(self, service: Any, tenant: str) -> bool:
        with self._slots:
            taken = self._take(tenant)
            if taken:
                self._decide(service, taken)
            return bool(taken)

    def _take(self, tenant: str) -> list[Waiting]:
        with self._lock:
            waiting = self._waiting[tenant]
            taken, self._waiting[tenant] = waiting[: self._size], waiting[self._size :]
            if not taken:
                self._led.discard(tenant)
                del self._waiting[tenant]
            return taken

    def _decide(self, service: Any, taken: list[Waiting]) -> None:
        followers = _repeats_within(taken)
        alone = _in_time([one for one in taken if one[1] not in followers])
        try:
            if alone:
                self._answer(service, alone)
        except Exception as error:  # noqa: BLE001 (it belongs to whoever waits)
            if len(alone) == 1:
                alone[0][1].set_exception(error)
            else:
                self._one_by_one(service, alone)
        for follower, (command, first) in followers.items():
            _follow(follower, command, first)

    def _one_by_one(self, service: Any, taken: list[Waiting]) -> None:
        for one in taken:
            try:
                self._answer(service, [one])
            except Exception as error:  # noqa: BLE001 (the same)
                one[1].set_exception(error)

    def _answer(self, service: Any, taken: list[Waiting]) -> None:
        commands = [command for command, _ in taken]
        until = min((command.context.deadline or float("inf")) for command in commands)
        attempts = count()
        answers = rerun(lambda: self._run(service, commands, first=next(attempts) == 0), until=until)
        for (_, future), answer in zip(taken, answers, strict=True):
            _settle(future, answer)

    def _run(self, service: Any, commands: list[Command], *, first: bool) -> list[Any]:
        """Decide the commands; a repeat is rare: only a second run, after a race, looks for what was answered before.

        A repeat in a first run cannot happen twice: its row in the commands is taken, which is a race.
        """
        mine: Works = service.work
        known = {} if first else answered(mine.room.database, [command.context for command in commands])
        fresh = [command for command in commands if key_of(command.context) not in known]
        told = self._told(_bound(service, mine.for_group(fresh)), fresh) if fresh else []
        by_command = {id(command): answer for command, answer in zip(fresh, told, strict=True)}
        # What a repeat is refused for may be its own effect.
        refused = [command.context for command in fresh if isinstance(by_command[id(command)], MultaqaError)]
        known |= answered(mine.room.database, refused) if refused else {}
        return [known.get(key_of(command.context), by_command.get(id(command))) for command in commands]

    def _told(self, service: Any, fresh: list[Command]) -> list[Any]:
        """The method's answers; what it raises for one command alone is that command's answer."""
        try:
            return self._method(service, fresh)
        except MultaqaError as refusal:
            if len(fresh) > 1 or is_race(refusal):
                raise
            return [refusal]


def _bound(service: Any, work: Works) -> Any:
    """The service with another `work`: the leader's own call is answered like the others."""
    bound = object.__new__(type(service))
    bound.__dict__.update(service.__dict__, work=work)
    return bound


def _in_time(taken: list[Waiting]) -> list[Waiting]:
    """Those who still have time; the others are told so, and shorten nobody's."""
    late = {future for command, future in taken if is_late(command.context.deadline)}
    for future in late:
        future.set_exception(too_late())
    return [one for one in taken if one[1] not in late]


def _repeats_within(taken: list[Waiting]) -> dict["Future[Any]", tuple[Command, Waiting]]:
    """Those whose command id is in the group before them already: they get the first one's answer."""
    first: dict[str, Waiting] = {}
    followers = {}
    for command, future in taken:
        if command.context.command_id:
            leader = first.setdefault(key_of(command.context), (command, future))
            if leader[1] is not future:
                followers[future] = (command, leader)
    return followers


def _follow(follower: "Future[Any]", command: Command, first: Waiting) -> None:
    if command.context.fingerprint != first[0].context.fingerprint:
        text = "This Idempotency-Key was used for another request. Take a new key for a new request."
        follower.set_exception(KeyReused("command.key_reused", text, command_id=command.context.command_id))
    elif error := first[1].exception():
        follower.set_exception(error)
    else:
        follower.set_result(first[1].result())


def _settle(future: "Future[Any]", answer: Any) -> None:
    if isinstance(answer, MultaqaError):
        future.set_exception(answer)
    else:
        future.set_result(answer)
