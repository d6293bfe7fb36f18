"""Every metric of Gerai, in one list. Labels never hold ids of products, people or requests."""

from prometheus_client import Counter, Gauge, Histogram

ANNOUNCED = Counter("outbox_announced_events_total", "Events written to the outbox", ["type"])
PENDING = Gauge("outbox_pending_events", "Events in the outbox that the broker has not acknowledged")
OLDEST_PENDING = Gauge("outbox_oldest_pending_age_seconds", "Age of the oldest event in the outbox")
PUBLISHED = Counter("outbox_published_events_total", "Events acknowledged by the broker", ["topic"])
REPUBLISHED = Counter("outbox_republished_events_total", "Events published again to another log")
PUBLISH_FAILURES = Counter("outbox_publish_failures_total", "Rounds of the relay that failed", ["reason"])
HANDLED = Counter("events_handled_total", "Events whose handler succeeded", ["type"])
SKIPPED = Counter("events_skipped_total", "Well-formed events of a type nobody here listens to")
DUPLICATES = Counter("inbox_duplicates_total", "Events heard before and dropped")
STALE = Counter("inbox_stale_events_total", "States older than the one already heard, and dropped")
PARKED = Counter("parked_events_total", "Events that were parked", ["reason"])
PARKED_NOW = Gauge("parked_events_now", "Events that stand parked", ["state"])
BATCH_SECONDS = Histogram("consumer_batch_seconds", "Time to handle one batch, commit included")
EVENT_AGE = Histogram(
    "consumer_event_age_seconds",
    "Age of an event when it is handled",
    buckets=(0.01, 0.05, 0.1, 0.25, 1, 5, 30, 120, 600, 3600, 86400),
)
LAG = Gauge("consumer_lag_messages", "Records of a partition not yet handled", ["topic", "partition"])
FETCH_FAILURES = Counter("consumer_fetch_failures_total", "Fetches that failed, and ended a membership", ["reason"])
GAPS = Counter("consumer_offset_gaps_total", "Partitions that went on elsewhere than where they should", ["topic"])
REBALANCES = Counter("consumer_rebalances_total", "Times that partitions were assigned anew")
CLOCK_FAILURES = Counter("clock_failures_total", "Work that the database did not let the clock do", ["work", "reason"])
MAILS_WAITING = Gauge("mails_waiting_now", "Mails with an address that the mail server has not taken yet")
OLDEST_MAIL = Gauge("mails_oldest_waiting_age_seconds", "Age of the oldest mail that waits for the mail server")
MAILS = Counter(
    "mails_tried_total", "Tries of mails, by what came of them: sent, waiting or failed for good", ["status"]
)
PHOTOS_WAITING = Gauge("photos_waiting_now", "Photos that are not yet where they are kept")
RESPONSES = Counter("http_responses_total", "Requests answered", ["route", "status"])
PROBLEMS = Counter("http_problems_total", "Requests answered with an error", ["code"])
REQUEST_SECONDS = Histogram("http_request_duration_seconds", "Time to answer a request", ["route"])
