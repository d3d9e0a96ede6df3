/** Ways in beside the code by mail: for the screens where one signs in, and for one's profile. */
export { default as Proof } from './Proof.svelte';
export { Proving } from './proving.svelte.ts';
export { textedCode } from './texted.ts';
export { default as OtherWays } from './OtherWays.svelte';
export { default as WaysIn } from './WaysIn.svelte';
