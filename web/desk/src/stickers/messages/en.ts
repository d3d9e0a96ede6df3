export const en = {
  title: 'Stickers',
  text: 'Your own stickers stand before ours where people choose one: in the widget, the messenger and here.',
  newPack: 'Name of a new pack',
  make: 'Make a pack',
  name: 'Name of the pack',
  words: 'What it says',
  wordsText: 'What stands below each is read to those who don’t see it, and stands in mails.',
  missing: 'Write something here.',
  add: 'Add pictures',
  bounds: 'PNG, WebP, GIF or JPEG up to 1 MB; what moves up to 512 pixels a side.',
  earlier: (words: string) => `Move earlier: ${words}`,
  later: (words: string) => `Move later: ${words}`,
  remove: (words: string) => `Remove: ${words}`,
  removePack: (name: string) => `Remove the pack ${name}`,
  removed: 'Removed. Where it was sent it is still shown.',
  refused: (name: string, why: string) => `${name}: ${why}`,
  empty: 'Nothing in it yet: it is offered when it has its first sticker.',
  none: 'No stickers of your own yet',
  noneText: 'Make a pack, and put your pictures into it.',
  failed: 'The stickers can’t be loaded',
};

export type Messages = typeof en;
