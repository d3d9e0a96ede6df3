"""Stories: a day long, for those who talk with the business, seen once each, answered in the conversation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from causerie.accounts.model import Account
from causerie.channels.stories.jobs import ForgetStory
from causerie.channels.stories.model import NewStory, PublishedStory, StoryWords
from causerie.content.story import StoryAnswer
from causerie.conversations.model import InboxChange, Message
from causerie.conversations.readers import Reader
from causerie.errors import AppError, ErrorCode
from causerie.files.service import Files
from tests.channels.messenger.test_message_us import account, start
from tests.helpers.pictures import png
from tests.helpers.recordings import video
from tests.helpers.world import World, make_world, new_client_id

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)


async def publish(world: World, alt: str = "a coat on a chair", link: str | None = None) -> PublishedStory:
    owner = str(world.agent.account.id)
    file = await world.runtime.files.take(world.workspace, owner, "coat.png", png(600, 800))
    return (await world.runtime.stories.publish(world.agent, NewStory(file.id, alt, link)))[-1]


async def customer(world: World, email: str = "nora@mail.example") -> Account:
    nora = await account(world, email)
    await start(world, nora)
    return nora


async def shown(world: World, who: Account) -> list[tuple[str, bool]]:
    """What this account is shown of it: what the picture shows, and whether it was seen."""
    return [
        (one.story.alt, one.seen)
        for business in await world.runtime.stories.of_account(who.id)
        for one in business.stories
    ]


async def age(world: World, story: UUID, by: timedelta) -> None:
    """Lets time pass for a story."""
    async with world.runtime.database.tenant(world.workspace) as connection:
        await connection.execute(
            "update story set expires_at = expires_at - $2::interval where id = $1", story, by
        )


async def can_be_had(files: Files, world: World, url: str) -> bool:
    try:
        await files.open(world.workspace, UUID(url.split("/")[3]), url.split("/")[4])
    except AppError as error:
        if error.code is not ErrorCode.NOT_FOUND:
            raise
        return False
    return True


async def test_who_talks_with_the_business_sees_its_stories_and_nobody_else(world: World) -> None:
    await publish(world, "a coat")
    await publish(world, "a hat")
    nora, stranger = await customer(world), await account(world, "stranger@mail.example")
    assert await shown(world, nora) == [("a coat", False), ("a hat", False)]
    assert await shown(world, stranger) == []
    other = await make_world(world.runtime)
    assert await shown(world, await customer(other, "other@mail.example")) == []


async def test_a_story_is_over_after_a_day_even_where_no_job_ran(world: World) -> None:
    story = (await publish(world)).story
    nora = await customer(world)
    assert story.expires_at - story.published_at < timedelta(hours=24, seconds=5)
    await age(world, story.id, timedelta(hours=24))
    assert await shown(world, nora) == []
    assert await world.runtime.stories.published(world.workspace) == []
    for deed in (
        world.runtime.stories.see(nora.id, story.id),
        world.runtime.stories.answer(nora, story.id, StoryWords(new_client_id(), "too late")),
    ):
        with pytest.raises(AppError) as refused:
            await deed
        assert refused.value.code is ErrorCode.NOT_FOUND


async def test_the_job_leaves_nothing_of_a_story(world: World) -> None:
    story = (await publish(world)).story
    nora = await customer(world)
    await world.runtime.stories.see(nora.id, story.id)
    await age(world, story.id, timedelta(hours=24))
    for _ in range(2):
        await world.runtime.stories.forget(ForgetStory(world.workspace, story.id))
    async with world.runtime.database.tenant(world.workspace) as connection:
        assert await connection.fetchval("select count(*) from story") == 0
        assert await connection.fetchval("select count(*) from story_seen") == 0
    assert not await can_be_had(world.runtime.files, world, story.file.url)


async def test_that_a_story_was_seen_counts_once_a_person(world: World) -> None:
    story = (await publish(world)).story
    nora, dora = await customer(world), await customer(world, "dora@mail.example")
    for who in (nora, nora, dora):
        await world.runtime.stories.see(who.id, story.id)
    assert [one.seen for one in await world.runtime.stories.published(world.workspace)] == [2]
    assert await shown(world, nora) == [("a coat on a chair", True)]


async def test_an_answer_stands_in_the_conversation_and_outlives_the_story(world: World) -> None:
    story = (await publish(world)).story
    nora = await customer(world)
    words = StoryWords(new_client_id(), "I want that one!")
    answered = await world.runtime.stories.answer(nora, story.id, words)
    assert await world.runtime.stories.answer(nora, story.id, words) == answered
    await world.runtime.stories.delete(world.workspace, story.id)
    reader = Reader(world.workspace, world.agent.person)
    said = (await world.runtime.conversations.entries(reader, answered.conversation)).entries[-1]
    assert isinstance(said.body, Message)
    assert isinstance(said.body.content, StoryAnswer)
    assert (said.seq, said.body.content.text, said.body.content.alt) == (
        answered.seq,
        "I want that one!",
        "a coat on a chair",
    )
    assert await can_be_had(world.runtime.files, world, said.body.content.file.url)
    assert not await can_be_had(world.runtime.files, world, story.file.url)


async def test_a_picture_of_somebody_elses_is_no_story(world: World) -> None:
    file = await world.runtime.files.take(world.workspace, "somebody", "coat.png", png())
    with pytest.raises(AppError) as refused:
        await world.runtime.stories.publish(world.agent, NewStory(file.id, "a coat"))
    assert refused.value.code is ErrorCode.NOT_FOUND


async def test_a_short_video_is_a_story_and_its_picture_stands_beside_the_answer(world: World) -> None:
    owner = str(world.agent.account.id)
    files = world.runtime.files
    film = await files.take(world.workspace, owner, "coat.mp4", video())
    story = (await world.runtime.stories.publish(world.agent, NewStory(film.id, "a coat that turns")))[
        -1
    ].story
    assert (story.duration_ms, story.file.media_type) == (2000, "video/mp4")
    assert story.file.thumbnail_url is not None
    nora = await customer(world)
    answered = await world.runtime.stories.answer(nora, story.id, StoryWords(new_client_id(), "Nice!"))
    reader = Reader(world.workspace, world.agent.person)
    said = (await world.runtime.conversations.entries(reader, answered.conversation)).entries[-1]
    assert isinstance(said.body, Message)
    assert isinstance(said.body.content, StoryAnswer)
    assert said.body.content.file.media_type == "image/webp"


async def test_a_long_video_and_what_is_not_seen_are_no_stories(world: World) -> None:
    owner = str(world.agent.account.id)
    files = world.runtime.files
    for name, data in (("long.mp4", video(size=(16, 16), seconds=61)), ("note.txt", b"words")):
        file = await files.take(world.workspace, owner, name, data)
        with pytest.raises(AppError) as refused:
            await world.runtime.stories.publish(world.agent, NewStory(file.id, "too much"))
        assert refused.value.code is ErrorCode.INVALID


async def test_a_business_that_was_muted_shows_none_until_it_is_heard_again(world: World) -> None:
    await publish(world, "a coat")
    nora = await account(world, "nora@mail.example")
    conversation = await start(world, nora)
    for until, stories in ((FOR_EVER, 0), (datetime.now(UTC) - timedelta(seconds=1), 1), (None, 1)):
        await world.runtime.conversations.place_in_inbox(
            nora.id, conversation, InboxChange(muted_until=until)
        )
        assert len(await shown(world, nora)) == stories
