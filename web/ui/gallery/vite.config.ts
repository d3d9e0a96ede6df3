import { resolve } from 'node:path';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// Every component on one page, for those who work on the look. It is not shipped.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte({ configFile: resolve(import.meta.dirname, '../../svelte.config.js') })],
  server: { host: '127.0.0.1', port: 8140, strictPort: true },
});
