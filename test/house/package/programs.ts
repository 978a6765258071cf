import { entries } from '../../setup/publishedPackage';

interface Client {
  readonly module: string;
  readonly name: string;
  /** Makes a client of an address where nobody listens. */
  readonly construct: string;
}

const specifiers = () => entries().map(({ specifier }) => specifier);

// Nobody answers, so the only right outcome is UnavailableError: never an allow, never another error.
const question = ({ construct }: Client) => `
const { checkResource } = createClerkCerbos({ cerbos: ${construct} });
const resource = { kind: 'document', id: '1', attr: { ownerId: 'user_1' } };
checkResource({ userId: null }, { resource, actions: ['view'] })
  .then(() => 'answered', (error) => (isUnavailable(error) ? 'unavailable' : error))
  .then((outcome) => { console.log(outcome); process.exit(); });
`;

export const esModuleProgram = (client: Client): string => `
import { ${client.name} } from '${client.module}';
import { createClerkCerbos, isUnavailable } from 'clerk-cerbos';
${specifiers()
  .map((name) => `import '${name}';`)
  .join('\n')}
${question(client)}`;

export const commonJsProgram = (client: Client): string => `
const { ${client.name} } = require('${client.module}');
const { createClerkCerbos, isUnavailable } = require('clerk-cerbos');
${specifiers()
  .map((name) => `require('${name}');`)
  .join('\n')}
${question(client)}`;

export const typedProgram = (client: Client): string => `
import { ${client.name} } from '${client.module}';
import { type Decision, createClerkCerbos } from 'clerk-cerbos';
import { createClerkCerbos as createForNext } from 'clerk-cerbos/nextjs';
import 'clerk-cerbos/testing';

interface Policies {
  document: { actions: 'view' | 'edit'; attr: { ownerId: string } };
}
declare module 'clerk-cerbos' {
  interface Register {
    policies: Policies;
  }
}

const cerbos = ${client.construct};
const core = createClerkCerbos({ cerbos });
const next = createForNext({ cerbos });
const resource = { kind: 'document', id: '1', attr: { ownerId: 'user_1' } } as const;

export const fromCore: Promise<Decision> = core.checkResource(
  { userId: null },
  { resource, actions: ['view'] },
);
export const fromNext: Promise<boolean> = next.isAllowed({ resource, action: 'edit' });
// @ts-expect-error -- the policies know no such action
void core.isAllowed({ userId: null }, { resource, action: 'fly' });
// @ts-expect-error -- nor here: both entries read the one Register
void next.isAllowed({ resource, action: 'fly' });
`;
