import { nearestName } from "../nearest-name.ts";
import type { Place } from "./lex-template.ts";
import type { Command, Node, Operand, Pipe } from "./parse-template.ts";
import { TemplateError } from "./template-error.ts";
import { templateFunctions } from "./template-functions.ts";
import {
	isMap,
	isTrue,
	keyOf,
	printed,
	sortedKeys,
	typeName,
	type Value,
} from "./values.ts";

const maxSteps = 100_000;
const maxCharacters = 262_144;

/** What an inner block may still see and change of those around it. */
interface Scope {
	readonly dot: Value;
	readonly variables: Map<string, { value: Value }>;
}

type Ending = "break" | "continue" | undefined;

/** Renders a template over data. @throws TemplateError when it cannot be, or takes too many steps or characters. */
export function renderNodes(nodes: readonly Node[], data: Value): string {
	const rendering = new Rendering();
	const variables = new Map([["$", { value: data }]]);
	rendering.render(nodes, { dot: data, variables });
	return rendering.text();
}

class Rendering {
	readonly #pieces: string[] = [];
	#characters = 0;
	#steps = 0;

	text(): string {
		return this.#pieces.join("");
	}

	render(nodes: readonly Node[], scope: Scope): Ending {
		for (const node of nodes) {
			const ending = this.#renderOne(node, scope);
			if (ending) return ending;
		}
		return undefined;
	}

