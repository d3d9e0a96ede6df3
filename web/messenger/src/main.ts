import '@causerie/ui/theme.css';

import { applyTheme } from '@causerie/ui';
import { mount } from 'svelte';

import App from './App.svelte';
import { theme } from './theme.ts';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no #app');
applyTheme(theme());
mount(App, { target });
if ('serviceWorker' in navigator)
  void navigator.serviceWorker.register('/messenger/sw.js', { scope: '/messenger' });
