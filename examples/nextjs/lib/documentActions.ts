/** The actions that decide which buttons a document has. They permit nothing by themselves. */
export const documentActions = ['edit', 'share', 'offer-delete'] as const;
