import { colors } from '../../demo/colors';
import type { Stage } from '../../demo/stage';
import { agents, tokenOf } from './agents';

/** Lines that say how to connect a client of one's own while the app stays up. */
export function connectLines(stage: Stage): string[] {
  const url = `${stage.origin}/mcp`;
  return [
    `Connect a client of your own as ${agents.ada.name}. The token lasts an hour.`,
    `TOKEN='${tokenOf('ada', stage)}'`,
    colors.dim('# Claude Code'),
    `claude mcp add --transport http documents ${url} --header "Authorization: Bearer $TOKEN"`,
    colors.dim('# The inspector of MCP'),
    `npx @modelcontextprotocol/inspector --cli ${url} --transport http --method tools/list --header "Authorization: Bearer $TOKEN"`,
  ];
}
