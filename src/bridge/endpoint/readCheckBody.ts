import { readQuestion } from '../../ask/readQuestion';
import type { ParsedQuestion } from '../../ask/types/Question';
import { invalidConfiguration, messageWithoutCode } from '../../base/errors';
import { isClerkCerbosError } from '../../base/isClerkCerbosError';
import { getProperty, isRecord, withoutPrototype } from '../../base/value';
import type { SessionKey } from '../../base/wire';
import { RefusedRequest } from './EndpointRequest';
import { MAX_ACTIONS, MAX_CHECKS } from './refuseCostly';

/** A question of the browser, and the session that its page was made for. */
export interface CheckBody {
  readonly session: SessionKey | undefined;
  readonly questions: readonly ParsedQuestion[];
}

const MAX_DEPTH = 32;
const NAMES = ['userId', 'sessionId', 'orgId'] as const;

/**
 * Reads a question of the browser. The body can't say who asks.
 *
 * @throws RefusedRequest `invalid_request` or `unknown_kind`, naming the place.
 */
export function readCheckBody(input: unknown, kinds: BrowserOptions): CheckBody {
  const { checks, session } = membersOf(input, 'body', ['checks', 'session']);
  if (!Array.isArray(checks) || checks.length === 0 || checks.length > MAX_CHECKS) {
    throw invalid('checks', `must be a list of 1 to ${MAX_CHECKS} checks`);
  }
  return {
    session: session === undefined ? undefined : readSession(session),
    questions: Array.from<unknown, ParsedQuestion>(checks, (check, index) =>
      readCheck(check, `checks[${index}]`, kinds),
    ),
  };
}

/** @throws RefusedRequest if it does not describe a session. */
function readSession(input: unknown): SessionKey {
  const { userId, sessionId, orgId } = membersOf(input, 'session', NAMES);
  if (typeof userId === 'string' && typeof sessionId === 'string' && typeof orgId === 'string') {
    return { userId, sessionId, orgId };
  }
  throw invalid(
    'session',
    `must have the members ${NAMES.join(', ')}, and each of them must be a string, or "" if there is no value`,
  );
}

function readCheck(input: unknown, path: string, kinds: BrowserOptions): ParsedQuestion {
  const { kind, id, actions, attr } = membersOf(input, path, ['kind', 'id', 'actions', 'attr']);
  if (typeof kind !== 'string') throw invalid(`${path}.kind`, 'must be a string');
  const named = kinds.clientAttributes.has(kind);
  if (!named && !kinds.loaded.has(kind)) {
    throw new RefusedRequest(
      'unknown_kind',
      `${path}.kind has no loader, and is not listed in clientAttributes.`,
    );
  }
  if (named !== (attr !== undefined)) {
    const must = named ? 'is missing' : 'is not allowed, because a loader finds the attributes';
    throw invalid(`${path}.attr`, must);
  }
  if (Array.isArray(actions) && actions.length > MAX_ACTIONS) {
    throw invalid(`${path}.actions`, `must be a list of 1 to ${MAX_ACTIONS} actions`);
  }
  if (isOdd(attr))
    throw invalid(`${path}.attr`, 'must not contain __proto__ or be nested too deeply');
  try {
    return readQuestion({ resource: { kind, id, attr }, actions }, path);
  } catch (error) {
    if (isClerkCerbosError(error)) {
      // The body has no `resource`: its members are those of the check.
      const message = messageWithoutCode(error).replace(`${path}.resource.`, `${path}.`);
      throw new RefusedRequest('invalid_request', message);
    }
    throw error;
  }
}

/** The members of an object. Refuses other members than these. */
function membersOf<Name extends string>(
  input: unknown,
  path: string,
  names: readonly Name[],
): Readonly<Partial<Record<Name, unknown>>> {
  if (!isRecord(input)) throw invalid(path, 'must be an object');
  const known: readonly string[] = names;
  const other = Object.keys(input).find((name) => !known.includes(name));
  if (other !== undefined) {
    throw invalid(path, `may only have the members ${names.join(', ')}`);
  }
  // Without a prototype, so that a missing member is not read from it.
  return withoutPrototype(input) as Partial<Record<Name, unknown>>;
}

/** Only an attacker sends this. */
function isOdd(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === MAX_DEPTH || Object.hasOwn(value, '__proto__')) return true;
  return Object.values(value).some((member) => isOdd(member, depth + 1));
}

function invalid(path: string, must: string): RefusedRequest {
  return new RefusedRequest('invalid_request', `${path} ${must}.`);
}

/** A question of the inspector. */
export interface InspectBody {
  /** The number of the last decision that the page knows. */
  readonly inspect: number;
  readonly session: SessionKey;
}

/**
 * Reads a question of the inspector; `undefined` if it is another question.
 *
 * @throws RefusedRequest `invalid_request`, naming the place.
 */
export function readInspectBody(input: unknown): InspectBody | undefined {
  if (!isRecord(input) || !Object.hasOwn(input, 'inspect')) return undefined;
  const { inspect, session } = withoutPrototype(input);
  if (typeof inspect === 'number' && Object.keys(input).length === 2) {
    return { inspect, session: readSession(session) };
  }
  throw new RefusedRequest(
    'invalid_request',
    'inspect must be a number, and session must be present.',
  );
}

/** Which questions the browser may ask, and from which origins. */
export interface BrowserOptions {
  /** The kinds that have a loader. */
  readonly loaded: ReadonlySet<string>;
  /** The kinds whose attributes the browser sends. */
  readonly clientAttributes: ReadonlySet<string>;
  /** Other origins that are allowed. */
  readonly clientOrigins: ReadonlySet<string>;
}

/**
 * Reads the options about the browser.
 *
 * @throws ConfigurationError `invalid_configuration` for a kind that has a loader and is listed in
 * `clientAttributes`, and for a value that is not an origin.
 */
export function readBrowserOptions(options: object): BrowserOptions {
  const loaded = new Set(Object.keys(getProperty(options, 'resources') ?? {}));
  const clientAttributes = readNames('clientAttributes', getProperty(options, 'clientAttributes'));
  for (const kind of clientAttributes) {
    if (!loaded.has(kind)) continue;
    throw invalidConfiguration(
      `The kind ${JSON.stringify(kind)} has a loader in resources and is listed in clientAttributes, but its attributes can only come from one of them. Remove one.`,
    );
  }
  const clientOrigins = readNames('clientOrigins', getProperty(options, 'clientOrigins'));
  for (const origin of clientOrigins) {
    if (isOrigin(origin)) continue;
    throw invalidConfiguration(
      `clientOrigins contains ${JSON.stringify(origin)}, which is not an origin. Write 'https://app.example.com', without a path or a *.`,
    );
  }
  return { loaded, clientAttributes, clientOrigins };
}

/**
 * Is this an origin as a browser sends it? Extensions and apps in a web view have their own schemes,
 * where `URL` keeps upper case. A `*` is not a wildcard, since origins are compared exactly.
 */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text) || /[*A-Z]/.test(text)) return false;
  const { origin, protocol, host } = new URL(text);
  return host !== '' && text === (origin === 'null' ? `${protocol}//${host}` : origin);
}

function readNames(option: string, names: unknown = []): ReadonlySet<string> {
  const isList = Array.isArray(names) && names.every((name) => typeof name === 'string');
  if (isList) return new Set(names);
  throw invalidConfiguration(`${option} must be a list of strings.`);
}
