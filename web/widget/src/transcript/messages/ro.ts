import type { Words } from './en.ts';

const ro: Words = {
  email: 'Adresă de e-mail',
  send: 'Trimite',
  sent: 'E-mailul este pe drum.',
  text: 'Și răspunsurile vor veni la această adresă.',
  title: 'Unde o trimitem?',
};

export default ro;
