import type { Entry } from '@causerie/client';
import type * as ui from '@causerie/ui';

/** One case of a conversation, from the entry that opened it up to the next case. */
export interface Section {
  readonly number: number;
  readonly opened: Date;
  /** When it ended, and by whom; null while it goes on. */
  readonly resolved: { readonly at: Date; readonly by: string } | null;
  /** Another case came after it. */
  readonly past: boolean;
}

/** The cases among the entries, by the key of the line that begins each. */
export function sectionsOf(
  entries: readonly Entry[],
  nameOf: (author: Entry['author']) => string,
): ReadonlyMap<string, Section> {
  const found = new Map<string, Section>();
  let key = '';
  const change = (to: Partial<Section>): void => {
    const section = found.get(key);
    if (section) found.set(key, { ...section, ...to });
  };
  for (const { at, author, body, client_id } of entries) {
    if (body.kind !== 'event') continue;
    const { event } = body;
    if (event.type === 'case_resolved')
      change({ resolved: { at: new Date(at), by: nameOf(author) } });
    else if (event.type === 'case_reopened') change({ resolved: null });
    else if (event.type === 'case_opened') {
      if (found.get(key)?.number === event.case) {
        change({ resolved: null }); // So it was opened again before there was an event of its own for it.
        continue;
      }
      change({ past: true });
      key = client_id;
      found.set(key, { number: event.case, opened: new Date(at), resolved: null, past: false });
    }
  }
  return found;
}

/** The lines without those of folded cases, of which the first alone stays. */
export function fold(
  lines: readonly ui.Entry[],
  sections: ReadonlyMap<string, Section>,
  folded: ReadonlySet<number>,
): readonly ui.Entry[] {
  if (folded.size === 0) return lines;
  let hidden = false;
  return lines.filter((line) => {
    const section = sections.get(line.key);
    if (section) hidden = section.past && folded.has(section.number);
    return section !== undefined || !hidden;
  });
}
