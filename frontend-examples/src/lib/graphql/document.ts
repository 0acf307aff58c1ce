/** A GraphQL text that knows what it asks for and what it answers, as the code generator writes it. */
export interface Document<Data, Variables> {
	toString(): string;
	/** For types only. */
	__apiType?: (variables: Variables) => Data;
}
