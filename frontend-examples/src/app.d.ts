import type { Locale } from '$lib/i18n';
import type { Session } from '$lib/session';
import type { Api } from '$lib/graphql';
import type { Theme } from '$lib/theme';

declare global {
	namespace App {
		interface Error {
			/** English, for logs; the page says a sentence by `code` or status. */
			message: string;
			code?: string;
		}
		interface Locals {
			locale: Locale;
			theme: Theme;
			/** The API in the name of whoever asks. */
			api: Api;
			/** Who asks; the API server is asked once a request. */
			session: () => Promise<Session>;
		}
	}
}
