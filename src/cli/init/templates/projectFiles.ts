import type { Client, TemplateFile } from './Template';

const clients: Readonly<Record<Client, { readonly imported: string; readonly made: string }>> = {
  grpc: {
    imported: "import { GRPC } from '@cerbos/grpc';",
    made: `// \`tls: false\` is for a PDP on this machine. For one across a network, write true.
  cerbos: new GRPC(process.env.CERBOS_GRPC ?? '127.0.0.1:3593', {
    tls: false,
    // After a restart of the PDP, connect again at once. By default, gRPC waits up to 2 minutes.
    channelOptions: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 200,
    },
  }),`,
  },
  http: {
    imported: "import { HTTP } from '@cerbos/http';",
    made: "cerbos: new HTTP(process.env.CERBOS_HTTP ?? 'http://127.0.0.1:3592'),",
  },
};

interface AuthzOptions {
  readonly path: string;
  /** The entry: `nextjs` of `clerk-cerbos/nextjs`. */
  readonly entry: string;
  readonly client: Client;
  /** What the file exports. */
  readonly verbs: readonly string[];
  /** Where it finds `findProject`. */
  readonly projects: string;
  /** What is imported from the entry beside `createClerkCerbos`. */
  readonly imported?: readonly string[];
  /** Statements before the verbs. */
  readonly before?: string;
  /** Options beside `cerbos` and `resources`. */
  readonly options?: string;
}

/** The file that connects Clerk and Cerbos, and says how a project is found. */
export function authzFile(file: AuthzOptions): TemplateFile {
  const { imported, made } = clients[file.client];
  const names = ['createClerkCerbos', ...(file.imported ?? [])].join(', ');
  return {
    path: file.path,
    text: `${imported}
import { ${names} } from 'clerk-cerbos/${file.entry}';
import { findProject } from '${file.projects}';
${file.before ?? ''}
export const { ${file.verbs.join(', ')} } = createClerkCerbos({
  ${made}
${file.options ?? ''}  resources: {
    // How a project is found. \`null\` means that there is none: the answer is then 404.
    project: async (id«: string») => {
      const project = await findProject(id);
      if (project === null) return null;
      const { orgId, ownerId, sharedWithOrganizations } = project;
      // \`attr\` is what the policy reads as R.attr. \`value\` is what your handler gets.
      return { attr: { orgId, ownerId, sharedWithOrganizations }, value: project };
    },
  },
});
`,
  };
}

/** The example's data. */
export function projectsFile(path: string): TemplateFile {
  return {
    path,
    text: `«export interface Project {
  id: string;
  orgId: string;
  ownerId: string;
  sharedWithOrganizations: string[];
  name: string;
}

»// These are constants, so that there is something to ask about. Write ids of an organization and a
// user of yours, or read the row from your database.
const projects«: readonly Project[]» = [
  {
    id: 'roadmap',
    orgId: 'org_acme',
    ownerId: 'user_ada',
    sharedWithOrganizations: [],
    name: 'Roadmap',
  },
];

export async function findProject(id«: string»)«: Promise<Project | null>» {
  return projects.find((project) => project.id === id) ?? null;
}
`,
  };
}

/** How each guarded route refuses: 404 for those who may not view it, 403 for those who may. */
export const onDenied = "const onDenied = { notFoundUnless: 'view' }« as const»;";
