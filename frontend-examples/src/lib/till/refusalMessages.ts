import { catalogue } from '$lib/i18n/catalogue';

/** Why a line is red, and what to do. */
export const objectionMessages = catalogue({
	soldAt: {
		en: 'Sold {at} at till {till}. Take it out; if this is another thing with the same tag, sell it as unknown.',
		de: 'Verkauft um {at} an Kasse {till}. Herausnehmen; ist es ein anderes Stück mit demselben Etikett, als unbekannt verkaufen.',
	},
	soldOnline: {
		en: 'Sold {at} in the web shop. Take it out and give it to an organizer.',
		de: 'Verkauft um {at} im Webshop. Herausnehmen und den Veranstaltern geben.',
	},
	soldSomewhere: {
		en: 'Sold already, says the list on this device. Take it out; if it is surely here for the first time, sell it as unknown.',
		de: 'Laut Liste auf diesem Gerät schon verkauft. Herausnehmen; ist es sicher zum ersten Mal hier, als unbekannt verkaufen.',
	},
	inCart: {
		en: 'In a cart at till {till} until {until}. Ask there to take it out, then try again.',
		de: 'In einem Korb an Kasse {till} bis {until}. Dort herausnehmen lassen, dann noch einmal versuchen.',
	},
	inSomeCart: {
		en: 'In another cart. Ask at the other tills to take it out, then try again.',
		de: 'In einem anderen Korb. An den anderen Kassen herausnehmen lassen, dann noch einmal versuchen.',
	},
	parked: {
		en: 'In the parked cart {cart}. Take the whole cart over, or take this out.',
		de: 'Im geparkten Korb {cart}. Den ganzen Korb übernehmen, oder dies herausnehmen.',
	},
	webPayment: {
		en: 'A web shopper is paying for it right now, until {until} at most. Try again then, or take it out.',
		de: 'Jemand bezahlt es gerade im Web, höchstens bis {until}. Dann noch einmal versuchen, oder herausnehmen.',
	},
	webCart: {
		en: 'In a web cart. Whoever has it in hand wins: you may take it.',
		de: 'In einem Web-Korb. Wer es in der Hand hat, bekommt es: Sie dürfen es nehmen.',
	},
	unknownTag: {
		en: 'No item has the tag {tag}. Scan again; if it stays so, sell it as unknown.',
		de: 'Kein Artikel hat das Etikett {tag}. Noch einmal scannen; bleibt es so, als unbekannt verkaufen.',
	},
	unknownTagOffline: {
		en: 'The tag {tag} is not on this device, and the server cannot be asked. Type the price from the tag to sell it.',
		de: 'Das Etikett {tag} ist nicht auf diesem Gerät, und der Server ist nicht zu erreichen. Zum Verkaufen den Preis vom Etikett eintippen.',
	},
	notInSession: {
		en: 'Not for sale here: it was not brought in, or was withdrawn. Ask an organizer, or sell it as unknown.',
		de: 'Hier nicht im Verkauf: nicht abgegeben oder zurückgezogen. Veranstalter fragen, oder als unbekannt verkaufen.',
	},
	priceChanged: {
		en: 'The price was {was} and is now {now}. Tell the shopper, then accept it, or take the thing out.',
		de: 'Der Preis war {was} und ist jetzt {now}. Sagen Sie es, dann annehmen, oder das Stück herausnehmen.',
	},
	acceptPrice: { en: 'Accept {price}', de: '{price} annehmen' },
	duplicate: { en: 'Twice in this cart. Remove one of them.', de: 'Zweimal im Korb. Eines entfernen.' },
	refusedLine: {
		en: 'The server does not accept this line ({code}). Take it out, or sell it as unknown.',
		de: 'Der Server nimmt diese Zeile nicht an ({code}). Herausnehmen, oder als unbekannt verkaufen.',
	},
	takeCart: { en: 'Take the cart', de: 'Korb übernehmen' },
	unasked: { en: 'not reserved: server not asked', de: 'nicht reserviert: Server nicht gefragt' },
	asking: { en: 'asking …', de: 'frage …' },
	held: { en: 'reserved', de: 'reserviert' },
	unknown: { en: 'without tag', de: 'ohne Etikett' },
	lookingUp: { en: 'Looking up {tag} …', de: 'Suche {tag} …' },
});

