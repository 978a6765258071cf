import { readFileSync, readdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { manifest, root } from '../setup/publishedPackage';

function declarations(suffix: string): { readonly file: string; readonly text: string }[] {
  return readdirSync(join(root, 'dist'))
    .filter((file) => file.endsWith(suffix))
    .map((file) => ({ file, text: readFileSync(join(root, 'dist', file), 'utf8') }));
}

/** What the types of an entry are about, and so may import. */
const frameworks: Readonly<Record<string, RegExp>> = {
  express: /^express$/,
  fastify: /^fastify$/,
  hono: /^hono(\/types)?$/,
  nextjs: /^react$/,
  react: /^react$/,
};

describe.each(['.d.ts', '.d.cts'])('the published %s declarations', (suffix) => {
  it('import no package but the framework of the entry, so that no other peer is needed', () => {
    const imports = declarations(suffix).flatMap(({ file, text }) => {
      const { importedFiles, typeReferenceDirectives } = ts.preProcessFile(text, true, true);
      return [...importedFiles, ...typeReferenceDirectives]
        .filter(({ fileName }) => !fileName.startsWith('./') && fileName !== manifest().name)
        .filter(({ fileName }) => !(frameworks[file.replace(suffix, '')]?.test(fileName) ?? false))
        .map(({ fileName }) => `${file} imports ${fileName}`);
    });
    expect(imports).toEqual([]);
  });

  it('declare Register once, or an app that registers its policies would reach only one entry', () => {
    const declaring = declarations(suffix).flatMap(({ file, text }) =>
      [...text.matchAll(/^\s*(?:export )?(?:declare )?interface Register\b/gm)].map(() => file),
    );
    expect(declaring).toHaveLength(1);
  });
});

describe('the published source maps', () => {
  it('name no path of the machine that built them', () => {
    const files = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' });
    const maps = files.filter((file) => file.endsWith('.map'));
    expect(maps.length).toBeGreaterThan(20);
    const absolute = maps.flatMap((file) => {
      const map: unknown = JSON.parse(readFileSync(join(root, 'dist', file), 'utf8'));
      const { file: of, sources } = map as { file?: string; sources: string[] }; // it is a map
      return [of ?? '', ...sources].filter(isAbsolute).map((path) => `${file} names ${path}`);
    });
    expect(absolute).toEqual([]);
  });
});
