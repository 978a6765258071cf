interface StoredDocument {
  readonly attr: { readonly ownerId: string; readonly orgId: string; readonly public: boolean };
}

/** The documents of the app: each of ten people owns some, in one of two organizations. */
export const documents: ReadonlyMap<string, StoredDocument> = new Map(
  Array.from({ length: 100 }, (_, index): [string, StoredDocument] => [
    `doc_${index}`,
    {
      attr: {
        ownerId: `user_${index % 10}`,
        orgId: index % 2 === 0 ? 'org_acme' : 'org_globex',
        public: false,
      },
    },
  ]),
);
