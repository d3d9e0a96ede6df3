import type { AboutWords } from './en.ts';

const ro: AboutWords = {
  about: 'Despre această conversație',
  aboutOf: (name) => `Despre conversația cu ${name}`,
  backToIt: 'Înapoi la conversație',
  tabs: { media: 'Imagini', links: 'Linkuri', files: 'Fișiere', me: 'Cine sunt' },
  none: {
    media: 'Încă nicio imagine',
    links: 'Încă niciun link',
    files: 'Încă niciun fișier',
  },
  noneText: 'Aici se adună ce se trimite în această conversație.',
  failed: 'Nu se poate încărca',
  goThere: 'Arată în conversație',
  openPicture: (name) => `Arată ${name} în conversație`,
  more: 'Arată mai vechi',
  you: 'Dvs.',

  meText: (business) => `Iată ce știe ${business} despre dvs.`,
  name: 'Nume',
  noName: 'Nespus',
  since: 'Vă cunoaște din',
  addresses: 'Adrese',
  kind: { email: 'E-mail', user: 'Număr de client', phone: 'Telefon' },
  verified: 'Verificat',
  unverified: 'Neverificat',
  facts: 'Ce afirmă despre dvs.',
  claims: 'Ce a spus site-ul despre dvs.',
  claimsText: 'Nimeni nu a verificat asta.',
  yes: 'Da',
  no: 'Nu',

  consents: 'La ce v-ați dat acordul',
  noConsents: 'Nu v-ați dat acordul decât pentru această conversație.',
  given: (date) => `Dat: ${date}`,
  withdrawn: (date) => `Retras: ${date}`,
  withdraw: 'Retrage',
  withdrawOf: (purpose) => `Retrage: ${purpose}`,

  data: 'Datele dvs.',
  exportText: 'Un fișier ZIP cu profilul dvs., această conversație și fișierele ei.',
  exportAsk: 'Fă o copie',
  exportAgain: 'Fă o copie nouă',
  exporting: (done, total) => `În lucru: ${done} din ${total}`,
  exportSoon: 'În lucru…',
  exportReady: (size) => `Descarcă (${size})`,
  exportUntil: (date) => `Se poate descărca până pe ${date}.`,

  eraseText: (business) => `Cereți ca ${business} să vă uite, cu tot ce ați scris.`,
  erase: 'Șterge-mă…',
  eraseTitle: (business) => `Ștergeți ce știe ${business} despre dvs.?`,
  goes: 'Aceasta dispare pentru totdeauna:',
  goesItems: [
    'tot ce ați scris aici, cu imagini și fișiere',
    'numele, imaginea și adresele dvs.',
    'ce s-a notat despre dvs. și paginile pe care ați fost',
  ],
  stays: 'Aceasta trebuie să rămână:',
  staysItems: [
    'ce a scris firma, și că între timp a stat ceva acolo',
    'că v-ați dat un acord și când: firma trebuie să-l poată arăta',
    'mesajele care au ajuns într-o căsuță poștală',
  ],
  goOn: 'Continuă',
  cancel: 'Păstrează',
  sureTitle: 'Nu se poate anula',
  sureText: (business) =>
    `Conversația dispare de pe toate dispozitivele dvs., iar ${business} vede în locul dvs. un contact șters.`,
  sure: 'Șterge-mă acum',
  erasing: (business) => `${business} vă uită. Durează o clipă.`,
};

export default ro;
