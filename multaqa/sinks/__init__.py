"""Where what leaves the platform ends up in development and tests: a mail server and a webhook receiver.

Each is a process of its own (`python -m multaqa.sinks.mail`, `python -m multaqa.sinks.webhooks`) and keeps in memory
what it got. They know nothing of the platform: what they accept, a foreign system would accept.
"""
