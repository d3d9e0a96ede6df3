import type { Messages } from './en.ts';

const ro: Messages = {
  quiet: 'Ore de liniște',
  quietText: 'Între timp niciun dispozitiv nu sună; aflați după aceea ce a venit.',
  from: 'De la',
  to: 'Până la',
};

export default ro;
