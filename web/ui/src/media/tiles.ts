/** Which tiles of a map show a place. They come from our server, which asks the one that the installation names. */
import type { MapTiles } from '@causerie/client';

export const WIDTH = 320;
export const HEIGHT = 160;
/** Of the server's tiles: there is one zoom. */
const ZOOM = 15;
const SIDE = 256;
const TILES = 2 ** ZOOM;
/** Where Web Mercator ends. */
const FARTHEST = 85.05;

let asking: Promise<MapTiles> | undefined;

async function ask(): Promise<MapTiles> {
  const answer = await fetch('/api/v1/tiles');
  if (!answer.ok) throw new Error(`the maps could not be asked for: ${answer.status}`);
  return (await answer.json()) as MapTiles;
}

/** Whose maps there are: asked once a page. */
export function mapTiles(): Promise<MapTiles> {
  asking ??= ask();
  return asking;
}

export interface Tile {
  address: string;
  /** In pixels of a picture of WIDTH by HEIGHT, the place in its middle. */
  left: number;
  top: number;
}

/** The tiles around a place (EPSG:3857); none near the poles. */
export function tilesAround(latitude: number, longitude: number): Tile[] {
  if (Math.abs(latitude) > FARTHEST) return [];
  const radians = (latitude * Math.PI) / 180;
  const x = ((longitude + 180) / 360) * TILES * SIDE;
  const y = ((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * TILES * SIDE;
  const [west, north] = [Math.round(x - WIDTH / 2), Math.round(y - HEIGHT / 2)];
  const tiles: Tile[] = [];
  for (let row = Math.floor(north / SIDE); row * SIDE < north + HEIGHT; row += 1) {
    for (let column = Math.floor(west / SIDE); column * SIDE < west + WIDTH; column += 1) {
      // The world goes round, and ends above and below.
      const round = ((column % TILES) + TILES) % TILES;
      const address = `/api/v1/tiles/${round}/${row}`;
      if (row >= 0 && row < TILES)
        tiles.push({ address, left: column * SIDE - west, top: row * SIDE - north });
    }
  }
  return tiles;
}
