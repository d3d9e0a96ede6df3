/** Where a place is, in numbers and in addresses of maps. */

export interface Where {
  latitude: number;
  longitude: number;
}

/** "46.4825, 30.7233" and its like, also out of the address of a map; undefined for anything else. */
export function parseWhere(text: string): Where | undefined {
  const found = /(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)/.exec(text);
  if (!found) return undefined;
  const [latitude, longitude] = [Number(found[1]), Number(found[2])];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
    ? { latitude, longitude }
    : undefined;
}

export function formatWhere({ latitude, longitude }: Where): string {
  return `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
}

/** Maps that a reader may choose to open. Nothing is asked of them before. */
export function mapsOf(place: Where, name: string): { name: string; href: string }[] {
  const { latitude, longitude } = place;
  const at = `${latitude},${longitude}`;
  const label = name === '' ? '' : `(${encodeURIComponent(name)})`;
  return [
    {
      name: 'OpenStreetMap',
      href: `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`,
    },
    { name: 'Google Maps', href: `https://www.google.com/maps/search/?api=1&query=${at}` },
    {
      name: 'Apple Maps',
      href: `https://maps.apple.com/?ll=${at}&q=${encodeURIComponent(name || at)}`,
    },
    { name: 'geo:', href: `geo:${at}?q=${at}${label}` },
  ];
}
