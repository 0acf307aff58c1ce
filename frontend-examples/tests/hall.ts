/** A hall for tests: the real server with a small sale, and the built app before it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Role = 'organizer' | 'cashier' | 'consignor';
type Variables = Record<string, unknown>;

/** A program that said where it listens. */
interface Running {
	url: string;
	process: ChildProcess;
}

/** Items that the sale has, by consignor number. */
const GOODS = [
	{ consignorNumber: 417, title: 'Wooden train', category: 'Toys', size: null, price: '12.50' },
	{ consignorNumber: 417, title: 'Rain jacket', category: 'Clothes', size: '104', price: '8.00' },
	{ consignorNumber: 417, title: 'Picture book', category: 'Books', size: null, price: '2.50' },
	{ consignorNumber: 23, title: 'Balance bike', category: 'Vehicles', size: null, price: '35.00' },
	{ consignorNumber: 23, title: 'Snow suit', category: 'Clothes', size: '92', price: '15.00' },
] as const;

const ADD_CONSIGNOR = `mutation ($input: ConsignorAddInput!, $key: String!) {
	payload: consignorAdd(input: $input, idempotencyKey: $key) { consignor { id } userErrors { message } } }`;
const CREATE_EVENT = `mutation ($input: SaleEventCreateInput!, $key: String!) {
	payload: saleEventCreate(input: $input, idempotencyKey: $key) { event { id } userErrors { message } } }`;
const ADD_ITEMS = `mutation ($event: ID!, $input: [ItemInput!]!, $key: String!) {
	payload: itemsAdd(eventId: $event, input: $input, idempotencyKey: $key) { items { tag title price } userErrors { message } } }`;
const OPEN_SESSION = `mutation ($event: ID!, $key: String!) {
	payload: saleSessionOpen(eventId: $event, idempotencyKey: $key) { session { id } userErrors { message } } }`;
const RECORD_SALE = `mutation ($session: ID!, $input: SaleRecordInput!, $key: String!) {
	payload: saleRecord(sessionId: $session, input: $input, idempotencyKey: $key) { sale { id sequence } userErrors { message } } }`;

export interface Goods {
	tag: string;
	title: string;
	price: string;
}

/** Server, sale and app; all of it is gone after `close`. */
export class Hall {
	readonly tokens: Record<Role, string> = { organizer: '', cashier: '', consignor: '' };
	eventId = '';
	sessionId = '';
	items: Goods[] = [];
	readonly #directory = mkdtempSync(join(tmpdir(), 'hangtag-e2e-'));
	readonly #organization = 'Test hall';
	#server!: Running;
	#app!: Running;
	#keys = 0;

	/** Starts everything and opens the doors. */
	static async open(): Promise<Hall> {
		const hall = new Hall();
		try {
			await hall.startServer();
			hall.tokens.organizer = hall.token('organizer');
			hall.tokens.cashier = hall.token('cashier');
			await hall.#bringIn();
			hall.tokens.consignor = hall.token('consignor', 417);
			await hall.startApp();
		} catch (reason) {
			await hall.close();
			throw reason;
		}
		return hall;
	}

	/** Where the browser goes. */
	get appUrl(): string {
		return this.#app.url;
	}

	/** Where the API is, past the app. */
	get apiUrl(): string {
		return this.#server.url;
	}

	/** Starts the server, again on the same address after `stopServer`. */
	async startServer(): Promise<void> {
		const listen = this.#server ? new URL(this.#server.url).host : '127.0.0.1:0';
		this.#server = await start(binary(), ['serve', '--listen', listen, ...this.#data()]);
	}

	/** As a power cut would. */
	async stopServer(): Promise<void> {
		await stop(this.#server, 'SIGKILL');
	}

	/** Starts the app, in place of the one that runs. */
	async startApp(env: Record<string, string> = {}): Promise<void> {
		if (this.#app) await stop(this.#app, 'SIGTERM');
		this.#app = await start(process.execPath, ['build/main.js'], {
			PORT: '0',
			HOST: '127.0.0.1',
			HANGTAG_URL: this.#server.url,
			HANGTAG_APP_TOKEN: this.tokens.cashier,
			...env,
		});
	}

	/** Makes a token; the last line has it. */
	token(role: Role, consignor?: number): string {
		return this.command([
			'token',
			'create',
			'--organization',
			this.#organization,
			'--role',
			role,
			...(consignor ? ['--consignor', `${consignor}`] : []),
		])
			.trim()
			.split('\n')
			.at(-1) as string;
	}

