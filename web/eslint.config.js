import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

import svelteConfig from './svelte.config.js';

export default defineConfig(
  globalIgnores(['**/node_modules', 'client/src/schema.ts']),
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  prettier,
  svelte.configs.prettier,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] },
    },
    rules: {
      // Numbers read well in template strings; everything else must be converted on purpose.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      // Our content security policy has no 'unsafe-inline': a style attribute would be dropped by the
      // browser. `style:` directives are set through the CSSOM and pass.
      'no-restricted-syntax': [
        'error',
        {
          selector: 'SvelteAttribute[key.name="style"]',
          message: 'The CSP refuses style attributes. Use a class or a style: directive.',
        },
      ],
      'svelte/no-navigation-without-resolve': 'off', // A rule of SvelteKit, which we don't use.
    },
  },
  { files: ['*.js', 'scripts/**'], languageOptions: { globals: globals.node } },
);
