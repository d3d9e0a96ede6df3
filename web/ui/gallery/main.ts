import '../src/theme.css';

import { mount } from 'svelte';

import { applyBrand, applyTheme, pickLocale, setLocale, type Theme } from '../src/index.ts';
import Gallery from './Gallery.svelte';

// ?theme=dark&locale=ru&brand=ffcc00
const query = new URLSearchParams(location.search);
applyTheme((query.get('theme') ?? 'system') as Theme);
const brand = query.get('brand');
if (brand) applyBrand(`#${brand}`);
await setLocale(pickLocale([query.get('locale') ?? 'en']));

const target = document.getElementById('app');
if (!target) throw new Error('the page has no #app');
mount(Gallery, { target });
