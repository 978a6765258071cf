import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GRPC } from '@cerbos/grpc';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { createClerkCerbos } from '../../../src';
import { startCerbos } from '../../../src/testing';
import { member } from '../../rooms/ask/auths';
import { patient, startTimeoutMs } from '../../setup/pdp';
import { compareTranslated } from '../compareTranslated';
import { openCorpus, principal } from './corpus';
import { refusedCases } from './refusedCases';

const policies = fileURLToPath(new URL('policies', import.meta.url));

interface Policy {
  readonly resourcePolicy: { readonly rules: readonly { readonly actions: readonly string[] }[] };
}

/** Each case is an action with one rule. */
function allCases(): string[] {
  // The one policy of the folder has this form.
  const policy = parse(readFileSync(`${policies}/adversarial.yaml`, 'utf8')) as Policy;
  return policy.resourcePolicy.rules.flatMap(({ actions }) => actions);
}

it("lists, in the cases of Cerbos' query plan adapters, the rows that checks allow, or refuses", async () => {
  await using pdp = await startCerbos({ policies, startTimeoutMs });
  const cerbos = new GRPC(pdp.grpcTarget, { tls: false });
  const { close, ...corpus } = await openCorpus();
  try {
    const app = createClerkCerbos({
      cerbos,
      ...patient,
      resources: { adversarial: corpus.loader },
      principal: { roles: () => principal.roles, attr: () => principal.attr },
    });
    const authorizer = await app.authorizer({ ...member, userId: principal.id });
    const cases = allCases();
    const { refused, wider, narrower, rows } = await compareTranslated(corpus, authorizer, cases);
    expect({ cases: cases.length, refused: refused.size, rows, wider, narrower }).toEqual({
      cases: 199,
      refused: 82,
      rows: 21,
      wider: [],
      narrower: [],
    });
    expect([...refused.keys()].sort()).toEqual(Object.values(refusedCases).flat().sort());
  } finally {
    cerbos.close();
    await close();
  }
});
