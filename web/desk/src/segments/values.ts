import type { AttributeDefinition } from '@causerie/client';
import { locale, LOCALES } from '@causerie/ui';

import type { Sorting } from '../inbox/sorting.svelte.ts';
import type { Line } from './conditions.ts';
import { messages } from './messages/index.ts';

/** What can be chosen for a line, with its words. */
export function choicesFor(
  { field }: Line,
  sorting: Sorting,
  definition: AttributeDefinition | undefined,
): readonly (readonly [string, string])[] {
  const t = messages.t;
  switch (field) {
    case 'label':
      return sorting.labels.map(({ name }) => [name, name] as const);
    case 'status':
      return Object.entries(t.status);
    case 'known_by':
      return Object.entries(t.knownBy);
    case 'language':
      return LOCALES.map((tag) => [tag, named('language', tag)] as const);
    case 'country':
      return countries();
    case 'timezone':
      return Intl.supportedValuesOf('timeZone').map((zone) => [zone, zone] as const);
    default:
      return definition?.type === 'boolean'
        ? [
            ['true', t.yes],
            ['false', t.no],
          ]
        : (definition?.choices ?? []).map((choice) => [choice, choice] as const);
  }
}

const named = (type: 'language' | 'region', tag: string): string =>
  new Intl.DisplayNames([locale.current], { type }).of(tag) ?? tag;

/** Every country by its two letters, with its name. */
export function countries(): (readonly [string, string])[] {
  return COUNTRIES.map((tag) => [tag, named('region', tag)] as const).sort(([, one], [, other]) =>
    one.localeCompare(other, locale.current),
  );
}

/** What has telephone numbers of its own. */
const COUNTRIES = `
  AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO
  BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK
  DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ
  GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM
  KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
  MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH
  PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR
  SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC
  VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
`
  .trim()
  .split(/\s+/);
