import { CommandError } from '../CommandError';
import { toPolicy } from '../policies/toPolicy';
import { YamlFile } from '../policies/YamlFile';
import type { PolicySource } from './PolicySource';

/** Who asks the Admin API. */
export interface AdminCredentials {
  readonly username: string;
  readonly password: string;
}

// The ids of policies stand in the address, whose length is limited.
const policiesPerRequest = 25;
const timeoutMs = 30_000;

/**
 * The policies of a running PDP, read through its Admin API: for stores that are no folder.
 *
 * @param address - where the PDP answers: `http://127.0.0.1:3592`.
 * @throws CommandError if the PDP does not answer, or not with policies.
 */
export async function adminSource(
  address: string,
  credentials: AdminCredentials,
): Promise<PolicySource> {
  const pdp = toUrl(address);
  const ids = texts((await ask(pdp, credentials, 'policies', [])).policyIds);
  const policies: unknown[] = [];
  for (let at = 0; at < ids.length; at += policiesPerRequest) {
    const some = ids.slice(at, at + policiesPerRequest);
    policies.push(...list((await ask(pdp, credentials, 'policy', some)).policies));
  }
  if (policies.length === 0) {
    throw new CommandError(`The PDP at ${pdp.origin} has no policy. Add one to its store.`);
  }
  return {
    name: `the PDP at ${pdp.origin}`,
    policies: policies.flatMap((policy, index) => {
      const file = new YamlFile(ids[index] ?? '', JSON.stringify(policy));
      return toPolicy(file) ?? [];
    }),
    fileOf: () => '',
    async readSchema(id) {
      const [schema] = list((await ask(pdp, credentials, 'schema', [id])).schemas);
      const definition = isObject(schema) ? schema.definition : undefined;
      return typeof definition === 'string'
        ? Buffer.from(definition, 'base64').toString('utf8')
        : undefined;
    },
  };
}

function toUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) {
    if (!url.pathname.endsWith('/')) url.pathname += '/';
    return url;
  }
  throw new CommandError(
    `${address} is not the address of a PDP. Write one such as http://127.0.0.1:3592.`,
  );
}

async function ask(
  pdp: URL,
  { username, password }: AdminCredentials,
  what: string,
  ids: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const query = new URLSearchParams(ids.map((id) => ['id', id]));
  const url = new URL(`admin/${what}?${query.toString()}`, pdp);
  let response: Response;
  try {
    response = await fetch(url, {
      headers: {
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      },
      // The password is for this PDP alone.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw new CommandError(
      `The PDP at ${pdp.origin} does not answer. Start it, or correct the address.`,
      { cause: error },
    );
  }
  if (response.status === 404 && what === 'schema') return {};
  if (response.status === 401) {
    throw new CommandError(
      `The PDP at ${pdp.origin} refuses the name or the password. Set CERBOS_USERNAME and CERBOS_PASSWORD to those of its Admin API.`,
    );
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && isObject(body)) return body;
  throw new CommandError(
    response.status === 404
      ? `The PDP at ${pdp.origin} has no Admin API. Set server.adminAPI.enabled in its configuration.`
      : `The PDP at ${pdp.origin} answered ${response.status} to a question about its ${what}. Its log says why.`,
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const texts = (value: unknown) => list(value).filter((one) => typeof one === 'string');
