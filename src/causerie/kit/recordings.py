"""Strangers' sound and video made ours: decoded in a process of its own, and in a form that every browser plays."""

import msgspec

from causerie.kit.confined import Confined
from causerie.kit.confinement import Refusal
from causerie.kit.recording_worker import Question, Sound, Video

__all__ = ["RecordingRefused", "Recordings", "Sound", "Video"]

TIMEOUT = 150.0  # seconds for one recording, waiting for a free worker not counted
WORKERS = 2

_ANSWER = msgspec.msgpack.Decoder(Sound | Video | Refusal)
_QUESTION = msgspec.msgpack.Encoder()


class RecordingRefused(ValueError):
    """This recording is not taken; the message completes "it was refused: …"."""


class Recordings(Confined[Sound | Video]):
    """A few warm worker processes. Close it, or use it as a context, so that they end."""

    def __init__(self) -> None:
        super().__init__("causerie.kit.recording_worker", _ANSWER.decode, workers=WORKERS, timeout=TIMEOUT)

    async def sound(self, data: bytes) -> Sound:
        """What is heard in it, as AAC in MP4. Raises RecordingRefused: no MP4, WebM, Ogg, WAV or MP3; damaged; over 15
        minutes or 60 s of work."""
        answer = await self._answer(Question(data, "sound"))
        assert isinstance(answer, Sound)
        return answer

    async def video(self, data: bytes) -> Video:
        """The video with a poster. What browsers play is put into a container of our making; anything else is encoded
        anew as H.264, or VP9 where the library can't, at most 1280 px a side. Raises RecordingRefused, as
        `sound` does."""
        answer = await self._answer(Question(data, "video"))
        assert isinstance(answer, Video)
        return answer

    async def _answer(self, question: Question) -> Sound | Video:
        answer = await self.ask(_QUESTION.encode(question))
        if isinstance(answer, Refusal):
            raise RecordingRefused(answer.reason)
        return answer
