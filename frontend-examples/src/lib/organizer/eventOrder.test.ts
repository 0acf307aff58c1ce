import { expect, test } from 'vitest';
import { runningFirst } from './eventOrder.ts';

const event = (id: string, ...statuses: string[]) => ({
	id,
	sessions: { nodes: statuses.map((status) => ({ status })) },
});

test('what sells now stands above the others, newest first within', () => {
	const events = [
		event('spring', 'COMPLETED', 'ACTIVE'),
		event('autumn', 'COMPLETED'),
		event('flea market', 'ACTIVE'),
		event('next spring'),
	];
	expect(runningFirst(events).map(({ id }) => id)).toEqual([
		'flea market',
		'spring',
		'next spring',
		'autumn',
	]);
});
