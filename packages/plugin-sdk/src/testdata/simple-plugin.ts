import { requestWords, serveExecutor } from "../index.ts";

/** An executor that answers in one piece. */
await serveExecutor({
	name: "simple",
	version: "v1.2.3",
	description: "Answers once.",
	documentationUrl: "https://example.com",
	help: { baseBody: { plaintext: "say something" } },
	execute: async (request) => {
		const words = requestWords(request);
		if (words[1] === "fail") throw new Error("told to fail");
		return { baseBody: { codeBlock: words.slice(1).join(" ") } };
	},
});
