import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** What was typed leads to the tag's own address, which says so if it is none. */
export const load: PageServerLoad = ({ url }) => {
	const typed = url.searchParams.get('tag')?.trim();
	if (typed) redirect(303, `/t/${encodeURIComponent(typed)}`);
};
