import { resolve } from 'node:path';

import { defineConfig, mergeConfig } from 'vite';

import { app } from '../vite.app.ts';

const page = (name: string) => resolve(import.meta.dirname, name);

export default defineConfig(
  mergeConfig(app('demo-shop', { together: false }), {
    build: { rollupOptions: { input: [page('index.html'), page('mailbox.html')] } },
  }),
);
