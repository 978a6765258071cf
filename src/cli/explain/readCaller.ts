import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { getProperty, isRecord } from '../../base/value';
import { type ClerkAuth, SESSION_TOKEN, SIGNED_OUT } from '../../identify/ClerkAuth';
import { decodeClaims } from '../../identify/sessionToken';
import { toPrincipal } from '../../identify/toPrincipal';
import { CommandError } from '../CommandError';
import { paint } from '../terminal/paint';
import type { Question } from './Explanation';

/** Who asks: one of user, token, principal and anonymous. */
export interface CallerOptions {
  readonly user?: string;
  readonly org?: string;
  readonly role?: string;
  readonly permission?: readonly string[];
  readonly claims?: string;
  readonly token?: string;
  readonly principal?: string;
  readonly anonymous?: boolean;
  /** The app has the option `auxData`, so the claims of the token go to the PDP, too. */
  readonly auxData?: boolean;
}

type Caller = Pick<Question, 'principal' | 'claims'>;

const waysToName = ['user', 'token', 'principal', 'anonymous'] as const;

/**
 * Makes the principal as policies see it. A user, a token and an anonymous caller go through the
 * same code as in the app.
 *
 * @throws CommandError if it is not clear who asks.
 */
export async function readCaller(options: CallerOptions): Promise<Caller> {
  const ways = waysToName.filter((name) => options[name] !== undefined);
  if (ways.length !== 1) {
    throw new CommandError(
      ways.length === 0
        ? 'Say who asks: --user <id>, --token <jwt>, --principal <file> or --anonymous.'
        : `Say only once who asks, not with ${ways.map((name) => `--${name}`).join(' and ')}.`,
    );
  }
  const more = (['org', 'role', 'permission', 'claims'] as const).find((name) => name in options);
  if (more !== undefined && options.user === undefined) {
    throw new CommandError(`--${more} belongs to --user. Remove it, or name a user.`);
  }
  if (options.user !== undefined) return ofSession(options.user, options);
  if (options.token !== undefined) return ofToken(options.token, options);
  if (options.principal !== undefined) return { principal: await readPrincipal(options.principal) };
  return { principal: toPrincipal(SIGNED_OUT) };
}

async function ofSession(userId: string, options: CallerOptions): Promise<Caller> {
  const { org, role, permission = [], claims } = options;
  if (org === undefined && (role !== undefined || permission.length > 0)) {
    throw new CommandError('A role is one in an organization. Name it: --org <id>.');
  }
  const sessionClaims = claims === undefined ? {} : await readClaims(claims);
  const auth: ClerkAuth = {
    ...SIGNED_OUT,
    tokenType: SESSION_TOKEN,
    isAuthenticated: true,
    userId,
    sessionId: 'sess_explain',
    sessionStatus: 'active',
    sessionClaims,
    actor: readActor(sessionClaims),
    orgId: org ?? null,
    orgRole: org === undefined ? null : (role ?? 'org:member'),
    orgPermissions: permission,
    factorVerificationAge: readAges(sessionClaims),
  };
  return { principal: toPrincipal(auth), ...sent(options, sessionClaims) };
}

async function readClaims(text: string): Promise<Record<string, unknown>> {
  const json = text.startsWith('@') ? await read(text.slice(1)) : text;
  try {
    const claims: unknown = JSON.parse(json);
    if (isRecord(claims)) return claims;
  } catch {
    // The error below says it.
  }
  throw new CommandError(
    `--claims must be an object in JSON, such as '{"fva": [5, -1]}', or @file with one.`,
  );
}

/** Clerk's own claims for impersonation and for the age of the factors. */
function readActor({ act }: Record<string, unknown>): object | null {
  return isRecord(act) ? act : null;
}

function readAges({ fva }: Record<string, unknown>): readonly [number, number] {
  const ages: readonly unknown[] = Array.isArray(fva) ? fva : [];
  const [first, second] = ages;
  const justNow = 0;
  const never = -1;
  return [typeof first === 'number' ? first : justNow, typeof second === 'number' ? second : never];
}

/** Policies read claims only in an app that sends its session token along. */
function sent({ auxData = false }: CallerOptions, claims: Readonly<Record<string, unknown>>) {
  return auxData ? { claims } : {};
}

/** Clerk's own code turns the token's claims into an auth object, as it does in the app. */
function ofToken(token: string, options: CallerOptions): Caller {
  const claims = decodeClaims(token);
  if (typeof claims.sub !== 'string') {
    throw new CommandError('--token is not a session token of Clerk. Copy the whole token.');
  }
  console.error(`${paint.warning('!')} The token is read, and not verified.`);
  const auth: unknown = clerk()({}, token, claims);
  // It is what Clerk's SDKs return from auth(), which toPrincipal checks.
  return { principal: toPrincipal(auth as ClerkAuth), ...sent(options, claims) };
}

type MakeAuth = (context: object, token: string, claims: object) => unknown;

function clerk(): MakeAuth {
  const resolveFrom = join(process.cwd(), 'package.json');
  try {
    const internal: unknown = createRequire(resolveFrom)('@clerk/backend/internal');
    const make: unknown = getProperty(internal, 'signedInAuthObject');
    // Of @clerk/backend 2 and 3 it is this function.
    if (typeof make === 'function') return make as MakeAuth;
  } catch {
    // The error below says it.
  }
  throw new CommandError(
    '--token needs @clerk/backend, and it was not found from this folder. Run the command in the folder of your app, or name the caller with --user.',
  );
}

async function readPrincipal(path: string): Promise<Question['principal']> {
  const [file = '', name] = path.split('#');
  const content = parseFile(file, await read(file));
  const several = getProperty(content, 'principals');
  const found: unknown =
    name === undefined ? content : (getProperty(several, name) ?? getProperty(content, name));
  const id = getProperty(found, 'id');
  const roles: unknown = getProperty(found, 'roles');
  if (
    typeof id !== 'string' ||
    !Array.isArray(roles) ||
    !roles.every((one) => typeof one === 'string')
  ) {
    const names = isRecord(several) ? Object.keys(several).join(', ') : '';
    throw new CommandError(
      names === ''
        ? `${path} is no principal. It must have an id and roles.`
        : `${path} is no principal. Name one of these as ${file}#name: ${names}.`,
    );
  }
  const attr: unknown = getProperty(found, 'attr');
  const policyVersion = getProperty(found, 'policyVersion');
  const scope = getProperty(found, 'scope');
  return {
    id,
    roles,
    attr: isRecord(attr) ? attr : {},
    ...(typeof policyVersion === 'string' && { policyVersion }),
    ...(typeof scope === 'string' && { scope }),
  };
}

function parseFile(file: string, text: string): unknown {
  try {
    return parse(text, { merge: true });
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new CommandError(`${file} is not YAML: ${error.message}`);
  }
}

async function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new CommandError(`${file} can't be read. Check its name.`);
  });
}