	/** Revokes the token that was made last; the server knows within five seconds. */
	revokeNewest(): void {
		const newest = this.command(['token', 'list']).trim().split('\n').at(-1);
		this.command(['token', 'revoke', newest?.trim().split(/\s+/)[0] ?? '']);
	}

	/** Runs a command of the program beside the server. */
	command(words: string[]): string {
		const ran = spawnSync(binary(), [...words, ...this.#data()], { encoding: 'utf8' });
		if (ran.status !== 0) throw new Error(`hangtag ${words.join(' ')}: ${ran.stderr}`);
		return ran.stdout;
	}

	/** Asks the API as a role, past the app; throws on errors. */
	async ask(role: Role, query: string, variables: Variables = {}): Promise<Record<string, unknown>> {
		const response = await fetch(`${this.#server.url}/graphql`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${this.tokens[role]}` },
			body: JSON.stringify({ query, variables }),
		});
		const { data, errors } = (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
		if (errors || !data) throw new Error(JSON.stringify(errors));
		return data;
	}

	/** Sells an item as another till would. */
	async sell(item: Goods, till = 'T9'): Promise<number> {
		const input = { lines: [{ tag: item.tag }], tenders: [{ kind: 'CASH', amount: item.price }], till };
		const sale = await this.#do('cashier', RECORD_SALE, { session: this.sessionId, input }, 'sale');
		return (sale as { sequence: number }).sequence;
	}

	async close(): Promise<void> {
		await Promise.all([
			this.#app && stop(this.#app, 'SIGTERM'),
			this.#server && stop(this.#server, 'SIGTERM'),
		]);
		rmSync(this.#directory, { recursive: true, force: true });
	}

	async #bringIn(): Promise<void> {
		for (const [number, displayName] of [
			[417, 'Ada Example'],
			[23, 'Bo Sample'],
		] as const) {
			await this.#do('organizer', ADD_CONSIGNOR, { input: { number, displayName } }, 'consignor');
		}
		const day = 24 * 60 * 60 * 1000;
		const input = {
			name: 'Spring 2027',
			currency: 'EUR',
			timeZone: 'Europe/Berlin',
			startsAt: new Date(Date.now() - day).toISOString(),
			endsAt: new Date(Date.now() + day).toISOString(),
			rates: { baseShareBps: 6500, volunteerBonusBps: 500, superBonusBps: 500, maxShareBps: 8000 },
		};
		const event = (await this.#do('organizer', CREATE_EVENT, { input }, 'event')) as { id: string };
		this.eventId = event.id;
		this.items = (await this.#do(
			'organizer',
			ADD_ITEMS,
			{ event: event.id, input: GOODS },
			'items',
		)) as Goods[];
		const session = await this.#do('organizer', OPEN_SESSION, { event: event.id }, 'session');
		this.sessionId = (session as { id: string }).id;
	}

	async #do(role: Role, mutation: string, variables: Variables, result: string): Promise<unknown> {
		const key = `e2e-${++this.#keys}`;
		const { payload } = (await this.ask(role, mutation, { ...variables, key })) as {
			payload: Record<string, unknown>;
		};
		if (!payload[result]) throw new Error(JSON.stringify(payload));
		return payload[result];
	}

	#data(): string[] {
		return ['--data-dir', this.#directory];
	}
}

/** The server's program: HANGTAG_BIN, else where cargo puts it. */
function binary(): string {
	const named =
		process.env['HANGTAG_BIN'] ?? join(process.env['CARGO_TARGET_DIR'] ?? '../target', 'debug/hangtag');
	if (!existsSync(named)) throw new Error(`there is no ${named}: run \`cargo build\`, or set HANGTAG_BIN`);
	return named;
}

/** Starts a program, and waits until it says where it listens. */
export function start(program: string, words: string[], env: Record<string, string> = {}): Promise<Running> {
	const child = spawn(program, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
	return new Promise((done, fail) => {
		let said = '';
		child.stdout.on('data', (data) => {
			said += String(data);
			const url = /listening on (\S+)\n/.exec(said)?.[1];
			if (url) done({ url, process: child });
		});
		child.stderr.on('data', (data) => (said += String(data)));
		child.on('error', fail);
		child.on('exit', (code) => fail(new Error(`${program} ended with ${code}: ${said}`)));
	});
}

/** Ends one, and waits until it is gone. */
export async function stop({ process: child }: Running, signal: NodeJS.Signals): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = new Promise((done) => child.once('exit', done));
	child.kill(signal);
	await gone;
}
