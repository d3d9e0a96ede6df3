/** What the shop's server states about its customer, and its signature over that. */
interface Identity {
  user_id: string;
  name: string;
  email: string;
  /** Unix seconds; a statement is good until then, and once. */
  expires: number;
  nonce: string;
  user_hash: string;
}

type Command = ['identify', Identity] | ['reset'];

// Stands for the shop's own login: a real shop has a session of its own.
const KEY = 'shop.customer';

export function signedIn(): boolean {
  return sessionStorage.getItem(KEY) !== null;
}

/** Gives the widget a command. Before its script has come, commands wait for it in an array. */
function tell(command: Command): void {
  const page = window as unknown as { Causerie?: Pick<Command[], 'push'> };
  (page.Causerie ??= []).push(command);
}

/** Tells the widget who the customer is, with the shop's signature. Called on each page while they are signed in. */
export async function identify(): Promise<void> {
  const answer = await fetch('/demo/identity');
  if (!answer.ok) throw new Error(`the shop could not sign: HTTP ${answer.status}`);
  tell(['identify', (await answer.json()) as Identity]);
}

export async function signIn(): Promise<void> {
  await identify();
  sessionStorage.setItem(KEY, 'crystal');
}

export function signOut(): void {
  sessionStorage.removeItem(KEY);
  tell(['reset']);
}
