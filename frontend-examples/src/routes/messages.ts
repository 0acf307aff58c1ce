import { catalogue } from '$lib/i18n/catalogue';

/** The start page. */
export const startMessages = catalogue({
	title: { en: 'What would you like to do?', de: 'Was möchten Sie tun?' },
	welcome: {
		en: 'One-of-a-kind goods, sold in three places at once, never sold twice, and every cent accounted for.',
		de: 'Einzelstücke, an drei Orten zugleich verkauft, nie zweimal, und auf den Cent abgerechnet.',
	},
	as: { en: '{organization}, signed in as {roles}', de: '{organization}, angemeldet als {roles}' },
	signIn: {
		en: 'Sign in with the token of your sale to begin.',
		de: 'Melden Sie sich mit dem Token Ihrer Börse an, um zu beginnen.',
	},
	organizer: {
		en: 'See the sale live, settle what needs a decision, open and close the doors.',
		de: 'Den Verkauf live sehen, Offenes entscheiden, Türen öffnen und schließen.',
	},
	till: {
		en: 'Scan, take the money, hand over the receipt. Goes on without a network.',
		de: 'Scannen, kassieren, Bon geben. Geht auch ohne Netz weiter.',
	},
	scout: {
		en: 'Scan a basket in the queue; the till takes it with one scan.',
		de: 'Einen Korb in der Schlange scannen; die Kasse übernimmt ihn mit einem Scan.',
	},
	consignor: {
		en: 'What is sold, for how much, and what will be paid out.',
		de: 'Was verkauft ist, für wie viel, und was ausgezahlt wird.',
	},
	otherToken: { en: 'Needs another token', de: 'Braucht ein anderes Token' },
	graphiql: { en: 'For programmers: the API, to try out', de: 'Für Programmierer: die API zum Ausprobieren' },
});
