import type { ProblemCode } from './model.ts';

/** What the server answered instead of what was asked for (RFC 9457), or that it did not answer. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    /** The HTTP status; 0 where there was no answer. */
    readonly status: number,
    /** The same may succeed after this many milliseconds. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(detail === '' ? code : detail);
  }
}

export interface HttpOptions {
  /** The installation's base URL without a slash at its end; '' for the one that served this page. */
  base?: string;
  /** The CSRF token of `GET /api/v1/me`, for those who are signed in by cookie. */
  csrf?: () => string | null;
  /** A visitor's token. */
  token?: () => string | null;
}

export interface RequestOptions {
  query?: Record<string, string | number | null | undefined>;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/** JSON in and out over `fetch`. Everything that is not an answer of 2xx is a thrown `Problem`. */
export class Http {
  readonly base: string;
  readonly #options: HttpOptions;

  constructor(options: HttpOptions = {}) {
    this.base = options.base ?? '';
    this.#options = options;
  }

  get<T>(path: string, options?: RequestOptions): Promise<T> {
    return this.#ask<T>('GET', path, undefined, options);
  }

  post<T = undefined>(path: string, body?: unknown, options?: RequestOptions): Promise<T> {
    return this.#ask<T>('POST', path, body, options);
  }

  put<T = undefined>(path: string, body?: unknown, options?: RequestOptions): Promise<T> {
    return this.#ask<T>('PUT', path, body, options);
  }

  patch<T = undefined>(path: string, body?: unknown, options?: RequestOptions): Promise<T> {
    return this.#ask<T>('PATCH', path, body, options);
  }

  delete<T = undefined>(path: string, options?: RequestOptions): Promise<T> {
    return this.#ask<T>('DELETE', path, undefined, options);
  }

  /** The address of a path of the API; `null` and `undefined` in `query` are left out. */
  url(path: string, query: RequestOptions['query'] = {}): string {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query))
      if (value !== null && value !== undefined) search.set(name, String(value));
    const tail = search.toString();
    return `${this.base}${path}${tail === '' ? '' : `?${tail}`}`;
  }

  /** The headers that say who asks. */
  credentials(method: string): Record<string, string> {
    const headers: Record<string, string> = {};
    const token = this.#options.token?.() ?? null;
    if (token !== null) headers['Authorization'] = `Bearer ${token}`;
    const csrf = method === 'GET' ? null : (this.#options.csrf?.() ?? null);
    if (csrf !== null) headers['X-CSRF-Token'] = csrf;
    return headers;
  }

  /** Sends and gives the answer as it is; for bodies that are not read as one JSON value. */
  async send(
    method: string,
    path: string,
    body?: unknown,
    options: RequestOptions = {},
  ): Promise<Response> {
    const raw = body instanceof Blob || body === undefined;
    let answer: Response;
    try {
      answer = await fetch(this.url(path, options.query), {
        method,
        credentials: 'same-origin',
        headers: {
          ...(raw ? {} : { 'Content-Type': 'application/json' }),
          ...this.credentials(method),
          ...options.headers,
        },
        body: raw ? (body ?? null) : JSON.stringify(body),
        signal: options.signal ?? null,
      });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new Problem('unreachable', String(error), 0);
    }
    if (!answer.ok) throw problemOf(answer.status, await answer.text().catch(() => ''));
    return answer;
  }

  async #ask<T>(method: string, path: string, body: unknown, options?: RequestOptions): Promise<T> {
    const answer = await this.send(method, path, body, options);
    const text = await answer.text().catch((error: unknown) => {
      throw new Problem('unreachable', String(error), 0); // The line was cut inside the answer.
    });
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

const CODES: Partial<Record<number, ProblemCode>> = {
  400: 'invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  415: 'unsupported_media',
  429: 'rate_limited',
};

/** The problem in an answer's body; a proxy's page in its place is judged by the status alone. */
export function problemOf(status: number, body: string): Problem {
  const fallback = CODES[status] ?? (status >= 500 ? 'unavailable' : 'invalid');
  try {
    const told = JSON.parse(body) as {
      code?: ProblemCode;
      detail?: string;
      retry_after_ms?: number;
    };
    return new Problem(
      told.code ?? fallback,
      told.detail ?? '',
      status,
      told.retry_after_ms ?? null,
    );
  } catch {
    return new Problem(fallback, '', status);
  }
}
