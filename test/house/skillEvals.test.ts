import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../setup/publishedPackage';

const skill = join(root, 'skills/clerk-cerbos');
const task = join(skill, 'evals/guard-a-route');

// Inside of the repository, so that the app finds its packages.
let workspace: string;
beforeAll(() => {
  mkdirSync(join(root, 'test-results'), { recursive: true });
  workspace = mkdtempSync(join(root, 'test-results/skill-'));
  cpSync(join(task, 'start'), workspace, { recursive: true });
});
afterAll(() => {
  rmSync(workspace, { recursive: true });
});

const verify = () => {
  const args = ['--import', 'tsx', join(task, 'verify.ts'), workspace];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  return { status, lines: stdout.trim().split('\n') };
};

describe('the eval of the skill', () => {
  it('fails for the app as it is given to the assistant', () => {
    const { status, lines } = verify();
    expect(status).toBe(1);
    expect(lines).toContain('a stranger views p1: 200 instead of 404');
    expect(lines).toContain('a refused rename has changed the project');
  });

  it('passes for the solution', () => {
    cpSync(join(task, 'solution'), workspace, { recursive: true });
    expect(verify()).toEqual({ status: 0, lines: ['Every check passed.'] });
  });
});

describe('SKILL.md', () => {
  const text = readFileSync(join(skill, 'SKILL.md'), 'utf8');

  it('is short, and says what it is for', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(160);
    expect(text).toMatch(/^---\nname: clerk-cerbos\ndescription: .{50,1024}\n/);
  });
});
