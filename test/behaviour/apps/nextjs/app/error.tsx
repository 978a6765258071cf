'use client';

export default function Failure() {
  return <p>Something went wrong.</p>;
}
