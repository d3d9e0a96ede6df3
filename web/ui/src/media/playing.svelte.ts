/** What plays on this page: one thing at a time, and at which speed. */

export const SPEEDS = [1, 1.5, 2] as const;

let current: HTMLMediaElement | undefined;
let speed = $state<(typeof SPEEDS)[number]>(1);

export const playing = {
  get speed(): number {
    return speed;
  },
  /** The next speed. What plays follows at once. */
  faster(): void {
    speed = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;
    if (current instanceof HTMLAudioElement) current.playbackRate = speed;
  },
  /** This plays now, and what played before is paused. */
  begin(element: HTMLMediaElement): void {
    if (current !== element) current?.pause();
    current = element;
    if (element instanceof HTMLAudioElement) element.playbackRate = speed;
  },
};