	#renderOne(node: Node, scope: Scope): Ending {
		switch (node.kind) {
			case "text":
				this.#write(node.text, { line: 1, column: 1 });
				return undefined;
			case "print": {
				const value = this.#pipe(node.pipe, scope);
				if (node.pipe.variables.length === 0)
					this.#write(printed(value), node.pipe.at);
				return undefined;
			}
			case "break":
			case "continue":
				return node.kind;
			case "range":
				return this.#range(node, scope);
			default: {
				const inside = inner(scope);
				const value = this.#pipe(node.pipe, inside);
				if (!isTrue(value)) return this.render(node.otherwise, inner(scope));
				return this.render(
					node.inside,
					node.kind === "with" ? { ...inside, dot: value } : inside,
				);
			}
		}
	}

	#range(
		{
			pipe,
			inside: nodes,
			otherwise,
		}: Extract<Node, { kind: "range" | "if" | "with" }>,
		scope: Scope,
	): Ending {
		const { variables, declares, ...rest } = pipe;
		const value = this.#pipe(
			{ ...rest, variables: [], declares: false },
			scope,
		);
		const entries = entriesOf(value, pipe.at);
		if (entries.length === 0) return this.render(otherwise, inner(scope));
		for (const [key, item] of entries) {
			this.#step(pipe.at);
			const inside = inner(scope);
			const [first, second] = variables;
			const values = second === undefined ? [item] : [key, item];
			for (const [at, name] of [first, second].entries())
				if (name !== undefined)
					this.#assign(name, values[at], declares, inside, pipe.at);
			const ending = this.render(nodes, { ...inside, dot: item });
			if (ending === "break") break;
		}
		return undefined;
	}

	#pipe({ at, variables, declares, commands }: Pipe, scope: Scope): Value {
		let value: Value;
		for (const [place, command] of commands.entries())
			value = this.#command(command, scope, place === 0 ? [] : [value]);
		for (const name of variables)
			this.#assign(name, value, declares, scope, at);
		return value;
	}

	#assign(
		name: string,
		value: Value,
		declares: boolean,
		{ variables }: Scope,
		at: Place,
	): void {
		if (declares) {
			variables.set(name, { value });
			return;
		}
		const known = variables.get(name);
		if (!known) throw new TemplateError(at, `undefined variable "${name}"`);
		known.value = value;
	}

	#command(
		{ at, operands }: Command,
		scope: Scope,
		last: readonly Value[],
	): Value {
		this.#step(at);
		const [first, ...rest] = operands;
		if (!first) throw new TemplateError(at, "a value is missing");
		if (first.kind === "function") return this.#call(first, rest, scope, last);
		if (rest.length > 0 || last.length > 0)
			throw new TemplateError(
				at,
				"only a function takes arguments, and this is a value",
			);
		return this.#operand(first, scope);
	}

	#call(
		{ name, at }: Extract<Operand, { kind: "function" }>,
		operands: readonly Operand[],
		scope: Scope,
		last: readonly Value[],
	): Value {
		if (name === "and" || name === "or")
			return this.#first(operands, scope, last, name === "or", at);
		const call = templateFunctions.get(name);
		if (!call) throw new TemplateError(at, unknownFunction(name));
		const given = operands.map((operand) => this.#operand(operand, scope));
		try {
			const value = call(...given, ...last);
			if (typeof value === "string" && value.length > maxCharacters)
				throw new Error(`more than ${maxCharacters} characters`);
			return value;
		} catch (error) {
			if (error instanceof TemplateError) throw error;
			const why = error instanceof Error ? error.message : String(error);
			throw new TemplateError(at, `${name}: ${why}`);
		}
	}

	/** `and` and `or` come to the first value that decides, and look at no other. */
	#first(
		operands: readonly Operand[],
		scope: Scope,
		last: readonly Value[],
		wanted: boolean,
		at: Place,
	): Value {
		let value: Value;
		if (operands.length + last.length === 0)
			throw new TemplateError(at, "a value is missing");
		for (const operand of operands) {
			value = this.#operand(operand, scope);
			if (isTrue(value) === wanted) return value;
		}
		return last.length > 0 ? last[0] : value;
	}

	#operand(operand: Operand, scope: Scope): Value {
		this.#step(operand.at);
		const { fields, at } = operand;
		return fields.reduce<Value>(
			(value, field) => fieldOf(value, field, at),
			this.#plain(operand, scope),
		);
	}

	#plain(operand: Operand, scope: Scope): Value {
		switch (operand.kind) {
			case "dot":
				return scope.dot;
			case "literal":
				return operand.value;
			case "pipe":
				return this.#pipe(operand.pipe, scope);
			case "function":
				return this.#call(operand, [], scope, []);
			case "variable": {
				const known = scope.variables.get(operand.name);
				if (!known)
					throw new TemplateError(
						operand.at,
						`undefined variable "${operand.name}"`,
					);
				return known.value;
			}
		}
	}

	#write(text: string, at: Place): void {
		this.#step(at);
		this.#characters += text.length;
		if (this.#characters > maxCharacters)
			throw new TemplateError(
				at,
				`it renders more than ${maxCharacters} characters`,
			);
		this.#pieces.push(text);
	}

	#step(at: Place): void {
		this.#steps += 1;
		if (this.#steps > maxSteps)
			throw new TemplateError(at, `it takes more than ${maxSteps} steps`);
	}
}

/** Variables that a block makes end with it; those it changes stay changed. */
function inner({ dot, variables }: Scope): Scope {
	return { dot, variables: new Map(variables) };
}

function fieldOf(value: Value, field: string, at: Place): Value {
	if (value === undefined || value === null) return undefined;
	if (!isMap(value))
		throw new TemplateError(
			at,
			`can't evaluate field ${field} in type ${typeName(value)}`,
		);
	return keyOf(value, field);
}

function entriesOf(
	value: Value,
	at: Place,
): readonly (readonly [Value, Value])[] {
	if (value === undefined || value === null) return [];
	if (Array.isArray(value)) return value.map((item, place) => [place, item]);
	if (isMap(value)) return sortedKeys(value).map((key) => [key, value[key]]);
	throw new TemplateError(at, `range can't iterate over a ${typeName(value)}`);
}

function unknownFunction(name: string): string {
	const nearest = nearestName(name, [...templateFunctions.keys(), "and", "or"]);
	const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
	return `function "${name}" not defined${hint}`;
}
