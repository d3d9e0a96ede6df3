// Builds the front ends into src/causerie/static. `--watch` rebuilds what changes; names pick some of them.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { build } from 'vite';

const WEB = resolve(import.meta.dirname, '..');

/** What the widget's loader fetches when it is first needed, each a whole file. */
const PARTS = [
  'sdk',
  'triggers',
  'alias-chatwoot',
  'alias-intercom',
  'alias-crisp',
  'alias-tawk',
  'alias-zendesk',
];

/** Each app's Vite configurations, in the order in which they must be built; after a colon, the mode.
 * @type {Record<string, string[]>} */
const APPS = {
  widget: [
    'vite.config.ts',
    'vite.loader.config.ts',
    ...PARTS.map((part) => `vite.part.config.ts:${part}`),
  ],
  messenger: ['vite.config.ts'],
  desk: ['vite.config.ts'],
  'demo-shop': ['vite.config.ts'],
};

const { values, positionals } = parseArgs({
  options: { watch: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : Object.keys(APPS);

for (const name of names) {
  const configs = APPS[name];
  if (!configs) throw new Error(`no app ${name}; there are ${Object.keys(APPS).join(', ')}`);
  for (const config of configs) {
    const [file = '', mode = 'production'] = config.split(':');
    await build({
      mode,
      configFile: resolve(WEB, name, file),
      logLevel: values.watch ? 'info' : 'warn',
      // While watching, no app may empty a folder: the widget's panel and loader share one.
      build: values.watch ? { watch: {}, emptyOutDir: false } : {},
    });
  }
  console.log(`${name}: ${values.watch ? 'watching' : 'built'}`);
}
