const ARROWS = ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp'];

/** Moves the focus among the buttons of a grid, which may have several parts: to the neighbour as it is seen. */
export function moveInGrid(event: KeyboardEvent): void {
  if (!ARROWS.includes(event.key)) return;
  const button = event.currentTarget as HTMLButtonElement;
  const group = button.closest('[role=group]') ?? button;
  const all = [...group.querySelectorAll('button')];
  const from = all.indexOf(button);
  const here = all[from]?.getBoundingClientRect();
  if (!here) return;
  event.preventDefault();
  const rtl = getComputedStyle(button).direction === 'rtl';
  const next = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[event.key];
  if (next !== undefined) {
    all[from + next]?.focus();
    return;
  }
  const side = event.key === 'ArrowDown' ? 1 : -1;
  const boxes = all.map((button) => ({ button, box: button.getBoundingClientRect() }));
  const beyond = boxes.filter(({ box }) => (box.top - here.top) * side > here.height / 2);
  const distance = (box: DOMRect): number =>
    Math.abs(box.top - here.top) * 1000 + Math.abs(box.left - here.left);
  beyond.sort((a, b) => distance(a.box) - distance(b.box));
  beyond[0]?.button.focus();
}
