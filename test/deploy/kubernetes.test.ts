import { describe, expect, it } from 'vitest';
import { readDocuments } from './deployFiles';
import { typeErrors } from './typeErrors';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

/** The module of `kubernetes-types` that has the kinds of an API: its group and its version. */
const modules: Readonly<Record<string, string>> = {
  v1: 'kubernetes-types/core/v1',
  'apps/v1': 'kubernetes-types/apps/v1',
  'policy/v1': 'kubernetes-types/policy/v1',
  'networking.k8s.io/v1': 'kubernetes-types/networking/v1',
};

/** The parts of a pod that these tests read; the types of Kubernetes check the rest. */
interface Pod {
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext: { readonly fsGroup?: number };
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly { readonly name: string }[];
}
interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly restartPolicy?: string;
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly resources?: { readonly limits: Readonly<Record<string, string>> };
  readonly startupProbe?: {
    readonly exec?: { readonly command: readonly string[] };
    readonly periodSeconds: number;
    readonly failureThreshold: number;
  };
  readonly lifecycle?: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

const manifests = (file: string) => readDocuments(file) as Manifest[];

function errorsOf(manifest: Manifest): string[] {
  const from = modules[manifest.apiVersion];
  if (from === undefined) return [`no types of ${manifest.apiVersion}`];
  return typeErrors(manifest, from, manifest.kind);
}

function specOf(file: string, kind: string): unknown {
  const found = manifests(file).find((manifest) => manifest.kind === kind);
  if (found === undefined) throw new Error(`${file} has no ${kind}.`);
  return (found as Manifest & { spec: unknown }).spec;
}

function deploymentOf(file: string): Deployment {
  return specOf(file, 'Deployment') as Deployment;
}

interface Deployment {
  readonly replicas: number;
  readonly strategy?: { readonly rollingUpdate: { readonly maxUnavailable: number } };
  readonly selector: { readonly matchLabels: object };
  readonly template: { readonly metadata: { readonly labels: object }; readonly spec: Pod };
}

function pdpOf(pod: Pod): Container {
  const found = [...(pod.initContainers ?? []), ...pod.containers].find(
    ({ name }) => name === 'cerbos',
  );
  if (found === undefined) throw new Error('The pod has no container with the PDP.');
  return found;
}

/** `256Mi` or `200MiB`, in bytes. */
function bytes(size: string | undefined): number {
  const [, count, unit] = /^(\d+)(Ki|Mi|Gi)B?$/.exec(size ?? '') ?? [];
  if (count === undefined) throw new Error(`${String(size)} is no size.`);
  return Number(count) * 1024 ** (['Ki', 'Mi', 'Gi'].indexOf(unit ?? '') + 1);
}

const files = ['kubernetes/service.yaml', 'kubernetes/sidecar.yaml'];
const all = files.flatMap((file) =>
  manifests(file).map((manifest) => ({ file, kind: manifest.kind, manifest })),
);

