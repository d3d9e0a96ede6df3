"""One running installation: everything that is open while it serves, put together here and nowhere else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from causerie.accounts.api_keys import ApiKeys
from causerie.accounts.ceremony import Ceremonies
from causerie.accounts.finding import Finding
from causerie.accounts.model import Account, AgentState
from causerie.accounts.oidc import Providers
from causerie.accounts.passkeys import Passkeys
from causerie.accounts.phones import Phones, TextCode
from causerie.accounts.service import Accounts
from causerie.accounts.teams import Teams
from causerie.answering import scheduled as answering_scheduled
from causerie.answering.replies import Replies
from causerie.answering.scheduled import Scheduled
from causerie.bulk.macros import Macros
from causerie.bulk.service import Bulks
from causerie.channels.email import deliveries
from causerie.channels.email.codes import CodeMailer
from causerie.channels.email.notices import Notices
from causerie.channels.email.service import EmailChannel
from causerie.channels.email.staff_letters import StaffMailer
from causerie.channels.messenger.service import MessageUs
from causerie.channels.outbox import Outbox
from causerie.channels.push.agents import Agents
from causerie.channels.push.courier import Courier
from causerie.channels.push.service import PushChannel
from causerie.channels.service import Channels
from causerie.channels.sms.codes import CodeTexts
from causerie.channels.stories.jobs import ForgetStory
from causerie.channels.stories.service import Stories
from causerie.channels.web.jobs import AskEmail, MergeContacts
from causerie.channels.web.service import Widget
from causerie.contacts import service as contacts
from causerie.contacts.service import VisitorTokens
from causerie.content.text import MAX_TEXT
from causerie.conversations import service as conversation_service
from causerie.conversations.answers import FirstAnswers
from causerie.conversations.append import Appender
from causerie.conversations.attention import Attention
from causerie.conversations.casework import Casework
from causerie.conversations.catchup import CatchUp
from causerie.conversations.frames import MAX_FRAME_BYTES, Availability, Bye, Limits
from causerie.conversations.gateway import Gateway
from causerie.conversations.indexing import Indexer
from causerie.conversations.jobs import WakeCase
from causerie.conversations.link_cards import LinkCards
from causerie.conversations.lists import Lists, desk_topic
from causerie.conversations.live import Services
from causerie.conversations.narrowing import Narrowing
from causerie.conversations.plan import Kept
from causerie.conversations.presence import Presence
from causerie.conversations.publish import Publisher
from causerie.conversations.search import Search
from causerie.conversations.service import Conversations, Opened
from causerie.conversations.told import keep_what_was_told
from causerie.conversations.visitors import Visitors
from causerie.directory.exports import Exports
from causerie.directory.imports import Imports
from causerie.directory.segments import Segments
from causerie.directory.service import Directory
from causerie.files.service import MAX_FILE_BYTES, Files
from causerie.groups.directs import Directs
from causerie.groups.invitations import Invitations
from causerie.groups.service import Groups
from causerie.kit import metrics
from causerie.kit.bus import Bus, LocalBus, PostgresBus
from causerie.kit.database import Connection, Database
from causerie.kit.files import Files as Store
from causerie.kit.http import HttpClient
from causerie.kit.hub import Hub
from causerie.kit.jobs import Jobs
from causerie.kit.migrations import migrate
from causerie.kit.nats_bus import NatsBus
from causerie.kit.pictures import Pictures
from causerie.kit.postgres import opened
from causerie.kit.recordings import Recordings
from causerie.kit.tracing import record, tracing
from causerie.media.gifs import GifSearch
from causerie.media.service import StickerPacks
from causerie.media.tiles import Tiles
from causerie.privacy.service import Privacy
from causerie.reports import bookkeeping
from causerie.reports.bookkeeping import Bookkeeper
from causerie.reports.service import Reports
from causerie.routing.deadlines import Deadlines
from causerie.routing.roster import Roster
from causerie.routing.service import Routing
from causerie.rules import service as rules_service
from causerie.rules.doing import Doing
from causerie.rules.paused import Pauses
from causerie.rules.runner import Runner
from causerie.rules.service import Rules
from causerie.rules.trial import Trials
from causerie.settings import Settings
from causerie.staffing.invitations import StaffInvitations
from causerie.staffing.log import AuditLog
from causerie.staffing.roles import Roles
from causerie.staffing.service import Staffing
from causerie.webhooks.delivery import Delivery
from causerie.webhooks.service import Webhooks

LOG = logging.getLogger("causerie")


class Runtime(Struct, frozen=True):
    """What routes, jobs and commands work with."""

    settings: Settings
    database: Database
    jobs: Jobs
    accounts: Accounts
    api_keys: ApiKeys
    teams: Teams
    staffing: Staffing
    staff_invitations: StaffInvitations
    audit_log: AuditLog
    roles: Roles
    passkeys: Passkeys
    providers: Providers
    phones: Phones
    finding: Finding
    channels: Channels
    conversations: Conversations
    casework: Casework
    directory: Directory
    segments: Segments
    imports: Imports
    exports: Exports
    scheduled: Scheduled
    replies: Replies
    bulks: Bulks
    macros: Macros
    visitors: Visitors
    widget: Widget
    message_us: MessageUs
    stories: Stories
    groups: Groups
    directs: Directs
    invitations: Invitations
    files: Files
    sticker_packs: StickerPacks
    gif_search: GifSearch
    tiles: Tiles
    email: EmailChannel
    push: PushChannel
    agents: Agents
    attention: Attention
    gateway: Gateway
    presence: Presence
    publisher: Publisher
    appender: Appender
    catch_up: CatchUp
    indexer: Indexer
    outbox: Outbox
    link_cards: LinkCards
    search: Search
    privacy: Privacy
    webhooks: Webhooks
    roster: Roster
    routing: Routing
    deadlines: Deadlines
    bookkeeper: Bookkeeper
    rules: Rules
    rule_runner: Runner
    rule_trials: Trials
    reports: Reports
    hub: Hub

    async def work(self, stop: asyncio.Event) -> None:
        """Does jobs until `stop`."""
        await self.jobs.run(stop)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Runtime]:
    """Opens everything, brings the database to today's schema, and closes in the opposite order: what was taken in is
    committed first."""
    settings = settings.with_secret()
    async with AsyncExitStack() as stack:
        stack.enter_context(tracing(settings.otlp_url))
        url = await stack.enter_async_context(opened(settings))
        database = await Database.connect(url)
        stack.push_async_callback(database.close)
        jobs = Jobs(url)
        async with database.session() as connection:
            for name in await migrate(connection):
                LOG.info("applied %s", name)
            await jobs.install(connection)
        bus = await _bus(settings, database)
        pictures = await stack.enter_async_context(Pictures())
        recordings = await stack.enter_async_context(Recordings())
        store = Store(settings.files_url or settings.data_dir / "files")
        files = Files(database, store, pictures, recordings, settings.secret)
        http = await stack.enter_async_context(HttpClient(frozenset(settings.allow_hosts)))
        tiles = Tiles(settings.tiles, http, store)
        runtime = _put_together(settings, database, jobs, bus, files, tiles, http)
        stack.push_async_callback(bus.close)
        stack.push_async_callback(runtime.message_us.close)
        stack.push_async_callback(runtime.imports.close)
        await stack.enter_async_context(_hearing(runtime, bus))
        appending = asyncio.create_task(runtime.appender.run())

        async def commit_what_waits() -> None:
            runtime.appender.stop()
            await appending

        stack.push_async_callback(commit_what_waits)
        await stack.enter_async_context(runtime.email.open())
        stack.push_async_callback(runtime.gateway.drain)
        yield runtime


async def _bus(settings: Settings, database: Database) -> Bus:
    if not settings.database_url:
        return LocalBus()
    if not settings.nats_url:
        return PostgresBus(settings.database_url)
    # Whoever shares the data's timeline shares the bus, and nobody else.
    async with database.acquire() as connection:
        epoch = await conversation_service.epoch(connection)
    return NatsBus(settings.nats_url, epoch)


@asynccontextmanager
async def _hearing(runtime: Runtime, bus: Bus) -> AsyncIterator[None]:
    """Meanwhile this process hears the others, asks for what it did not hear, and does what is due after a commit."""

    def missed(topics: Collection[str] | None) -> None:
        runtime.presence.missed(topics)
        runtime.catch_up.missed(topics)

    await runtime.publisher.start(runtime.presence.heard, missed)
    alone = isinstance(bus, LocalBus)
    others = [runtime.catch_up.run_alone()] if alone else [runtime.catch_up.run(), runtime.presence.run()]
    tasks = [
        asyncio.create_task(work)
        for work in [
            runtime.indexer.run(),
            runtime.outbox.run(),
            runtime.link_cards.run(),
            runtime.push.run(),
            runtime.webhooks.run(),
            runtime.agents.run(),
            runtime.attention.run(),
            runtime.roster.run(),
            runtime.routing.run(),
            runtime.deadlines.run(),
            runtime.audit_log.run(),
            runtime.bookkeeper.run(),
            runtime.rule_runner.run(),
            *others,
        ]
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        runtime.presence.end()


def _measure(entries: int, seconds: float) -> None:
    metrics.APPENDS.inc(entries)
    metrics.BATCH.observe(entries)
    metrics.COMMIT.observe(seconds)
    record("commit", seconds, {"causerie.entries": entries})


def _put_together(
    settings: Settings, database: Database, jobs: Jobs, bus: Bus, files: Files, tiles: Tiles, http: HttpClient
) -> Runtime:
    hub = Hub()
    lists = Lists(database, hub)
    publisher = Publisher(database, hub, bus, lists)
    webhooks = Webhooks(database, jobs, Delivery(database, jobs, http))

    async def due_outside(connection: Connection, ids: list[UUID]) -> None:
        await webhooks.due(connection, ids)
        await deadlines.due(connection, ids)
        await runner.due(connection, ids)

    outbox = Outbox(
        database,
        jobs,
        timedelta(seconds=settings.mail_delay_seconds),
        due=due_outside,
        hears=lambda one: webhooks.hears(one) or deadlines.hears(one) or runner.hears(one),
    )

    def after_commit(kept: list[Kept], seconds: float) -> None:
        _measure(len(kept), seconds)
        publisher.committed(kept)
        indexer.kept(len(kept))
        bookkeeper.kept(len(kept))
        outbox.kept(kept)
        agents.kept(kept)
        link_cards.kept(kept)
        routing.kept(kept)

    async def with_amendments(connection: Connection, kept: list[Kept]) -> None:
        withdrawn = [one for one in kept if one.change is not None and one.change.withdrawn]
        if withdrawn:
            await conversation_service.withdraw_files(connection, withdrawn)
        await keep_what_was_told(connection, kept)

    indexer = Indexer(database)
    bookkeeper = Bookkeeper(database)
    appender = Appender(
        database, calls=outbox.calls, with_amendments=with_amendments, after_commit=after_commit
    )
    courier = Courier(database, http, f"mailto:{settings.mail_from}")
    push = PushChannel(settings, database, jobs, courier)
    agents = Agents(database, jobs, courier, taken=push.was_read)
    channels = Channels(database)
    packs = StickerPacks(database, files)
    conversations = Conversations(
        database,
        appender,
        publisher,
        lists,
        files,
        packs,
        was_read=push.was_read,
    )

    async def wake_later(connection: Connection, job: WakeCase, after: timedelta) -> None:
        await jobs.enqueue(connection, "wake_case", job, after=after)

    teams = Teams(database)
    casework = Casework(database, conversations, teams, asks_rating=channels.asks_rating, enqueue=wake_later)
    routing = Routing(database, conversations, teams)
    deadlines = Deadlines(database, jobs, conversations, teams, channels.office_hours)

    def availability_changed(workspace_id: UUID, account_id: UUID, state: AgentState) -> None:
        publisher.frame(desk_topic(workspace_id), Availability(account_id, state))
        routing.wake()

    roster = Roster(database, availability_changed)
    scheduled = Scheduled(database, jobs, conversations, publisher, end_case=casework.end)
    replies = Replies(database, conversations, files, teams)
    doing = Doing(database, conversations, casework, teams, replies, webhooks)
    runner = Runner(database, jobs, doing, channels.office_hours)
    link_cards = LinkCards(
        database, jobs, conversations, files, http, channels.wants_link_cards, settings.base_url
    )

    async def email_proven(connection: Connection, account: Account) -> None:
        await contacts.connect_account(connection, account)

    def sessions_ended(ended: list[UUID]) -> None:
        for session_id in ended:
            publisher.frame(f"control:session:{session_id}", Bye("signed_out"))

    accounts = Accounts(
        database,
        settings.secret,
        send_code=CodeMailer(settings).send,
        email_proven=email_proven,
        profile_changed=conversations.profile_changed,
        sessions_ended=sessions_ended,
    )

    replies = Replies(database, conversations, files, teams)
    bulks = Bulks(
        database, jobs, conversations, casework, teams, publisher, replies, at_work=accounts.at_work
    )
    ceremonies = Ceremonies(settings.secret)
    passkeys = Passkeys(database, accounts, ceremonies, settings.base_url)
    providers = Providers(database, accounts, ceremonies, http, settings)

    async def send_text(connection: Connection, job: TextCode) -> None:
        await jobs.enqueue(connection, "text_code", job)

    phones = Phones(database, accounts, settings, send_text=send_text)

    async def first_word(opened: Opened) -> None:
        assert opened.visitor.contact_id is not None
        ask = AskEmail(opened.visitor.workspace_id, opened.conversation_id, opened.visitor.contact_id)
        async with database.system() as connection:
            await enqueue(connection, ask)

    async def enqueue(connection: Connection, job: MergeContacts | AskEmail) -> None:
        if isinstance(job, AskEmail):
            delay = timedelta(seconds=settings.ask_email_seconds)
            await jobs.enqueue(connection, "ask_email", job, after=delay)
        else:
            await jobs.enqueue(connection, "merge_contacts", job)

    tokens = VisitorTokens(settings.secret)
    presence = Presence(publisher, hub)
    visitors = Visitors(
        database,
        tokens,
        conversations,
        publisher,
        find_workspace=channels.workspace_of,
        first_word=first_word,
        messages_per_second=settings.visitor_messages_per_second,
        base_url=settings.base_url,
    )
    widget = Widget(
        database,
        channels,
        accounts,
        conversations,
        casework,
        visitors,
        presence,
        FirstAnswers(database),
        tokens,
        enqueue,
    )
    message_us = MessageUs(
        database,
        accounts,
        channels,
        conversations,
        visitors,
        files,
        enqueue=enqueue,
        base_url=settings.base_url,
    )

    async def forget_later(connection: Connection, job: ForgetStory, after: timedelta) -> None:
        await jobs.enqueue(connection, "forget_story", job, after=after)

    stories = Stories(database, conversations, visitors, files, enqueue=forget_later)
    groups = Groups(database, conversations, publisher, files)
    directs = Directs(database, conversations, publisher)
    invitations = Invitations(database, conversations, publisher, directs, settings.secret, settings.base_url)
    email = EmailChannel(settings, database, accounts, channels, conversations, visitors, files)
    limits = Limits(frame=MAX_FRAME_BYTES, text=MAX_TEXT, file=MAX_FILE_BYTES)
    attention = Attention(database, roster.seen)
    services = Services(accounts, conversations, visitors, publisher, lists, presence, attention, hub, limits)
    gateway = Gateway(services, accounts, settings.base_url)
    widget.register(jobs)
    email.register(jobs)
    link_cards.register(jobs)
    stories.register(jobs)
    casework.register(jobs)
    scheduled.register()
    bulks.register()

    async def forget_outside(connection: Connection, workspace_id: UUID, ids: list[UUID]) -> None:
        await deliveries.forget(connection, workspace_id, ids)
        await webhooks.forget(connection, workspace_id, ids)
        await answering_scheduled.forget(connection, workspace_id, ids)
        await bookkeeping.forget(connection, workspace_id, ids)
        await rules_service.forget(connection, workspace_id, ids)

    imports = Imports(database, jobs, files)
    exports = Exports(database, jobs, files)
    imports.register()
    exports.register()
    privacy = Privacy(database, jobs, conversations, files, forget_outside, groups.leave_all, exports.forget)
    privacy.register(jobs)
    push.register()
    webhooks.register()
    deadlines.register()
    runner.register()
    trials = Trials(database, jobs, runner)
    trials.register()
    Pauses(database, jobs, Notices(settings).send).register()
    agents.register()
    CodeTexts(settings, jobs, http, phones.code_of).register()
    staffing = Staffing(database, jobs, accounts, conversations, publisher)
    staffing.register()
    return Runtime(
        settings,
        database,
        jobs,
        accounts,
        ApiKeys(database, accounts),
        teams,
        staffing,
        StaffInvitations(database, accounts, teams, StaffMailer(settings).send),
        AuditLog(database),
        Roles(database, accounts, publisher),
        passkeys,
        providers,
        phones,
        Finding(database),
        channels,
        conversations,
        casework,
        Directory(database, conversations, casework, publisher),
        Segments(database),
        imports,
        exports,
        scheduled,
        replies,
        bulks,
        Macros(database, bulks, teams),
        visitors,
        widget,
        message_us,
        stories,
        groups,
        directs,
        invitations,
        files,
        packs,
        GifSearch(settings.gifs, http, files, settings.secret),
        tiles,
        email,
        push,
        agents,
        attention,
        gateway,
        presence,
        publisher,
        appender,
        CatchUp(database, hub, publisher, lists, ended_sessions=accounts.ended, roles_of=accounts.roles_of),
        indexer,
        outbox,
        link_cards,
        Search(database, Narrowing(accounts, teams)),
        privacy,
        webhooks,
        roster,
        routing,
        deadlines,
        bookkeeper,
        Rules(database, jobs, teams, replies, runner),
        runner,
        trials,
        Reports(database),
        hub,
    )
