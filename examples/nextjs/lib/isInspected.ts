/** Does this app tell why everything was decided so? Never where others can reach it. */
export const isInspected = process.env.CERBOS_INSPECT === '1';
