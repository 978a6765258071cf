/** True if the app tells the browser the reason of each decision. Only for development. */
export const isInspected = process.env.CERBOS_INSPECT === '1';
