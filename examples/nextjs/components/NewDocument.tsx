'use client';

import { DocumentForm } from './DocumentForm';

export function NewDocument() {
  return (
    <details className="panel">
      <summary>Write a document</summary>
      <DocumentForm method="POST" path="" title="" body="" submit="Create" />
    </details>
  );
}
