import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../setup/publishedPackage';

// In the Pages Router, Next.js leaves installed packages to Node; the app of the behaviour suite
// does not show it, since what is linked, as there, is bundled.
describe('in Node, without a bundler, the entry for the Pages Router', () => {
  const program = `
    const cerbos = { checkResources() {}, planResources() {} };
    createClerkCerbos({ cerbos }).authorizer({ headers: {} }).catch(({ code }) => console.log(code));
  `;

  it.each([
    ['imported', 'module', "import { createClerkCerbos } from 'clerk-cerbos/nextjs/pages';"],
    ['required', 'commonjs', "const { createClerkCerbos } = require('clerk-cerbos/nextjs/pages');"],
  ])("finds Clerk's SDK, and its middleware missing, if it is %s", (_, type, load) => {
    const args = [`--input-type=${type}`, '--eval', `${load}${program}`];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    expect([stdout.trim(), stderr]).toEqual(['missing_middleware', '']);
  });

  it("names Clerk's SDK where what traces the files of a deployment can read it", () => {
    const entry = readFileSync(join(root, 'dist/nextjs/pages.cjs'), 'utf8');
    expect(entry).toContain('(require("@clerk/nextjs/server"))');
  });
});
