/** Everything that the desk can be told to do: the palette, the keyboard and the help are made of this. */

export const GROUPS = ['case', 'list', 'go', 'device'] as const;
export type Group = (typeof GROUPS)[number];

interface Known {
  readonly id: string;
  readonly group: Group;
  /** By any of these. `Mod` is ⌘ on a Mac and Ctrl elsewhere; `g m` is one key after the other. */
  readonly keys: readonly string[];
}

/**
 * In the order in which the help shows them. The letters are those of Gmail (and of Linear, where Gmail has none), the
 * ones with Alt those of Chatwoot: these are heard while somebody writes, too.
 */
export const COMMANDS = [
  { id: 'palette', group: 'list', keys: ['Mod+k'] },
  { id: 'search', group: 'list', keys: ['/'] },
  { id: 'next', group: 'list', keys: ['j', 'ArrowDown', 'Alt+j'] },
  { id: 'previous', group: 'list', keys: ['k', 'ArrowUp', 'Alt+k'] },
  { id: 'open', group: 'list', keys: ['Enter', 'o'] },
  { id: 'back', group: 'list', keys: ['Escape', 'u'] },
  { id: 'filter', group: 'list', keys: ['f'] },
  { id: 'select', group: 'list', keys: ['x'] },
  { id: 'selectNext', group: 'list', keys: ['Shift+ArrowDown', 'Shift+j'] },
  { id: 'selectPrevious', group: 'list', keys: ['Shift+ArrowUp', 'Shift+k'] },
  { id: 'selectAll', group: 'list', keys: ['Mod+a'] },
  { id: 'unlabel', group: 'list', keys: ['Shift+l'] },
  { id: 'read', group: 'list', keys: ['Shift+i'] },
  { id: 'macro', group: 'list', keys: [';'] },
  { id: 'undo', group: 'list', keys: ['z'] },
  { id: 'reply', group: 'case', keys: ['r', 'Alt+p'] },
  { id: 'note', group: 'case', keys: ['n', 'Alt+l'] },
  { id: 'take', group: 'case', keys: ['i'] },
  { id: 'assign', group: 'case', keys: ['a'] },
  { id: 'team', group: 'case', keys: ['t'] },
  { id: 'label', group: 'case', keys: ['l'] },
  { id: 'priority', group: 'case', keys: ['p'] },
  { id: 'snooze', group: 'case', keys: ['b', 'Alt+m'] },
  { id: 'resolve', group: 'case', keys: ['e', 'Alt+e'] },
  { id: 'resolveNext', group: 'case', keys: [']'] },
  { id: 'bot', group: 'case', keys: [] },
  { id: 'find', group: 'case', keys: ['Mod+f'] },
  { id: 'contact', group: 'case', keys: ['d'] },
  { id: 'mine', group: 'go', keys: ['g m', 'g i'] },
  { id: 'unassigned', group: 'go', keys: ['g u'] },
  { id: 'all', group: 'go', keys: ['g a'] },
  { id: 'contacts', group: 'go', keys: ['g c'] },
  { id: 'status', group: 'go', keys: [] },
  { id: 'workspace', group: 'go', keys: [] },
  { id: 'profile', group: 'go', keys: ['g p'] },
  { id: 'availability', group: 'device', keys: ['v'] },
  { id: 'theme', group: 'device', keys: [] },
  { id: 'language', group: 'device', keys: [] },
  { id: 'sound', group: 'device', keys: [] },
  { id: 'letters', group: 'device', keys: [] },
  { id: 'shortcuts', group: 'device', keys: ['?'] },
  { id: 'signOut', group: 'device', keys: [] },
] as const satisfies readonly Known[];

export type CommandId = (typeof COMMANDS)[number]['id'];
