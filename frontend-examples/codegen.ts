import type { CodegenConfig } from '@graphql-codegen/cli';

const scalars = {
	// Decimal text: "12.50". See src/lib/money.
	Money: 'string',
	// Decimal text, to 1/10,000 of a minor unit.
	ExactMoney: 'string',
	// RFC 3339, UTC.
	DateTime: 'string',
	ID: 'string',
};
const common = {
	scalars,
	enumType: 'string-literal',
	enumsAsTypes: true,
	useTypeImports: true,
	strictScalars: true,
};

const config: CodegenConfig = {
	schema: process.env['HANGTAG_SCHEMA'] ?? '../schema.graphql',
	documents: ['src/**/*.graphql'],
	generates: {
		'src/lib/graphql/schema.generated.ts': {
			plugins: ['typescript'],
			config: { ...common, onlyOperationTypes: true },
		},
		'src/': {
			preset: 'near-operation-file',
			presetConfig: {
				extension: '.generated.ts',
				baseTypesPath: 'lib/graphql/schema.generated.ts',
				importTypesNamespace: 'Schema',
			},
			plugins: ['typescript-operations', 'typed-document-node'],
			config: {
				...common,
				// Text, not syntax trees: a third of the size, and nothing to print before it is sent.
				documentMode: 'string',
				pureMagicComment: true,
				dedupeFragments: true,
			},
		},
	},
};

export default config;
