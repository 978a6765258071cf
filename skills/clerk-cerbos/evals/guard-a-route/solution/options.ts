import { GRPC } from '@cerbos/grpc';
import type { ClerkCerbosOptions } from 'clerk-cerbos';
import { getProject } from './projects';

interface Policies {
  project: { actions: 'view' | 'rename'; attr: { orgId: string; leadId: string } };
}

/** Where the PDP is, and how a project is found. */
export const options = {
  cerbos: new GRPC(process.env.CERBOS_GRPC ?? '127.0.0.1:3593', { tls: false }),
  resources: {
    project: async (id: string) => {
      const row = await getProject(id);
      return row ? { attr: { orgId: row.organizationId, leadId: row.leadId }, value: row } : null;
    },
  },
} satisfies ClerkCerbosOptions<Policies>;
