import assert from "node:assert/strict";
import { test } from "node:test";
import { messageSchema } from "./message.ts";

test("a message as a Go plugin writes it is understood: zero time, empty structs, null lists", () => {
	const written = {
		baseBody: { codeBlock: "hello" },
		timestamp: "0001-01-01T00:00:00Z",
		sections: [
			{
				style: {},
				header: "h",
				body: {},
				buttons: null,
				multiSelect: { description: {} },
				selects: {},
				textFields: [{ key: "a", value: "b" }],
				context: null,
			},
		],
		ofTomorrow: true,
	};
	const message = messageSchema.parse(written);
	assert.equal(message.baseBody?.codeBlock, "hello");
	assert.equal(message.sections?.[0]?.textFields?.[0]?.value, "b");
	assert.equal("ofTomorrow" in message, false);
});

test("what is no message is refused", () => {
	for (const wrong of [
		null,
		[],
		"text",
		{ type: "surprise" },
		{ sections: "none" },
		{ onlyVisibleForYou: "yes" },
	]) {
		assert.equal(
			messageSchema.safeParse(wrong).success,
			false,
			JSON.stringify(wrong),
		);
	}
});
