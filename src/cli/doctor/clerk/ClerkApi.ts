import { getProperty } from '../../../base/value';
import { CommandError } from '../../CommandError';

/** What Clerk's Backend API answered. */
export interface ClerkAnswer {
  readonly status: number;
  /** The body as JSON; `undefined` if it is none. */
  readonly body: unknown;
}

/** Clerk's Backend API, of which only what reads is used. */
export class ClerkApi {
  readonly #url: URL;
  readonly #secretKey: string;
  readonly #answers = new Map<string, Promise<ClerkAnswer>>();

  /**
   * @param url - Clerk's, or that of a sandbox on this machine.
   * @throws CommandError if the secret key would travel unencrypted.
   */
  constructor(url: string, secretKey: string) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(parsed?.hostname ?? '');
    const isSafe = parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLocal);
    if (parsed === undefined || !isSafe) {
      throw new CommandError(
        "The address of Clerk's API must begin with https://, or be on this machine. Correct --clerk-api or CLERK_API_URL, since the secret key is sent there.",
      );
    }
    this.#url = parsed;
    this.#secretKey = secretKey;
  }

  /** Reads a path, once for all checks. A redirect is not followed: the key goes to one host. */
  get(path: string): Promise<ClerkAnswer> {
    const known = this.#answers.get(path) ?? this.#request(path);
    this.#answers.set(path, known);
    return known;
  }

  /**
   * Reads the items of a list.
   *
   * @returns `undefined` if Clerk does not answer with a list: it refuses the key, or can't be reached.
   * `clerk.secretKey` says which.
   */
  async list(path: string): Promise<unknown[] | undefined> {
    const answer = await this.get(`${path}?limit=500`).catch(() => undefined);
    if (answer?.status !== 200) return undefined;
    const { body } = answer;
    const items: unknown = Array.isArray(body) ? body : getProperty(body, 'data');
    return Array.isArray(items) ? items : undefined;
  }

  async #request(path: string): Promise<ClerkAnswer> {
    const response = await fetch(new URL(path, this.#url), {
      headers: { authorization: `Bearer ${this.#secretKey}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    const text = await response.text();
    return { status: response.status, body: parse(text) };
  }
}

const answerTimeoutMs = 8_000;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
