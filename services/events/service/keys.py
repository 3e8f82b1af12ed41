"""The tenant's signing keys: what is public of them, and a new one when the old one should rest."""

from multaqa.rpc import rpc


class KeyDesk:
    @rpc
    def list_signing_keys(self, kind):
        return {"items": [key.facts() for key in self.keys.public(kind)], "next": None}

    @rpc
    def rotate_signing_key(self, kind):
        with self.work() as work:
            key = self.keys.rotate(work, kind)
            work.audit("key.rotated", key.id, kind=kind)
            return work.commit(key.facts())
