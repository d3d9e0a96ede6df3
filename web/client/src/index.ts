/** The types of the server's frames, written by `npm run schema`. */
export type * from './schema.ts';

/** The path of the live socket, on the server that served this page. */
export const LIVE_PATH = '/live';
