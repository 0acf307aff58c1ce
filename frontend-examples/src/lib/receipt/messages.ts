import { catalogue } from '$lib/i18n/catalogue';

/** What a receipt says. */
export const receiptMessages = catalogue({
	receipt: { en: 'Receipt', de: 'Bon' },
	number: { en: 'Receipt no. {number}', de: 'Bon-Nr. {number}' },
	till: { en: 'Till {till}', de: 'Kasse {till}' },
	items: {
		en: { one: '{count} item', other: '{count} items' },
		de: { one: '{count} Artikel', other: '{count} Artikel' },
	},
	total: { en: 'Total', de: 'Summe' },
	change: { en: 'Change', de: 'Rückgeld' },
	unknown: { en: 'Item without a tag', de: 'Artikel ohne Etikett' },
	CASH: { en: 'Cash', de: 'Bar' },
	CARD: { en: 'Card', de: 'Karte' },
	CHECK: { en: 'Check', de: 'Scheck' },
	PAYPAL: { en: 'PayPal', de: 'PayPal' },
	OTHER: { en: 'Other', de: 'Sonstiges' },
	offline: {
		en: 'Recorded by the till without a network; it reports the sale to the organizer by itself.',
		de: 'Von der Kasse ohne Netz aufgezeichnet; sie meldet den Verkauf von selbst an den Veranstalter.',
	},
	practice: { en: 'PRACTICE', de: 'ÜBUNG' },
	practiceHint: {
		en: 'Nothing was sold. This is no receipt.',
		de: 'Nichts wurde verkauft. Dies ist kein Bon.',
	},
});
