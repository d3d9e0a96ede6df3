import { resolve } from 'node:path';

import { defineConfig } from 'vite';

import { STATIC } from '../vite.app.ts';

// The loader runs on other people's pages: one classic script with a fixed name and no imports.
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    outDir: resolve(STATIC, 'widget'),
    emptyOutDir: false, // The panel is built into the same folder first.
    target: 'es2020',
    reportCompressedSize: false,
    lib: {
      entry: 'loader/main.ts',
      formats: ['iife'],
      name: 'causerie',
      fileName: () => 'widget.js',
    },
  },
});
