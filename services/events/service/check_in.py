"""The door: who came."""

from multaqa.messages.events import AttendeeCheckedIn
from multaqa.rpc import rpc


class CheckInDesk:
    @rpc
    def check_in(self, registration_id):
        with self.work() as work:
            registration = work.registrations.get(registration_id)
            if not registration.is_checked_in:
                registration.check_in(at=work.now())
                work.registrations.save(registration)
                work.publish(AttendeeCheckedIn, registration)
            return work.commit(registration.facts())
