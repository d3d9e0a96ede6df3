/** A sketch of where on Earth a place is, of Natural Earth's public data that comes with us: nobody else is asked. */
import type { Feature, FeatureCollection, Geometry, Position } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

import address from 'world-atlas/countries-50m.json?url';

export const WIDTH = 320;
export const HEIGHT = 160;
/** How many degrees of latitude are shown. */
const SPAN = 9;

interface Ring {
  points: Position[];
  west: number;
  east: number;
  south: number;
  north: number;
}

let loading: Promise<Ring[]> | undefined;

function rings(): Promise<Ring[]> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Ring[]> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`the map could not be loaded: ${answer.status}`);
  const world = (await answer.json()) as Topology<{ countries: GeometryCollection }>;
  const countries = feature(world, world.objects.countries) as FeatureCollection;
  return countries.features.flatMap((country: Feature) => outlines(country.geometry).map(ringOf));
}

function outlines(geometry: Geometry): Position[][] {
  if (geometry.type === 'Polygon') return geometry.coordinates;
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : [];
}

function ringOf(points: Position[]): Ring {
  const ring = { points, west: 180, east: -180, south: 90, north: -90 };
  for (const [x = 0, y = 0] of points) {
    ring.west = Math.min(ring.west, x);
    ring.east = Math.max(ring.east, x);
    ring.south = Math.min(ring.south, y);
    ring.north = Math.max(ring.north, y);
  }
  return ring;
}

/** The outlines of the countries around a place, as the path of an SVG of WIDTH by HEIGHT; the place is in its middle. */
export async function sketch(latitude: number, longitude: number): Promise<string> {
  const scale = HEIGHT / SPAN;
  // One degree of longitude is shorter away from the equator.
  const narrow = Math.max(0.15, Math.cos((latitude * Math.PI) / 180));
  const half = WIDTH / 2 / scale / narrow;
  const near = (await rings()).flatMap((ring) =>
    [-360, 0, 360]
      .filter(
        (turn) =>
          ring.west + turn < longitude + half &&
          ring.east + turn > longitude - half &&
          ring.south < latitude + SPAN / 2 &&
          ring.north > latitude - SPAN / 2,
      )
      .map((turn) => ({ ring, turn })),
  );
  return near
    .map(
      ({ ring, turn }) =>
        `M${ring.points
          .map(([x = 0, y = 0]) => {
            const left = WIDTH / 2 + (x + turn - longitude) * narrow * scale;
            const top = HEIGHT / 2 - (y - latitude) * scale;
            return `${left.toFixed(1)} ${top.toFixed(1)}`;
          })
          .join('L')}Z`,
    )
    .join('');
}
