import assert from "node:assert/strict";
import { test } from "node:test";
import { configurationJsonSchema } from "./configuration.schema.ts";
import { keyDescriptions } from "./key-descriptions.ts";

test("the published schema describes every key, and no description is of a key that is not there", () => {
	const used = new Set<string>();
	const bare: string[] = [];
	function look(value: unknown, path: string): void {
		if (typeof value !== "object" || value === null) return;
		for (const [key, member] of Object.entries(value)) {
			const isProperties =
				key === "properties" && !path.endsWith(".properties");
			if (!isProperties) look(member, `${path}.${key}`);
			else
				for (const [name, part] of Object.entries(member)) {
					const { description } = part as { description?: string };
					if (description === undefined) bare.push(`${path}.${name}`);
					else used.add(description);
					look(part, `${path}.${name}`);
				}
		}
	}
	look(configurationJsonSchema(), "");
	assert.deepEqual(bare, []);
	assert.deepEqual(
		Object.values(keyDescriptions).filter((one) => !used.has(one)),
		[],
	);
});

test("the schema can be published for editors", () => {
	const schema = JSON.stringify(configurationJsonSchema());
	assert.ok(schema.includes("concurrentCommands"));
	assert.ok(schema.includes("UserGroupName"));
});
