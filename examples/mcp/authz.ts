import './policies.gen';
import { GRPC } from '@cerbos/grpc';
import { createClerkCerbos } from 'clerk-cerbos/mcp';
import { documentAt, template } from './addresses';
import { documentAttributes, findDocument } from './documents';
import { tokenOrgId } from './tokenOrgId';

export const { guard, withCerbos, toAuthInfo } = createClerkCerbos({
  cerbos: new GRPC(process.env.CERBOS_GRPC ?? '127.0.0.1:3593', {
    tls: false,
    // How soon it connects again after an outage. By default it waits up to two minutes.
    channelOptions: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 200,
    },
  }),
  resources: {
    document: (id: string) => {
      const document = findDocument(id);
      if (document === undefined) return null;
      return { attr: documentAttributes(document), value: document };
    },
    // What the policy of addresses reads of the document. Without a document, there is no such
    // address: the answer is that of an unknown one.
    mcp_resource: (uri: string) => {
      if (uri === template) return { attr: ofNone };
      const document = documentAt(uri);
      return document === undefined ? null : { attr: documentAttributes(document) };
    },
  },
  principal: {
    // The function below reads the token itself, which the library shows only with this option.
    machines: true,
    attr: async (source) => ({ tokenOrgId: await tokenOrgId(source) }),
  },
});

/** The template of all addresses belongs to no document. */
const ofNone = { ownerId: '', orgId: '', sharedWithUsers: [], sharedWithOrganizations: [] };
