import type { Messages } from './en.ts';

const ro: Messages = {
  title: 'Notificări',
  here: 'Pe acest dispozitiv',
  hereText: 'Ce te privește, cât timp biroul tău nu este pe niciun ecran.',
  denied: 'Browserul blochează notificările acestui site. Permite-le în setările lui.',
  impossible:
    'Serviciul de notificări al browserului nu poate fi atins acum: afli numai cât timp biroul este deschis.',
  of: 'Anunță-mă când',
  new: 'Cineva scrie și conversația nu este a nimănui',
  answered: 'Un client răspunde într-o conversație a mea',
  assigned: 'O conversație devine a mea',
  mentioned: 'Un coleg mă numește într-o notă: @Nume',
};

export default ro;
