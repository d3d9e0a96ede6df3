import type { Me } from '@causerie/client';
import { vi } from 'vitest';

export const ME: Me = {
  account: {
    id: '0192f0c0-0000-7000-8000-000000000001',
    email: 'crystal@mail.example',
    name: 'Crystal',
    about: '',
    avatar_url: null,
    locale: 'en',
  },
  csrf: 'csrf',
  staff_of: [],
};

type Answer = [status: number, body: unknown] | 'no answer';

/** Answers `fetch` as the server would; returns the requests that were made, as "POST /api/v1/me". */
export function serve(answers: Record<string, Answer>): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (path: string, { method = 'GET' }: RequestInit = {}) => {
    const request = `${method} ${path}`;
    asked.push(request);
    const answer = answers[request] ?? [404, { code: 'not_found', detail: '' }];
    if (answer === 'no answer') return Promise.reject(new TypeError('Failed to fetch'));
    const [status, body] = answer;
    return Promise.resolve(new Response(status === 204 ? null : JSON.stringify(body), { status }));
  });
  return asked;
}

export const UNAUTHENTICATED: Answer = [401, { code: 'unauthenticated', detail: '' }];