/** What the till says to its cashier: what happened, and what to do. */
export const noticeMessages = catalogue({
	TWICE: {
		en: '{title} is in the cart already. It counts once.',
		de: '{title} ist schon im Korb. Es zählt einmal.',
	},
	NOT_A_TAG: {
		en: '“{raw}” is not a tag: it needs ten digits, with the right last one. Scan again, type the digits, or sell as unknown.',
		de: '„{raw}“ ist kein Etikett: Es braucht zehn Ziffern mit richtiger letzter. Noch einmal scannen, Ziffern tippen, oder als unbekannt verkaufen.',
	},
	TOO_LONG: {
		en: 'That is far too long for a tag. Nothing was added: scan again, or type the ten digits.',
		de: 'Das ist viel zu lang für ein Etikett. Nichts wurde hinzugefügt: noch einmal scannen oder die zehn Ziffern tippen.',
	},
	CART_FULL: {
		en: 'A sale has at most 200 lines. Pay this cart, then go on with the rest.',
		de: 'Ein Verkauf hat höchstens 200 Zeilen. Diesen Korb bezahlen, dann mit dem Rest weitermachen.',
	},
	PARKED: {
		en: 'Parked as {name}. Any till takes it by this code, or by scanning anything in it.',
		de: 'Geparkt als {name}. Jede Kasse holt ihn mit diesem Code, oder durch einen Scan von etwas darin.',
	},
	PARK_REFUSED: {
		en: 'The cart was not parked ({code}). It is still here: look at the lines, or pay it now.',
		de: 'Der Korb wurde nicht geparkt ({code}). Er ist noch hier: Zeilen ansehen, oder jetzt bezahlen.',
	},
	PARK_UNKNOWN: {
		en: 'Things without a tag and red lines cannot be parked. Remove them first.',
		de: 'Stücke ohne Etikett und rote Zeilen können nicht geparkt werden. Erst entfernen.',
	},
	TAKEN: {
		en: { one: 'Took {count} item.', other: 'Took {count} items.' },
		de: { one: '{count} Artikel übernommen.', other: '{count} Artikel übernommen.' },
	},
	TAKEN_PART: {
		en: {
			one: 'A sale has at most 200 lines: {count} item of the parked cart did not fit and is free again. Pay this cart, then scan it.',
			other:
				'A sale has at most 200 lines: {count} items of the parked cart did not fit and are free again. Pay this cart, then scan them.',
		},
		de: {
			one: 'Ein Verkauf hat höchstens 200 Zeilen: {count} Artikel des geparkten Korbs passte nicht und ist wieder frei. Diesen Korb bezahlen, dann ihn scannen.',
			other:
				'Ein Verkauf hat höchstens 200 Zeilen: {count} Artikel des geparkten Korbs passten nicht und sind wieder frei. Diesen Korb bezahlen, dann sie scannen.',
		},
	},
	TAKE_REFUSED: {
		en: 'There is no parked cart “{name}”. Check the code; perhaps another till took it.',
		de: 'Es gibt keinen geparkten Korb „{name}“. Code prüfen; vielleicht hat ihn eine andere Kasse.',
	},
	NO_NETWORK: {
		en: 'The server does not answer, and parked carts are kept there. Nothing was changed; pay here, or try again.',
		de: 'Der Server antwortet nicht, und geparkte Körbe liegen dort. Nichts wurde geändert; hier bezahlen oder noch einmal versuchen.',
	},
	NOT_IN_PRACTICE: { en: 'Not in practice. End it first.', de: 'Nicht beim Üben. Erst beenden.' },
	PAY_EMPTY: {
		en: 'There is nothing in the cart. Scan something first.',
		de: 'Im Korb ist nichts. Erst etwas scannen.',
	},
	PAY_TOO_MANY: {
		en: 'A sale has at most 200 lines. Remove some, pay, then sell the rest.',
		de: 'Ein Verkauf hat höchstens 200 Zeilen. Einige entfernen, bezahlen, dann den Rest verkaufen.',
	},
	PAY_OBJECTION: {
		en: 'A line is red. Do what it says, or remove it; then pay.',
		de: 'Eine Zeile ist rot. Tun, was dort steht, oder entfernen; dann bezahlen.',
	},
	PAY_NO_PRICE: {
		en: 'A price is not known yet. Wait a moment, or remove the line.',
		de: 'Ein Preis ist noch nicht bekannt. Kurz warten, oder die Zeile entfernen.',
	},
	CORRECT: {
		en: 'Not sold, take no money: the marked lines say why. Correct the cart, then pay again.',
		de: 'Nicht verkauft, kein Geld annehmen: Die markierten Zeilen sagen, warum. Korb berichtigen, dann neu bezahlen.',
	},
	SESSION_NOT_ACTIVE: {
		en: 'Not sold, take no money: the organizers have ended the session.',
		de: 'Nicht verkauft, kein Geld annehmen: Die Veranstalter haben die Session beendet.',
	},
	REFUSED: {
		en: 'Not sold, take no money: the server refuses this sale ({code}). Ask an organizer.',
		de: 'Nicht verkauft, kein Geld annehmen: Der Server lehnt den Verkauf ab ({code}). Veranstalter fragen.',
	},
	UNREADABLE: {
		en: 'Not sold, take no money: the server does not understand this till. Reload the page; the cart stays.',
		de: 'Nicht verkauft, kein Geld annehmen: Der Server versteht diese Kasse nicht. Seite neu laden; der Korb bleibt.',
	},
	STORAGE_FULL: {
		en: 'Not sold, take no money: this device has no room to write the sale down. Free some space, or use another till; the cart stays.',
		de: 'Nicht verkauft, kein Geld annehmen: Auf dem Gerät ist kein Platz, um den Verkauf aufzuschreiben. Platz schaffen oder andere Kasse nehmen; der Korb bleibt.',
	},
	FINISHED_ELSEWHERE: {
		en: 'This cart was paid in another tab. It counts once; a new cart is open.',
		de: 'Dieser Korb wurde in einem anderen Tab bezahlt. Er zählt einmal; ein neuer ist offen.',
	},
	FAULT: {
		en: 'Something went wrong at this till. Look into the receipts before you take money: a sale that stands there counts.',
		de: 'An dieser Kasse ging etwas schief. Sehen Sie in die Belege, bevor Sie Geld annehmen: Was dort steht, zählt.',
	},
	ADOPTED: {
		en: 'Sale {numbers} was being paid when the till stopped. It counts as sold; if it was not paid, void it in the receipts.',
		de: 'Verkauf {numbers} wurde gerade bezahlt, als die Kasse ausging. Er gilt als verkauft; wurde nicht bezahlt, in den Belegen stornieren.',
	},
	UNDONE: {
		en: 'Sale {number} is taken back: give the money back. Its items are free again.',
		de: 'Verkauf {number} ist zurückgenommen: Geld zurückgeben. Die Artikel sind wieder frei.',
	},
	VOID_UNCONFIRMED: {
		en: 'Taking sale {number} back is not confirmed yet: keep the money until it is.',
		de: 'Dass Verkauf {number} zurückgenommen ist, ist noch nicht bestätigt: Geld behalten, bis es so weit ist.',
	},
	VOID_TOO_LATE: {
		en: 'Sale {number} stands: a till takes it back within ten minutes only. Keep the money and ask an organizer.',
		de: 'Verkauf {number} gilt: An der Kasse geht es nur zehn Minuten lang zurück. Geld behalten und Veranstalter fragen.',
	},
	VOID_REFUSED: {
		en: 'Sale {number} stands: the server did not take it back ({code}). Keep the money and ask an organizer; if it was given back already, tell them so.',
		de: 'Verkauf {number} gilt: Der Server hat ihn nicht zurückgenommen ({code}). Geld behalten und Veranstalter fragen; wurde es schon zurückgegeben, ihnen das sagen.',
	},
	NOTHING_TO_UNDO: {
		en: 'There is nothing to undo. An older sale is voided in the receipts.',
		de: 'Es gibt nichts zurückzunehmen. Ein älterer Verkauf wird in den Belegen storniert.',
	},
	noteOnIt: { en: 'Note: {note}', de: 'Notiz: {note}' },
});
