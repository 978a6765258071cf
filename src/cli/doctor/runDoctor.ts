import { CommandError, exitCodes } from '../CommandError';
import { findDev } from '../dev/devState';
import { readPolicies } from '../policies/readPolicies';
import { createProgress } from '../terminal/createProgress';
import { printable } from '../terminal/printable';
import { checks } from './checks';
import { ClerkApi } from './clerk/ClerkApi';
import {
  type ClerkKeys,
  environmentOf,
  readClerkKeys,
  readEnvironment,
} from './clerk/readClerkKeys';
import { Pdp } from './pdp/Pdp';
import { PolicySet } from './policies/PolicySet';
import { showResults } from './printResults';
import { runChecks } from './runChecks';

/** What the user says to `clerk-cerbos doctor`. */
export interface DoctorOptions {
  readonly policies: string;
  readonly pdp?: string;
  readonly appRole?: readonly string[];
  readonly baseRole: string;
  readonly clerkApi?: string;
  readonly offline?: boolean;
  readonly skip?: readonly string[];
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** Examines an app, prints what it found, and sets the exit code. */
export async function runDoctor(folder: string, options: DoctorOptions): Promise<void> {
  requireChecks(options.skip ?? []);
  const environment = await readEnvironment(folder, process.env);
  const keys = readClerkKeys(environment);
  const { offline = false } = options;
  const subject = {
    folder,
    policies: await read(options.policies),
    pdp: offline ? undefined : new Pdp(options.pdp ?? environment.CERBOS_HTTP ?? ownPdp(folder)),
    keys,
    clerk: offline ? undefined : clerkApi(options.clerkApi ?? environment.CLERK_API_URL, keys),
    baseRole: options.baseRole,
    appRoles: options.appRole ?? [],
  };
  const progress = createProgress();
  progress.say('Examining');
  const results = await runChecks(checks, subject, options.skip).finally(progress.end);
  console.log(
    options.json === true ? printable(JSON.stringify(results, null, 2)) : showResults(results),
  );
  const isBad = results.some(
    ({ status }) => status === 'fail' || (status === 'warn' && options.strict === true),
  );
  process.exitCode = isBad ? exitCodes.no : exitCodes.yes;
}

/** A misspelt name would leave out nothing, and not say so. */
function requireChecks(names: readonly string[]): void {
  const unknown = names.find((name) => !checks.some((check) => check.name === name));
  if (unknown === undefined) return;
  const known = checks.map(({ name }) => name).join(', ');
  throw new CommandError(
    `There is no check ${JSON.stringify(unknown)} to skip. Name one of these: ${known}.`,
  );
}

/** The PDP of the running `dev`, or the one at the usual port. */
const ownPdp = (folder: string) => findDev(folder)?.pdpUrl ?? 'http://127.0.0.1:3592';

/** Without policies, the other checks still help. */
async function read(folder: string): Promise<PolicySet | Error> {
  try {
    return new PolicySet(await readPolicies(folder));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A value that is no secret key is not sent anywhere. */
function clerkApi(url: string | undefined, { secretKey }: ClerkKeys): ClerkApi | undefined {
  return secretKey === undefined || environmentOf(secretKey.value) === undefined
    ? undefined
    : new ClerkApi(url ?? 'https://api.clerk.com', secretKey.value);
}
