import { getProperty } from '../../../base/value';
import { CommandError } from '../../CommandError';

/** What a PDP answered to a request. */
export interface PdpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON; `undefined` if it is none. */
  readonly body: unknown;
}

/** A question for the PDP: about one resource without attributes. */
export interface Probe {
  readonly roles: readonly string[];
  readonly attr: Readonly<Record<string, unknown>>;
  readonly kind: string;
  readonly actions: readonly string[];
  readonly version?: string;
  readonly scope?: string;
}

/** What the PDP answered to a probe. */
export interface ProbeAnswer {
  readonly allowed: readonly string[];
  /** The policy that decided; `undefined` if none matched. */
  readonly policy: string | undefined;
  readonly hasPrincipalErrors: boolean;
}

/** A running PDP, asked over its HTTP API. No request changes anything in it. */
export class Pdp {
  readonly url: URL;
  #version: Promise<string> | undefined;

  /**
   * @param url - from the user; it is checked.
   * @throws CommandError if it is not an `http:` or `https:` URL, or holds a password.
   */
  constructor(url: string) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
      throw new CommandError(
        'The address of the PDP is not a URL. Write it as in --pdp http://127.0.0.1:3592.',
      );
    }
    if (parsed.username !== '' || parsed.password !== '') {
      throw new CommandError(
        'The address of the PDP has a user name or a password in it. Leave them out: doctor needs none.',
      );
    }
    this.url = parsed;
  }

  /** Only this machine can have this address. */
  get isLocal(): boolean {
    return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(this.url.hostname);
  }

  get port(): number {
    return Number(this.url.port) || (this.url.protocol === 'https:' ? 443 : 80);
  }

  /** Sends a request. A redirect is not followed: it would lead to another server. */
  async request(path: string, init: RequestInit & { signal: AbortSignal }): Promise<PdpAnswer> {
    const url = new URL(this.url.pathname.replace(/\/$/, '') + path, this.url);
    const response = await fetch(url, { ...init, redirect: 'manual' });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) };
  }

  /** The version that the PDP says, asked once for all checks. */
  version(): Promise<string> {
    const signal = AbortSignal.timeout(answerTimeoutMs);
    this.#version ??= this.request('/api/server_info', { signal }).then(({ status, body }) => {
      const version = getProperty(body, 'version');
      if (typeof version === 'string') return version;
      throw new Error(`${this.url.origin} is no PDP: status ${String(status)}, without a version.`);
    });
    return this.#version;
  }

  /** Asks the PDP for a decision. */
  async probe(probe: Probe, signal: AbortSignal): Promise<ProbeAnswer> {
    const { status, body } = await this.request('/api/check/resources', {
      method: 'POST',
      signal,
      body: JSON.stringify(toRequest(probe)),
    });
    const results = getProperty(body, 'results');
    if (!Array.isArray(results)) throw new Error(`The PDP answered with status ${String(status)}.`);
    const result: unknown = results[0];
    const [action = ''] = probe.actions;
    const policy = getProperty(
      getProperty(getProperty(getProperty(result, 'meta'), 'actions'), action),
      'matchedPolicy',
    );
    const errors = getProperty(result, 'validationErrors');
    return {
      allowed: probe.actions.filter(
        (name) => getProperty(getProperty(result, 'actions'), name) === 'EFFECT_ALLOW',
      ),
      policy: typeof policy === 'string' && policy !== 'NO_MATCH' ? policy : undefined,
      hasPrincipalErrors:
        Array.isArray(errors) &&
        errors.some((error) => getProperty(error, 'source') === 'SOURCE_PRINCIPAL'),
    };
  }
}

function toRequest({ roles, attr, kind, actions, version, scope }: Probe) {
  return {
    requestId: PROBE,
    includeMeta: true,
    principal: { id: PROBE, roles, attr },
    resources: [
      { actions, resource: { kind, id: PROBE, policyVersion: version, scope, attr: {} } },
    ],
  };
}

/** What the PDP's decision log shows of a probe, and a scope that no policy has. */
export const PROBE = 'clerk-cerbos-doctor';

const answerTimeoutMs = 5_000;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
