import { encodedIds } from './apps/documents';
import type { Fault } from './faultyPdp';
import type { Caller } from './people';

/** What the policy says to callers who act for another user, whatever the document. */
export const reasonNotToEdit = 'Stop acting for the user to edit.';

/** What a caller does, and what must come back. */
export interface Case {
  readonly name: string;
  readonly caller: Caller;
  /** Method and path. */
  readonly does: `${'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'} /${string}`;
  readonly fault?: Fault;
  readonly status: number;
  /** The whole body, where it matters; a call id of the PDP may stand in it. */
  readonly body?: object;
  /** Headers that must be there, beside those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Is the route guarded by a rule? By default yes. */
  readonly guarded?: false;
  /** Is the PDP asked at all? Only where it matters. */
  readonly asks?: boolean;
}

const signedOut = (action: string) => ({
  title: 'Unauthorized',
  status: 401,
  code: 'signed_out',
  action,
});
const denied = (action: string, id: string) => ({
  title: 'Forbidden',
  status: 403,
  code: 'denied',
  action,
  resource: { kind: 'document', id },
});
const notFound = { title: 'Not Found', status: 404, code: 'not_found' };
const unavailable = (code: string) => ({ title: 'Service Unavailable', status: 503, code });
const mistake = (code: string) => ({ title: 'Internal Server Error', status: 500, code });
const reverification = (demand: unknown) => ({
  clerk_error: {
    type: 'forbidden',
    reason: 'reverification-error',
    metadata: { reverification: demand },
  },
});
const ran = { ran: true };
const challenge = { 'www-authenticate': 'Bearer' };

const tokenCases = (
  [
    ['signed out', 401],
    ['owner', 200],
    ['member', 200],
    ['admin', 200],
    ['other organization', 403],
    ['without an organization', 403],
    ['owner, token of version 1', 200],
    ['owner, expired', 401],
    ['owner, forged', 401],
    ['owner, garbage', 401],
    ['owner, made for another origin', 401],
    ['owner, pending', 401],
    ['owner, JWT template', 401],
    ['owner, impersonated', 200],
    ['machine', 401],
    ['machine, opaque', 401],
    ['api key of the owner', 401],
    ['api key of Acme', 401],
    ['oauth client', 401],
    ['oauth client, JWT', 401],
  ] as const
).map(([caller, status]): Case => ({
  name: `${caller}: views a document of Acme`,
  caller,
  does: 'GET /api/documents/acme',
  status,
  ...(status === 401 && { body: signedOut('view'), headers: challenge }),
  ...(status === 403 && { body: denied('view', 'acme') }),
}));

/** The id in a refusal is the one that the PDP was asked about. */
const encodedIdCases = encodedIds.flatMap((id): readonly Case[] => {
  const does = `GET /api/documents/${encodeURIComponent(id)}` as const;
  return [
    { name: `owner: views the document "${id}"`, caller: 'owner', does, status: 200 },
    {
      name: `other organization: may not view the document "${id}"`,
      caller: 'other organization',
      does,
      status: 403,
      body: denied('view', id),
    },
  ];
});

const faultCases = (
  [
    ['reset', 'pdp_unreachable'],
    ['hang', 'deadline_exceeded'],
    ['error 500', 'pdp_unreachable'],
    ['html', 'pdp_unreachable'],
    ['empty', 'pdp_unreachable'],
    ['truncated', 'pdp_unreachable'],
    ['empty object', 'invalid_answer'],
    ['wrong order', 'invalid_answer'],
    ['missing action', 'invalid_answer'],
    ['unknown effect', 'invalid_answer'],
    ['other request', 'invalid_answer'],
  ] as const
).map(([fault, code]): Case => ({
  name: `owner: views a document while the PDP's answer is "${fault}"`,
  caller: 'owner',
  does: 'GET /api/documents/acme',
  fault,
  status: 503,
  body: unavailable(code),
  headers: { 'retry-after': '1' },
}));

