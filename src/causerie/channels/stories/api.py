"""The routes of stories: the desk's, and the messenger's."""

from __future__ import annotations

from uuid import UUID

from litestar import Router, delete, get, post

from causerie.accounts.model import Session, Staff
from causerie.channels.stories.model import (
    BusinessStories,
    NewStory,
    PublishedStory,
    StoryAnswered,
    StoryWords,
)
from causerie.channels.stories.service import Stories


@get("/workspaces/{workspace:uuid}/stories", permission="conversations.read")
async def list_stories(workspace: UUID, staff: Staff, stories: Stories) -> list[PublishedStory]:
    """The business's stories that are there now, and by how many each was seen."""
    return await stories.published(staff.workspace_id)


@post("/workspaces/{workspace:uuid}/stories", permission="stories.write", status_code=201)
async def publish_story(
    workspace: UUID, data: NewStory, staff: Staff, stories: Stories
) -> list[PublishedStory]:
    """Shows a picture or a video for a day to everybody who talks with the business in the messenger."""
    return await stories.publish(staff, data)


@delete("/workspaces/{workspace:uuid}/stories/{story:uuid}", permission="stories.write")
async def delete_story(workspace: UUID, story: UUID, staff: Staff, stories: Stories) -> None:
    """Takes a story back."""
    await stories.delete(staff.workspace_id, story)


@get("/stories", permission="account")
async def my_stories(session: Session, stories: Stories) -> list[BusinessStories]:
    """The stories of the businesses that one talks with."""
    return await stories.of_account(session.account.id)


@post("/stories/{story:uuid}/seen", permission="account", status_code=204)
async def see_story(story: UUID, session: Session, stories: Stories) -> None:
    """One has seen it."""
    await stories.see(session.account.id, story)


@post("/stories/{story:uuid}/answer", permission="account", status_code=201)
async def answer_story(story: UUID, data: StoryWords, session: Session, stories: Stories) -> StoryAnswered:
    """Says something to it, in the conversation with the business."""
    return await stories.answer(session.account, story, data)


router = Router(
    path="/",
    route_handlers=[list_stories, publish_story, delete_story, my_stories, see_story, answer_story],
    tags=["stories"],
)
