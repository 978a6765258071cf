/** What the server functions of the suite have done, so that a test sees that nothing was done. */
export const done: string[] = [];
