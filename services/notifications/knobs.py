"""The knobs that only this room has, read once from the `own` part of `config.yml`."""

from dataclasses import dataclass, fields
from datetime import time, timedelta
from typing import Any

from multaqa.settings import Settings
from services.notifications.domain import AddressPolicy, BouncePolicy, EndpointPolicy, Schedule, SendPolicy, Timing


@dataclass(frozen=True)
class Knobs:
    """The unit is in the name. `webhook_near_networks` count in development only."""

    smtp_host: str
    smtp_port: int
    smtp_security: str
    smtp_user: str | None
    smtp_password: str | None
    smtp_timeout_s: float
    mail_from: str
    operations_email: str
    mail_dkim_key_file: str
    mail_dkim_selector: str
    sms_urls: list[str]
    chat_urls: list[str]
    public_url: str
    mail_schedule_ms: list[int]
    mail_jitter: float
    mail_waiting_ms: int
    mail_patience_s: int
    mail_kept_days: int
    mail_soft_bounces: list[int]
    mail_quiet_hours: list[str]
    mail_gather_s: int
    mail_most: list[int]
    mail_reminder_leads_s: list[int]
    webhook_subscriptions_most: int
    webhook_proof_schedule_ms: list[int]
    webhook_rate: int
    webhook_at_once: int
    webhook_per_run: int
    webhook_trips_after: int
    webhook_pause_ms: list[int]
    webhook_disable_after_s: int
    webhook_overlap_s: int
    webhook_kept_days: int
    webhook_schedule_ms: list[int]
    webhook_jitter: float
    webhook_timeout_s: float
    webhook_answer_octets: int
    webhook_ports: list[int]
    webhook_near_networks: list[str]
    queue_vhost: str
    queue_address: str
    queue_length_most: int
    queue_subscriptions_most: int

    @classmethod
    def of(cls, settings: Settings) -> "Knobs":
        own: dict[str, Any] = settings.own
        return cls(**{knob.name: own[knob.name] for knob in fields(cls)})

    def send_policy(self) -> SendPolicy:
        return SendPolicy(
            schedule=Schedule.of_milliseconds(self.mail_schedule_ms, self.mail_jitter),
            waiting_pause=timedelta(milliseconds=self.mail_waiting_ms),
            patience=timedelta(seconds=self.mail_patience_s),
            kept=timedelta(days=self.mail_kept_days),
        )

    def timing(self) -> Timing:
        quiet = [time.fromisoformat(hour) for hour in self.mail_quiet_hours]
        most, within_s = self.mail_most
        leads = tuple(timedelta(seconds=lead) for lead in self.mail_reminder_leads_s)
        return Timing(
            (quiet[0], quiet[1]) if quiet else None,
            timedelta(seconds=self.mail_gather_s), most, timedelta(seconds=within_s), leads,
        )  # fmt: skip

    def bounce_policy(self) -> BouncePolicy:
        most, within_days = self.mail_soft_bounces
        return BouncePolicy(most, timedelta(days=within_days))

    def webhook_schedule(self) -> Schedule:
        return Schedule.of_milliseconds(self.webhook_schedule_ms, self.webhook_jitter)

    def proof_schedule(self) -> Schedule:
        return Schedule.of_milliseconds(self.webhook_proof_schedule_ms, self.webhook_jitter)

    def endpoint_policy(self) -> EndpointPolicy:
        shortest, longest = (timedelta(milliseconds=pause) for pause in self.webhook_pause_ms)
        disable_after = timedelta(seconds=self.webhook_disable_after_s)
        return EndpointPolicy(
            self.webhook_at_once, self.webhook_per_run, self.webhook_trips_after, shortest, longest, disable_after
        )

    def address_policy(self, *, development: bool) -> AddressPolicy:
        return AddressPolicy.of(self.webhook_ports, near=self.webhook_near_networks if development else ())
