/** What the demo's mail server keeps. Its routes are made by channels/email/mailbox_api.py. */
const MAILS = '/api/demo/mailbox';

export interface MailSummary {
  id: string;
  to_address: string;
  from_name: string;
  from_address: string;
  subject: string;
  received_at: string;
}

export interface KeptMail {
  summary: MailSummary;
  text: string;
  /** As it was sent: shown by `htmlAddress` in a frame without rights, and nowhere else. */
  html: string;
  /** Names. */
  attachments: string[];
}

/** What became of an answer that was handed to our mail server. */
export type Outcome =
  | { type: 'sent'; words: string }
  | { type: 'refused'; code: number; words: string }
  | { type: 'try_later'; words: string }
  | { type: 'unknown'; words: string };

async function ask<T>(path: string, body?: unknown): Promise<T> {
  const answer = await fetch(
    path,
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        },
  );
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
    throw new Error(problem.detail ?? `HTTP ${answer.status}`);
  }
  return (await answer.json()) as T;
}

/** The newest first. */
export function listMails(): Promise<MailSummary[]> {
  return ask(MAILS);
}

export function readMail(id: string): Promise<KeptMail> {
  return ask(`${MAILS}/${id}`);
}

/** The mail's own page, which the server sends with a policy that runs and loads nothing. */
export function htmlAddress(id: string): string {
  return `${MAILS}/${id}/html`;
}

export async function answerMail(
  id: string,
  text: string,
  files: readonly File[],
): Promise<Outcome> {
  const attachments = await Promise.all(
    files.map(async (file) => ({
      name: file.name,
      media_type: file.type || 'application/octet-stream',
      data: await base64(file),
    })),
  );
  return ask(`${MAILS}/${id}/answer`, { text, attachments });
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
