"""Cases over HTTP: what the desk does with a piece of work, and what the owner decided about all of them."""

from __future__ import annotations

from uuid import UUID

from litestar import Router, delete, get, post, put

from causerie.accounts.model import Staff
from causerie.conversations.casework import Casework
from causerie.conversations.model import (
    Assignment,
    CaseFacts,
    DeskHead,
    Label,
    LabelName,
    LabelsChange,
    PriorityChange,
    Reopening,
    Snooze,
    TeamChange,
)
from causerie.conversations.particulars import Particulars


@post("/conversations/{conversation:uuid}/assign", permission="conversations.write", status_code=200)
async def assign(
    workspace: UUID, conversation: UUID, data: Assignment, staff: Staff, casework: Casework
) -> DeskHead:
    """Makes somebody the one who answers, or nobody. With `instead_of`, of many who take it at once one gets it; the
    others are answered `conflict`."""
    return await casework.assign(staff, conversation, data)


@post("/conversations/{conversation:uuid}/resolve", permission="conversations.write", status_code=200)
async def resolve(workspace: UUID, conversation: UUID, staff: Staff, casework: Casework) -> DeskHead:
    """Ends the present case."""
    return await casework.resolve(staff, conversation)


@post("/conversations/{conversation:uuid}/snooze", permission="conversations.write", status_code=200)
async def snooze(
    workspace: UUID, conversation: UUID, data: Snooze, staff: Staff, casework: Casework
) -> DeskHead:
    """Puts the present case away until a time, or until the customer writes."""
    return await casework.snooze(staff, conversation, data.until)


@post("/conversations/{conversation:uuid}/give-to-bot", permission="conversations.write", status_code=200)
async def give_to_bot(workspace: UUID, conversation: UUID, staff: Staff, casework: Casework) -> DeskHead:
    """Leaves the present case to a bot, until it is reopened or somebody of the staff writes."""
    return await casework.give_to_bot(staff, conversation)


@post("/conversations/{conversation:uuid}/reopen", permission="conversations.write", status_code=200)
async def reopen(workspace: UUID, conversation: UUID, staff: Staff, casework: Casework) -> DeskHead:
    """Opens the last case again, whether it was resolved, snoozed or a bot's."""
    return await casework.reopen(staff, conversation)


@post("/conversations/{conversation:uuid}/labels", permission="conversations.write", status_code=200)
async def change_labels(
    workspace: UUID, conversation: UUID, data: LabelsChange, staff: Staff, casework: Casework
) -> DeskHead:
    """Puts labels on the present case, and takes others off."""
    return await casework.label(staff, conversation, data)


@post("/conversations/{conversation:uuid}/priority", permission="conversations.write", status_code=200)
async def change_priority(
    workspace: UUID, conversation: UUID, data: PriorityChange, staff: Staff, casework: Casework
) -> DeskHead:
    """Says how urgent the present case is."""
    return await casework.prioritise(staff, conversation, data.priority)


@post("/conversations/{conversation:uuid}/team", permission="conversations.write", status_code=200)
async def change_team(
    workspace: UUID, conversation: UUID, data: TeamChange, staff: Staff, casework: Casework
) -> DeskHead:
    """Makes a team the one to answer, or none in particular."""
    return await casework.give_to_team(staff, conversation, data.team)


@post("/conversations/{conversation:uuid}/attributes", permission="conversations.write", status_code=200)
async def describe_case(
    workspace: UUID, conversation: UUID, data: CaseFacts, staff: Staff, casework: Casework
) -> Particulars:
    """Writes down what is known of the case, by the attributes that the owner defined."""
    return await casework.describe(staff, conversation, data.attributes)


@get("/labels", permission="conversations.read")
async def list_labels(workspace: UUID, staff: Staff, casework: Casework) -> list[Label]:
    """The labels that cases can be given, by name."""
    return await casework.labels(staff.workspace_id)


@put("/labels", permission="cases.write")
async def define_label(workspace: UUID, data: Label, staff: Staff, casework: Casework) -> list[Label]:
    """Defines a label, or changes the colour and the description of the one that is called so."""
    return await casework.define_label(staff.workspace_id, data)


@delete("/labels", permission="cases.write")
async def forget_label(workspace: UUID, name: LabelName, staff: Staff, casework: Casework) -> None:
    """Cases can't be given this label any more; those that have it keep it."""
    await casework.forget_label(staff.workspace_id, name)


@get("/reopening", permission="conversations.read")
async def get_reopening(workspace: UUID, staff: Staff, casework: Casework) -> Reopening:
    """For how many days after a case was resolved a message opens it again."""
    return Reopening(await casework.reopen_days(staff.workspace_id))


@put("/reopening", permission="cases.write")
async def put_reopening(workspace: UUID, data: Reopening, staff: Staff, casework: Casework) -> Reopening:
    """Sets that, for cases that are resolved from now on."""
    await casework.set_reopen_days(staff.workspace_id, data.days)
    return data


router = Router(
    path="/workspaces/{workspace:uuid}",
    route_handlers=[
        assign,
        resolve,
        snooze,
        give_to_bot,
        reopen,
        change_labels,
        change_priority,
        change_team,
        describe_case,
        list_labels,
        define_label,
        forget_label,
        get_reopening,
        put_reopening,
    ],
    tags=["cases"],
)
