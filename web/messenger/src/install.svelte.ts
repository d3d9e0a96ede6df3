/** Chromium's offer to install the messenger as an app; other browsers have it in their own menus. */
interface InstallOffer extends Event {
  prompt: () => Promise<void>;
}

let offer = $state.raw<InstallOffer | null>(null);

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  offer = event as InstallOffer;
});
addEventListener('appinstalled', () => {
  offer = null;
});

export const install = {
  /** Whether the browser would install it now. */
  get offered(): boolean {
    return offer !== null;
  },
  async start(): Promise<void> {
    await offer?.prompt();
    offer = null;
  },
};
