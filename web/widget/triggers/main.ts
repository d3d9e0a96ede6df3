// Offers help where the owner's triggers say so. Nothing is stored of visitors who have not chatted, and what is told to
// the server is that a trigger was shown or opened, by nobody in particular.
import type { Core } from '../loader/core.ts';
import { isQuiet, setQuiet } from '../sdk/quiet.ts';
import { holds, type Trigger } from './conditions.ts';
import { Offer } from './offer.ts';

/** The server puts these before this file. */
declare const causerieTriggers: Trigger[];

const TICK_MS = 1000;

export default function attach(core: Core): void {
  if (isQuiet(core)) return;
  const shown = new Map<string, number>();
  let [came, scrolled, leaving, address] = [Date.now(), 0, false, location.href];
  let offer: Offer | undefined;

  function look(): void {
    if (address !== location.href) [came, scrolled, address] = [Date.now(), 0, location.href];
    const away = core.frame?.hidden === false || core.area.hidden || document.hidden;
    if (offer || away) return;
    const trigger = causerieTriggers.find((one) =>
      holds(one, {
        seconds: (Date.now() - came) / 1000,
        scrolled,
        leaving,
        address,
        referrer: document.referrer,
        returning: core.isKnown(),
        facts: core.facts,
        now: new Date(),
        shown: shown.get(one.id) ?? 0,
        shownAt: core.isKnown() ? memory(core)[one.id] : undefined,
      }),
    );
    leaving = false;
    if (trigger) show(trigger);
  }

  function show({ id, name, words }: Trigger): void {
    shown.set(id, (shown.get(id) ?? 0) + 1);
    if (core.isKnown()) remember(core, id);
    const tags = [core.told['locale'] ?? '', ...navigator.languages, 'en', ...Object.keys(words)];
    const language = tags.map((tag) => tag.slice(0, 2)).find((tag) => words[tag]?.trim()) ?? 'en';
    const text = words[language] ?? '';
    count(core, id, 'shown');
    offer = new Offer(core, language, text, {
      open() {
        offer = undefined;
        count(core, id, 'opened');
        core.show(true);
        core.tell('trigger', { trigger: { id, name, text } });
      },
      // Who puts one away is asked no more on this page.
      close: stop,
      never() {
        setQuiet(core, true);
        stop();
      },
    });
  }

  function stop(): void {
    clearInterval(ticking);
    removeEventListener('scroll', scroll);
    document.removeEventListener('mouseout', leave);
  }

  function scroll(): void {
    const { scrollHeight, clientHeight } = document.documentElement;
    const way = scrollHeight - clientHeight;
    scrolled = Math.max(scrolled, way > 0 ? (100 * scrollY) / way : 100);
    look();
  }

  function leave({ relatedTarget, clientY }: MouseEvent): void {
    leaving = relatedTarget === null && clientY <= 0;
    if (leaving) look();
  }

  const ticking = setInterval(look, TICK_MS);
  addEventListener('scroll', scroll, { passive: true });
  document.addEventListener('mouseout', leave);
  // The page may have been scrolled before this was loaded.
  if (scrollY > 0) scroll();
  // Whoever opens the chat needs no offer of it.
  core.listeners.push(({ type, value }) => {
    if (type !== 'opened' && type !== 'quiet') return;
    offer?.remove();
    offer = undefined;
    if (type === 'quiet' && value === true) stop();
  });
}

function count({ origin, channel }: Core, id: string, deed: string): void {
  const address = `${origin}/api/v1/widget/${channel}/triggers/${id}/${deed}`;
  fetch(address, { method: 'POST', mode: 'no-cors', credentials: 'omit', keepalive: true }).catch(
    (error: unknown) => {
      console.debug('causerie: a trigger was not counted', error);
    },
  );
}

const key = ({ channel }: Core): string => `causerie-offered:${channel}`;

/** When which trigger was shown, of a visitor who has chatted. */
function memory(core: Core): Record<string, number> {
  return JSON.parse(localStorage.getItem(key(core)) ?? '{}') as Record<string, number>;
}

function remember(core: Core, id: string): void {
  localStorage.setItem(key(core), JSON.stringify({ ...memory(core), [id]: Date.now() }));
}
