import { catalogue } from '$lib/i18n/catalogue';

/** The till's screen. What it says about lines, refusals and setting up is in the files beside. */
export const tillMessages = catalogue({
	title: { en: 'Till', de: 'Kasse' },
	opening: { en: 'Opening the till …', de: 'Kasse wird geöffnet …' },
	scan: { en: 'Scan or type a tag', de: 'Etikett scannen oder eintippen' },
	scanHint: {
		en: 'Ten digits under the code; the code of a parked cart works too.',
		de: 'Zehn Ziffern unter dem Code; auch der Code eines geparkten Korbs.',
	},
	add: { en: 'Add', de: 'Hinzufügen' },
	camera: { en: 'Camera', de: 'Kamera' },
	cart: { en: 'Cart', de: 'Korb' },
	cartEmpty: { en: 'Nothing in the cart yet.', de: 'Noch nichts im Korb.' },
	items: {
		en: { one: '{count} item', other: '{count} items' },
		de: { one: '{count} Artikel', other: '{count} Artikel' },
	},
	total: { en: 'Total', de: 'Summe' },
	pay: { en: 'Pay', de: 'Bezahlen' },
	park: { en: 'Park', de: 'Parken' },
	take: { en: 'Take parked', de: 'Geparkten holen' },
	noTag: { en: 'Without tag', de: 'Ohne Etikett' },
	undo: { en: 'Undo last', de: 'Letztes zurück' },
	sales: { en: 'Receipts', de: 'Belege' },
	practiceOn: { en: 'Practise', de: 'Üben' },
	practiceOff: { en: 'End practice', de: 'Üben beenden' },
	practiceBusy: {
		en: 'Pay, park or empty the cart first; then practise.',
		de: 'Erst den Korb bezahlen, parken oder leeren; dann üben.',
	},
	closeTill: { en: 'Close the till', de: 'Kasse schließen' },
	closeBusy: {
		en: 'The cart must be empty, and everything that waits must be sent first.',
		de: 'Erst muss der Korb leer und alles Wartende gesendet sein.',
	},
	closedTitle: { en: 'This till is closed', de: 'Diese Kasse ist geschlossen' },
	closedHint: {
		en: 'Everything it has sold was sent. The organizers see that it is done.',
		de: 'Alles, was sie verkauft hat, ist gesendet. Die Veranstalter sehen, dass sie fertig ist.',
	},
	openAgain: { en: 'Open again', de: 'Wieder öffnen' },
	practice: {
		en: 'Practice: nothing is held, sold, sent or counted. Take no money.',
		de: 'Übung: Nichts wird reserviert, verkauft, gesendet oder gezählt. Kein Geld annehmen.',
	},
	shortcuts: { en: 'Keys', de: 'Tasten' },
	muted: { en: 'Sound off', de: 'Ton aus' },
	audible: { en: 'Sound on', de: 'Ton an' },
	setUpAnew: { en: 'Set up anew', de: 'Neu einrichten' },
	setUpAnewBusy: {
		en: 'Pay, park or empty the cart first; then the till can be set up anew.',
		de: 'Erst den Korb bezahlen, parken oder leeren; dann kann die Kasse neu eingerichtet werden.',
	},
	online: { en: 'Online', de: 'Online' },
	connecting: { en: 'Connecting …', de: 'Verbinde …' },
	offline: { en: 'Offline since {at}: sell on', de: 'Ohne Server seit {at}: weiter verkaufen' },
	refused: { en: 'Signed out', de: 'Abgemeldet' },
	gone: { en: 'Unknown session', de: 'Session unbekannt' },
	waiting: { en: '{count} waiting', de: '{count} warten' },
	packAge: { en: '{count} items, as of {at}', de: '{count} Artikel, Stand {at}' },
	packLoading: { en: 'Loading items: {count} …', de: 'Lade Artikel: {count} …' },
	packTooLarge: {
		en: 'This device has no room for all items: {count} are here. Go on selling; what is missing is asked of the server as you scan it. Delete what the device does not need, or use another one.',
		de: 'Auf dem Gerät ist kein Platz für alle Artikel: {count} sind da. Verkaufen Sie weiter; was fehlt, wird beim Scannen beim Server erfragt. Löschen Sie, was das Gerät nicht braucht, oder nehmen Sie ein anderes.',
	},
	packMissing: { en: 'No items on this device yet', de: 'Noch keine Artikel auf dem Gerät' },
	keptOffline: { en: 'Starts offline', de: 'Startet ohne Netz' },
	refusedBanner: {
		en: 'The server no longer accepts this device’s token. Go on selling: every sale is kept here and sent once somebody signs in again.',
		de: 'Der Server nimmt den Token dieses Geräts nicht mehr an. Verkaufen Sie weiter: Jeder Verkauf bleibt hier und wird gesendet, sobald sich jemand neu anmeldet.',
	},
	foreignBanner: {
		en: 'This till is signed in to another organization than the one whose sales wait here. They are kept: sign in with a token of that organization, and they are sent.',
		de: 'Diese Kasse ist bei einer anderen Organisation angemeldet als der, deren Verkäufe hier warten. Sie bleiben hier: Melden Sie sich mit einem Token jener Organisation an, dann werden sie gesendet.',
	},
	goneBanner: {
		en: 'The server does not know this till’s session. Sales are kept. Ask an organizer; perhaps the device speaks to another server, or must be set up anew.',
		de: 'Der Server kennt die Session dieser Kasse nicht. Verkäufe bleiben hier. Fragen Sie die Veranstalter; vielleicht ist es der falsche Server, oder die Kasse muss neu eingerichtet werden.',
	},
	overBanner: {
		en: 'The organizers have ended this session: sell nothing more. What waits is still sent.',
		de: 'Die Veranstalter haben diese Session beendet: nichts mehr verkaufen. Was noch wartet, wird gesendet.',
	},
	stuckBanner: {
		en: {
			one: '{count} sale was not accepted as it is. It is kept: open the receipts, save it to a file and give it to an organizer.',
			other:
				'{count} sales were not accepted as they are. They are kept: open the receipts, save them to a file and give it to an organizer.',
		},
		de: {
			one: '{count} Verkauf wurde so nicht angenommen. Er bleibt hier: Belege öffnen, in eine Datei sichern und den Veranstaltern geben.',
			other:
				'{count} Verkäufe wurden so nicht angenommen. Sie bleiben hier: Belege öffnen, in eine Datei sichern und den Veranstaltern geben.',
		},
	},
	clockAhead: {
		en: 'This device’s clock is {minutes} minutes fast. Sales get the server’s time; set the clock when there is a moment.',
		de: 'Die Uhr dieses Geräts geht {minutes} Minuten vor. Verkäufe bekommen die Zeit des Servers; stellen Sie die Uhr bei Gelegenheit.',
	},
	clockBehind: {
		en: 'This device’s clock is {minutes} minutes slow. Sales get the server’s time; set the clock when there is a moment.',
		de: 'Die Uhr dieses Geräts geht {minutes} Minuten nach. Verkäufe bekommen die Zeit des Servers; stellen Sie die Uhr bei Gelegenheit.',
	},
	signIn: { en: 'Sign in', de: 'Anmelden' },
	parkTitle: { en: 'Park the cart', de: 'Korb parken' },
	note: { en: 'Note for whoever takes it', de: 'Notiz für die nächste Kasse' },
	noteHint: { en: 'Such as: fetches cash, red scarf', de: 'Etwa: holt Bargeld, roter Schal' },
	takeTitle: { en: 'Take a parked cart', de: 'Geparkten Korb holen' },
	cartName: {
		en: 'Its code, or the tag of anything in it',
		de: 'Sein Code, oder das Etikett von etwas darin',
	},
	unknownTitle: { en: 'Sell without a readable tag', de: 'Ohne lesbares Etikett verkaufen' },
	unknownHint: {
		en: 'The money counts, and the organizers will find out whose it was.',
		de: 'Das Geld zählt, und die Veranstalter finden heraus, wem es gehört.',
	},
	description: { en: 'What is it?', de: 'Was ist es?' },
	descriptionMissing: {
		en: 'Say in a word or two what it is: blue hat.',
		de: 'Sagen Sie in ein, zwei Worten, was es ist: blaue Mütze.',
	},
	price: { en: 'Price on the tag', de: 'Preis auf dem Etikett' },
	priceWrong: {
		en: 'Type the price as 4.50, more than zero.',
		de: 'Tippen Sie den Preis als 4,50, mehr als null.',
	},
	sellAsUnknown: { en: 'Sell as unknown', de: 'Als unbekannt verkaufen' },
	save: { en: 'OK', de: 'OK' },
	remove: { en: 'Remove', de: 'Entfernen' },
	removeNamed: { en: 'Remove {title}', de: '{title} entfernen' },
	tryAgain: { en: 'Try again', de: 'Noch einmal' },
	key: { en: 'Key', de: 'Taste' },
	keyDoes: { en: 'What it does', de: 'Was sie tut' },
	keyEnter: { en: 'Add the tag; with nothing typed: pay', de: 'Etikett hinzufügen; ohne Eingabe: bezahlen' },
	keyDelete: { en: 'Remove the newest line', de: 'Neueste Zeile entfernen' },
	keyUndo: {
		en: 'Undo last: the newest line, else the last sale',
		de: 'Letztes zurück: neueste Zeile, sonst letzter Verkauf',
	},
	keyEscape: { en: 'Close what is open', de: 'Schließen, was offen ist' },
	undoReason: { en: 'Undone at the till', de: 'An der Kasse zurückgenommen' },
});
