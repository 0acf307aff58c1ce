import { catalogue } from '$lib/i18n/catalogue';

/** What waits for a person's decision. */
export const reviewMessages = catalogue({
	queue: { en: 'To decide', de: 'Zu entscheiden' },
	queueEmpty: { en: 'Nothing waits for a decision.', de: 'Nichts wartet auf eine Entscheidung.' },
	decide: { en: 'Decide', de: 'Entscheiden' },
	more: { en: 'More', de: 'Mehr' },
	open: { en: '{amount} credited to nobody yet', de: '{amount} noch niemandem gutgeschrieben' },
	sale: { en: 'Sale {sequence}', de: 'Verkauf {sequence}' },
	reasonALREADY_SOLD: { en: 'Sold before', de: 'Schon verkauft' },
	reasonUNKNOWN_TAG: { en: 'Unknown tag', de: 'Unbekanntes Etikett' },
	reasonNOT_IN_SESSION: { en: 'Not for sale here', de: 'Hier nicht im Verkauf' },
	reasonSESSION_CLOSED: { en: 'After the end', de: 'Nach dem Ende' },
	reasonPRICE: { en: 'Other price than the tag’s', de: 'Anderer Preis als auf dem Etikett' },
	reasonTENDER: { en: 'Money does not match', de: 'Geld passt nicht' },
	reasonCLOCK: { en: 'Time cannot be right', de: 'Zeit kann nicht stimmen' },

	what: { en: 'What is it about?', de: 'Worum geht es?' },
	line: { en: '{name}: {amount}', de: '{name}: {amount}' },
	unnamed: { en: 'Thing without a tag', de: 'Ding ohne Etikett' },
	whole: { en: 'The whole sale: {reasons}', de: 'Der ganze Verkauf: {reasons}' },
	resolution: { en: 'Whose is the money?', de: 'Wem gehört das Geld?' },
	ATTRIBUTE_TO_ITEM: { en: 'It was this item', de: 'Es war dieser Artikel' },
	ATTRIBUTE_TO_CONSIGNOR: { en: 'It belongs to this consignor', de: 'Es gehört diesem Verkäufer' },
	KEEP_FOR_HOUSE: { en: 'The house keeps it', de: 'Das Haus behält es' },
	ACCEPT: { en: 'Leave it as it is', de: 'So lassen' },
	ACCEPT_hint: {
		en: 'No money moves; it is only off this list.',
		de: 'Es bewegt sich kein Geld; es ist nur von der Liste.',
	},
	tag: { en: 'Tag', de: 'Etikett' },
	tagHint: { en: 'Ten digits; scan or type them.', de: 'Zehn Ziffern; scannen oder tippen.' },
	consignor: { en: 'Consignor’s number', de: 'Nummer des Verkäufers' },
	note: { en: 'Why (others will read it)', de: 'Warum (andere werden es lesen)' },
	found: { en: '{title}, {price}, consignor {consignor}', de: '{title}, {price}, Verkäufer {consignor}' },
	foundSold: {
		en: '{title}: sold {at} at till {till} for {amount}. Choose another tag.',
		de: '{title}: verkauft {at} an Kasse {till} für {amount}. Bitte ein anderes Etikett.',
	},
	soldBefore: {
		en: '{title} was sold {at} at till {till} for {amount} already.',
		de: '{title} war schon verkauft: {at} an Kasse {till} für {amount}.',
	},
	notFound: { en: 'No item has this tag.', de: 'Kein Artikel hat dieses Etikett.' },
	consignorFound: { en: 'Consignor {number}: {name}', de: 'Verkäufer {number}: {name}' },
	consignorNotFound: { en: 'No consignor has this number.', de: 'Kein Verkäufer hat diese Nummer.' },
	chooseFirst: { en: 'Choose one.', de: 'Bitte wählen.' },
	noteFirst: { en: 'Write in a few words why.', de: 'Bitte kurz schreiben, warum.' },
	tagFirst: { en: 'Which tag?', de: 'Welches Etikett?' },
	consignorFirst: { en: 'A number from 1 to 99999.', de: 'Eine Zahl von 1 bis 99999.' },
	done: {
		en: 'Decided: {share} to consignor {consignor}, {house} to the house.',
		de: 'Entschieden: {share} an Verkäufer {consignor}, {house} ans Haus.',
	},
	doneHouse: { en: 'Decided: {house} to the house.', de: 'Entschieden: {house} ans Haus.' },
	doneAccepted: { en: 'Decided: left as it is.', de: 'Entschieden: bleibt, wie es ist.' },
	stillOpen: { en: 'This sale has more to decide.', de: 'An diesem Verkauf ist noch mehr zu entscheiden.' },

	SALE_NOT_FOUND: {
		en: 'This sale is gone. Close and look again.',
		de: 'Diesen Verkauf gibt es nicht mehr. Schließen und neu ansehen.',
	},
	LINE_NOT_FOUND: {
		en: 'This line is gone. Close and look again.',
		de: 'Diese Zeile gibt es nicht mehr. Schließen und neu ansehen.',
	},
	NOTHING_TO_REVIEW: {
		en: 'Somebody has decided it already. Nothing was changed.',
		de: 'Das hat schon jemand entschieden. Nichts wurde geändert.',
	},
	ITEM_NOT_FOUND: {
		en: 'No item has this tag. Check the digits.',
		de: 'Kein Artikel hat dieses Etikett. Bitte die Ziffern prüfen.',
	},
	ITEM_SOLD: {
		en: 'This item is sold already. Choose another tag, or credit the consignor.',
		de: 'Dieser Artikel ist schon verkauft. Ein anderes Etikett wählen oder dem Verkäufer gutschreiben.',
	},
	ITEM_LOCKED: {
		en: 'This item is in another sale. Choose another tag.',
		de: 'Dieser Artikel ist in einem anderen Verkauf. Ein anderes Etikett wählen.',
	},
	ITEM_PENDING: {
		en: 'This item is in a cart just now. Wait until it is free, or choose another tag.',
		de: 'Dieser Artikel liegt gerade in einem Korb. Warten, bis er frei ist, oder ein anderes Etikett wählen.',
	},
	ITEM_NOT_IN_SESSION: {
		en: 'This item is not for sale in this session. Credit the consignor instead.',
		de: 'Dieser Artikel ist nicht in diesem Verkauf. Stattdessen dem Verkäufer gutschreiben.',
	},
	CONSIGNOR_NOT_FOUND: { en: 'No consignor has this number.', de: 'Kein Verkäufer hat diese Nummer.' },
	INVALID_RESOLUTION: {
		en: 'This decision does not fit here. Choose another.',
		de: 'Diese Entscheidung passt hier nicht. Bitte eine andere wählen.',
	},
	INVALID_NOTE: {
		en: 'The reason is empty or too long: 1 to 200 characters.',
		de: 'Die Begründung ist leer oder zu lang: 1 bis 200 Zeichen.',
	},
	IDEMPOTENCY_KEY_MISMATCH: {
		en: 'The server has another decision under the same key. Close and look again.',
		de: 'Der Server kennt unter demselben Schlüssel eine andere Entscheidung. Schließen und neu ansehen.',
	},
	unknownOutcome: {
		en: 'No answer. Press again: it is the same decision and counts once.',
		de: 'Keine Antwort. Noch einmal drücken: Es ist dieselbe Entscheidung und zählt einmal.',
	},
	failed: {
		en: 'The server did not take it ({code}). Try again; if it stays, note the sale’s number.',
		de: 'Der Server hat es nicht angenommen ({code}). Noch einmal versuchen; bleibt es, die Nummer des Verkaufs notieren.',
	},
});
