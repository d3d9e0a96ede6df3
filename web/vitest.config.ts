import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte({ configFile: './svelte.config.js' }), svelteTesting()],
  test: {
    environment: 'happy-dom',
    include: ['*/{src,loader,tests}/**/*.test.ts'],
    // Svelte sources, which must be compiled.
    server: { deps: { inline: ['@lucide/svelte'] } },
    setupFiles: ['ui/tests/setup.ts'],
    restoreMocks: true,
  },
});
