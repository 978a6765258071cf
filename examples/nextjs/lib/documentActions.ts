/** The actions that decide which buttons a document has. Each handler checks its own action. */
export const documentActions = ['edit', 'share', 'offer-delete'] as const;
