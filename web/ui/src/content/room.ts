import type { Content } from '../timeline/entry.ts';

/** In px: as tall as what is shown of each kind, where that is known before. */
const ROOM: { [K in Content['kind']]?: number } = {
  file: 44,
  voice: 44,
  sticker: 128,
  pack_sticker: 128,
  place: 260,
  carousel: 360,
};
/** Of pictures and videos. */
const [LEAST, MOST] = [96, 320];

/** How much room is kept for a message whose component is still on its way, in px: what comes moves nothing then. */
export function roomFor(content: Content): number {
  if (content.kind !== 'image' && content.kind !== 'video') return ROOM[content.kind] ?? 64;
  const { width, height } = content.file;
  if (!width || !height) return LEAST;
  return Math.max(LEAST, Math.round(height * Math.min(1, MOST / width, MOST / height)));
}
