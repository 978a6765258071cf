import { readQuestion } from '../../ask/readQuestion';
import type { ParsedQuestion } from '../../ask/types/Question';
import { invalidConfiguration, isClerkCerbosError, messageWithoutCode } from '../../base/errors';
import { getProperty, isRecord, withoutPrototype } from '../../base/value';
import type { SessionKey } from '../../base/wire';
import { RefusedRequest } from './EndpointRequest';
import { MAX_ACTIONS, MAX_CHECKS } from './refuseCostly';

/** What the browser asks, and the session that its page believes in. */
export interface CheckBody {
  readonly session: SessionKey | undefined;
  readonly questions: readonly ParsedQuestion[];
}

const MAX_DEPTH = 32;
const NAMES = ['userId', 'sessionId', 'orgId'] as const;

/**
 * Reads what the browser asks. Nothing in it says who is asking: there is no place for it.
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

/** @throws RefusedRequest for what names no session. */
function readSession(input: unknown): SessionKey {
  const { userId, sessionId, orgId } = membersOf(input, 'session', NAMES);
  if (typeof userId === 'string' && typeof sessionId === 'string' && typeof orgId === 'string') {
    return { userId, sessionId, orgId };
  }
  throw invalid('session', `must have the strings ${NAMES.join(', ')}; empty where there is none`);
}

function readCheck(input: unknown, path: string, kinds: BrowserOptions): ParsedQuestion {
  const { kind, id, actions, attr } = membersOf(input, path, ['kind', 'id', 'actions', 'attr']);
  if (typeof kind !== 'string') throw invalid(`${path}.kind`, 'must be a string');
  const named = kinds.clientAttributes.has(kind);
  if (!named && !kinds.loaded.has(kind)) {
    throw new RefusedRequest(
      'unknown_kind',
      `${path}.kind names a kind that has no loader and is not listed in clientAttributes.`,
    );
  }
  if (named !== (attr !== undefined)) {
    const must = named ? 'must be given' : 'must not be given: a loader finds the attributes';
    throw invalid(`${path}.attr`, must);
  }
  if (Array.isArray(actions) && actions.length > MAX_ACTIONS) {
    throw invalid(`${path}.actions`, `must be a list of 1 to ${MAX_ACTIONS} actions`);
  }
  if (isOdd(attr)) throw invalid(`${path}.attr`, 'must not name __proto__, nor nest too deeply');
  try {
    return readQuestion({ resource: { kind, id, attr }, actions }, path);
  } catch (error) {
    if (isClerkCerbosError(error)) {
      throw new RefusedRequest('invalid_request', messageWithoutCode(error));
    }
    throw error;
  }
}

/** The members of an object that has these and no others. */
function membersOf<Name extends string>(
  input: unknown,
  path: string,
  names: readonly Name[],
): Readonly<Partial<Record<Name, unknown>>> {
  if (!isRecord(input)) throw invalid(path, 'must be an object');
  const known: readonly string[] = names;
  const other = Object.keys(input).find((name) => !known.includes(name));
  if (other !== undefined) {
    throw invalid(path, `must have no members but ${names.join(', ')}`);
  }
  // Own members only, so that an object without one of them has nothing there.
  return withoutPrototype(input) as Partial<Record<Name, unknown>>;
}

/** What nobody sends who means well. */
function isOdd(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === MAX_DEPTH || Object.hasOwn(value, '__proto__')) return true;
  return Object.values(value).some((member) => isOdd(member, depth + 1));
}

function invalid(path: string, must: string): RefusedRequest {
  return new RefusedRequest('invalid_request', `${path} ${must}.`);
}

/** What a panel asks that inspects a page. */
export interface InspectBody {
  /** The number of the last decision that it knows. */
  readonly inspect: number;
  readonly session: SessionKey;
}

/**
 * Reads what a panel asks, if it is that.
 *
 * @throws RefusedRequest `invalid_request`, naming the place.
 */
export function readInspectBody(input: unknown): InspectBody | undefined {
  if (!isRecord(input) || !Object.hasOwn(input, 'inspect')) return undefined;
  const { inspect, session } = withoutPrototype(input);
  if (typeof inspect === 'number' && Object.keys(input).length === 2) {
    return { inspect, session: readSession(session) };
  }
  throw new RefusedRequest('invalid_request', 'inspect must be a number, beside a session.');
}

/** What the browser may ask, and from where. */
export interface BrowserOptions {
  /** The kinds that have a loader. */
  readonly loaded: ReadonlySet<string>;
  /** The kinds whose attributes the browser says. */
  readonly clientAttributes: ReadonlySet<string>;
  /** Origins beside the app's own. */
  readonly clientOrigins: ReadonlySet<string>;
}

/**
 * Reads what is said of the browser among the options.
 *
 * @throws ConfigurationError `invalid_configuration` for a kind whose attributes would come from
 * both a loader and the browser, and for what is not an origin.
 */
export function readBrowserOptions(options: object): BrowserOptions {
  const loaded = new Set(Object.keys(getProperty(options, 'resources') ?? {}));
  const clientAttributes = readNames('clientAttributes', getProperty(options, 'clientAttributes'));
  for (const kind of clientAttributes) {
    if (!loaded.has(kind)) continue;
    throw invalidConfiguration(
      `The attributes of ${JSON.stringify(kind)} come from its loader in resources, or from the browser by clientAttributes, never from both. Remove one.`,
    );
  }
  const clientOrigins = readNames('clientOrigins', getProperty(options, 'clientOrigins'));
  for (const origin of clientOrigins) {
    if (isOrigin(origin)) continue;
    throw invalidConfiguration(
      `clientOrigins holds ${JSON.stringify(origin)}, which is not an origin. Write 'https://app.example.com', without a path.`,
    );
  }
  return { loaded, clientAttributes, clientOrigins };
}

/** That of a browser's extension or of an app in a web view has a scheme of its own. */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, host } = new URL(text);
  return host !== '' && text === (origin === 'null' ? `${protocol}//${host}` : origin);
}

function readNames(option: string, names: unknown = []): ReadonlySet<string> {
  const isList = Array.isArray(names) && names.every((name) => typeof name === 'string');
  if (isList) return new Set(names);
  throw invalidConfiguration(`${option} must be a list of strings.`);
}
