import { HTTP } from '@cerbos/http';
import { z } from 'zod';
import { createClerkCerbos } from '../../src';
import { patient } from '../setup/pdp';
import { member } from '../rooms/ask/auths';
import { documents } from '../rooms/bridge/tools/documents';

/** The arguments of the tool that edits a document. */
export const input = z.object({ id: z.string(), title: z.string().default('Untitled') });
export type Input = z.output<typeof input>;

/** What a model calls the tool with, and what it must get for it. */
export const ids = ['1', '2', '3', '9'] as const;
const edited = { edited: 'Plan', as: 'Untitled' };
const giveUp = 'Do not try the same again. Tell the user.';

/** What the model must receive for each of {@link ids}. */
export const answers = [
  edited,
  {
    cerbos_error: {
      code: 'denied',
      message: `Not allowed. The policy denies "edit". ${giveUp}`,
      retryable: false,
      action: 'edit',
      resource: { kind: 'document', id: '2' },
      cerbosCallId: '(an id)',
    },
  },
  // One that the caller may not view, and one that does not exist.
  ...Array.from({ length: 2 }, () => ({
    cerbos_error: {
      code: 'not_found',
      message: `There is no such resource. ${giveUp}`,
      retryable: false,
    },
  })),
];

/**
 * What the model must receive for each of them while the PDP is away. That there is no such document
 * is known without the PDP.
 */
export const withoutPdp = answers.map((answer, index) =>
  index === 3
    ? answer
    : {
        cerbos_error: {
          code: 'pdp_unreachable',
          message:
            'Whether this is allowed could not be checked, so nothing was done. Try again later.',
          retryable: true,
        },
      },
);

/** The authorizer of a member, with documents that it may edit, view, or not see. */
export function startAgent(httpUrl: string) {
  const table = documents();
  const { authorizer } = createClerkCerbos({
    cerbos: new HTTP(httpUrl),
    ...patient,
    resources: { document: table.resources.document },
  });
  return authorizer(member);
}

/** The rule of the tool: it is the same for every library. */
export const rule = {
  action: 'edit',
  resource: ({ id }: Input) => ({ kind: 'document', id }) as const,
  onDenied: { notFoundUnless: 'view' },
} as const;

/** Replaces the PDP's ids of its calls. */
export function withoutCallIds(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, member: unknown) =>
      key === 'cerbosCallId' && typeof member === 'string' && member !== '' ? '(an id)' : member,
    ),
  );
}
