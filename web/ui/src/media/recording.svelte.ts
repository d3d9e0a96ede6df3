/** Recording by the microphone, as MediaRecorder (W3C MediaStream Recording) does it. */

/** As many as a voice message is shown with. */
const PEAKS = 64;
const LOOK_MS = 50;
const BITS = 32_000;
/** What the server takes at most. */
const LONGEST_MS = 15 * 60_000;
/** What is quieter than this is shown as quiet. */
const QUIETEST = 0.04;

export interface Recorded {
  blob: Blob;
  durationMs: number;
  peaks: number[];
}

export class Recording {
  /** How loud it was, at every look; 0 to 100. */
  levels = $state<number[]>([]);
  elapsedMs = $state(0);
  readonly #stream: MediaStream;
  readonly #recorder: MediaRecorder;
  readonly #context = new AudioContext();
  readonly #parts: Blob[] = [];
  readonly #began = performance.now();
  readonly #timer: ReturnType<typeof setInterval>;

  /** Asks for the microphone. Throws what `getUserMedia` throws. */
  static async start(onlimit: () => void): Promise<Recording> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    return new Recording(stream, onlimit);
  }

  private constructor(stream: MediaStream, onlimit: () => void) {
    this.#stream = stream;
    this.#recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS });
    this.#recorder.ondataavailable = ({ data }) => this.#parts.push(data);
    this.#recorder.start();
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 2048;
    this.#context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      this.levels.push(Math.round(100 * Math.min(1, loudest)));
      this.elapsedMs = performance.now() - this.#began;
      if (this.elapsedMs > LONGEST_MS) onlimit();
    }, LOOK_MS);
  }

  /** Ends it, and gives what was recorded. */
  async stop(): Promise<Recorded> {
    const durationMs = performance.now() - this.#began;
    const ended = new Promise((resolve) => (this.#recorder.onstop = resolve));
    this.#recorder.stop();
    this.cancel();
    await ended;
    const blob = new Blob(this.#parts, { type: this.#recorder.mimeType });
    return { blob, durationMs: Math.round(durationMs), peaks: peaksOf(this.levels) };
  }

  /** Ends it, and lets the microphone go. */
  cancel(): void {
    clearInterval(this.#timer);
    for (const track of this.#stream.getTracks()) track.stop();
    if (this.#context.state !== 'closed') void this.#context.close();
  }
}

/** 64 of them; the loudest is 100. */
export function peaksOf(levels: readonly number[]): number[] {
  const bars = Array.from({ length: PEAKS }, (_, i) => {
    const from = Math.floor((i * levels.length) / PEAKS);
    const to = Math.max(from + 1, Math.floor(((i + 1) * levels.length) / PEAKS));
    return Math.max(0, ...levels.slice(from, to));
  });
  const loudest = Math.max(100 * QUIETEST, ...bars);
  return bars.map((bar) => Math.round((100 * bar) / loudest));
}
