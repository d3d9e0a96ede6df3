"""A question for a day, or for a day and a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import field

from causerie.content.fields import DateField, FormField, MomentField, Slots, Value
from causerie.content.question import Asked, Question, Tap

WHEN = "when"


class DatePicker(Question, frozen=True, tag="date_picker"):
    """One of the `slots` that are offered; where there are none, a free day, with a time where `time`, from `earliest`
    to `latest`. Each reader sees moments in their own time zone."""

    text: Asked
    time: bool = False
    slots: Slots = field(default_factory=list)
    earliest: date | None = None
    latest: date | None = None

    @property
    def asked(self) -> str:
        """The question in words."""
        return self.text

    def fields(self) -> Sequence[FormField]:
        """A day, or a moment."""
        label = self.text[:200]
        if self.time or self.slots:
            return [_Bounded(WHEN, label, required=True, slots=self.slots, days=(self.earliest, self.latest))]
        return [DateField(WHEN, label, required=True, earliest=self.earliest, latest=self.latest)]

    def taps(self) -> list[Tap]:
        """One for each slot."""
        moment = MomentField(WHEN, self.text[:200])
        return [Tap(moment.words(slot.isoformat()), {WHEN: slot.isoformat()}) for slot in self.slots]

    def as_text(self) -> str:
        """With the slots by number."""
        slots = [f"{number}. {tap.label}" for number, tap in enumerate(self.taps(), 1)]
        return "\n".join([self.text, *slots])


class _Bounded(MomentField, frozen=True, tag="moment"):
    """A moment on one of the days, by the clock of who chooses."""

    days: tuple[date | None, date | None] = (None, None)

    def taken(self, value: Value) -> Value:
        """As MomentField; its day is bounded as that of DateField."""
        moment = str(super().taken(value))
        if not self.slots:
            earliest, latest = self.days
            DateField(self.id, self.label, earliest=earliest, latest=latest).taken(moment[:10])
        return moment
