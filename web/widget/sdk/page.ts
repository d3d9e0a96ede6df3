import type { Core } from '../loader/core.ts';

/** Tells the panel which page the visitor is on, now and whenever that changes. */
export function followPage(core: Core): void {
  function tell(): void {
    const { href } = location;
    core.tell('page', { url: href, title: document.title, referrer: document.referrer });
  }

  // A shop of one page changes its address without a load; the title often follows a moment later.
  let later: ReturnType<typeof setTimeout> | undefined;
  function moved(): void {
    clearTimeout(later);
    if (core.ready) later = setTimeout(tell, 250);
  }
  addEventListener('popstate', moved);
  addEventListener('hashchange', moved);
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name].bind(history);
    history[name] = (...args) => {
      original(...args);
      moved();
    };
  }
  core.listeners.push(({ type }) => {
    if (type === 'ready') tell();
  });
}
