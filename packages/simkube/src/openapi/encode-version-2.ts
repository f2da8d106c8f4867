/**
 * A version 2 document as the protobuf message `openapi.v2.Document` of gnostic, the only form in which kubectl
 * asks for it. The numbers are those of gnostic's OpenAPIv2.proto.
 */
import {
	delimited,
	double,
	each,
	entries,
	flag,
	integer,
	message,
	messageOf,
	text,
} from "./protobuf-writer.ts";

/** Any value is carried as YAML, of which JSON is a part but for some characters; one of those spoils the document. */
function any(value: unknown): Buffer {
	const yaml = JSON.stringify(value)
		.replaceAll(/\\ud[89a-f][0-9a-f]{2}/g, "\\ufffd")
		.replaceAll(
			/[\u007f-\u009f\ufeff\ufffe\uffff]/g,
			(one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
		);
	return text(2)(yaml);
}

const properties = entries(1, (value) => schema(value));

const schema = messageOf(
	{
		$ref: text(1),
		format: text(2),
		title: text(3),
		description: text(4),
		multipleOf: double(6),
		maximum: double(7),
		exclusiveMaximum: flag(8),
		minimum: double(9),
		exclusiveMinimum: flag(10),
		maxLength: integer(11),
		minLength: integer(12),
		pattern: text(13),
		maxItems: integer(14),
		minItems: integer(15),
		uniqueItems: flag(16),
		maxProperties: integer(17),
		minProperties: integer(18),
		required: each(text(19)),
		enum: each(message(20, any)),
		additionalProperties: message(21, (value) =>
			typeof value === "boolean" ? flag(2)(value) : delimited(1, schema(value)),
		),
		type: message(22, text(1)),
		items: message(23, (value) => delimited(1, schema(value))),
		properties: message(25, properties),
	},
	entries(31, any),
);

const bodyParameter = messageOf({
	name: text(2),
	in: text(3),
	required: flag(4),
	schema: message(5, schema),
});

const queryParameter = messageOf({
	in: text(2),
	name: text(4),
	type: text(6),
});

const pathParameter = messageOf({
	required: flag(1),
	in: text(2),
	name: text(4),
	type: text(6),
});

function parameter(value: unknown): Buffer {
	const place = (value as { in?: unknown }).in;
	if (place === "body") return delimited(1, bodyParameter(value));
	return delimited(
		2,
		place === "path"
			? delimited(4, pathParameter(value))
			: delimited(3, queryParameter(value)),
	);
}

const parametersItem = (value: unknown) => delimited(1, parameter(value));

const response = messageOf({
	description: text(1),
	schema: message(2, (value) => delimited(1, schema(value))),
});

const operation = messageOf(
	{
		operationId: text(5),
		produces: each(text(6)),
		consumes: each(text(7)),
		parameters: each(message(8, parametersItem)),
		responses: message(
			9,
			entries(1, (value) => delimited(1, response(value))),
		),
	},
	entries(13, any),
);

const pathItem = messageOf({
	get: message(2, operation),
	put: message(3, operation),
	post: message(4, operation),
	delete: message(5, operation),
	patch: message(8, operation),
	parameters: each(message(9, parametersItem)),
});

const documentMessage = messageOf({
	swagger: text(1),
	info: message(2, messageOf({ title: text(1), version: text(2) })),
	paths: message(8, entries(2, pathItem)),
	definitions: message(9, properties),
});

/** The bytes of a document; those of two documents, one after the other, are both in one. */
export function encodeVersion2(document: object): Buffer {
	return documentMessage(document);
}