/** What a caller sends in place of an id, and never a 500: it is no mistake of the app. */
const callersIdCases = (
  [
    ['no id', ''],
    ['an empty id', '?id='],
    ['an id twice', '?id=acme&id=globex'],
  ] as const
).flatMap(([sent, query]): readonly Case[] => {
  const does = `PUT /api/mistake/x${query}` as const;
  return [
    {
      name: `member: who sends ${sent} finds nothing`,
      caller: 'member',
      does,
      status: 404,
      body: notFound,
      asks: false,
    },
    {
      name: `signed out: who sends ${sent} gets 401, as for what does not exist`,
      caller: 'signed out',
      does,
      status: 401,
      body: signedOut('view'),
      headers: challenge,
      asks: false,
    },
  ];
});

/** The table: every adapter answers all of it the same way. */
export const cases: readonly Case[] = [
  ...tokenCases,
  ...encodedIdCases,
  ...faultCases,
  {
    name: 'signed out: gets 503, not 401, while the PDP is down, since the policy might let anybody in',
    caller: 'signed out',
    does: 'GET /api/documents/acme',
    fault: 'reset',
    status: 503,
    body: unavailable('pdp_unreachable'),
  },
  {
    name: 'owner: is given the grant',
    caller: 'owner',
    does: 'GET /api/documents/acme',
    status: 200,
    body: {
      principal: 'user_owner',
      roles: ['user', 'org:member'],
      userId: 'user_owner',
      allowed: ['view'],
      ownerId: 'user_owner',
    },
  },
  {
    name: 'signed out: reads what is public',
    caller: 'signed out',
    does: 'GET /api/public/public',
    status: 200,
    body: { principal: 'anonymous', roles: ['anonymous'] },
  },
  {
    name: 'owner, pending: reads what is public, as nobody',
    caller: 'owner, pending',
    does: 'GET /api/public/public',
    status: 200,
    body: { principal: 'anonymous', roles: ['anonymous'] },
  },
  {
    name: 'signed out: does not read what is not public',
    caller: 'signed out',
    does: 'GET /api/public/acme',
    status: 401,
    body: signedOut('read'),
  },
  {
    name: 'without an organization: does not share the "none" of a personal document',
    caller: 'without an organization',
    does: 'GET /api/documents/globex',
    status: 403,
    body: denied('view', 'globex'),
  },
  {
    name: 'without an organization: views the own personal document',
    caller: 'without an organization',
    does: 'GET /api/documents/personal',
    status: 200,
  },
  {
    name: 'admin: does not view a personal document of a colleague',
    caller: 'admin',
    does: 'GET /api/documents/personal',
    status: 403,
    body: denied('view', 'personal'),
  },
  {
    name: 'member: may do one of two things, which is not enough',
    caller: 'member',
    does: 'PATCH /api/documents/acme',
    status: 403,
    body: denied('edit', 'acme'),
  },
  {
    name: 'admin: may do both',
    caller: 'admin',
    does: 'PATCH /api/documents/acme',
    status: 200,
    body: ran,
  },
  {
    name: 'admin: may do neither elsewhere',
    caller: 'admin',
    does: 'PATCH /api/documents/globex',
    status: 403,
    body: {
      title: 'Forbidden',
      status: 403,
      code: 'denied',
      actions: ['view', 'edit'],
      resource: { kind: 'document', id: 'globex' },
    },
  },
  {
    name: 'owner, impersonated: may not edit, and reads why in the words of the policy',
    caller: 'owner, impersonated',
    does: 'PATCH /api/documents/acme',
    status: 403,
    body: { ...denied('edit', 'acme'), detail: reasonNotToEdit },
  },
  {
    name: 'owner, impersonated: reads why, too, where the rule hides from strangers only',
    caller: 'owner, impersonated',
    does: 'PATCH /api/hidden/acme',
    status: 403,
    body: { ...denied('edit', 'acme'), detail: reasonNotToEdit },
  },
  {
    name: 'owner, impersonated: reads why, too, where the rule says notFoundUnless',
    caller: 'owner, impersonated',
    does: 'PATCH /api/tenant/acme',
    status: 403,
    body: { ...denied('edit', 'acme'), detail: reasonNotToEdit },
  },
  {
    name: 'owner, impersonated: does not read why where the rule hides from strangers only',
    caller: 'owner, impersonated',
    does: 'PATCH /api/hidden/globex',
    status: 404,
    body: notFound,
  },
  {
    name: 'owner, impersonated: does not read why where the rule says notFoundUnless',
    caller: 'owner, impersonated',
    does: 'PATCH /api/tenant/globex',
    status: 404,
    body: notFound,
  },
  {
    name: 'owner, impersonated: does not read why from an authorize that says notFoundUnless',
    caller: 'owner, impersonated',
    does: 'PUT /api/tenant/globex',
    status: 404,
    body: notFound,
  },
  {
    name: 'owner: deletes right after verifying',
    caller: 'owner',
    does: 'DELETE /api/documents/acme',
    status: 200,
    body: ran,
  },
  {
    name: 'owner, verified long ago: is asked to verify again',
    caller: 'owner, verified long ago',
    does: 'DELETE /api/documents/acme',
    status: 403,
    body: reverification({ level: 'first_factor', afterMinutes: 10 }),
  },
  {
    name: 'owner, verified long ago: is asked to verify again where denials are hidden, too',
    caller: 'owner, verified long ago',
    does: 'DELETE /api/hidden/acme',
    status: 403,
    body: reverification({ level: 'first_factor', afterMinutes: 10 }),
  },
  {
    name: 'owner, verified long ago: is asked by the name of a preset',
    caller: 'owner, verified long ago',
    does: 'POST /api/documents/acme',
    status: 403,
    body: reverification('strict'),
  },
  {
    name: 'owner: is not asked to verify what is verified already',
    caller: 'owner',
    does: 'POST /api/documents/acme',
    status: 403,
    body: denied('export', 'acme'),
  },
  {
    name: 'owner, impersonated: is never asked to verify',
    caller: 'owner, impersonated',
    does: 'DELETE /api/documents/acme',
    status: 403,
    body: denied('delete', 'acme'),
  },
  {
    name: 'owner, impersonated by an agent: is never asked to verify',
    caller: 'owner, impersonated by an agent',
    does: 'DELETE /api/documents/acme',
    status: 403,
    body: denied('delete', 'acme'),
  },
  {
    name: 'owner, both factors verified long ago: is asked for both',
    caller: 'owner, both factors verified long ago',
    does: 'POST /api/documents/acme',
    status: 403,
    body: reverification('strict'),
  },
  {
    name: 'owner, both factors just verified: closes the circle',
    caller: 'owner, both factors just verified',
    does: 'POST /api/documents/acme',
    status: 200,
    body: ran,
  },
  {
    name: 'member: a stranger to the document is never asked to verify',
    caller: 'member',
    does: 'DELETE /api/documents/acme',
    status: 403,
    body: denied('delete', 'acme'),
  },
  {
    name: 'member: views what does not exist',
    caller: 'member',
    does: 'GET /api/documents/none',
    status: 404,
    body: notFound,
    asks: false,
  },
  {
    name: 'member: views what is hidden',
    caller: 'member',
    does: 'GET /api/hidden/globex',
    status: 404,
    body: notFound,
    asks: true,
  },
  {
    name: 'member: views what does not exist where things are hidden',
    caller: 'member',
    does: 'GET /api/hidden/none',
    status: 404,
    body: notFound,
  },
  {
    name: 'other organization: is not told of what the rule hides from strangers only',
    caller: 'other organization',
    does: 'PATCH /api/hidden/acme',
    status: 404,
    body: notFound,
  },
  {
    name: 'member: is told what is denied where the rule hides from strangers only',
    caller: 'member',
    does: 'PATCH /api/hidden/acme',
    status: 403,
    body: denied('edit', 'acme'),
  },
  {
    name: 'signed out: gets 401 where the rule hides from strangers only',
    caller: 'signed out',
    does: 'PATCH /api/hidden/acme',
    status: 401,
    body: { title: 'Unauthorized', status: 401, code: 'signed_out', actions: ['view', 'edit'] },
  },
  {
    name: 'other organization: is told of nothing where the rule says notFoundUnless',
    caller: 'other organization',
    does: 'DELETE /api/tenant/acme',
    status: 404,
    body: notFound,
    asks: true,
  },
  {
    name: 'other organization: finds nothing that it may not view where notFoundUnless is what is asked',
    caller: 'other organization',
    does: 'GET /api/tenant/acme',
    status: 404,
    body: notFound,
  },
  {
    name: 'other organization: may neither view nor edit where the rule says notFoundUnless',
    caller: 'other organization',
    does: 'PATCH /api/tenant/acme',
    status: 404,
    body: notFound,
  },
  {
    name: 'member: who may view learns what is denied where the rule says notFoundUnless',
    caller: 'member',
    does: 'DELETE /api/tenant/acme',
    status: 403,
    body: denied('delete', 'acme'),
    asks: true,
  },
  {
    name: 'member: who may view and not edit learns so where the rule says notFoundUnless',
    caller: 'member',
    does: 'PATCH /api/tenant/acme',
    status: 403,
    body: denied('edit', 'acme'),
  },
  {
    name: 'member: views what the rule hides from others by notFoundUnless',
    caller: 'member',
    does: 'GET /api/tenant/acme',
    status: 200,
    body: ran,
  },
  {
    name: 'owner: has a decision on what the rule names, and not on its notFoundUnless',
    caller: 'owner',
    does: 'DELETE /api/tenant/acme',
    status: 200,
    body: { allowed: ['delete'], all: true },
  },
  {
    name: 'owner, verified long ago: is asked to verify again where the rule says notFoundUnless',
    caller: 'owner, verified long ago',
    does: 'DELETE /api/tenant/acme',
    status: 403,
    body: reverification({ level: 'first_factor', afterMinutes: 10 }),
  },
  {
    name: 'signed out: gets 401 where the rule says notFoundUnless',
    caller: 'signed out',
    does: 'DELETE /api/tenant/acme',
    status: 401,
    body: signedOut('delete'),
    headers: challenge,
  },
  {
    name: 'signed out: gets the same 401 for what does not exist where the rule says notFoundUnless',
    caller: 'signed out',
    does: 'DELETE /api/tenant/none',
    status: 401,
    body: signedOut('delete'),
    headers: challenge,
  },
  {
    name: 'other organization: does what is allowed, though the notFoundUnless of the rule is denied',
    caller: 'other organization',
    does: 'POST /api/tenant/public',
    status: 200,
    body: ran,
  },
  {
    name: 'member: gets 503 where the answer lacks what was asked, the notFoundUnless of the rule among it',
    caller: 'member',
    does: 'DELETE /api/tenant/acme',
    fault: 'missing action',
    status: 503,
    body: unavailable('invalid_answer'),
  },
  {
    name: 'other organization: is told of nothing by an authorize that says notFoundUnless',
    caller: 'other organization',
    does: 'PUT /api/tenant/acme',
    status: 404,
    body: notFound,
  },
  {
    name: 'member: learns what is denied from an authorize that says notFoundUnless',
    caller: 'member',
    does: 'PUT /api/tenant/acme',
    status: 403,
    body: denied('edit', 'acme'),
  },
  {
    name: 'signed out: gets 401 from an authorize that says notFoundUnless',
    caller: 'signed out',
    does: 'PUT /api/tenant/acme',
    status: 401,
    body: signedOut('edit'),
  },
  {
    name: 'signed out: can not tell what does not exist',
    caller: 'signed out',
    does: 'GET /api/documents/none',
    status: 401,
    body: signedOut('view'),
  },
  {
    name: 'signed out: can not tell what is hidden',
    caller: 'signed out',
    does: 'GET /api/hidden/acme',
    status: 401,
    body: signedOut('view'),
  },
  {
    name: 'member: gets the answer that the app makes of a denial',
    caller: 'member',
    does: 'GET /api/custom/globex',
    status: 418,
    body: { told: 'denied' },
  },
  {
    name: 'signed out: gets the answer that the app makes of a denial',
    caller: 'signed out',
    does: 'GET /api/custom/globex',
    status: 418,
    body: { told: 'signed_out' },
  },
  {
    name: 'member: gets the usual answer where the app makes none, and the handler does not run',
    caller: 'member',
    does: 'GET /api/custom/globex?default',
    status: 403,
    body: denied('view', 'globex'),
  },
  {
    name: 'member: an outage is not shaped as a denial',
    caller: 'member',
    does: 'GET /api/custom/globex',
    fault: 'reset',
    status: 503,
    body: unavailable('pdp_unreachable'),
  },
  {
    name: 'member: asks without a rule',
    caller: 'member',
    does: 'GET /api/verbs/acme',
    guarded: false,
    status: 200,
    body: {
      ...{ principal: 'user_member', allowed: true, actions: ['view'], plan: 'KIND_CONDITIONAL' },
      ownerId: 'user_owner',
    },
  },
  {
    name: 'signed out: asks without a rule',
    caller: 'signed out',
    does: 'GET /api/verbs/acme',
    guarded: false,
    status: 200,
    body: { principal: 'anonymous', allowed: false, actions: [], plan: 'KIND_ALWAYS_DENIED' },
  },
  {
    name: 'member: creates a document of their own in the active organization, which has no id yet',
    caller: 'member',
    does: 'POST /api/new/report',
    status: 200,
    body: { id: '(new)', attr: { ownerId: 'user_member', orgId: 'org_acme', public: false } },
  },
  {
    name: 'other organization: creates a document in another one, by the same rule',
    caller: 'other organization',
    does: 'POST /api/new/public',
    status: 200,
    body: { id: '(new)', attr: { ownerId: 'user_stranger', orgId: 'org_globex', public: true } },
  },
  {
    name: 'without an organization: may not create a document',
    caller: 'without an organization',
    does: 'POST /api/new/report',
    status: 403,
    body: denied('create', '(new)'),
  },
  {
    name: 'signed out: may not create a document',
    caller: 'signed out',
    does: 'POST /api/new/report',
    status: 401,
    body: signedOut('create'),
    headers: challenge,
  },
  {
    name: 'member: finds no document under the id of those that do not exist yet',
    caller: 'member',
    does: 'GET /api/documents/(new)',
    status: 404,
    body: notFound,
    asks: false,
  },
  {
    name: 'member: is refused by authorize inside a handler',
    caller: 'member',
    does: 'GET /api/nested/acme',
    status: 403,
    body: denied('edit', 'acme'),
  },
  {
    name: 'admin: passes authorize inside a handler',
    caller: 'admin',
    does: 'GET /api/nested/acme',
    status: 200,
    body: ran,
  },
  {
    name: 'member: gets nothing from a handler that drops an authorize of its grant',
    caller: 'member',
    does: 'GET /api/dropped/acme',
    status: 500,
    body: mistake('not_awaited'),
  },
  {
    name: 'admin: gets nothing from a handler that drops an authorize, though it is allowed',
    caller: 'admin',
    does: 'GET /api/dropped/acme',
    status: 500,
    body: mistake('not_awaited'),
  },
  {
    name: 'member: is not redirected by a handler that drops an authorize of its request',
    caller: 'member',
    does: 'POST /api/dropped/acme',
    status: 500,
    body: mistake('not_awaited'),
  },
  {
    name: 'member: keeps the caching that the handler chose',
    caller: 'member',
    does: 'GET /api/cached/acme',
    status: 200,
    headers: { 'cache-control': 'private, max-age=60' },
  },
  {
    name: 'member: is redirected by a response whose headers are fixed',
    caller: 'member',
    does: 'POST /api/cached/acme',
    status: 302,
  },
  {
    name: 'member: a kind without a loader is a mistake of the app',
    caller: 'member',
    does: 'GET /api/mistake/x',
    status: 500,
    body: mistake('missing_loader'),
  },
  {
    name: 'member: what the PDP refuses is a mistake of the app',
    caller: 'member',
    does: 'POST /api/mistake/x',
    status: 500,
    body: mistake('pdp_rejected'),
  },
  {
    name: 'member: an empty kind is a mistake of the app, and never an allow',
    caller: 'member',
    does: 'DELETE /api/mistake/x',
    status: 500,
    body: mistake('invalid_question'),
    asks: false,
  },
  ...callersIdCases,
];

/** Where one adapter answers a case otherwise than all others do. */
export interface Difference {
  /** The name of the case. */
  readonly of: string;
  readonly by: 'header' | 'cookie';
  /** The status that the framework gives to an error that is not ours. */
  readonly status: number;
  readonly since: string;
}

/** What Clerk's SDK for Remix does otherwise: it stands on @clerk/backend 2. */
export const remixDifferences: readonly Difference[] = [
  {
    of: 'owner, garbage: views a document of Acme',
    by: 'cookie',
    status: 500,
    since: 'getAuth throws where the others say signed out',
  },
];
