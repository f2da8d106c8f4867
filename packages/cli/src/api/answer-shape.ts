import * as documents from "./documents.ts";
import { answerShapes } from "./gen/answer-shapes.ts";

/** Answers by the name that a document gives them. */
export interface Fields {
	readonly [name: string]: FieldShape;
}

/** The type as GraphQL writes it, by itself for a scalar (an enum is a String: a newer control plane may know more values). */
export type FieldShape =
	| string
	| { readonly type: string; readonly fields: Fields };

const shapes: ReadonlyMap<string, Fields> = new Map(
	Object.entries(documents).flatMap(([name, text]) => {
		const shape = answerShapes[name];
		return shape ? [[text, shape]] : [];
	}),
);

/** Whether it can be read as the answer to this document; true for a document that is not in `documents.ts`. */
export function isAnswerTo(document: string, data: unknown): boolean {
	const fields = shapes.get(document);
	return fields === undefined || hasFields(data, fields);
}

function hasFields(value: unknown, fields: Fields): boolean {
	return (
		isRecord(value) &&
		Object.entries(fields).every(
			([name, shape]) => Object.hasOwn(value, name) && fits(value[name], shape),
		)
	);
}

function fits(value: unknown, shape: FieldShape): boolean {
	return typeof shape === "string"
		? isOfType(value, shape, isScalar)
		: isOfType(value, shape.type, (one) => hasFields(one, shape.fields));
}

function isOfType(
	value: unknown,
	type: string,
	isOne: (value: unknown, name: string) => boolean,
): boolean {
	if (type.endsWith("!"))
		return value !== null && isOfType(value, type.slice(0, -1), isOne);
	if (value === null) return true;
	if (!type.startsWith("[")) return isOne(value, type);
	const each = type.slice(1, -1);
	return (
		Array.isArray(value) && value.every((one) => isOfType(one, each, isOne))
	);
}

function isScalar(value: unknown, type: string): boolean {
	if (type === "JSON") return true;
	if (type === "Int" || type === "Float") return typeof value === "number";
	return typeof value === (type === "Boolean" ? "boolean" : "string");
}

/** An object with names. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
