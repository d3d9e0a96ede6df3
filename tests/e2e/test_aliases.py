"""Sites that were written for another chat go on as they are: each product's documented calls, on a page of its own."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import BrowserContext, Locator, expect

from tests.e2e.demo import Demo
from tests.e2e.screens import DeskScreen, unique
from tests.e2e.sites import Site, site


def contact_pane(context: BrowserContext, text: str) -> tuple[DeskScreen, Locator]:
    """What the agent sees beside the conversation that says this."""
    desk = DeskScreen(context)
    desk.open(text)
    return desk, desk.page.get_by_role("complementary", name="Contact")


def expect_closed(page: Site) -> None:
    expect(page.bubble).to_have_attribute("aria-expanded", "false")


def test_chatwoot(context: BrowserContext, demo: Demo) -> None:
    before = """
      window.heard = [];
      window.chatwootSettings = { position: 'left', type: 'expanded_bubble', launcherTitle: 'Chat with us',
        locale: 'en', darkMode: 'auto', showPopoutButton: true };
      window.addEventListener('chatwoot:ready', () => {
        heard.push(['ready', $chatwoot.hasLoaded]);
        $chatwoot.setUser('cw-1', { name: 'Chloe', email: 'chloe@mail.example', phone_number: '+37360000002' });
        $chatwoot.setCustomAttributes({ accountId: 1, pricingPlan: 'paid' });
        $chatwoot.deleteCustomAttribute('accountId');
        $chatwoot.setConversationCustomAttributes({ productName: 'jeans' });
        $chatwoot.setLabel('support-ticket');
      });
      window.addEventListener('chatwoot:on-message', ({ detail }) => heard.push(['message', detail.text]));
      window.addEventListener('chatwoot:opened', () => heard.push(['opened', $chatwoot.isOpen]));
    """
    with site(context, demo, before, alias="chatwoot") as page:
        page.wait_heard(["ready", True])
        expect(page.bubble).to_have_text("Chat with us")
        page.run("$chatwoot.toggle('open')")
        page.wait_heard(["opened", True])
        text = unique("Written with Chatwoot's calls")
        page.write(text)
        page.wait_heard(["message", text])
        desk, pane = contact_pane(context, text)
        expect(pane.get_by_role("heading", name="Chloe")).to_be_visible()
        for said in ("paid", "jeans", "support-ticket"):
            expect(pane).to_contain_text(said)
        expect(pane).not_to_contain_text("AccountId")
        desk.page.close()
        page.run("$chatwoot.toggle('close')")
        expect_closed(page)
        page.run("$chatwoot.setLocale('ro')")
        expect(page.bubble).to_have_attribute("aria-label", re.compile("Deschide chatul"))
        page.run("$chatwoot.toggleBubbleVisibility('hide')")
        expect(page.bubble).to_be_hidden()
        page.run("$chatwoot.reset()")


def test_intercom(context: BrowserContext, demo: Demo) -> None:
    # The product's own snippet leaves this queue; a page calls it before anything has come.
    before = """
      window.heard = [];
      window.intercomSettings = { app_id: 'abc12345', alignment: 'left', action_color: '#224466' };
      (function () { var i = function () { i.c(arguments); }; i.q = []; i.c = (args) => i.q.push(args);
        window.Intercom = i; })();
      Intercom('boot', { app_id: 'abc12345', user_id: 'ic-9', email: 'jo@mail.example', name: 'Jo Doe',
        created_at: 1234567890, plan: 'pro', company: { name: 'Acme', employees: 7 } });
      Intercom('onShow', () => heard.push(['show']));
      Intercom('onHide', () => heard.push(['hide']));
      Intercom('onUnreadCountChange', (count) => heard.push(['unread', count]));
      Intercom('trackEvent', 'invited-friend', { invitee: 'pi' });
    """
    with site(context, demo, before, alias="intercom") as page:
        page.page.wait_for_function("Intercom.booted === true")
        page.run("Intercom('showNewMessage', 'pre-populated content')")
        page.wait_heard(["show"])
        expect(page.textbox).to_have_value("pre-populated content")
        text = unique("Written with Intercom's calls")
        page.write(text)
        page.run("Intercom('update', { plan: 'team', last_order: 4711 })")
        desk, pane = contact_pane(context, text)
        expect(pane.get_by_role("heading", name="Jo Doe")).to_be_visible()
        for said in ("team", "4,711", "Acme", "2009", "invited-friend", "Invitee: pi"):
            expect(pane).to_contain_text(said)
        page.run("Intercom('hide')")
        page.wait_heard(["hide"])
        desk.write("An answer")
        page.wait_heard(["unread", 1])
        desk.page.close()
        page.run("Intercom('show')")
        expect(page.timeline).to_contain_text("An answer")
        page.run("Intercom('shutdown')")
        expect(page.page.locator("causerie-widget")).to_have_count(0)


def test_crisp(context: BrowserContext, demo: Demo) -> None:
    before = """
      window.heard = [];
      window.$crisp = [];
      $crisp.push(['config', 'position:reverse', [true]]);
      $crisp.push(['set', 'user:email', ['cris@mail.example']]);
      $crisp.push(['set', 'user:nickname', ['Cris']]);
      $crisp.push(['set', 'session:segments', [['customer', 'vip']]]);
      $crisp.push(['set', 'session:data', [[['order', 4711], ['paid', true]]]]);
      $crisp.push(['set', 'session:event', [[['payment', { amount: 100 }, 'red']]]]);
      $crisp.push(['on', 'session:loaded', () => heard.push(['loaded'])]);
      $crisp.push(['on', 'chat:opened', () => heard.push(['opened'])]);
      $crisp.push(['on', 'message:sent', ({ content }) => heard.push(['sent', content])]);
      $crisp.push(['on', 'message:received', ({ content }) => heard.push(['received', content])]);
    """
    with site(context, demo, before, alias="crisp") as page:
        page.wait_heard(["loaded"])
        assert page.run(
            "[$crisp.is('chat:opened'), $crisp.is('chat:visible'), $crisp.get('user:nickname')]"
        ) == [
            False,
            True,
            "Cris",
        ]
        page.run("$crisp.push(['do', 'chat:open'])")
        page.wait_heard(["opened"])
        assert page.run("$crisp.is('chat:opened')") is True
        text = unique("Written with Crisp's calls")
        page.write(text)
        page.wait_heard(["sent", text])
        desk, pane = contact_pane(context, text)
        expect(pane.get_by_role("heading", name="Cris")).to_be_visible()
        for said in ("customer", "vip", "4,711", "Yes", "payment", "Amount: 100"):
            expect(pane).to_contain_text(said)
        desk.write("Crisp answer")
        page.wait_heard(["received", "Crisp answer"])
        desk.page.close()
        page.run("$crisp.push(['off', 'chat:opened']); $crisp.push(['do', 'chat:close'])")
        expect_closed(page)
        page.run("$crisp.push(['set', 'message:text', ['Prefilled']])")
        expect(page.textbox).to_have_value("Prefilled")
        page.run("$crisp.push(['do', 'chat:hide'])")
        expect(page.bubble).to_be_hidden()
        page.run("$crisp.push(['do', 'session:reset'])")


def test_tawk(context: BrowserContext, demo: Demo) -> None:
    before = """
      window.heard = [];
      var Tawk_API = Tawk_API || {};
      Tawk_API.visitor = { name: 'Tia', email: 'tia@mail.example' };
      for (const name of ['onLoad', 'onBeforeLoad', 'onChatMaximized', 'onChatMinimized', 'onChatHidden',
                          'onChatStarted', 'onUnreadCountChanged', 'onChatMessageAgent'])
        Tawk_API[name] = (...told) => heard.push([name, ...told]);
    """
    with site(context, demo, before, alias="tawk") as page:
        page.wait_heard(["onBeforeLoad"], ["onLoad"])
        page.run(
            "Tawk_API.setAttributes({ 'store-plan': 'gold' }, (error) => heard.push(['set', error ?? null]))"
        )
        page.wait_heard(["set", None])
        page.run(
            "Tawk_API.addEvent('product-added', { sku: 'A-1' }, () => {}); Tawk_API.addTags(['hot'], () => {})"
        )
        page.run("Tawk_API.maximize()")
        page.wait_heard(["onChatMaximized"])
        assert page.run("[Tawk_API.isChatMaximized(), Tawk_API.isChatOngoing(), Tawk_API.getStatus()]") == [
            True,
            False,
            "online",
        ]
        text = unique("Written with Tawk's calls")
        page.write(text)
        page.wait_heard(["onChatStarted"])
        desk, pane = contact_pane(context, text)
        expect(pane.get_by_role("heading", name="Tia")).to_be_visible()
        for said in ("gold", "product-added", "Sku: A-1", "hot"):
            expect(pane).to_contain_text(said)
        page.run("Tawk_API.toggle()")
        page.wait_heard(["onChatMinimized"])
        desk.write("Tawk answer")
        page.wait_heard(["onChatMessageAgent", "Tawk answer"], ["onUnreadCountChanged", 1])
        desk.page.close()
        page.run("Tawk_API.toggleVisibility()")
        page.wait_heard(["onChatHidden"])
        expect(page.bubble).to_be_hidden()
        page.run("Tawk_API.showWidget()")
        expect(page.bubble).to_be_visible()


def test_zendesk(context: BrowserContext, demo: Demo) -> None:
    token = demo.token("zd-5", name="Zoe")
    before = """
      window.heard = [];
      window.zE ||= (...call) => { (zE.q ||= []).push(call); };
      zE('messenger:on', 'open', () => heard.push(['open']));
      zE('messenger:on', 'close', () => heard.push(['close']));
      zE('messenger:on', 'unreadMessages', (count) => heard.push(['unread', count]));
      zE('messenger:set', 'locale', 'ro');
      zE('messenger', 'conversationFields', [{ id: '123', value: 'blue' }]);
      zE('messenger', 'conversationTags', ['sales']);
    """
    with site(context, demo, before, alias="zendesk") as page:
        expect(page.bubble).to_have_attribute("aria-label", "Deschide chatul")
        signing_in = """(jwt) => zE('messenger', 'loginUser', (done) => done(jwt),
          (error) => heard.push(['signed in', error]))"""
        page.run(signing_in, token)
        page.wait_heard(["signed in", None])
        page.run("zE('messenger', 'open')")
        page.wait_heard(["open"])
        page.run("zE('messenger:set', 'locale', 'en')")
        text = unique("Written with Zendesk's calls")
        page.write(text)
        desk, pane = contact_pane(context, text)
        expect(pane.get_by_role("heading", name="Zoe")).to_be_visible()
        expect(pane.locator("section").filter(has_text="Verified facts")).to_contain_text("Zoe")
        for said in ("blue", "sales"):
            expect(pane).to_contain_text(said)
        page.run("zE('messenger', 'close')")
        page.wait_heard(["close"])
        desk.write("Zendesk answer")
        page.wait_heard(["unread", 1])
        desk.page.close()
        page.run("zE('messenger', 'hide')")
        expect(page.bubble).to_be_hidden()
        page.run("zE('messenger', 'logoutUser'); zE('messenger', 'show')")
        expect(page.bubble).to_be_visible()
        page.run("zE('webWidget', 'setLocale', 'ro')")
        assert any("webWidget" in line for line in page.console)


def test_an_alias_is_fetched_only_where_it_is_asked_for(context: BrowserContext, demo: Demo) -> None:
    with site(context, demo, "") as page:
        page.open()
        assert not [url for url in page.requests if "alias" in url]
    assert httpx.get(f"{demo.url}/widget/alias-other.js").status_code == 404
