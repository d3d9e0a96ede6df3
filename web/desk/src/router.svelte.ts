import { format, parse, type Route } from './routes.ts';

/** The screen that the address names. Links are ordinary links; a click on one of ours stays in the page. */
class Router {
  #route = $state.raw<Route>(parse(new URL(location.href)));

  get route(): Route {
    return this.#route;
  }

  /** Goes to a screen. `replace` where going back to the present one would help nobody. */
  go(route: Route, { replace = false } = {}): void {
    const path = format(route);
    if (path !== location.pathname + location.search) {
      if (replace) history.replaceState(history.state, '', path);
      else history.pushState({ from: location.pathname + location.search }, '', path);
    }
    this.#route = parse(new URL(location.href));
  }

  /** Back to where the reader came from; to `fallback` where they came from outside. */
  back(fallback: Route): void {
    if (this.#from() === null) this.go(fallback, { replace: true });
    else history.back();
  }

  /** To the screen that this one lies in, so that the browser's back button does not lead in here again. */
  up(parent: Route): void {
    if (this.#from() === format(parent)) history.back();
    else this.go(parent, { replace: true });
  }

  /** Follows the browser's own back button and clicks on links; returns how to stop. */
  start(): () => void {
    const onpopstate = () => {
      this.#route = parse(new URL(location.href));
    };
    const onclick = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0) return;
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin)
        return;
      const route = parse(new URL(link.href));
      if (route.name === 'unknown') return;
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

  /** The address of ours that led here; null for a reader who came from outside. */
  #from(): string | null {
    const state: unknown = history.state;
    if (state === null || typeof state !== 'object' || !('from' in state)) return null;
    return typeof state.from === 'string' ? state.from : null;
  }
}

export const router = new Router();
