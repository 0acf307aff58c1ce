/** GraphiQL as its makers ship it, on this origin: the app's server adds the token. */
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './graphiql.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

const FIRST_QUERY = `# The API in the name of whoever is signed in on this device.
{
  viewer {
    organizationName
    roles
    serverTime
  }
}
`;

/** Shows it in an element; returns how to take it away. */
export function mount(host: HTMLElement): () => void {
	const wsClient = createClient({ url: `${location.origin.replace(/^http/, 'ws')}/graphql` });
	const fetcher = createGraphiQLFetcher({ url: '/graphql', wsClient });
	const root = createRoot(host);
	root.render(createElement(GraphiQL, { fetcher, defaultQuery: FIRST_QUERY }));
	return () => {
		root.unmount();
		void wsClient.dispose();
	};
}
