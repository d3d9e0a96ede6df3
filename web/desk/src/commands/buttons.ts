import type { Action } from './action.ts';
import type { CommandId } from './registry.ts';

const PRESSED = 'button, a[href], summary, [role="button"], [role="radio"], [role="switch"]';
const FILLED = 'input:not([type="hidden"]), textarea, select';
const LONGEST = 80;

/** What a person calls it. */
function nameOf(element: HTMLElement): string {
  const ids = element.getAttribute('aria-labelledby')?.split(' ') ?? [];
  const named = ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
  const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : '';
  const name = element.ariaLabel ?? (named || label || element.textContent || element.title || '');
  return name.replace(/\s+/g, ' ').trim().slice(0, LONGEST);
}

/** Of two that are called alike it tells which: the part of the screen in which it stands. */
function placeOf(element: HTMLElement): string {
  const place = element.closest<HTMLElement>('li, article, fieldset, section, aside, nav, form');
  if (!place) return '';
  const heading = place.querySelector<HTMLElement>('h2, h3, h4, legend, strong');
  const name = heading?.textContent ?? place.ariaLabel ?? '';
  return name.replace(/\s+/g, ' ').trim().slice(0, LONGEST);
}

function inSight(element: HTMLElement): boolean {
  if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: false })) return false;
  const { top, bottom, left, right } = element.getBoundingClientRect();
  return bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
}

/**
 * Whatever can be pressed or filled in on the screen now, so that nothing waits for a mouse. What is marked as one of
 * these commands' own buttons (`data-command`) is left out.
 */
export function onScreen(commands: ReadonlySet<CommandId>): Action[] {
  const found = [...document.querySelectorAll<HTMLElement>(`${PRESSED}, ${FILLED}`)];
  return found.flatMap((element, number): Action[] => {
    const own = element.dataset['command'] as CommandId | undefined;
    const label = nameOf(element);
    if (own && commands.has(own)) return [];
    if (label === '' || element.matches(':disabled, [aria-disabled="true"]')) return [];
    if (!inSight(element)) return [];
    const fills = element.matches(FILLED) && !element.matches('[type="checkbox"], [type="radio"]');
    const hint = placeOf(element);
    return [
      {
        id: `screen ${number}`,
        label,
        passing: true,
        ...(hint && hint !== label ? { hint } : {}),
        onselect: () => {
          element.focus();
          if (!fills) element.click();
        },
      },
    ];
  });
}
