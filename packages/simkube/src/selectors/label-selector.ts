import { type LexedLabel, lexLabelSelector } from "./label-lexer.ts";
import {
	assertLabelKey,
	badSelector,
	type LabelMatch,
	type LabelOperator,
	labelRequirement,
} from "./label-requirement.ts";

interface Cursor {
	readonly tokens: readonly LexedLabel[];
	at: number;
}

const end: LexedLabel = { token: "end", literal: "" };

/** Outside the operator's place the words `in` and `notin` are identifiers like any other. */
function asValue(lexed: LexedLabel): LexedLabel {
	return lexed.token === "in" || lexed.token === "notin"
		? { token: "identifier", literal: lexed.literal }
		: lexed;
}

function peek(cursor: Cursor): LexedLabel {
	return asValue(cursor.tokens[cursor.at] ?? end);
}

function take(cursor: Cursor): LexedLabel {
	const lexed = peek(cursor);
	cursor.at += 1;
	return lexed;
}

function refuse(found: string, expected: string): Error {
	return badSelector(
		`unable to parse requirement: found '${found}', expected: ${expected}`,
	);
}

/**
 * Reads the text of a `labelSelector` parameter; the empty text selects everything.
 * Throws StatusError 400 with the words of apimachinery's parser.
 */
export function parseLabelSelector(text: string): LabelMatch {
	const cursor: Cursor = { tokens: lexLabelSelector(text), at: 0 };
	const requirements: LabelMatch[] = [];
	for (;;) {
		const { token, literal } = peek(cursor);
		if (token === "end") break;
		if (token !== "identifier" && token !== "!")
			throw badSelector(
				`found '${literal}', expected: !, identifier, or 'end of string'`,
			);
		requirements.push(readRequirement(cursor));
		if (!readSeparator(cursor)) break;
	}
	return (labels) => requirements.every((matches) => matches(labels));
}

function readSeparator(cursor: Cursor): boolean {
	const { token, literal } = take(cursor);
	if (token === "end") return false;
	if (token !== ",")
		throw badSelector(`found '${literal}', expected: ',' or 'end of string'`);
	const next = peek(cursor);
	if (next.token !== "identifier" && next.token !== "!")
		throw badSelector(
			`found '${next.literal}', expected: identifier after ','`,
		);
	return true;
}

function readRequirement(cursor: Cursor): LabelMatch {
	const negated = peek(cursor).token === "!";
	if (negated) take(cursor);
	const { token, literal: key } = take(cursor);
	if (token !== "identifier") throw refuse(key, "identifier");
	assertLabelKey(key);
	const next = peek(cursor).token;
	if (negated) return labelRequirement(key, "!", []);
	if (next === "end" || next === ",")
		return labelRequirement(key, "exists", []);
	const operator = readOperator(cursor);
	const values =
		operator === "in" || operator === "notin"
			? readValues(cursor)
			: [readExactValue(cursor)];
	return labelRequirement(key, operator, values);
}

const operators: Partial<Record<LexedLabel["token"], LabelOperator>> = {
	in: "in",
	notin: "notin",
	"=": "=",
	"==": "==",
	"!=": "!=",
	">": "gt",
	"<": "lt",
};

function readOperator(cursor: Cursor): LabelOperator {
	const { token, literal } = cursor.tokens[cursor.at] ?? end;
	cursor.at += 1;
	const operator = operators[token];
	if (operator === undefined)
		throw refuse(literal, "in, notin, =, ==, !=, gt, lt");
	return operator;
}

function readExactValue(cursor: Cursor): string {
	const ahead = peek(cursor).token;
	if (ahead === "end" || ahead === ",") return "";
	const { token, literal } = take(cursor);
	if (token !== "identifier") throw refuse(literal, "identifier");
	return literal;
}

function readValues(cursor: Cursor): string[] {
	const open = take(cursor);
	if (open.token !== "(")
		throw badSelector(
			`unable to parse requirement: found '${open.literal}' expected: '('`,
		);
	const first = peek(cursor);
	if (first.token === ")") {
		take(cursor);
		return [""];
	}
	if (first.token !== "identifier" && first.token !== ",")
		throw refuse(first.literal, "',', ')' or identifier");
	const values = readList(cursor);
	take(cursor);
	return values;
}

// An empty place counts as the empty value: "(,a)" and "(a,)" both hold "".
function readList(cursor: Cursor): string[] {
	const values: string[] = [];
	for (;;) {
		const { token, literal } = take(cursor);
		if (token === "identifier") {
			values.push(literal);
			const next = peek(cursor);
			if (next.token === ")") return values;
			if (next.token !== ",") throw refuse(next.literal, "',' or ')'");
		} else if (token === ",") {
			if (values.length === 0) values.push("");
			const next = peek(cursor).token;
			if (next === ")") return [...values, ""];
			if (next === ",") {
				take(cursor);
				values.push("");
			}
		} else {
			throw refuse(literal, "',', or identifier");
		}
	}
}

/** A `LabelSelector` as objects carry it. */
export interface LabelSelectorObject {
	readonly matchLabels?: Readonly<Record<string, string>> | null;
	readonly matchExpressions?:
		| readonly {
				readonly key: string;
				readonly operator: string;
				readonly values?: readonly string[] | null;
		  }[]
		| null;
}

const expressionOperators = new Map<string, LabelOperator>([
	["In", "in"],
	["NotIn", "notin"],
	["Exists", "exists"],
	["DoesNotExist", "!"],
]);

/**
 * The predicate of a `LabelSelector` object: none selects nothing, an empty one everything.
 * Throws StatusError 400 on an operator or value that does not exist.
 */
export function labelSelectorFromObject(
	selector: LabelSelectorObject | null | undefined,
): LabelMatch {
	if (selector === null || selector === undefined) return () => false;
	const requirements = Object.entries(selector.matchLabels ?? {}).map(
		([key, value]) => labelRequirement(key, "=", [value]),
	);
	for (const { key, operator, values } of selector.matchExpressions ?? []) {
		const known = expressionOperators.get(operator);
		if (known === undefined)
			throw badSelector(
				`${JSON.stringify(operator)} is not a valid label selector operator`,
			);
		requirements.push(labelRequirement(key, known, values ?? []));
	}
	return (labels) => requirements.every((matches) => matches(labels));
}
