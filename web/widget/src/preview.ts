// The page in which the desk shows the real widget, with settings that are not saved yet.
import type { CauserieSettings } from '../sdk/causerie.d.ts';

const [, , channel = ''] = location.pathname.split('/');
const script = document.createElement('script');
script.src = `/widget/${channel}/widget.js`;
script.onload = () => {
  window.Causerie?.open();
  window.parent.postMessage('preview ready', location.origin);
};
addEventListener('message', ({ source, origin, data }: MessageEvent<unknown>) => {
  const settings = (data as { preview?: CauserieSettings } | null)?.preview;
  if (source === window.parent && origin === location.origin && settings)
    window.Causerie?.run(settings);
});
document.head.append(script);
