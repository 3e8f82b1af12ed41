"""The broker and the database fail: gone, frozen, deposed."""


def test_the_broker_is_restarted(nodes, window):
    with window("broker stopped and started") as opened:
        for _ in opened.strikes():
            with opened.fault_lasts():
                nodes.broker.restart()


def test_the_broker_is_killed(nodes, window):
    with window("broker killed and started") as opened:
        for _ in opened.strikes():
            with opened.fault_lasts():
                nodes.broker.kill()
                nodes.broker.start()


def test_the_broker_is_frozen(nodes, window, scale):
    with window(f"broker frozen {scale.frozen_s:.0f} s") as opened:
        opened.at_a_random_moment()
        with opened.fault_lasts():
            nodes.broker.freeze()
            opened.hold(scale.frozen_s)
            nodes.broker.thaw()


def test_the_database_is_killed(nodes, window):
    with window("mongod killed and started") as opened:
        for _ in opened.strikes():
            with opened.fault_lasts():
                nodes.database.kill()
                nodes.database.start()


def test_the_primary_steps_down(nodes, window):
    with window("mongod primary steps down") as opened:
        for _ in opened.strikes():
            with opened.fault_lasts():
                nodes.database.step_down(2)
                nodes.database.wait_primary()
