import type { Expression, Variable } from '../policies/Policy';
import type { Question, Reason } from './Explanation';

/** A path that an expression reads, such as `P.attr.orgId`, and its value. */
interface PathValue {
  readonly path: string;
  /** As JSON; `undefined` if it is not there. */
  readonly value: string | undefined;
}

const root = String.raw`(?<![\w.])(?:request\.)?(?:P|R|V|C|principal|resource|variables|constants|aux_data|auxData)`;
const paths = new RegExp(String.raw`${root}(?:\.\w+|\["[^"\\]*"\])+`, 'g');
// A macro whose variable is called like one of ours: then a path may mean something else.
const shadowed = /\(\s*(?:[PRVC]|principal|resource|variables|constants)\s*,/;

/** The values of the plain paths in an expression. What is computed is left out. */
function pathValues({ text }: Pick<Expression, 'text'>, question: Question): PathValue[] {
  return readPaths(text).flatMap((path) => {
    const [first = '', ...names] = namesOf(path);
    const source = sourceOf(first, question);
    if (source === undefined) return [];
    return [{ path, value: shorten(JSON.stringify(follow(source, names))) }];
  });
}

/** The variables and constants that an expression reads. */
function variablesOf({ text }: Expression, known: readonly Variable[]): Variable[] {
  return readPaths(text).flatMap((path) => {
    const [first = '', name] = namesOf(path);
    if (!['V', 'C', 'variables', 'constants'].includes(first)) return [];
    return known.find((variable) => variable.name === name) ?? [];
  });
}

/** The values that an expression reads, in one line; those of its variables below it. */
export function valueReasons(
  expression: Expression,
  question: Question,
  known: readonly Variable[],
): Reason[] {
  const values = pathValues(expression, question).map(({ path, value }) =>
    value === undefined ? `${path} is missing` : `${path} = ${value}`,
  );
  return [
    ...(values.length > 0 ? [{ text: values.join(', '), because: [] }] : []),
    ...variablesOf(expression, known).map((variable) => ({
      text: `${variable.name} is ${oneLine(variable.text)}`,
      place: { file: variable.file, line: variable.line },
      // A variable may use only others, which may not use it.
      because: valueReasons(
        variable,
        question,
        known.filter((one) => one !== variable),
      ),
    })),
  ];
}

/** An expression may be written over several lines. */
export function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

function readPaths(text: string): string[] {
  // What stands in a literal is no path, except as a name in brackets.
  const code = text.replace(
    /(\[)?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g,
    (whole, bracket: string | undefined) => (bracket === undefined ? '""' : whole),
  );
  if (shadowed.test(code)) return [];
  const found = [...code.matchAll(paths)].flatMap(({ 0: path, index }) => {
    const next = code[index + path.length];
    // A method is no part of the path; what is looked up by a computed key is not known.
    if (next === '[') return [];
    return next === '(' ? path.replace(/\.\w+$/, '') : path;
  });
  return [...new Set(found)];
}

function namesOf(path: string): string[] {
  const names = path.match(/\w+|"[^"]*"/g) ?? [];
  const plain = names.map((name) => name.replaceAll('"', ''));
  return plain[0] === 'request' ? plain.slice(1) : plain;
}

// So policies see them if the app sent none, also if the PDP has a default version.
const unset = { policyVersion: '', scope: '' };

function sourceOf(name: string, { principal, resource, claims }: Question): unknown {
  if (name === 'P' || name === 'principal') return { ...unset, ...principal };
  if (name === 'R' || name === 'resource') return { ...unset, ...resource };
  if (name === 'auxData' || name === 'aux_data') return { jwt: claims ?? {} };
  return undefined;
}

function follow(source: unknown, names: readonly string[]): unknown {
  let value = source;
  for (const name of names) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
      return undefined;
    }
    value = Reflect.get(value, name);
  }
  return value;
}

const MAX_SHOWN = 160;

function shorten(value: string | undefined): string | undefined {
  if (value === undefined || value.length <= MAX_SHOWN) return value;
  return `${value.slice(0, MAX_SHOWN)}…`;
}