describe('the manifests of Kubernetes', () => {
  it.each(all)('have a $kind in $file that has only keys that Kubernetes knows', ({ manifest }) => {
    expect(errorsOf(manifest)).toEqual([]);
  });

  it('would be refused with a misspelt key, a wrong type, and a key that is missing', () => {
    const deployment = (spec: object): Manifest => {
      const manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: {}, spec };
      return manifest;
    };
    const template = (container: object) => ({ spec: { containers: [container] } });
    const selector = {};
    const misspelt = template({ name: 'a', restartPolcy: 'Always' });
    expect(errorsOf(deployment({ selector, template: misspelt })).join()).toContain('restartPolcy');
    const right = template({ name: 'a', restartPolicy: 'Always' });
    expect(errorsOf(deployment({ selector, template: right }))).toEqual([]);
    expect(errorsOf(deployment({ selector, template: right, replicas: '2' })).join()).toContain(
      "'string' is not assignable to type 'number'",
    );
    expect(errorsOf(deployment({ template: right })).join()).toContain("'selector' is missing");
  });

  it.each(files)('give the pods of %s the labels that their selectors look for', (file) => {
    const { selector, template } = deploymentOf(file);
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
  });

  it.each(files)('mount in %s only volumes that are there', (file) => {
    const pod = deploymentOf(file).template.spec;
    const volumes = pod.volumes.map(({ name }) => name);
    const mounted = [...(pod.initContainers ?? []), ...pod.containers].flatMap(
      ({ volumeMounts }) => volumeMounts,
    );
    expect(mounted.map(({ name }) => name).filter((name) => !volumes.includes(name))).toEqual([]);
  });

  it.each(files)('tell Go in %s to collect before the memory limit kills the PDP', (file) => {
    const pdp = pdpOf(deploymentOf(file).template.spec);
    const goal = bytes(pdp.env?.find(({ name }) => name === 'GOMEMLIMIT')?.value);
    const limit = bytes(pdp.resources?.limits.memory);
    expect(goal).toBeLessThan(limit);
    // A PDP 0.51 with few policies has 114 to 130 MB after load.
    expect(goal).toBeGreaterThan(130e6);
    expect(pdp.resources?.limits).not.toHaveProperty('cpu');
  });

  it.each(files)(
    'let the PDP of %s compile policies for two minutes before it must answer',
    (file) => {
      const { startupProbe } = pdpOf(deploymentOf(file).template.spec);
      const { periodSeconds = 0, failureThreshold = 0 } = startupProbe ?? {};
      expect(periodSeconds * failureThreshold).toBeGreaterThanOrEqual(120);
    },
  );
});

describe('the PDP as a service', () => {
  const file = 'kubernetes/service.yaml';

  it('has two replicas, and none ends before its successor is ready', () => {
    const { replicas, strategy } = deploymentOf(file);
    expect(replicas).toBeGreaterThanOrEqual(2);
    expect(strategy?.rollingUpdate.maxUnavailable).toBe(0);
    expect(specOf(file, 'PodDisruptionBudget')).toMatchObject({ minAvailable: 1 });
  });

  it('is headless, so that a gRPC client sees every replica', () => {
    expect(specOf(file, 'Service')).toMatchObject({ clusterIP: 'None' });
  });

  it('still answers for a moment after Kubernetes has decided to end it', () => {
    const pod = deploymentOf(file).template.spec;
    const { seconds = 0 } = pdpOf(pod).lifecycle?.preStop.sleep ?? {};
    expect(seconds).toBeGreaterThanOrEqual(5);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(seconds);
  });

  it('lets only pods with a label ask it', () => {
    const { ingress } = specOf(file, 'NetworkPolicy') as {
      ingress: readonly { from?: unknown[] }[];
    };
    expect(ingress.length).toBeGreaterThan(0);
    for (const { from = [] } of ingress) expect(from).not.toEqual([]);
  });
});

describe('the PDP as a sidecar', () => {
  const pod = deploymentOf('kubernetes/sidecar.yaml').template.spec;

  it('is a native one: it starts before the app, and is asked by its own command', () => {
    expect(pod.initContainers?.map(({ name }) => name)).toEqual(['cerbos']);
    expect(pdpOf(pod).restartPolicy).toBe('Always');
    const [config] = pdpOf(pod).args?.slice(1) ?? [];
    expect(pdpOf(pod).startupProbe?.exec?.command).toEqual(['/cerbos', 'healthcheck', config]);
  });

  it('shares its socket, and no port, with the app', () => {
    const [app] = pod.containers;
    const pdp = readDocuments('pdp/socket.yaml')[0] as { server: { grpcListenAddr: string } };
    const socket = pdp.server.grpcListenAddr;
    expect(app?.env).toContainEqual({ name: 'CERBOS_GRPC', value: socket });
    const folder = socket.slice('unix:'.length, socket.lastIndexOf('/'));
    for (const { volumeMounts } of [pdpOf(pod), ...pod.containers]) {
      expect(volumeMounts).toContainEqual({ name: 'sock', mountPath: folder });
    }
    // Both are in the group of the folder, and the PDP gives the group the right to connect.
    expect(pod.securityContext.fsGroup).toBeGreaterThan(0);
    expect(JSON.stringify(pod)).not.toContain('containerPort');
  });
});
