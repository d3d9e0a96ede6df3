/** The desk's keyboard: which key says what. */

export type Command =
  | 'search'
  | 'next'
  | 'previous'
  | 'open'
  | 'reply'
  | 'note'
  | 'assign'
  | 'resolve'
  | 'snooze'
  | 'undo'
  | 'label'
  | 'priority'
  | 'team'
  | 'filter'
  | 'back'
  | 'shortcuts';

/** Every command with its keys, in the order in which the help shows them. */
export const SHORTCUTS: readonly { readonly command: Command; readonly keys: readonly string[] }[] =
  [
    { command: 'search', keys: ['/'] },
    { command: 'next', keys: ['j', 'ArrowDown'] },
    { command: 'previous', keys: ['k', 'ArrowUp'] },
    { command: 'open', keys: ['Enter'] },
    { command: 'reply', keys: ['r'] },
    { command: 'note', keys: ['n'] },
    { command: 'assign', keys: ['a'] },
    { command: 'resolve', keys: ['e'] },
    { command: 'snooze', keys: ['b'] },
    { command: 'undo', keys: ['z'] },
    { command: 'label', keys: ['l'] },
    { command: 'priority', keys: ['p'] },
    { command: 'team', keys: ['t'] },
    { command: 'filter', keys: ['f'] },
    { command: 'back', keys: ['Escape'] },
    { command: 'shortcuts', keys: ['?'] },
  ];

/** Where keys belong to the element that has the focus. */
const BUSY =
  'input, textarea, select, [contenteditable], dialog, [role="menu"], [role="dialog"], [popover]';
/** Where arrows and Enter already mean something. */
const OWN_ARROWS = '[role="tablist"], [role="log"], [role="radiogroup"]';
const OWN_ENTER = 'a, button, summary, [tabindex]';

/**
 * The key as printed on a Latin keyboard: an agent who writes Russian presses the same keys, and a Dvorak
 * keyboard's own letters count.
 */
function latin(event: KeyboardEvent): string {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  if (event.code === 'Slash' && event.key === '.') return '/'; // on a Russian one
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  return letter && event.key.length === 1 ? letter.toLowerCase() : event.key;
}

/** What this key press asks for; null where it is somebody else's, or nothing. */
export function command(event: KeyboardEvent): Command | null {
  if (event.defaultPrevented || event.isComposing) return null;
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(BUSY)) return null;
  const key = latin(event);
  if (key.startsWith('Arrow') && target?.closest(OWN_ARROWS)) return null;
  if (key === 'Enter' && target?.closest(OWN_ENTER)) return null;
  return SHORTCUTS.find(({ keys }) => keys.includes(key))?.command ?? null;
}
