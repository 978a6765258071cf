import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { generatedFile } from '../../../../src/cli/generate/generatedFile';
import { marker } from '../../../../src/cli/generate/generateTypes';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function makeApp(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'clerk-cerbos-file-'));
  folders.push(folder);
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const written = `// ${marker} from policies/.\n`;

describe('generatedFile', () => {
  it.each([
    ['lib/policies.gen.ts', {}],
    ['lib/policies.gen.ts', { 'app/page.tsx': '' }],
    ['src/lib/policies.gen.ts', { 'src/main.ts': '' }],
    ['app/lib/policies.gen.ts', { 'app/lib/authz.ts': '' }],
    ['src/lib/policies.gen.ts', { 'src/lib/authz.ts': '', 'lib/other.ts': '' }],
  ])('is %s, in an app with %j', async (path, files) => {
    expect(await generatedFile(makeApp(files))).toBe(path);
  });

  it('is found beside the lock of an editor, which is a link to nothing', async () => {
    const folder = makeApp({ 'lib/types.ts': written });
    symlinkSync('ada@host.1:2', join(folder, 'lib/.#types.ts'));
    expect(await generatedFile(folder)).toBe('lib/types.ts');
  });

  it('is the file that was written before, where it was moved to', async () => {
    const folder = makeApp({ 'lib/authz.ts': '', 'server/authz/types.ts': written });
    expect(await generatedFile(folder)).toBe('server/authz/types.ts');
  });

  it('is none of another package, of an installed one, or of a build', async () => {
    const folder = makeApp({
      'packages/other/package.json': '{}',
      'packages/other/types.ts': written,
      'node_modules/other/types.ts': written,
      'dist/types.d.ts': written,
      '.next/types.ts': written,
    });
    expect(await generatedFile(folder)).toBe('lib/policies.gen.ts');
  });

  it('must be named if there are two', async () => {
    const folder = makeApp({ 'a.ts': written });
    cpSync(join(folder, 'a.ts'), join(folder, 'b.mts'));
    await expect(generatedFile(folder)).rejects.toThrow(
      'Two files were written by generate: a.ts and b.mts. Delete one, or name one with --out.',
    );
  });
});
