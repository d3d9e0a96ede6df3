const KEY = 'causerie.sound';

/** What this browser's visitor chose; a browser that lets us keep nothing sounds. */
export function soundIsOn(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}

/** Remembers it, where the browser lets us. */
export function keepSound(on: boolean): void {
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, 'off');
  } catch (error) {
    console.warn('causerie: this browser does not keep the choice', error);
  }
}
