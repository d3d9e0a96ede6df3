/** One thing that the shop sells. `id` is also its drawing in clothes.svg. Prices are in US cents. */
export interface Product {
  id: string;
  name: string;
  department: 'Jeans' | 'Shirts' | 'Jackets' | 'Boots';
  cloth: string;
  price: number;
  about: string;
  material: string;
  care: string;
  sizes: readonly string[];
}

const WAIST = ['28', '30', '32', '34', '36'] as const;
const CHEST = ['XS', 'S', 'M', 'L', 'XL'] as const;
const FOOT = ['38', '39', '40', '41', '42', '43', '44'] as const;

export const CATALOGUE: readonly Product[] = [
  {
    id: 'field-jacket',
    name: 'Field jacket',
    department: 'Jackets',
    cloth: 'olive',
    price: 8900,
    about: 'Four pockets, a drawcord at the waist, and room for a jumper under it.',
    material: 'Waxed cotton, 320 g/m²; lined with brushed twill',
    care: 'Wipe clean; wax again once a year',
    sizes: CHEST,
  },
  {
    id: 'straight-jeans',
    name: 'Straight jeans',
    department: 'Jeans',
    cloth: 'indigo',
    price: 6900,
    about: 'A plain five-pocket cut from a heavy indigo that fades the way you live.',
    material: 'Selvedge denim, 13 oz, 100% cotton',
    care: 'Wash cold, inside out, and seldom',
    sizes: WAIST,
  },
  {
    id: 'oxford-shirt',
    name: 'Oxford shirt',
    department: 'Shirts',
    cloth: 'sky',
    price: 6400,
    about: 'The blue shirt that goes with everything else on this page.',
    material: 'Oxford cloth, organic cotton',
    care: 'Wash at 40 °C; iron while damp',
    sizes: CHEST,
  },
  {
    id: 'chelsea-boots',
    name: 'Chelsea boots',
    department: 'Boots',
    cloth: 'chestnut',
    price: 8400,
    about: 'On in a second, and resoled when the time comes.',
    material: 'Full-grain leather; storm welt; rubber sole',
    care: 'Brush, then cream every few weeks',
    sizes: FOOT,
  },
  {
    id: 'quilted-jacket',
    name: 'Quilted jacket',
    department: 'Jackets',
    cloth: 'rust',
    price: 9900,
    about: 'Warm, light, and folds into its own pocket for the train.',
    material: 'Recycled nylon; down from a certified source',
    care: 'Wash at 30 °C; tumble dry with two tennis balls',
    sizes: CHEST,
  },
  {
    id: 'tapered-jeans',
    name: 'Tapered jeans',
    department: 'Jeans',
    cloth: 'black',
    price: 9400,
    about: 'Room at the hip, narrow at the hem, turned up once.',
    material: 'Washed black denim, 12 oz, with 1% elastane',
    care: 'Wash cold, inside out',
    sizes: WAIST,
  },
  {
    id: 'linen-shirt',
    name: 'Linen shirt',
    department: 'Shirts',
    cloth: 'sand',
    price: 7900,
    about: 'An open collar for the three warm weeks that are left.',
    material: 'European linen, 160 g/m²',
    care: 'Wash at 30 °C; don’t iron it',
    sizes: CHEST,
  },
  {
    id: 'lace-up-boots',
    name: 'Lace-up boots',
    department: 'Boots',
    cloth: 'black',
    price: 9400,
    about: 'Six pairs of eyelets and a sole for wet stone.',
    material: 'Oiled leather; lugged rubber sole',
    care: 'Brush, then oil twice a year',
    sizes: FOOT,
  },
];

const dollars = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  minimumFractionDigits: 0,
});

/** An amount of US cents as people write it. */
export function price(cents: number): string {
  return dollars.format(cents / 100);
}
