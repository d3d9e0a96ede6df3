import { resolve } from 'node:path';

import { defineConfig, mergeConfig } from 'vite';

import { app } from '../vite.app.ts';

const here = (name: string): string => resolve(import.meta.dirname, name);

export default defineConfig(
  mergeConfig(app('widget'), {
    build: { rolldownOptions: { input: [here('index.html'), here('preview.html')] } },
  }),
);
