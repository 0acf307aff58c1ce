import { catalogue } from '$lib/i18n/catalogue';

/** The start page. */
export const startMessages = catalogue({
	title: { en: 'What would you like to do?', de: 'Was möchten Sie tun?' },
	welcomeTitle: { en: 'The sale, live', de: 'Der Basar, live' },
	welcome: {
		en: 'One-of-a-kind goods, sold in three places at once, never sold twice, and every cent accounted for.',
		de: 'Einzelstücke, an drei Orten zugleich verkauft, nie zweimal, und auf den Cent abgerechnet.',
	},
	as: { en: '{organization}, signed in as {roles}', de: '{organization}, angemeldet als {roles}' },
	signIn: {
		en: 'Sign in with the token that the organizers of your sale gave you.',
		de: 'Melden Sie sich mit dem Token an, das Sie von den Veranstaltern Ihres Basars haben.',
	},
	demo: { en: 'This is a demo. Look at it as …', de: 'Das ist eine Vorführung. Ansehen als …' },
	demoHint: {
		en: 'Each signs this browser in. For two at once, open the other in a private window.',
		de: 'Jeder Knopf meldet diesen Browser an. Für zwei zugleich öffnen Sie den anderen in einem privaten Fenster.',
	},
	demoOrganizer: { en: 'Organizer: watch it live', de: 'Veranstalter: live zusehen' },
	demoTill: { en: 'Cashier: sell something', de: 'Kasse: etwas verkaufen' },
	demoScout: { en: 'Queue scout', de: 'Vorab scannen' },
	demoConsignor: { en: 'Consignor: see what it brings', de: 'Verkäufer: den Erlös sehen' },
	forWhom: { en: 'What there is', de: 'Was es gibt' },
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
	tag: {
		en: 'What a tag costs now, and whether it is still here.',
		de: 'Was ein Etikett jetzt kostet, und ob es noch da ist.',
	},
	graphiql: { en: 'For programmers: the API, to try out', de: 'Für Programmierer: die API zum Ausprobieren' },
});
