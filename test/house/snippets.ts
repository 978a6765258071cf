import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/publishedPackage';
import { fences } from './fences';

/** A piece of code that a reader may copy. */
export interface Snippet {
  /** Where its code begins: `README.md:31`; of a doc comment, `src/errors.ts: DeniedError:1`. */
  readonly origin: string;
  /** The same in two parts, for an error further down in the code. */
  readonly file: string;
  readonly line: number;
  /** The file that a first-line comment names, `// lib/authz.ts` or `# policies/document.yaml`. */
  readonly path: string | undefined;
  readonly code: string;
  readonly language: string;
}

/** What is compiled as one little app: a Markdown file, or the examples of one doc comment. */
export interface Page {
  readonly name: string;
  /** Of TypeScript. */
  readonly snippets: readonly Snippet[];
  /** Of Cerbos policies, each with a path below `policies/`. */
  readonly policies: readonly Snippet[];
  /** Fences that no check would see, and why. */
  readonly unseen: readonly string[];
}

/** The languages a fence may name. Others are typos, or would keep code from being compiled. */
const languages = new Set(
  'astro bash console css diff dotenv graphql html http ini js json prisma sh sql text toml ts tsx yaml'.split(
    ' ',
  ),
);

const pathComment = /^(?:\/\/|#) ((?:[\w.$[\]()@-]+\/)*[\w.$[\]()@-]+\.(?:tsx?|ya?ml))\s*$/;

/** The snippets of a Markdown text; `name` says whose. */
export function readPage(name: string, text: string): Page {
  const found = fences(text);
  const snippets = found.map(({ line, language, code }): Snippet => ({
    origin: `${name}:${line}`,
    file: name,
    line,
    path: pathComment.exec(code.split('\n', 1)[0] ?? '')?.[1],
    code,
    language,
  }));
  const policies = snippets.filter(
    ({ language, path }) => language === 'yaml' && path?.startsWith('policies/') === true,
  );
  return {
    name,
    snippets: snippets.filter(({ language }) => language === 'ts' || language === 'tsx'),
    policies,
    unseen: [
      ...found
        .filter(({ isQuoted }) => isQuoted)
        .map(({ line }) => `${name}:${line}: code in a quotation is not checked`),
      ...snippets
        .filter(({ language }) => !languages.has(language))
        .map(({ origin, language }) => `${origin}: no known language: "${language}"`),
      ...snippets
        .filter((snippet) => snippet.language === 'yaml' && !policies.includes(snippet))
        .filter(({ code }) => /^apiVersion: api\.cerbos\.dev/m.test(code))
        .map(({ origin }) => `${origin}: a policy needs "# policies/name.yaml" as its first line`),
      ...repeated(snippets),
    ],
  };
}

function repeated(snippets: readonly Snippet[]): string[] {
  const first = new Map<string, Snippet>();
  return snippets.flatMap((snippet) => {
    if (snippet.path === undefined) return [];
    const other = first.get(snippet.path);
    if (other !== undefined)
      return [`${snippet.origin}: ${other.origin} shows ${snippet.path}, too`];
    first.set(snippet.path, snippet);
    return [];
  });
}

/** The snippets of a Markdown file of the repository. */
export function markdownPage(file: string): Page {
  return readPage(file, readDocument(file));
}

/** The text of a Markdown file of the repository. */
export function readDocument(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
