import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { root } from '../setup/publishedPackage';

const page = readFileSync(join(root, 'docs/reference/options.md'), 'utf8');

/** The members of an interface, and those of a type that is an object among others. */
function membersOf(file: string, name: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const members: string[] = [];
  const collect = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node)) {
      members.push(...node.members.flatMap((member) => member.name?.getText() ?? []));
    } else if (ts.isIntersectionTypeNode(node) || ts.isUnionTypeNode(node)) {
      node.types.forEach(collect);
    }
  };
  source.forEachChild((node) => {
    if (ts.isInterfaceDeclaration(node) && node.name.text === name) collect(node);
    if (ts.isTypeAliasDeclaration(node) && node.name.text === name) collect(node.type);
  });
  return members;
}

it.each([
  ['src/bridge/ClerkCerbosOptions.ts', 'ClerkCerbosOptions'],
  ['src/adapters/nextjs-pages/NextPagesClerkCerbos.ts', 'NextPagesClerkCerbosOptions'],
  ['src/adapters/remix/createClerkCerbos.ts', 'RemixClerkCerbosOptions'],
  ['src/identify/PrincipalMapping.ts', 'PrincipalMapping'],
  ['src/identify/cachedAttributes.ts', 'CachedAttributesOptions'],
  ['src/bridge/guard/Rule.ts', 'Rule'],
  ['src/ask/types/Question.ts', 'RuleSubject'],
  ['src/adapters/mcp/guardServer.ts', 'GuardOptions'],
  ['src/adapters/mcp/McpClerkCerbos.ts', 'McpRule'],
  ['src/otel/withTelemetry.ts', 'TelemetryOptions'],
  ['src/testing/cerbos/CerbosServer.ts', 'StartCerbosOptions'],
  ['src/testing/sandbox/ClerkSandbox.ts', 'ClerkSandboxOptions'],
  ['src/testing/lists/ListExpectation.ts', 'ListExpectation'],
])('the page of options has every option of %s', (file, name) => {
  const members = membersOf(file, name);
  expect(members).not.toEqual([]);
  const isNamed = (member: string) =>
    page.includes(`\`${member}\``) || page.includes(`.${member}\``) || page.includes(`# ${member}`);
  expect(members.filter((member) => !isNamed(member))).toEqual([]);
});
