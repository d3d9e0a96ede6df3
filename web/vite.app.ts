import { resolve } from 'node:path';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin, UserConfig } from 'vite';

const WEB = import.meta.dirname;

/** The browsers of mid-2024 and later: they know CSS `light-dark()` and popovers. */
export const BROWSERS = ['chrome123', 'firefox125', 'safari17.5'];

/** All but what a page names itself, and what a service worker runs: both stay files of their own. */
const SHARED = /^(?!.*(\.html|\/src\/(main|preview|sw)\.ts|\/push\/(worker|notice)\.ts)$)/;

/** The name of a built service worker. */
export const WORKER = 'sw.js';

/** Where the server finds the built front ends. */
export const STATIC = resolve(WEB, '../src/causerie/static');

/**
 * Fails the build on an HTML shell that the server's content security policy
 * (`script-src 'self'; style-src 'self'`) would break.
 */
function strictCsp(): Plugin {
  const inline = /<script(?![^>]*\ssrc=)[^>]*>|<style[\s>]|\sstyle=|\son[a-z]+=/i;
  return {
    name: 'causerie:strict-csp',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const found = inline.exec(html);
        if (found) throw new Error(`inline script or style in an HTML shell: ${found[0]}`);
      },
    },
  };
}

/** What an app with a service worker builds beside: `src/sw.ts` becomes `sw.js`, in one file. */
export function withWorker(name: string): UserConfig {
  return {
    plugins: [
      {
        name: 'causerie:worker',
        apply: 'build',
        generateBundle(_options, bundle) {
          const worker = bundle[WORKER];
          if (worker?.type !== 'chunk') throw new Error(`the build has no ${WORKER}`);
          if (worker.imports.length > 0)
            throw new Error(`${WORKER} would run ${worker.imports.join()}`);
        },
      },
    ],
    build: {
      rolldownOptions: {
        input: { index: resolve(WEB, name, 'index.html'), sw: resolve(WEB, name, 'src/sw.ts') },
        output: {
          entryFileNames: ({ name }: { name: string }) =>
            name === 'sw' ? WORKER : 'assets/[name]-[hash].js',
        },
      },
    },
  };
}

/**
 * The Vite configuration that all apps share. `name` is the folder in `web/` and in the server's `/static/`; `together`:
 * whether all of its first load goes into one file. Pages of one app that share little must not.
 */
export function app(name: string, { together = true } = {}): UserConfig {
  return {
    root: resolve(WEB, name),
    base: `/static/${name}/`,
    plugins: [svelte({ configFile: resolve(WEB, 'svelte.config.js') }), strictCsp()],
    build: {
      outDir: resolve(STATIC, name),
      emptyOutDir: true,
      manifest: true,
      license: true, // The licences of what is bundled go with it.
      target: BROWSERS,
      assetsInlineLimit: 0, // A data: address would need a wider policy.
      // What comes later brings its styles; the names of its scripts would
      // be a part of the first load.
      modulePreload: {
        polyfill: false,
        resolveDependencies: (_, needed, { hostType }) =>
          hostType === 'html' ? needed : needed.filter((name) => name.endsWith('.css')),
      },
      reportCompressedSize: false,
      rolldownOptions: {
        // All of the first load in one file: it compresses better than two dozen, and is there sooner.
        output: together
          ? { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'], test: SHARED }] } }
          : {},
      },
    },
  };
}
