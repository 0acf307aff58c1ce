import { catalogue } from '$lib/i18n/catalogue';

/** Paying, and what is shown when it is done. */
export const tenderMessages = catalogue({
	title: { en: 'Pay {total}', de: '{total} bezahlen' },
	due: { en: 'To pay', de: 'Zu zahlen' },
	stillDue: { en: 'Still to pay', de: 'Noch zu zahlen' },
	given: { en: 'Handed over', de: 'Erhalten' },
	givenHint: {
		en: 'Empty: exactly what is due. Less: the rest is paid in another way.',
		de: 'Leer: genau der Betrag. Weniger: Der Rest wird anders bezahlt.',
	},
	CASH: { en: 'Cash', de: 'Bar' },
	CARD: { en: 'Card', de: 'Karte' },
	CHECK: { en: 'Check', de: 'Scheck' },
	OTHER: { en: 'Other', de: 'Anderes' },
	exact: { en: '{amount}, exactly', de: '{amount}, passend' },
	parts: { en: 'Paid so far', de: 'Bisher bezahlt' },
	insufficient: {
		en: '{amount} noted. {rest} is still to be paid: type the next part.',
		de: '{amount} notiert. {rest} fehlen noch: den nächsten Teil eintippen.',
	},
	NOT_AN_AMOUNT: {
		en: 'That is no amount. Type what was handed over, such as 20 or 12.50, without a minus.',
		de: 'Das ist kein Betrag. Tippen Sie, was Sie bekommen haben, etwa 20 oder 12,50, ohne Minus.',
	},
	NOTHING: {
		en: 'Nothing was handed over. Type an amount above zero.',
		de: 'Null wurde nicht bezahlt. Einen Betrag über null eintippen.',
	},
	TOO_MUCH: {
		en: 'More than is due. Only cash gives change: type {rest} or less.',
		de: 'Mehr als fällig. Nur bei Bargeld gibt es Rückgeld: {rest} oder weniger eintippen.',
	},
	PAID_ALREADY: { en: 'It is paid in full already.', de: 'Es ist schon alles bezahlt.' },
	TOO_MANY: {
		en: 'A sale is paid in at most ten parts. Remove one.',
		de: 'Ein Verkauf hat höchstens zehn Teile. Einen entfernen.',
	},
	asking: {
		en: 'Asking the server … take no money yet.',
		de: 'Server wird gefragt … noch kein Geld annehmen.',
	},
	back: { en: 'Back to the cart', de: 'Zurück zum Korb' },
	removePart: { en: 'Remove {kind}', de: '{kind} entfernen' },
	paid: { en: 'Sold', de: 'Verkauft' },
	takeNow: { en: 'Take {amount}', de: '{amount} annehmen' },
	change: { en: 'Change', de: 'Rückgeld' },
	number: { en: 'Receipt {number}', de: 'Beleg {number}' },
	offline: { en: 'Sold offline: it is sent by itself', de: 'Ohne Server verkauft: wird von selbst gesendet' },
	practice: { en: 'Practice', de: 'Übung' },
	next: { en: 'The next scan begins a new cart.', de: 'Der nächste Scan beginnt einen neuen Korb.' },
	print: { en: 'Print', de: 'Drucken' },
	printA4: { en: 'Print A4', de: 'A4 drucken' },
	undo: { en: 'Undo this sale', de: 'Verkauf zurücknehmen' },
});

