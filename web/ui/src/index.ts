export { Attachments } from './composer/attachments.svelte.ts';
export { default as Composer } from './composer/Composer.svelte';
export type { Upload } from './composer/upload.ts';
export { linkify, type Piece } from './content/linkify.ts';
export { snippetWords } from './content/snippet.ts';
export { editableText } from './content/words.ts';
export { default as Avatar } from './controls/Avatar.svelte';
export { default as Badge } from './controls/Badge.svelte';
export { default as Button } from './controls/Button.svelte';
export { default as Card } from './controls/Card.svelte';
export { default as Dialog } from './controls/Dialog.svelte';
export { default as EmptyState } from './controls/EmptyState.svelte';
export { default as ErrorState } from './controls/ErrorState.svelte';
export { default as Field } from './controls/Field.svelte';
export { default as FoundLine } from './controls/FoundLine.svelte';
export { default as IconButton } from './controls/IconButton.svelte';
export type { MenuItem } from './controls/item.ts';
export { default as Menu } from './controls/Menu.svelte';
export { default as Skeleton } from './controls/Skeleton.svelte';
export { default as Spinner } from './controls/Spinner.svelte';
export { default as Switch } from './controls/Switch.svelte';
export { default as Tabs } from './controls/Tabs.svelte';
export { default as TextArea } from './controls/TextArea.svelte';
export { default as TextField } from './controls/TextField.svelte';
export { default as Toaster } from './controls/Toaster.svelte';
export { dismiss, toast } from './controls/toasts.svelte.ts';
export { tooltip } from './controls/tooltip.ts';
export {
  formatBytes,
  formatComing,
  formatDay,
  formatFull,
  formatNumber,
  formatShort,
  formatTime,
} from './i18n/format.ts';
export {
  catalogue,
  locale,
  LOCALES,
  pickLocale,
  setLocale,
  type Locale,
} from './i18n/locale.svelte.ts';
export { late } from './i18n/late.svelte.ts';
export { plural } from './i18n/plural.ts';
export { default as LineState } from './LineState.svelte';
export { explain, type ProblemWords } from './problems.ts';
export { applyBrand, applyTheme, contrastOf, type Theme } from './theme.ts';
export { amendedOf, madeOf, waitingQuote } from './timeline/amended.ts';
export { Made } from './timeline/made.ts';
export { Amending } from './timeline/amending.svelte.ts';
export type * from './timeline/entry.ts';
export { default as Bubble } from './timeline/Bubble.svelte';
export { default as EventLine } from './timeline/EventLine.svelte';
export { default as Thread } from './timeline/Thread.svelte';
export { default as Timeline } from './timeline/Timeline.svelte';
export { BlobAddresses } from './timeline/blobs.ts';
export {
  othersMarks,
  customerLines,
  draftContent,
  emailIsWanted,
  type CustomerWords,
} from './timeline/customer.ts';
