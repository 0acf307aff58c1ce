/** The API as the browser reaches it: this origin, where the app's server adds the token. */
import { Api } from './api.ts';

export const api = new Api({ url: '/graphql' });
