import {
	type DocumentNode,
	type FieldNode,
	type FragmentDefinitionNode,
	type GraphQLArgument,
	type GraphQLField,
	type GraphQLNamedType,
	type GraphQLSchema,
	getNamedType,
	isListType,
	isNonNullType,
	isObjectType,
	Kind,
	type OperationDefinitionNode,
	type SelectionSetNode,
} from "graphql";

/** What one query may cost: every field counts once for each thing it is told of. */
export const maxQueryCost = 100_000;

/** A list that does not say how long it may be is taken to hold so many. */
const assumedItems = 5;

/** What reads much more than it answers: the whole audit, a week of commands, the outputs of all clusters of a command. */
const weights: Readonly<Record<string, number>> = {
	"Command.table": 20_000,
	"Mutation.verifyAudit": 40_000,
	"Query.commandFigures": 10_000,
	"Query.noticeHistogram": 10_000,
	"Query.slowestRuns": 10_000,
};

interface Walk {
	readonly schema: GraphQLSchema;
	readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
	readonly variables: Readonly<Record<string, unknown>>;
	readonly defaults: ReadonlyMap<string, unknown>;
}

/**
 * Fields times the things they are told of, a page counted with its `first`. For queries that passed the other limits: those
 * bound how long this takes.
 */
export function queryCost(query: {
	readonly schema: GraphQLSchema;
	readonly document: DocumentNode;
	readonly operationName?: string | null | undefined;
	readonly variables: Readonly<Record<string, unknown>>;
}): number {
	const { schema, document, variables } = query;
	const fragments = new Map<string, FragmentDefinitionNode>();
	let operation: OperationDefinitionNode | undefined;
	for (const definition of document.definitions)
		if (definition.kind === Kind.FRAGMENT_DEFINITION)
			fragments.set(definition.name.value, definition);
		else if (definition.kind === Kind.OPERATION_DEFINITION)
			if (
				!query.operationName ||
				definition.name?.value === query.operationName
			)
				operation = definition;
	const root = operation && schema.getRootType(operation.operation);
	if (!operation || !root) return 0;
	const walk = {
		schema,
		fragments,
		variables,
		defaults: defaultsOf(operation),
	};
	return costOf(operation.selectionSet, root, 1, walk);
}

function costOf(
	selectionSet: SelectionSetNode,
	parent: GraphQLNamedType,
	things: number,
	walk: Walk,
): number {
	let cost = 0;
	for (const selection of selectionSet.selections) {
		if (selection.kind === Kind.FIELD)
			cost += fieldCost(selection, parent, things, walk);
		else if (selection.kind === Kind.INLINE_FRAGMENT)
			cost += costOf(selection.selectionSet, parent, things, walk);
		else {
			const fragment = walk.fragments.get(selection.name.value);
			if (fragment) cost += costOf(fragment.selectionSet, parent, things, walk);
		}
	}
	return cost;
}

function fieldCost(
	node: FieldNode,
	parent: GraphQLNamedType,
	things: number,
	walk: Walk,
): number {
	const field = isObjectType(parent)
		? parent.getFields()[node.name.value]
		: undefined;
	const own = things * (weights[`${parent.name}.${node.name.value}`] ?? 1);
	if (!field || !node.selectionSet) return own;
	const below = things * itemsOf(node, field, parent, walk);
	const type = getNamedType(field.type);
	return own + costOf(node.selectionSet, type, below, walk);
}

/** A page multiplies once: by its own `first`, and not again by its list of edges. */
function itemsOf(
	node: FieldNode,
	field: GraphQLField<unknown, unknown>,
	parent: GraphQLNamedType,
	walk: Walk,
): number {
	const first = field.args.find(({ name }) => name === "first");
	if (first) return firstOf(node, defaultOf(first), walk);
	if (parent.name.endsWith("Connection")) return 1;
	const type = isNonNullType(field.type) ? field.type.ofType : field.type;
	return isListType(type) ? assumedItems : 1;
}

/** As code gives it, or as the language writes it. */
function defaultOf(argument: GraphQLArgument): unknown {
	const byDefault = argument.default;
	if (byDefault?.literal?.kind === Kind.INT)
		return Number(byDefault.literal.value);
	return byDefault?.value ?? argument.defaultValue;
}

function firstOf(node: FieldNode, byDefault: unknown, walk: Walk): number {
	const given = node.arguments?.find(({ name }) => name.value === "first");
	const value = given?.value;
	const found =
		value?.kind === Kind.INT
			? Number(value.value)
			: value?.kind === Kind.VARIABLE
				? (walk.variables[value.name.value] ??
					walk.defaults.get(value.name.value))
				: undefined;
	const items = Number(found ?? byDefault ?? 1);
	return Number.isFinite(items) ? Math.max(1, items) : 1;
}

function defaultsOf(
	operation: OperationDefinitionNode,
): ReadonlyMap<string, unknown> {
	const found = new Map<string, unknown>();
	for (const { variable, defaultValue } of operation.variableDefinitions ?? [])
		if (defaultValue?.kind === Kind.INT)
			found.set(variable.name.value, Number(defaultValue.value));
	return found;
}
