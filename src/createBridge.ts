import type { CerbosClient } from './ask/CerbosClient';
import { createInquiry } from './ask/createInquiry';
import { createLine } from './ask/createLine';
import { createTell } from './ask/createTell';
import { createVerbs } from './ask/createVerbs';
import type { DecisionEvent, DecisionListener } from './ask/DecisionEvent';
import type { Inquiry } from './ask/Inquiry';
import { createKindGuard } from './ask/kinds';
import type { Loaders } from './ask/Loader';
import { observe } from './ask/observe';
import type { Kind } from './ask/Policies';
import { readBatchLimits } from './ask/readBatchLimits';
import type { Authorizer } from './ask/Verbs';
import { type Deadline, withDeadline } from './ask/withDeadline';
import { createInspection, type Inspection } from './createInspection';
import { isDevelopment } from './development';
import { readClientOptions } from './readClientOptions';
import { readLoaders } from './readLoaders';
import { ConfigurationError } from './errors';
import { addressedTo, readMachineId } from './identify/addressedTo';
import type { ClerkAuth } from './identify/ClerkAuth';
import { type PrincipalMapping, readMapping } from './identify/PrincipalMapping';
import { tokenExpiry } from './identify/tokenExpiry';
import { resolvePrincipal } from './identify/toPrincipal';
import { type AuxDataOption, readAuxData, sessionToken } from './sessionToken';

/** How the bridge is put together. */
export interface ClerkCerbosOptions<Policies extends object, L = Loaders<Policies>> {
  /** A client of Cerbos' own SDK, for example `new HTTP('http://127.0.0.1:3592')`. */
  readonly cerbos: CerbosClient;
  /** What the app adds to the principal. */
  readonly principal?: PrincipalMapping;
  /** How resources are found on the server, by kind; only kinds that have policies. */
  readonly resources?: L & Readonly<Record<Exclude<keyof L, Kind<Policies>>, never>>;
  /**
   * Kinds without a loader whose attributes the browser says when it asks `checkEndpoint`. Anybody
   * can say anything: only for what is not yet stored, such as a draft.
   */
  readonly clientAttributes?: readonly NoInfer<Kind<Policies>>[];
  /** Other origins whose pages may ask `checkEndpoint`, such as `https://app.example.com`. */
  readonly clientOrigins?: readonly string[];
  /**
   * The machine that this app is, as Clerk's dashboard shows it (`mch_…`): an M2M token that does
   * not name it in its scopes was made for another one, and its caller is nobody. Without it, M2M
   * tokens are refused with a ConfigurationError.
   */
  readonly machineId?: string;
  /**
   * Passes the session token on to the PDP, which verifies it by itself, so that policies may read
   * `request.aux_data.jwt`; never the token of a machine. `keySetId` names one of several key sets.
   * Before version 0.53, the PDP must be configured with `auxData.jwt.cacheSize: -1`, or it believes
   * a token that was tampered with. Default `false`.
   *
   * @see https://docs.cerbos.dev/cerbos/latest/configuration/auxdata
   */
  readonly auxData?: AuxDataOption;
  /** Milliseconds until a question is given up, loaders included. Default 2000. */
  readonly timeoutMs?: number;
  /**
   * Ask once more, after up to 100 ms and within the same deadline, where the connection to the PDP
   * was refused or broke. Default true.
   */
  readonly retry?: boolean;
  /**
   * Stop asking while most calls fail, with UnavailableError `breaker_open`, but for one call a
   * second, until one is answered. Default true.
   */
  readonly breaker?: boolean;
  /**
   * Told of every decision, and of every question that got none, as its asker has the answer: from
   * every verb, guard and endpoint. Called at once, in the request that asked, so that it sees its
   * trace and its `AsyncLocalStorage`; nobody waits for what it returns, and what it throws changes
   * no answer (development shows it, once). The PDP is then always asked for its reasons.
   */
  readonly onDecision?: (event: DecisionEvent) => unknown;
  /**
   * Has `checkEndpoint` tell `<CerbosInspector>` what was decided for the session that asks, and
   * why: policies, roles and derived roles by name. For development; default false.
   */
  readonly inspect?: boolean;
  /**
   * How many resources the PDP takes in one call, or how many resources and actions of each, where
   * its `server.requestLimits` are not the default of 50 and 50. What is more is split.
   */
  readonly maxBatchSize?: number | { readonly resources?: number; readonly actions?: number };
}

