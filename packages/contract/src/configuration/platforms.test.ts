import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { platforms } from "../index.ts";
import { configurationSchema } from "./configuration.schema.ts";
import { platformOfKey } from "./configuration.ts";

test("every key under communications that has channels belongs to a platform people speak on, and every platform has a key", () => {
	const { properties } = z.toJSONSchema(configurationSchema, {
		io: "input",
		unrepresentable: "any",
	});
	const communications = properties?.communications as {
		additionalProperties: {
			properties: Record<string, { properties: Record<string, unknown> }>;
		};
	};
	const withChannels = Object.entries(
		communications.additionalProperties.properties,
	)
		.filter(([, { properties: keys }]) => keys.channels ?? keys.teams)
		.map(([key]) => key);
	assert.deepEqual(
		withChannels.toSorted(),
		Object.keys(platformOfKey).toSorted(),
	);
	assert.deepEqual(
		[...new Set(Object.values(platformOfKey))].toSorted(),
		[...platforms].toSorted(),
	);
});
