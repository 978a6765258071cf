import { readFileSync } from 'node:fs';
import { ESLint } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { root } from '../../setup/publishedPackage';
import { strictProgram } from './testPrograms';

// What the README tells apps to turn on.
const rules = ['no-floating-promises', 'no-misused-promises', 'no-unnecessary-condition'] as const;

/** The lines of a program, and which rules find something in each. */
async function lint(name: string, options?: ts.CompilerOptions): Promise<Finding[]> {
  const { file, program } = strictProgram(name, ts, options);
  const eslint = new ESLint({
    cwd: root,
    ignore: false,
    overrideConfigFile: true,
    overrideConfig: {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser, parserOptions: { programs: [program] } },
      plugins: { '@typescript-eslint': tseslint.plugin },
      rules: Object.fromEntries(rules.map((rule) => [`@typescript-eslint/${rule}`, 'error'])),
    },
  });
  const [result] = await eslint.lintFiles([file]);
  const lines = readFileSync(file, 'utf8').split('\n');
  return (result?.messages ?? []).map(({ line, ruleId, message }) => ({
    line: lines[line - 1]?.trim() ?? '',
    rule: ruleId?.replace('@typescript-eslint/', '') ?? message,
  }));
}

interface Finding {
  readonly line: string;
  readonly rule: string;
}

function marked({ line, rule }: Finding): boolean {
  return line.endsWith(`// lint: ${rule}`);
}

describe('mistakes that the compiler does not see', () => {
  it('are found by the three lint rules, each by the one that the program names', async () => {
    const findings = await lint('misuses.ts');
    const { file } = strictProgram('misuses.ts', ts);
    const expected = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.includes('// lint: '))
      .map((line) => line.trim());
    expect(expected.length).toBeGreaterThan(15);
    expect(findings.filter(marked).map(({ line }) => line)).toEqual(expected);
  });

  it('are found with noUncheckedIndexedAccess, too, but for the truth of an effect', async () => {
    const findings = await lint('misuses.ts', { noUncheckedIndexedAccess: true });
    const found = new Set(findings.filter(marked).map(({ line }) => line));
    const strict = (await lint('misuses.ts')).filter(marked).map(({ line }) => line);
    const missed = strict.filter((line) => !found.has(line));
    expect(missed.length).toBeGreaterThan(0);
    expect(missed.every((line) => line.includes('decision.actions['))).toBe(true);
  });
});
