'use client';

export { CerbosInspector } from './CerbosInspector';
