import { defineConfig, mergeConfig } from 'vite';

import { app, withWorker } from '../vite.app.ts';

export default defineConfig(mergeConfig(app('desk'), withWorker('desk')));
