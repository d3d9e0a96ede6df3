let context: AudioContext | undefined;

/** Two soft notes. Silent where the browser allows no sound before a click in this frame. */
export function playAnswer(): void {
  context ??= new AudioContext();
  if (context.state !== 'running') void context.resume();
  for (const [start, pitch] of [
    [0, 660],
    [0.11, 880],
  ] as const) {
    const at = context.currentTime + start;
    const tone = new OscillatorNode(context, { frequency: pitch });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.linearRampToValueAtTime(0.08, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.35);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.4);
  }
}
