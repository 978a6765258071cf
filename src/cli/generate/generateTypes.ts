import { createHash } from 'node:crypto';
import { printableLine } from '../terminal/printable';
import { type AttributeTypes, attributeTypes } from './attributeTypes';
import type { PolicySource } from './PolicySource';
import { type PolicyKind, policyMap } from './policyMap';

/** The types of policies, as a file. */
export interface GeneratedTypes {
  /** The file, before the formatter of the project. */
  readonly text: string;
  /** Changes when the types do. It stands in the file. */
  readonly digest: string;
}

/**
 * Makes the file that registers the types of policies.
 *
 * @throws CommandError if a JSON Schema is missing or can't be read.
 */
export async function generateTypes(source: PolicySource): Promise<GeneratedTypes> {
  const kinds = policyMap(source.policies);
  const schemas = kinds.flatMap((kind) => kind.schemas.flatMap((schema) => schema ?? []));
  const attributes = await attributeTypes(schemas, source);
  const body = `/** What the policies say of each kind of resource: its actions, and the attributes they read. */
export interface Policies {
${kinds.map((kind) => property(kind, attributes, source)).join('')}}

${attributes.declarations === '' ? '' : `${attributes.declarations}\n\n`}declare module "clerk-cerbos" {
  interface Register {
    policies: Policies
  }
}
`;
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return {
    text: `// ${marker} from ${printableLine(source.name)}. Change a policy, not this file.\n// Digest: ${digest}\n\n${body}`,
    digest,
  };
}

/** How a generated file begins, after `// `. */
export const marker = 'Written by `npx clerk-cerbos generate`';

function property(kind: PolicyKind, attributes: AttributeTypes, source: PolicySource): string {
  const types = kind.schemas.map((schema) => (schema ? attributes.typeOf(schema) : 'object'));
  // What one version does not describe, may be anything.
  const attr =
    types.includes('object') || types.length === 0 ? 'object' : unique(types).join(' | ');
  const actions = actionTypes(kind.actions);
  return `${comment(descriptionOf(kind, source))}  ${/^[A-Za-z_]\w*$/.test(kind.kind) ? kind.kind : JSON.stringify(kind.kind)}: {
    actions: ${actions.length === 0 ? 'never' : actions.join(' | ')}
    attr: ${attr}
  }
`;
}

/** `*` alone says nothing beside names; where it is alone, each name is an action. */
function actionTypes(patterns: readonly string[]): string[] {
  const types = unique(patterns.map(actionType));
  const named = types.filter((type) => type !== 'string');
  return named.length > 0 ? named : types;
}

/** A little wider than the pattern: `comment:*` does not match `comment:a:b`, this type does. */
function actionType(pattern: string): string {
  if (!pattern.includes('*')) return JSON.stringify(pattern);
  const text = pattern
    .replace(/[`\\$]/g, '\\$&')
    .replace(/\{[^}]*\}|\[[^\]]*\]|\*+|\?/g, '\0')
    .replace(/\0+/g, '${string}');
  return text === '${string}' ? 'string' : `\`${text}\``;
}

function descriptionOf({ policies }: PolicyKind, source: PolicySource): string[] {
  const [main] = policies;
  if (main === undefined) return [];
  const file = source.fileOf(main);
  const ignored = unique(
    policies.flatMap(({ resourceSchema }) => resourceSchema?.ignoredActions ?? []),
  );
  return [
    [main.description.trim(), file].filter((text) => text !== '').join(' — '),
    ...(ignored.length === 0
      ? []
      : [`Its attributes are not validated if only this is asked: ${ignored.join(', ')}.`]),
  ].filter((line) => line !== '');
}

function comment(paragraphs: readonly string[]): string {
  const lines = paragraphs
    .join('\n\n')
    .replaceAll('*/', '*\\/')
    .split(/\r\n|[\n\r\u2028\u2029]/);
  if (paragraphs.length === 0) return '';
  if (lines.length === 1) return `  /** ${lines.join('')} */\n`;
  return `  /**\n${lines.map((line) => `   * ${line}`.trimEnd()).join('\n')}\n   */\n`;
}

const unique = (texts: readonly string[]) => [...new Set(texts)];
