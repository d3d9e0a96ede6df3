/** What was drawn on a picture, in pixels of the picture, and how it is put on a canvas. */

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  width: number;
  height: number;
}

export type Mark =
  | { kind: 'pen'; colour: string; points: Point[] }
  | { kind: 'arrow'; colour: string; from: Point; to: Point }
  | { kind: 'text'; colour: string; at: Point; text: string }
  | { kind: 'crop'; box: Box };

export type Tool = Mark['kind'];

/** A picture is drawn on at this size at most; the server keeps no larger one. */
const LONGEST_SIDE = 4096;

/** Seen on any picture: white first. */
export const COLOURS = ['#e5352b', '#ffc400', '#1e9e4a', '#1673e6', '#ffffff', '#111111'] as const;

/** The size at which a picture is drawn on. */
export function sizeFor({ width, height }: { width: number; height: number }): Box {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  return { x: 0, y: 0, width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** What is left of the picture: the last crop counts. */
export function cropOf(marks: readonly Mark[], whole: Box): Box {
  const last = marks.findLast((mark) => mark.kind === 'crop');
  return last ? last.box : whole;
}

/** The box between two points, within `bounds`, in whole pixels. */
export function boxOf(a: Point, b: Point, bounds: Box): Box {
  const within = (value: number, from: number, size: number): number =>
    Math.round(Math.min(Math.max(value, from), from + size));
  const left = within(Math.min(a.x, b.x), bounds.x, bounds.width);
  const top = within(Math.min(a.y, b.y), bounds.y, bounds.height);
  const right = within(Math.max(a.x, b.x), bounds.x, bounds.width);
  const bottom = within(Math.max(a.y, b.y), bounds.y, bounds.height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** How thick a line is on a picture of this size. */
export function thickness({ width, height }: Box): number {
  return Math.max(3, Math.hypot(width, height) / 220);
}

/** Draws the picture and all marks; `view` is what of it is on the canvas. */
export function paint(
  canvas: HTMLCanvasElement,
  picture: CanvasImageSource,
  marks: readonly Mark[],
  whole: Box,
  view: Box,
): void {
  canvas.width = view.width;
  canvas.height = view.height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser has no canvas');
  context.translate(-view.x, -view.y);
  context.drawImage(picture, 0, 0, whole.width, whole.height);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.lineWidth = thickness(whole);
  for (const mark of marks) {
    if (mark.kind === 'crop') continue;
    context.strokeStyle = context.fillStyle = mark.colour;
    if (mark.kind === 'pen') pen(context, mark.points);
    else if (mark.kind === 'arrow') arrow(context, mark.from, mark.to);
    else words(context, mark.at, mark.text, mark.colour);
  }
}

/** Darkens what a crop would take away. */
export function shade(canvas: HTMLCanvasElement, kept: Box, view: Box): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(1, 0, 0, 1, -view.x, -view.y);
  context.fillStyle = 'rgb(0 0 0 / 50%)';
  context.beginPath();
  context.rect(view.x, view.y, view.width, view.height);
  context.rect(kept.x, kept.y, kept.width, kept.height);
  context.fill('evenodd');
  context.strokeStyle = '#ffffff';
  context.lineWidth = thickness(view) / 2;
  context.strokeRect(kept.x, kept.y, kept.width, kept.height);
}

function pen(context: CanvasRenderingContext2D, points: readonly Point[]): void {
  const [first, ...others] = points;
  if (!first) return;
  context.beginPath();
  context.moveTo(first.x, first.y);
  let before = first;
  for (const point of others) {
    // Through the middles, so that a quick hand draws curves too.
    context.quadraticCurveTo(
      before.x,
      before.y,
      (before.x + point.x) / 2,
      (before.y + point.y) / 2,
    );
    before = point;
  }
  context.lineTo(before.x, before.y);
  context.stroke();
}

function arrow(context: CanvasRenderingContext2D, from: Point, to: Point): void {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const head = Math.min(context.lineWidth * 5, Math.hypot(to.x - from.x, to.y - from.y));
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  for (const side of [0.5, -0.5]) {
    context.moveTo(to.x, to.y);
    context.lineTo(to.x - head * Math.cos(angle + side), to.y - head * Math.sin(angle + side));
  }
  context.stroke();
}

function words(context: CanvasRenderingContext2D, at: Point, text: string, colour: string): void {
  const size = context.lineWidth * 8;
  context.font = `600 ${size}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  // An edge of the other tone, so that it is read on any ground.
  context.save();
  context.strokeStyle = colour === '#ffffff' || colour === '#ffc400' ? '#111111' : '#ffffff';
  context.lineWidth = size / 6;
  context.strokeText(text, at.x, at.y);
  context.restore();
  context.fillText(text, at.x, at.y);
}
