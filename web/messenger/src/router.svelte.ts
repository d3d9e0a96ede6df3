import { format, parse, type Route } from './routes.ts';

/** The screen that the address names. Links are ordinary links; a click on one of ours stays in the page. */
class Router {
  #route = $state.raw<Route>(parse(new URL(location.href)));

  get route(): Route {
    return this.#route;
  }

  /** Goes to a screen. `replace` where going back to the present one would help nobody. */
  go(route: Route, { replace = false } = {}): void {
    if (replace) history.replaceState(history.state, '', format(route));
    else if (format(route) !== location.pathname + location.hash) {
      history.pushState({ within: true }, '', format(route));
    }
    this.#route = route;
  }

  /** Up to the list: by the browser's own way back where it leads there. */
  up(): void {
    const state: unknown = history.state;
    if (state !== null && typeof state === 'object' && 'within' in state) history.back();
    else this.go({ name: 'inbox' }, { replace: true });
  }

  /** Follows the browser's back button and clicks on links; returns how to stop. */
  start(): () => void {
    const onpopstate = (): void => {
      this.#route = parse(new URL(location.href));
    };
    const onclick = (event: MouseEvent): void => {
      if (event.defaultPrevented || event.button !== 0) return;
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (!link || link.target || link.hasAttribute('download')) return;
      const route = parse(new URL(link.href));
      if (link.origin !== location.origin || route.name === 'unknown') return;
      event.preventDefault();
      this.go(route);
    };
    addEventListener('popstate', onpopstate);
    document.addEventListener('click', onclick);
    return () => {
      removeEventListener('popstate', onpopstate);
      document.removeEventListener('click', onclick);
    };
  }
}

export const router = new Router();
