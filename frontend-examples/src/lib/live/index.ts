export { LiveStream, type ConnectionState, type StreamOptions } from './stream.svelte.ts';
export { SessionEvents, type SessionEvent } from './sessionEvents.svelte.ts';
export { SessionTotals } from './sessionTotals.svelte.ts';
export { Tills } from './tills.svelte.ts';
export { Earnings } from './earnings.svelte.ts';
