import { appConfig } from '$lib/server/config';
import type { PageServerLoad } from './$types';

const { demoTokens } = appConfig(process.env);

export const load: PageServerLoad = () => ({ demoTokens });