/** The receipts of this device. */
export const salesMessages = catalogue({
	title: { en: 'Receipts of this device', de: 'Belege dieses Geräts' },
	empty: { en: 'Nothing was sold on this device yet.', de: 'Auf diesem Gerät wurde noch nichts verkauft.' },
	search: { en: 'Search by number, tag or title', de: 'Suchen nach Nummer, Etikett oder Bezeichnung' },
	none: { en: 'No receipt is like that.', de: 'Kein Beleg passt dazu.' },
	receipt: { en: 'Receipt', de: 'Beleg' },
	at: { en: 'Time', de: 'Zeit' },
	amount: { en: 'Amount', de: 'Betrag' },
	state: { en: 'State', de: 'Stand' },
	actions: { en: 'Actions', de: 'Aktionen' },
	asking: { en: 'Being paid', de: 'Wird bezahlt' },
	waiting: { en: 'Waits to be sent', de: 'Wartet aufs Senden' },
	waitingVoid: { en: 'Waits, will be voided', de: 'Wartet, wird storniert' },
	recorded: { en: 'At the server', de: 'Beim Server' },
	review: { en: 'At the server, under review', de: 'Beim Server, in Prüfung' },
	voiding: { en: 'Void waits to be sent', de: 'Storno wartet aufs Senden' },
	voided: { en: 'Voided', de: 'Storniert' },
	stuck: { en: 'Not accepted ({code}): save to a file', de: 'Nicht angenommen ({code}): in Datei sichern' },
	TOO_LATE: {
		en: 'Not voided: a cashier may within ten minutes only. Ask an organizer.',
		de: 'Nicht storniert: An der Kasse geht es nur zehn Minuten lang. Veranstalter fragen.',
	},
	notVoided: {
		en: 'Not voided ({code}). Ask an organizer.',
		de: 'Nicht storniert ({code}). Veranstalter fragen.',
	},
	show: { en: 'Show', de: 'Zeigen' },
	void: { en: 'Void', de: 'Stornieren' },
	voidTitle: { en: 'Void {number}', de: '{number} stornieren' },
	reason: { en: 'Why?', de: 'Warum?' },
	reasonMissing: {
		en: 'Say why in a few words: wrong price, shopper changed her mind.',
		de: 'Sagen Sie kurz, warum: falscher Preis, anders überlegt.',
	},
	saveFile: { en: 'Save {count} waiting to a file', de: '{count} wartende in Datei sichern' },
	retry: { en: 'Send again', de: 'Erneut senden' },
	voidsWait: {
		en: {
			one: '{count} void is not at the server yet: it cannot go into a file. Keep this till until it was sent.',
			other:
				'{count} voids are not at the server yet: they cannot go into a file. Keep this till until they were sent.',
		},
		de: {
			one: '{count} Storno ist noch nicht beim Server und passt in keine Datei. Diese Kasse behalten, bis es gesendet ist.',
			other:
				'{count} Stornos sind noch nicht beim Server und passen in keine Datei. Diese Kasse behalten, bis sie gesendet sind.',
		},
	},
	undoneInFile: {
		en: 'The file has {numbers} too, though undone here: the server may know of it already. An organizer voids it there.',
		de: 'Die Datei enthält auch {numbers}, obwohl hier zurückgenommen: Der Server kennt ihn vielleicht schon. Veranstalter stornieren ihn dort.',
	},
	fileHint: {
		en: 'For a device that will not reach the server again: an organizer imports the file with “hangtag import journal”. A sale that comes both ways counts once.',
		de: 'Für ein Gerät, das den Server nicht mehr erreicht: Veranstalter lesen die Datei mit „hangtag import journal“ ein. Was auf beiden Wegen kommt, zählt einmal.',
	},
	back: { en: 'Back', de: 'Zurück' },
});

/** Once a device. */
export const setUpMessages = catalogue({
	title: { en: 'Set up this till', de: 'Diese Kasse einrichten' },
	hint: {
		en: 'Once a device. After that the till starts and sells without a network.',
		de: 'Einmal je Gerät. Danach startet und verkauft die Kasse auch ohne Netz.',
	},
	session: { en: 'Sale', de: 'Verkauf' },
	till: { en: 'Name of this till', de: 'Name dieser Kasse' },
	tillHint: { en: 'Short, as it is on the sign: 3', de: 'Kurz, wie auf dem Schild: 3' },
	tillWrong: {
		en: 'Give it a name of 1 to 40 characters.',
		de: 'Geben Sie ihr einen Namen mit 1 bis 40 Zeichen.',
	},
	tillTaken: {
		en: 'There is a till “{till}” already. Take another name, unless this device is to replace it.',
		de: 'Es gibt schon eine Kasse „{till}“. Nehmen Sie einen anderen Namen, außer dieses Gerät ersetzt sie.',
	},
	start: { en: 'Open the till', de: 'Kasse öffnen' },
	startAnyway: { en: 'Replace it', de: 'Ersetzen' },
	loading: { en: 'Asking the server …', de: 'Server wird gefragt …' },
	noSession: {
		en: 'Nothing is being sold at the moment. An organizer opens the sale; then try again.',
		de: 'Zurzeit wird nichts verkauft. Veranstalter öffnen den Verkauf; dann noch einmal versuchen.',
	},
	unreachable: {
		en: 'The server does not answer, and a till is set up with it once. Check the network, then try again.',
		de: 'Der Server antwortet nicht, und eingerichtet wird mit ihm. Netz prüfen, dann noch einmal versuchen.',
	},
	signedOut: {
		en: 'Sign in first, with a token for cashiers; then this device becomes a till.',
		de: 'Melden Sie sich erst an, mit einem Token für Kassen; dann wird dieses Gerät zur Kasse.',
	},
	forbidden: {
		en: 'This token is not for tills. Sign in with one for cashiers.',
		de: 'Dieser Token ist nicht für Kassen. Melden Sie sich mit einem für Kassen an.',
	},
	insecure: {
		en: 'A till needs a secure page, so that it can start offline. Open this address with https:// (hangtag serve --lan shows how).',
		de: 'Eine Kasse braucht eine sichere Seite, damit sie ohne Netz startet. Öffnen Sie die Adresse mit https:// (hangtag serve --lan zeigt, wie).',
	},
	noStorage: {
		en: 'This browser keeps nothing on the device, so no sale would be safe. Leave private mode, or allow storage for this page.',
		de: 'Dieser Browser bewahrt nichts auf dem Gerät auf, kein Verkauf wäre sicher. Verlassen Sie den privaten Modus, oder erlauben Sie der Seite Speicher.',
	},
	full: {
		en: 'This device has no room. Free some space, then try again.',
		de: 'Auf dem Gerät ist kein Platz. Platz schaffen, dann noch einmal versuchen.',
	},
	cancel: { en: 'Back to the till', de: 'Zurück zur Kasse' },
	retry: { en: 'Try again', de: 'Noch einmal' },
	signIn: { en: 'Sign in', de: 'Anmelden' },
});
