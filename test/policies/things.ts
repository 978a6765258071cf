import fc from 'fast-check';
import { type Caller, isOAuth, isOf, organizations, people } from './callers';
import { isBeyondAgents, isForCaller, mcpActions, type McpAttributes, mcpAttributes } from './mcp';

/** What is asked about, in every way that the pack knows. */
export interface Thing {
  readonly kind: string;
  readonly id: string;
  readonly scope: string;
  readonly attr: Attributes;
}

interface Attributes extends McpAttributes {
  readonly ownerId?: string;
  readonly sharedWithOrganizations?: string[];
  readonly sharedWithUsers?: string[];
}

/** All actions of all kinds of the pack. */
export const actions = [
  ...['view', 'draft', 'edit', 'share', 'delete', 'audit', 'manage', 'close', 'export', 'forecast'],
  ...mcpActions,
];

const orgId = fc.constantFrom(...organizations, '');
const ownerId = fc.constantFrom(...people, 'anonymous', 'api_key:tk_1', '');
// As a careless app would store it: with an empty string for nobody.
const lists = {
  sharedWithOrganizations: fc.subarray([...organizations, '']),
  sharedWithUsers: fc.subarray([...people, 'anonymous', '']),
};
const everything = fc.record({ orgId, ownerId, ...lists, ...mcpAttributes });
const careless = fc.record(
  {
    ...mcpAttributes,
    orgId: fc.oneof(orgId, fc.constantFrom<unknown>(null, 0, [], organizations, {})),
    ownerId: fc.oneof(ownerId, fc.constantFrom<unknown>(null, true, people)),
    sharedWithOrganizations: fc.oneof(
      lists.sharedWithOrganizations,
      fc.constantFrom<unknown>(null, '', 'org_1', { org_2: true }, [null]),
    ),
    sharedWithUsers: fc.oneof(lists.sharedWithUsers, fc.constantFrom<unknown>(null, 'user_1')),
  },
  { requiredKeys: [] },
);

type Everything = Required<Attributes>;

const fitting = (
  kind: string,
  { sharedWithOrganizations, sharedWithUsers, annotations, arguments: args, ...attr }: Everything,
) => {
  if (kind.startsWith('mcp_')) return { orgId: attr.orgId, annotations, arguments: args };
  if (kind === 'project') return { ...attr, sharedWithOrganizations };
  return kind === 'note' ? { ...attr, sharedWithUsers } : { orgId: attr.orgId };
};

const kinds = ['project', 'billing', 'report', 'note', 'mcp_tool', 'mcp_prompt', 'mcp_resource'];
const kind = fc.constantFrom(...kinds);
const scope = fc.constantFrom('', '', 'org_acme');

/** A resource with the attributes that its kind's schema names, though not always good ones. */
export const fittingThing: fc.Arbitrary<Thing> = fc
  .record({ kind, id: fc.constant('1'), scope, attr: everything })
  .map(({ kind, attr, ...thing }) => ({ kind, ...thing, attr: fitting(kind, attr) }))
  .map(known);

/** A resource whose attributes may be missing, or be of another type. */
export const carelessThing: fc.Arbitrary<Thing> = fc
  .record({ kind, id: fc.constant('1'), scope, attr: careless as fc.Arbitrary<Attributes> })
  .map(known);

// Only projects have rules of one organization.
function known(thing: Thing): Thing {
  return thing.kind === 'project' ? thing : { ...thing, scope: '' };
}

/** Could it be theirs, or have been shared with them? Said without a look at any policy. */
export function isWithin(caller: Caller, { kind, attr }: Thing, action: string): boolean {
  if (kind.startsWith('mcp_')) return isForCaller(caller, kind, attr, action);
  const { auth, principal } = caller;
  const { orgId, userId } = auth;
  const isUser = principal.roles.includes('user');
  const isToken = principal.roles.includes('api_key') || isOAuth(auth);
  if (!isUser && !(isToken && action === 'view')) return false;
  if (isOf(caller, attr.orgId)) return true;
  if (!isUser || typeof userId !== 'string') return false;
  if (attr.orgId === '' && attr.ownerId === userId) return true;
  if (action !== 'view') return false;
  return kind === 'note'
    ? includes(attr.sharedWithUsers, userId)
    : kind === 'project' && includes(attr.sharedWithOrganizations, orgId);
}

// To CEL's `in`, an object names its keys. The schemas refuse one; without them it is a list, too.
function includes(list: unknown, id: unknown): boolean {
  if (typeof id !== 'string' || id === '' || typeof list !== 'object' || list === null)
    return false;
  return Array.isArray(list) ? list.includes(id) : Object.hasOwn(list, id);
}

/** What nobody may do for somebody else, and what no agent may. */
export function isForThemselvesAlone(
  { auth }: Caller,
  { kind, attr }: Thing,
  action: string,
): boolean {
  if (auth.actor === undefined || auth.actor === null) return false;
  const isAgent = Reflect.get(auth.actor, 'type') === 'agent';
  if (kind === 'project') return action === 'share' || action === 'delete';
  if (kind === 'billing') return action === 'manage' || action === 'close';
  if (!isAgent) return false;
  if (kind === 'note') return action !== 'view' && action !== 'draft';
  if (kind === 'mcp_tool') return action === 'call' && isBeyondAgents(attr);
  return kind === 'report' && action === 'export';
}
