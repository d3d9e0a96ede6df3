import * as bag from './bag.ts';
import { CATALOGUE, price, type Product } from './catalogue.ts';
import clothes from './clothes.svg?url';
import * as customer from './customer.ts';

const SVG = 'http://www.w3.org/2000/svg';

function find<T extends HTMLElement>(
  kind: new () => T,
  selector: string,
  parent: ParentNode = document,
): T {
  const element = parent.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`there is no ${kind.name} ${selector}`);
  return element;
}

function byId(id: string): HTMLElement {
  return find(HTMLElement, `#${id}`);
}

function copyOf(template: string): HTMLElement {
  const content = find(HTMLTemplateElement, `#${template}`).content.firstElementChild;
  return content?.cloneNode(true) as HTMLElement;
}

function drawing(product: Product): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 400 440');
  svg.setAttribute('aria-hidden', 'true');
  svg.dataset['cloth'] = product.cloth;
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `${clothes}#${product.id}`);
  svg.append(use);
  return svg;
}

function show(page: string, title?: string): void {
  find(HTMLElement, `[data-page="${page}"]`).hidden = false;
  if (title !== undefined) document.title = `${title} · Acme Brands`;
}

function say(words: string): void {
  const status = byId('status');
  status.textContent = words;
  status.hidden = false;
}

function showHome(): void {
  const named = new Set<string>();
  for (const product of CATALOGUE) {
    const card = copyOf('card');
    if (!named.has(product.department)) card.id = product.department.toLowerCase();
    named.add(product.department);
    find(HTMLAnchorElement, 'a', card).href = `/shop/${product.id}`;
    find(HTMLElement, '.picture', card).append(drawing(product));
    find(HTMLElement, 'h3', card).textContent = product.name;
    find(HTMLElement, '.price', card).textContent = price(product.price);
    byId('grid').append(card);
  }
  show('home');
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

function showProduct(product: Product): void {
  byId('picture').append(drawing(product));
  byId('department').textContent = product.department;
  byId('name').textContent = product.name;
  byId('price').textContent = price(product.price);
  byId('about').textContent = product.about;
  byId('material').textContent = product.material;
  byId('care').textContent = product.care;
  for (const size of product.sizes) {
    const label = document.createElement('label');
    const input = document.createElement('input');
    Object.assign(input, { type: 'radio', name: 'size', value: size, required: true });
    label.append(input, size);
    byId('sizes').append(label);
  }
  const form = find(HTMLFormElement, '#add');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const size = new FormData(form).get('size') as string;
    bag.add(product.id, size);
    showCount();
    say(`${product.name}, size ${size}, is in your bag.`);
  });
  show('product', product.name);
}

function showBag(): void {
  const lines = bag.read();
  const { goods, delivery } = bag.sum(lines);
  byId('lines').replaceChildren(...lines.map(bagLine));
  byId('goods').textContent = price(goods);
  byId('delivery').textContent = delivery === 0 ? 'Free' : price(delivery);
  byId('together').textContent = price(goods + delivery);
  byId('bag').hidden = lines.length === 0;
  byId('bag-empty').hidden = lines.length > 0;
  show('bag', 'Your bag');
}

function bagLine(line: bag.Line): HTMLElement {
  const product = bag.productOf(line);
  const row = copyOf('line');
  if (!product) return row;
  const picture = find(HTMLAnchorElement, '.picture', row);
  picture.href = `/shop/${product.id}`;
  picture.setAttribute('aria-label', product.name);
  picture.append(drawing(product));
  find(HTMLElement, 'h2', row).textContent = product.name;
  find(HTMLElement, '.small', row).textContent =
    `Size ${line.size}${line.count > 1 ? ` · ${line.count} pieces` : ''}`;
  find(HTMLElement, '.price', row).textContent = price(product.price * line.count);
  find(HTMLElement, 'button', row).addEventListener('click', () => {
    bag.remove(line.product, line.size);
    showBag();
    showCount();
  });
  return row;
}

function showCount(): void {
  byId('bag-count').textContent = String(bag.sum(bag.read()).count);
}

function showCustomer(): void {
  byId('customer').textContent = customer.signedIn() ? 'Crystal · sign out' : 'Sign in as Crystal';
}

async function changeCustomer(): Promise<void> {
  if (customer.signedIn()) {
    customer.signOut();
    say('Signed out.');
  } else {
    await customer.signIn();
    say('Signed in as Crystal Minh. The chat knows it too, by the shop’s signature.');
  }
  showCustomer();
}

function reason(error: unknown): string {
  return `That did not work: ${error instanceof Error ? error.message : String(error)}.`;
}

const page = location.pathname.replace(/^\/shop\/?/, '').replace(/\/$/, '');
const product = CATALOGUE.find((one) => one.id === page);
if (page === '') showHome();
else if (page === 'bag') showBag();
else if (product) showProduct(product);
else show('missing', 'Not here');

showCount();
showCustomer();
byId('customer').addEventListener('click', () => {
  changeCustomer().catch((error: unknown) => {
    say(reason(error));
  });
});
if (customer.signedIn())
  customer.identify().catch((error: unknown) => {
    say(reason(error));
  });
