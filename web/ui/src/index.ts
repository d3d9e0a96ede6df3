export { applyBrand, applyTheme, type Theme } from './theme.ts';
