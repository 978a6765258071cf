/** Does this app tell the browser the reason of each decision? Only while you develop. */
export const isInspected = process.env.CERBOS_INSPECT === '1';
