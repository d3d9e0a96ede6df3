import { copyFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { defineConfig, type Plugin } from 'vite';

import { STATIC } from '../vite.app.ts';

const OUT = resolve(STATIC, 'widget');
const here = (path: string): string => resolve(import.meta.dirname, path);

/** The types of the calls, served beside them. */
const types: Plugin = {
  name: 'causerie:types',
  closeBundle() {
    copyFileSync(here('sdk/causerie.d.ts'), resolve(OUT, 'causerie.d.ts'));
  },
};

// What the loader fetches later: a module with a fixed name that imports nothing. `mode` says which.
export default defineConfig(({ mode: part }) => ({
  root: import.meta.dirname,
  publicDir: false,
  plugins: part === 'sdk' ? [types] : [],
  build: {
    outDir: OUT,
    emptyOutDir: false, // The panel is built into the same folder first.
    target: 'es2020',
    reportCompressedSize: false,
    rolldownOptions: {
      input: here(part.startsWith('alias-') ? `aliases/${part.slice(6)}.ts` : `${part}/main.ts`),
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: `${part}.js` },
    },
  },
}));
