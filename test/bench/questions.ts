import { type ClerkAuth, toPrincipal } from 'clerk-cerbos';
import type { HTTP } from '@cerbos/http';

type ClientPrincipal = Parameters<HTTP['checkResource']>[0]['principal'];

/** A document, as an app would ask about it. */
export function documentOf(index: number) {
  const attr = {
    ownerId: `user_${index % 7}`,
    orgId: 'org_1',
    public: index % 3 === 0,
    title: `Quarterly report ${index}`,
    tags: ['finance', 'internal'],
  };
  return { kind: 'document', id: `doc_${index}`, attr };
}

/** As many documents. */
export function documents(length: number) {
  return Array.from({ length }, (_, index) => documentOf(index));
}

/** The same principal for those who ask without us, made once and for nothing. */
export function handMadePrincipal(auth: ClerkAuth): ClientPrincipal {
  const { id, roles, attr } = toPrincipal(auth);
  // The SDK takes mutable types, though it only reads them.
  return { id, roles: [...roles], attr: structuredClone(attr) as ClientPrincipal['attr'] & object };
}
