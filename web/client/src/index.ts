/** The path of the live socket, on the server that served this page. */
export const LIVE_PATH = '/live';
