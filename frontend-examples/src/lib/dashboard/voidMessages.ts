import { catalogue } from '$lib/i18n/catalogue';

/** Taking a sale back. */
export const voidMessages = catalogue({
	takeBack: { en: 'Take back', de: 'Stornieren' },
	lead: {
		en: 'Its items are for sale again, and every figure leaves the sale out. The money goes back by hand.',
		de: 'Die Artikel sind wieder zu verkaufen, und alle Zahlen lassen den Verkauf weg. Das Geld geben Sie von Hand zurück.',
	},
	reason: { en: 'Why (it stays with the sale)', de: 'Warum (es bleibt beim Verkauf stehen)' },
	reasonFirst: { en: 'Say why, in a word or two.', de: 'Sagen Sie in ein, zwei Worten, warum.' },
	done: { en: 'Sale {sequence} is taken back.', de: 'Verkauf {sequence} ist storniert.' },
	ALREADY_VOIDED: {
		en: 'This sale was taken back already. Nothing was changed.',
		de: 'Dieser Verkauf war schon storniert. Nichts wurde geändert.',
	},
	SALE_NOT_FOUND: {
		en: 'This sale is gone. Close and look again.',
		de: 'Diesen Verkauf gibt es nicht mehr. Schließen und neu ansehen.',
	},
	SESSION_NOT_ACTIVE: {
		en: 'The session is over, so its sales stay as they are.',
		de: 'Der Verkauf ist beendet, seine Kassenvorgänge bleiben, wie sie sind.',
	},
	TOO_LATE: {
		en: 'A cashier can take a sale back for ten minutes only. Sign in as an organizer.',
		de: 'Kassierer können nur zehn Minuten lang stornieren. Melden Sie sich als Veranstalter an.',
	},
	INVALID_REASON: {
		en: 'The reason is empty or too long: 1 to 200 characters.',
		de: 'Die Begründung ist leer oder zu lang: 1 bis 200 Zeichen.',
	},
	IDEMPOTENCY_KEY_MISMATCH: {
		en: 'The server has something else under the same key. Close and look again.',
		de: 'Der Server kennt unter demselben Schlüssel etwas anderes. Schließen und neu ansehen.',
	},
	unknownOutcome: {
		en: 'No answer. Press again: the sale is taken back once, not twice.',
		de: 'Keine Antwort. Noch einmal drücken: Der Verkauf wird einmal storniert, nicht zweimal.',
	},
	failed: {
		en: 'The server did not take it ({code}). Try again; if it stays, note the sale’s number.',
		de: 'Der Server hat es nicht angenommen ({code}). Noch einmal versuchen; bleibt es, die Nummer des Verkaufs notieren.',
	},
});
