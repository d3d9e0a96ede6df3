import '@causerie/ui/theme.css';

import { applyBrand, applyTheme, setLocale } from '@causerie/ui';
import { mount } from 'svelte';

import App from './App.svelte';
import { readSettings } from './settings.ts';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no #app');

const settings = readSettings(location);
if (settings.colour !== null) applyBrand(settings.colour);
applyTheme(settings.scheme);
await setLocale(settings.locale);
mount(App, { target, props: { settings } });
