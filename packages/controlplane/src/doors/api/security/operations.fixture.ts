import {
	type GraphQLArgument,
	type GraphQLField,
	type GraphQLInputField,
	type GraphQLOutputType,
	type GraphQLSchema,
	getNamedType,
	isInputObjectType,
	isLeafType,
	isListType,
	isNonNullType,
	isObjectType,
	isRequiredArgument,
	isRequiredInputField,
} from "graphql";
import {
	type ThingKind,
	thingsOfArguments,
} from "./things-of-arguments.fixture.ts";

/** One way to name a thing: an operation, or the whole of it with one argument that names one. */
export interface Attempt {
	/** As `Mutation.endSession(id)`. */
	readonly name: string;
	readonly operation: "query" | "mutation" | "subscription";
	readonly field: string;
	readonly kind: ThingKind;
	/** The whole document, with its values written as variables. */
	readonly document: string;
	variables(thing: unknown): Readonly<Record<string, unknown>>;
}

type Input = GraphQLArgument | GraphQLInputField;

/**
 * Every argument of the schema that names a thing, once. Selections are as wide as the answer, so that whatever leaks is seen.
 * @throws Error for an argument the table does not know.
 */
export function attemptsOf(schema: GraphQLSchema): readonly Attempt[] {
	return (["query", "mutation", "subscription"] as const).flatMap((operation) =>
		Object.values(
			schema.getRootType(operation as never)?.getFields() ?? {},
		).flatMap((field) => attemptsOfField(operation, field)),
	);
}

/** Every operation once, with the least it takes. @throws Error for an argument the table does not know. */
export function operationsOf(schema: GraphQLSchema): readonly {
	readonly name: string;
	readonly document: string;
	readonly variables: Readonly<Record<string, unknown>>;
}[] {
	return (["query", "mutation", "subscription"] as const).flatMap((operation) =>
		Object.values(
			schema.getRootType(operation as never)?.getFields() ?? {},
		).map((field) => {
			const name = ownerOf(operation, field);
			const variables = neededBy(name, field);
			const document = documentOf(operation, field, Object.keys(variables));
			return { name, document, variables };
		}),
	);
}

function ownerOf(
	operation: string,
	{ name }: GraphQLField<unknown, unknown>,
): string {
	return `${operation.charAt(0).toUpperCase()}${operation.slice(1)}.${name}`;
}

/** What must be said; and a short page, for one that selects everything costs more than a query may. */
function neededBy(
	owner: string,
	field: GraphQLField<unknown, unknown>,
): Record<string, unknown> {
	const isPage = field.args.some(({ name }) => name === "first");
	return {
		...Object.fromEntries(
			field.args
				.filter((argument) => isRequiredArgument(argument))
				.map((argument) => [argument.name, sampleOf(owner, argument)]),
		),
		...(isPage ? { first: 2 } : {}),
	};
}

function attemptsOfField(
	operation: Attempt["operation"],
	field: GraphQLField<unknown, unknown>,
): readonly Attempt[] {
	const owner = ownerOf(operation, field);
	const needed = neededBy(owner, field);
	return field.args.flatMap((argument) =>
		pathsOf(owner, argument).map(({ path, kind, isList }) => ({
			name: `${owner}(${path.join(".")})`,
			operation,
			field: field.name,
			kind,
			document: documentOf(operation, field, [
				...Object.keys(needed),
				argument.name,
			]),
			variables: (thing: unknown) => ({
				...needed,
				...nest(path, isList ? [thing] : thing, needed),
			}),
		})),
	);
}

/** Where below an argument things are named. */
function pathsOf(
	owner: string,
	input: Input,
): readonly {
	readonly path: readonly string[];
	readonly kind: ThingKind;
	readonly isList: boolean;
}[] {
	const known = thingsOfArguments[owner]?.[input.name];
	if (known === undefined)
		throw new Error(
			`say in things-of-arguments.ts what ${owner} ${input.name} names`,
		);
	const plainType = isNonNullType(input.type) ? input.type.ofType : input.type;
	if (typeof known === "string")
		return [{ path: [input.name], kind: known, isList: isListType(plainType) }];
	const type = getNamedType(input.type);
	if (!isInputObjectType(type)) return [];
	return Object.values(type.getFields()).flatMap((field) =>
		pathsOf(type.name, field).map((below) => ({
			...below,
			path: [input.name, ...below.path],
		})),
	);
}

function sampleOf(owner: string, input: Input): unknown {
	const known = thingsOfArguments[owner]?.[input.name];
	if (known === undefined)
		throw new Error(
			`say in things-of-arguments.ts what ${owner} ${input.name} names`,
		);
	if (typeof known !== "string" && known.plain !== undefined)
		return known.plain;
	const type = getNamedType(input.type);
	if (!isInputObjectType(type)) return "x";
	return Object.fromEntries(
		Object.values(type.getFields())
			.filter((field) => isRequiredInputField(field))
			.map((field) => [field.name, sampleOf(type.name, field)]),
	);
}

function nest(
	path: readonly string[],
	thing: unknown,
	beside: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
	const [first = "", ...rest] = path;
	if (rest.length === 0) return { [first]: thing };
	const there = (beside[first] ?? {}) as Readonly<Record<string, unknown>>;
	return { [first]: { ...there, ...nest(rest, thing, there) } };
}

function documentOf(
	operation: string,
	field: GraphQLField<unknown, unknown>,
	names: readonly string[],
): string {
	const used = field.args.filter(({ name }) => names.includes(name));
	if (used.length === 0)
		return `${operation} { ${field.name}${selectionOf(field.type, 4)} }`;
	const declared = used.map(({ name, type }) => `$${name}: ${type}`).join(", ");
	const given = used.map(({ name }) => `${name}: $${name}`).join(", ");
	return `${operation} (${declared}) { ${field.name}(${given})${selectionOf(field.type, 4)} }`;
}

/** Everything that can be asked for without arguments, so deep. */
function selectionOf(type: GraphQLOutputType, depth: number): string {
	const named = getNamedType(type);
	if (!isObjectType(named)) return "";
	const parts = Object.values(named.getFields())
		.filter(
			({ args }) => !args.some((argument) => isRequiredArgument(argument)),
		)
		.filter((field) => isLeafType(getNamedType(field.type)) || depth > 1)
		.map((field) => field.name + selectionOf(field.type, depth - 1));
	return parts.length > 0 ? ` { ${parts.join(" ")} }` : " { __typename }";
}
