import { type Agent, type Command, resolveCommand } from 'package-manager-detector';

/** The version of the PDP that the tests of this package run with. */
export const pdpVersion = '0.51.0';

/** The configuration of a PDP on the app's machine. `dev` takes over what changes decisions. */
export const pdpConfiguration = (
  policies: string,
): string => `# By default, the PDP listens on all interfaces and answers requests from any web page.
server:
  httpListenAddr: '127.0.0.1:3592'
  grpcListenAddr: '127.0.0.1:3593'
  cors:
    disabled: true
storage:
  driver: disk
  disk:
    directory: '${policies}'
    # In production, new policies are for a new PDP. clerk-cerbos dev loads a change by itself.
    watchForChanges: false
schema:
  # Attributes that don't fit the schemas are refused. By default, nothing checks them.
  enforcement: reject
telemetry:
  disabled: true
`;

/** A job that tests the policies, in the syntax of GitHub Actions. */
export function ciJob(agent: Agent, policies: string, isTypeScript: boolean): string {
  const [name = 'npm'] = agent.split('@');
  const setup =
    name === 'bun'
      ? ['- uses: oven-sh/setup-bun@v2']
      : name === 'npm'
        ? []
        : ['- run: corepack enable'];
  const steps = [
    '- uses: actions/checkout@v4',
    ...setup,
    '- uses: actions/setup-node@v4\n  with:\n    node-version: 22',
    `- run: ${shellCommand(agent, 'frozen', [])}`,
    `- run: ${shellCommand(agent, 'execute-local', ['cerbos', 'compile', policies])}`,
    // The types of the policies are those that the policies have now.
    ...(isTypeScript
      ? [
          `- run: ${shellCommand(agent, 'execute-local', ['clerk-cerbos', 'generate', '--check'])}${optionFor(policies)}`,
        ]
      : []),
  ];
  return `name: policies
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  policies:
    runs-on: ubuntu-latest
    steps:
${steps.map((step) => step.replace(/^/gm, '      ')).join('\n')}
`;
}

/** A command of a package manager, as one types it. */
export function shellCommand(agent: Agent, command: Command, args: readonly string[]): string {
  const resolved = resolveCommand(agent, command, [...args]);
  if (resolved === null) throw new Error(`${agent} has no command "${command}".`);
  return [resolved.command, ...resolved.args].join(' ');
}

/** What a command of this package needs to find the policies: nothing, in the folder that it takes. */
export const optionFor = (policies: string): string =>
  policies === 'policies' ? '' : ` --policies ${policies}`;
