"""What notifications announces: who was told, and who could not be."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.events.event import Event, Topic

DELIVERIES = Topic("gerai.notifications.delivery.v1")


class NotificationSent(Event):
    """A message was taken by the channel that brings it to its reader."""

    type: ClassVar[str] = "gerai.notifications.notification-sent.v1"
    topic: ClassVar[Topic] = DELIVERIES

    notification_id: UUID
    about: str = Field(description="The id of the event that it tells of")
    subject: str = Field(description="Who was told, as the sign-in provider names them (sub); no address")
    channel: str = Field(description="email or inbox")
    template: str = Field(examples=["product-curated"])

    @property
    def key(self) -> str:
        return str(self.notification_id)


class NotificationFailed(Event):
    """A message could not be brought to its reader, and is not tried again."""

    type: ClassVar[str] = "gerai.notifications.notification-failed.v1"
    topic: ClassVar[Topic] = DELIVERIES

    notification_id: UUID
    about: str
    subject: str
    channel: str
    template: str
    reason: str = Field(description="What the channel said, without addresses", examples=["550 mailbox unknown"])

    @property
    def key(self) -> str:
        return str(self.notification_id)
