import { compile } from 'json-schema-to-typescript-lite';
import { CommandError } from '../CommandError';
import type { SchemaReference } from '../policies/Policy';
import type { PolicySource } from './PolicySource';
import { readonlyArrays } from './readonlyArrays';
import { rewriteSchema } from './rewriteSchema';

/** Types for the attributes that JSON Schemas describe. */
export interface AttributeTypes {
  /** The declarations. */
  readonly declarations: string;
  /** The type of what a policy's schema describes. */
  readonly typeOf: (schema: SchemaReference) => string;
}

/**
 * Makes TypeScript of the JSON Schemas that policies name. It is called `DocumentAttributes` for
 * `document.json`, so two kinds with one schema have one type.
 */
export async function attributeTypes(
  schemas: readonly SchemaReference[],
  source: PolicySource,
): Promise<AttributeTypes> {
  const refs = new Map(schemas.map((schema) => [urlOf(schema).href, schema]));
  const keys = new Map([...refs.keys()].sort().map((href, index) => [href, `k${index}`]));
  if (keys.size === 0) return { declarations: '', typeOf: () => 'object' };
  // The compiler wraps what goes wrong while it reads, and drops the reason.
  let problem: CommandError | undefined;
  const read = async (url: string): Promise<string> => {
    const id = idOf(url);
    const text = await source.readSchema(id);
    if (text === undefined) throw (problem = new CommandError(missing(id, refs.get(url))));
    try {
      return JSON.stringify(rewriteSchema(JSON.parse(text), nameOf(url)));
    } catch (error) {
      throw (problem = new CommandError(
        `The schema ${id} is not JSON: ${messageOf(error)}. Correct it, then run this again.`,
      ));
    }
  };
  // One compilation for all, so that no two types have one name. Its own type is cut off.
  const properties = [...keys].map(([href, key]) => [key, { $ref: href }] as const);
  const root = {
    type: 'object' as const,
    properties: Object.fromEntries(properties),
  };
  const text = await compile(root, rootName, {
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    unknownAny: true,
    // A `$ref` must not read other files of this machine, nor ask another one.
    $refOptions: {
      resolve: {
        file: false,
        http: false,
        cerbos: {
          order: 1,
          canRead: ({ url }: Read) => url.startsWith('cerbos:'),
          read: ({ url }: Read) => read(url),
        },
      },
    },
  }).catch((error: unknown) => {
    throw (
      problem ??
      new CommandError(
        `The JSON Schemas of the policies can't be read: ${messageOf(error)}. Correct them, then run this again.`,
      )
    );
  });
  const types = new Map(
    [...text.matchAll(/^ {2}(k\d+)\?: (\S+)$/gm)].map(([, key, type]) => [key, type]),
  );
  return {
    declarations: readonlyArrays(text.replace(rootDeclaration, '').trim()),
    typeOf: (schema) => types.get(keys.get(urlOf(schema).href)) ?? 'object',
  };
}

/** What the compiler hands over: a file that a `$ref` names. */
interface Read {
  readonly url: string;
}

// The name of the generated map, so that no schema can take it.
const rootName = 'Policies';
const rootDeclaration = /^export interface Policies \{\n(?: .*\n)*\}\n?/m;

const base = 'cerbos:///';

function urlOf({ ref, file, line }: SchemaReference): URL {
  if (URL.canParse(ref, base)) {
    const url = new URL(ref, base);
    if (url.protocol === 'cerbos:') return url;
  }
  throw new CommandError(
    `${file}:${line} names the schema ${ref}, which is not one of the policies' own. Put it into the folder _schemas, and write cerbos:///document.json.`,
  );
}

const idOf = (url: string) => decodeURIComponent(new URL(url).pathname.replace(/^\/+/, ''));

/** `DocumentAttributes` for `cerbos:///document.json`. */
function nameOf(url: string): string {
  const words = idOf(url)
    .replace(/\.json$/, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return `${/^\p{L}/u.test(name) ? name : `Schema${name}`}Attributes`;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function missing(id: string, by: SchemaReference | undefined): string {
  const where = by === undefined ? 'Another schema' : `${by.file}:${by.line}`;
  return `${where} names the schema ${id}, which does not exist. Add it to the folder _schemas of the policies, or correct the name.`;
}
