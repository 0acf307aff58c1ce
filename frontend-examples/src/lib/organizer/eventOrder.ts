/** The order in which organizers look for their events. */
interface Ordered {
	sessions: { nodes: readonly { status: string }[] };
}

/** What sells now first, newest first within; `events` as the API lists them, oldest first. */
export function runningFirst<Event extends Ordered>(events: readonly Event[]): Event[] {
	const newest = events.toReversed();
	return [...newest.filter(isRunning), ...newest.filter((event) => !isRunning(event))];
}

function isRunning({ sessions }: Ordered): boolean {
	return sessions.nodes.some(({ status }) => status === 'ACTIVE');
}
