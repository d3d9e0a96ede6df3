import { CATALOGUE, type Product } from './catalogue.ts';

/** What was put into the bag: one line a product and size. */
export interface Line {
  product: string;
  size: string;
  count: number;
}

// The shop's own memory, written when something is added and not before.
const KEY = 'shop.bag';
const FREE_FROM = 15_000;
const DELIVERY = 600;

export function read(): Line[] {
  return JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as Line[];
}

function write(lines: Line[]): void {
  sessionStorage.setItem(KEY, JSON.stringify(lines));
}

export function add(product: string, size: string): void {
  const lines = read();
  const same = lines.find((line) => line.product === product && line.size === size);
  if (same) same.count += 1;
  else lines.push({ product, size, count: 1 });
  write(lines);
}

export function remove(product: string, size: string): void {
  write(read().filter((line) => line.product !== product || line.size !== size));
}

export function productOf(line: Line): Product | undefined {
  return CATALOGUE.find((product) => product.id === line.product);
}

/** How many things, what they cost and what sending them costs, in cents. */
export function sum(lines: Line[]): { count: number; goods: number; delivery: number } {
  const goods = lines.reduce(
    (cents, line) => cents + (productOf(line)?.price ?? 0) * line.count,
    0,
  );
  const count = lines.reduce((all, line) => all + line.count, 0);
  return { count, goods, delivery: goods >= FREE_FROM ? 0 : DELIVERY };
}
