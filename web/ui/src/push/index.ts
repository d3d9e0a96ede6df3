/** Notifications on this device: what the profiles of messenger and desk share. */
export { canBeTold, listen, stopListening } from './device.ts';
export { default as QuietHours } from './QuietHours.svelte';
