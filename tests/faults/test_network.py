"""The wire between a room and the broker fails: connections are reset, or swallow all and say nothing."""

RESETS = 3


def test_connections_are_reset(house, window):
    with window(f"TCP reset, {RESETS} times") as opened:
        for _ in range(RESETS):
            opened.at_a_random_moment()
            with opened.fault_lasts():
                house.wire.reset()


def test_connections_are_black_holed(house, window, scale):
    with window(f"TCP black hole {scale.swallowed_s:.0f} s") as opened:
        opened.at_a_random_moment()
        with opened.fault_lasts():
            house.wire.swallow()
            opened.hold(scale.swallowed_s)
            house.wire.heal()
