"""What a person was told, to be read here: by the link of any of their mails, or by staff who help them."""

from datetime import datetime, timedelta

from multaqa.links import gone
from multaqa.rpc import rpc

LATE = timedelta(seconds=10)
"""How much later than it says something may come to be seen: the longest a transaction takes to commit."""
NEWS_AT_ONCE = 200


class InboxDesk:
    @rpc
    def list_inbox(self, person_id, after=None, limit=50, state=None):
        with self.work.reading() as work:
            return _page(work, person_id, after, limit, state)

    @rpc
    def list_inbox_by_link(self, link, after=None, limit=50, state=None):
        with self.work.reading() as work:
            return _page(work, _owner(work, link), after, limit, state)

    @rpc
    def put_inbox_item_aside(self, link, item_id, state):
        with self.work() as work:
            item = work.sends.inbox_item(_owner(work, link), item_id)
            item.put_aside(state, work.now())
            work.sends.save(item)
            return work.commit(item.inbox_facts())

    @rpc
    def owner_of_inbox(self, link):
        """Whose inbox the door follows for whoever holds this link."""
        with self.work.reading() as work:
            return {"person_id": _owner(work, link)}

    @rpc
    def list_inbox_news(self, since=None, after=None):
        """What came into the inboxes of the directorate since an instant, for doors that tell who is looking."""
        with self.work.reading() as work:
            return _news(work, since, after)

    @rpc
    def list_missed_by_link(self, link, since, after=None):
        """The same of one's own."""
        with self.work.reading() as work:
            return _news(work, since, after, person_id=_owner(work, link))


def _news(work, since, after, **whose):
    """A page of it, the newest first, and until when there is nothing else: `at` of the first page."""
    at = work.now()
    begun = (datetime.fromisoformat(since) if since else at) - LATE
    page = work.sends.inbox_since(begun, after, NEWS_AT_ONCE, **whose)
    items = [{"person_id": one.person_id, **one.inbox_facts()} for one in page.items]
    return {"items": items, "next": page.next, "at": at.isoformat()}


def _owner(work, link):
    """A contact has mails, and no inbox."""
    person_id = work.sends.by_link(link).person_id
    if person_id is None:
        raise gone()
    return person_id


def _page(work, person_id, after, limit, state):
    page = work.sends.inbox_page(person_id, state, after, limit)
    return {
        "items": [one.inbox_facts() for one in page.items],
        "next": page.next,
        "unread": work.sends.unread(person_id),
    }
