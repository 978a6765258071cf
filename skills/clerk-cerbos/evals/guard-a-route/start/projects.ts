/** A project of an organization. */
export interface Project {
  readonly id: string;
  readonly organizationId: string;
  readonly leadId: string;
  name: string;
}

const table = new Map<string, Project>([
  ['p1', { id: 'p1', organizationId: 'org_acme', leadId: 'user_ada', name: 'Rocket' }],
  ['p2', { id: 'p2', organizationId: 'org_globex', leadId: 'user_eve', name: 'Laser' }],
]);

/** One project; `undefined` if there is no such project. */
export function getProject(id: string): Promise<Project | undefined> {
  return Promise.resolve(table.get(id));
}

/** Gives a project another name. */
export function renameProject(id: string, name: string): Promise<void> {
  const project = table.get(id);
  if (project !== undefined) project.name = name;
  return Promise.resolve();
}
