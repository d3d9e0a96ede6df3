import { createHash } from 'node:crypto';

import { defineConfig, mergeConfig, type Plugin } from 'vite';

import { app, WORKER, withWorker } from '../vite.app.ts';

/** Tells the service worker which files make the shell, and gives each build a cache of its own. */
function shell(): Plugin {
  return {
    name: 'causerie:shell',
    apply: 'build',
    generateBundle(_options, bundle) {
      const worker = bundle[WORKER];
      if (worker?.type !== 'chunk') throw new Error(`the build has no ${WORKER}`);
      if (worker.imports.length > 0)
        throw new Error(`${WORKER} would run ${worker.imports.join()}`);
      const names = Object.keys(bundle).filter((name) => /\.(?:js|css|svg|woff2)$/.test(name));
      const files = names.filter((name) => name !== WORKER).sort();
      const version = createHash('sha256').update(files.join()).digest('hex').slice(0, 12);
      worker.code = worker.code
        .replace('__FILES__', JSON.stringify(files.map((name) => `/static/messenger/${name}`)))
        .replace('__VERSION__', JSON.stringify(version));
    },
  };
}

export default defineConfig(
  mergeConfig(mergeConfig(app('messenger'), withWorker('messenger')), { plugins: [shell()] }),
);
