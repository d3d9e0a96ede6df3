const KEY = 'causerie.messenger.sound';

/** Whether this device makes a sound when something comes and nobody looks. */
class Sound {
  #on = $state(localStorage.getItem(KEY) !== 'off');

  get on(): boolean {
    return this.#on;
  }

  set(on: boolean): void {
    this.#on = on;
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, 'off');
  }
}

export const sound = new Sound();
