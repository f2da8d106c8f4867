import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { ceilingFile } from "./ceiling-file.ts";

test("the file allows these names, nothing else, and no name can say more than itself", () => {
	assert.deepEqual(
		parse(
			ceilingFile({
				users: ["*@*", 'a"\ndirect: true'],
				groups: [],
				anonymous: false,
			}),
		),
		{
			users: ["*@*", 'a"\ndirect: true'],
			groups: [],
			anonymous: false,
			direct: false,
			unsandboxed: false,
			network: [],
		},
	);
});
