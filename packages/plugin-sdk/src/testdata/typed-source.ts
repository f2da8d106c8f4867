import { z } from "zod";
import { plaintext, source } from "../index.ts";

/** A source with a schema: reports as many events as configured. */
await source({
	name: "count",
	version: "v0.0.1",
	description: "Counts.",
	config: z.strictObject({ events: z.number().int().max(3) }),
	async stream(_request, { config, emit }) {
		for (let n = 0; n < config.events; n++) await emit({ message: plaintext(`${n}`) });
	},
	handleExternalRequest: async (_request, { config }) => ({
		message: plaintext(`${config.events}`),
	}),
});
