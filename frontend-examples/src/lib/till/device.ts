/** What a device is told once: whose sale it sells, and what it is called. */
import type { TillDatabase } from './database.ts';

export interface Device {
	sessionId: string;
	/** As it names itself in its sales and reports. */
	till: string;
	organization: string;
	event: string;
	currency: string;
	timeZone: string;
}

/** On which the tabs of a device tell each other what has changed. */
export const CHANNEL = 'hangtag-till';

const NAME_LENGTH_MAX = 40;

/** A till's name as it was typed, or null: it stands on receipts and in front of carts' codes. */
export function readTillName(text: string): string | null {
	const name = text.trim().replace(/\s+/g, ' ');
	// eslint-disable-next-line no-control-regex -- the server refuses them, so nobody should be able to type one
	return name.length > 0 && name.length <= NAME_LENGTH_MAX && !/[\u0000-\u001f\u007f]/.test(name)
		? name
		: null;
}

export async function deviceOf(db: TillDatabase): Promise<Device | null> {
	return ((await db.get('values', 'device')) as Device | undefined) ?? null;
}

/** Keeps it. Another session begins without the old one's pack; its sales stay in the journal and are sent to it. */
export async function setUp(db: TillDatabase, device: Device): Promise<void> {
	const known = await deviceOf(db);
	const transaction = db.transaction(['values', 'pack'], 'readwrite');
	await transaction.objectStore('values').delete('closed');
	await transaction.objectStore('values').put({ ...device }, 'device');
	if (known?.sessionId !== device.sessionId) {
		await transaction.objectStore('pack').clear();
		await transaction.objectStore('values').delete('packState');
	}
	await transaction.done;
}

/** Tells the other tabs that the device is another till now. */
export function announceDevice(): void {
	const channel = new BroadcastChannel(CHANNEL);
	channel.postMessage('device');
	channel.close();
}