/** What the core and every adapter are built on. */
export interface Bridge<Policies extends object> {
  /** Identifies the caller; everything that is asked then is asked for them. */
  open: (auth: ClerkAuth, options?: Pick<Deadline, 'signal'>) => Promise<Inquiry>;
  /** What was decided, where the app is inspected. */
  readonly inspection: Inspection | undefined;
  /** The verbs for one caller. */
  authorizer: (inquiry: Inquiry) => Authorizer<Policies>;
}

const DEFAULT_TIMEOUT_MS = 2_000;
// Node fires timers that are longer than this at once.
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Checks the options and joins identify and ask.
 *
 * @throws ConfigurationError for options that can't work, saying what to write instead.
 */
export function createBridge<Policies extends object, L>(
  options: ClerkCerbosOptions<Policies, L>,
): Bridge<Policies> {
  const { cerbos, principal = {}, timeoutMs = DEFAULT_TIMEOUT_MS } = readOptions(options);
  checkClient(cerbos);
  const mapping = readMapping(principal);
  if (!Number.isFinite(timeoutMs) || timeoutMs <= 0 || timeoutMs > MAX_TIMEOUT_MS) {
    throw misconfigured(`timeoutMs must be a number of milliseconds above 0; it is ${timeoutMs}.`);
  }
  const machineId = readMachineId(options.machineId);
  const passesOn = readAuxData(options.auxData);
  const loaders = readLoaders(options.resources ?? {});
  const { clientAttributes } = readClientOptions(options);
  const inspection = options.inspect === true ? createInspection() : undefined;
  const tell = createTell([readListener(options.onDecision), inspection?.listen]);
  const line = createLine({ timeoutMs, ...readSwitches(options) });
  const guardKind = createKindGuard([...Object.keys(loaders), ...clientAttributes]);
  const batchLimits = readBatchLimits(options.maxBatchSize);
  // To read the environment is slow.
  const explains = isDevelopment();
  const settings = {
    cerbos,
    line,
    loaders,
    timeoutMs,
    guardKind,
    clientAttributes,
    batchLimits,
    explains,
  };
  return {
    inspection,
    async open(given, options = {}) {
      const auth = addressedTo(machineId, given);
      const deadline = { timeoutMs, ...options };
      const resolved = resolvePrincipal(auth, mapping);
      const principal =
        resolved instanceof Promise ? await withDeadline(deadline, () => resolved) : resolved;
      const expiresAt = tokenExpiry(auth);
      const auxData = passesOn
        ? await withDeadline(deadline, () => sessionToken(passesOn, auth, principal, expiresAt))
        : undefined;
      const inquiry = createInquiry(settings, { auth, principal, auxData, expiresAt });
      return tell === undefined ? inquiry : observe(inquiry, tell, explains);
    },
    authorizer: (inquiry) => ({
      principal: inquiry.principal,
      forget: inquiry.forget,
      ...createVerbs<Policies, []>(0, () => inquiry),
    }),
  };
}

function readOptions<Options extends object>(options: Options): Options {
  const given: unknown = options;
  if (typeof given === 'object' && given !== null) return options;
  throw misconfigured(
    "createClerkCerbos needs options: createClerkCerbos({ cerbos: new HTTP('http://127.0.0.1:3592') }).",
  );
}

function checkClient(cerbos: unknown): void {
  const isClient =
    typeof cerbos === 'object' &&
    cerbos !== null &&
    typeof Reflect.get(cerbos, 'checkResources') === 'function' &&
    typeof Reflect.get(cerbos, 'planResources') === 'function';
  if (isClient) return;
  throw misconfigured(
    `cerbos must be a Cerbos client, with checkResources and planResources; it is ${
      cerbos === undefined ? 'undefined' : `a ${typeof cerbos} without them`
    }. Pass cerbos: new HTTP('http://127.0.0.1:3592') of @cerbos/http, or new GRPC('127.0.0.1:3593', { tls: false }) of @cerbos/grpc.`,
  );
}

function readSwitches({ retry = true, breaker = true }: { retry?: unknown; breaker?: unknown }) {
  if (typeof retry === 'boolean' && typeof breaker === 'boolean') return { retry, breaker };
  throw misconfigured('retry and breaker must be true or false.');
}

/** The app's own listener is never given the principal. */
function readListener(onDecision: unknown): DecisionListener | undefined {
  if (onDecision === undefined) return undefined;
  if (isListener(onDecision)) return (event) => onDecision(event);
  throw misconfigured('onDecision must be a function that takes an event.');
}

function isListener(onDecision: unknown): onDecision is (event: DecisionEvent) => unknown {
  return typeof onDecision === 'function';
}

function misconfigured(message: string): ConfigurationError {
  return new ConfigurationError({ code: 'invalid_configuration', message });
}
