import type { Json } from "../kube-object.ts";
import type { SchemaJson } from "./type-schemas.ts";
import { toVersion2Schema } from "./version-2-schema.ts";

/** The operations of one path of version 3 as version 2 says them. */
export function toVersion2Path(path: Json): SchemaJson {
	return Object.fromEntries(
		Object.entries(path as SchemaJson).map(([key, value]) => [
			key,
			key === "parameters" ? parameters(value) : operation(value as SchemaJson),
		]),
	);
}

function operation(of: SchemaJson): SchemaJson {
	const { parameters: given, requestBody, responses, ...rest } = of;
	const body = contentOf(requestBody);
	const consumes = Object.keys(body);
	return {
		...rest,
		...(consumes.length === 0 ? {} : { consumes }),
		produces: ["application/json", "application/yaml"],
		parameters: [
			...parameters(given),
			...Object.values(body)
				.slice(0, 1)
				.map((content) => ({
					...{ name: "body", in: "body", required: true },
					schema: schemaOf(content),
				})),
		],
		responses: Object.fromEntries(
			Object.entries(responses as SchemaJson).map(([code, answer]) => [
				code,
				{
					description: "OK",
					schema: schemaOf(Object.values(contentOf(answer))[0]),
				},
			]),
		),
	};
}

/** Outside of bodies version 2 has the type beside the name instead of in a schema. */
function parameters(of: Json | undefined): SchemaJson[] {
	return ((of ?? []) as SchemaJson[]).map(({ schema, ...rest }) => ({
		...rest,
		...(schema as SchemaJson),
	}));
}

function contentOf(of: Json | undefined): SchemaJson {
	return ((of as SchemaJson | undefined)?.content ?? {}) as SchemaJson;
}

function schemaOf(content: Json | undefined): SchemaJson {
	return toVersion2Schema((content as SchemaJson | undefined)?.schema);
}
