"""Subscriptions delivered to a queue of the subscriber's own: what stands on the broker follows what was agreed."""

from functools import partial

from multaqa import bus
from services.notifications.service.recording import recorded
from services.notifications.service.subscriptions import prove


class QueueDesk:
    @bus.due("keep_queue", external=True, at_once=4)
    def keep_queue(self, due):
        """Made, given another password, or taken away; tried until the broker has answered."""
        with self.work.reading() as work:
            subscription = work.subscriptions.get(due.key)
        act = self.queue_keeper.remove if subscription.state == "ended" else self.queue_keeper.keep
        act(subscription.queue)
        recorded(partial(self._record_queue, due.key))

    def _record_queue(self, subscription_id):
        with self.work() as work:
            subscription = work.subscriptions.get(subscription_id)
            if subscription.awaits_proof:
                prove(work, subscription, rate=None)
                work.subscriptions.save(subscription)
            work.commit()
