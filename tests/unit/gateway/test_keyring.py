"""A key is believed for a second, and no longer."""

from gateway.keyring import BELIEVED_S, Keyring


class Ledger:
    def __init__(self, **keys):
        self.keys, self.looks, self.now = keys, 0, 0.0

    def look(self, key_id):
        self.looks += 1
        return self.keys.get(key_id)


def ring_over(ledger):
    return Keyring(clock=lambda: ledger.now)


def test_a_crowd_asks_once():
    ledger = Ledger(k="caller")
    ring = ring_over(ledger)
    assert [ring.of("k", ledger.look) for _ in range(50)] == ["caller"] * 50
    assert ledger.looks == 1


def test_after_a_second_it_is_asked_anew():
    ledger = Ledger(k="caller")
    ring = ring_over(ledger)
    ring.of("k", ledger.look)
    ledger.keys.clear()
    ledger.now += BELIEVED_S
    assert ring.of("k", ledger.look) is None


def test_a_forgotten_key_is_asked_anew_at_once():
    ledger = Ledger(k="caller")
    ring = ring_over(ledger)
    ring.of("k", ledger.look)
    ledger.keys.clear()
    ring.forget("k")
    assert ring.of("k", ledger.look) is None


def test_a_key_opens_from_the_moment_it_is_made():
    ledger = Ledger()
    ring = ring_over(ledger)
    assert ring.of("k", ledger.look) is None
    ledger.keys["k"] = "caller"
    assert ring.of("k", ledger.look) == "caller"
