import {
	type ASTNode,
	type ASTVisitor,
	type DocumentNode,
	type FragmentDefinitionNode,
	GraphQLError,
	Kind,
	type SelectionSetNode,
	type ValidationContext,
} from "graphql";

/** What one query may ask for. The schema's own client stays far below each of them. */
export const maxQueryCharacters = 32_768;
export const maxQueryTokens = 2000;
export const maxQueryDepth = 12;
export const maxQueryAliases = 30;
export const maxQueryFields = 500;

interface Measures {
	depth: number;
	aliases: number;
	fields: number;
}

/**
 * A validation rule: refuses a query that is too deep, too wide or has too many aliases, fragments counted where they are
 * used. What is counted is bounded itself, so a hostile query costs no more than an honest one.
 */
export function QueryLimitsRule(context: ValidationContext): ASTVisitor {
	return {
		Document(node) {
			const problem = judge(node);
			if (problem) context.reportError(refusal(problem, node));
		},
	};
}

/** A validation rule: the schema is shown to people who are signed in. `__typename` is no secret. */
export function NoStrangersIntrospectionRule(
	context: ValidationContext,
): ASTVisitor {
	return {
		Field(node) {
			if (node.name.value === "__schema" || node.name.value === "__type")
				context.reportError(
					new GraphQLError("You are not signed in. Run: qd login", {
						nodes: node,
						extensions: {
							code: "NOT_SIGNED_IN",
							kind: "unauthenticated",
							facts: {},
						},
					}),
				);
		},
	};
}

function judge(document: DocumentNode): string | undefined {
	const fragments = new Map<string, FragmentDefinitionNode>();
	for (const definition of document.definitions)
		if (definition.kind === Kind.FRAGMENT_DEFINITION)
			fragments.set(definition.name.value, definition);
	for (const definition of document.definitions) {
		if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
		const measures = { depth: 0, aliases: 0, fields: 0 };
		walk(definition.selectionSet, 1, fragments, measures);
		const problem = problemOf(measures);
		if (problem) return problem;
	}
	return undefined;
}

function problemOf(measures: Measures): string | undefined {
	if (measures.depth > maxQueryDepth)
		return `deeper than ${maxQueryDepth} levels`;
	if (measures.aliases > maxQueryAliases)
		return `more than ${maxQueryAliases} aliases`;
	if (measures.fields > maxQueryFields)
		return `more than ${maxQueryFields} fields`;
	return undefined;
}

/** Stops as soon as a limit is passed, which also ends fragments that spread themselves. */
function walk(
	selectionSet: SelectionSetNode,
	depth: number,
	fragments: ReadonlyMap<string, FragmentDefinitionNode>,
	measures: Measures,
): void {
	measures.depth = Math.max(measures.depth, depth);
	for (const selection of selectionSet.selections) {
		if (problemOf(measures)) return;
		measures.fields += 1;
		if (selection.kind === Kind.FIELD) {
			if (selection.alias) measures.aliases += 1;
			if (selection.selectionSet)
				walk(selection.selectionSet, depth + 1, fragments, measures);
		} else if (selection.kind === Kind.INLINE_FRAGMENT) {
			walk(selection.selectionSet, depth, fragments, measures);
		} else {
			const fragment = fragments.get(selection.name.value);
			if (fragment) walk(fragment.selectionSet, depth, fragments, measures);
		}
	}
}

function refusal(problem: string, node: ASTNode): GraphQLError {
	return new GraphQLError(
		`The query has ${problem}. Ask for less, or in several queries.`,
		{
			nodes: node,
			extensions: {
				code: "INPUT_TOO_LARGE",
				kind: "exceeds-limit",
				facts: {},
			},
		},
	);
}
