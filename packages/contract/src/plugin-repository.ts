import { z } from "zod";

/** Where plugins are fetched from: an index file, and what is asked of it (docs/guide/plugins.md#install-from-a-repository). */
export const pluginRepositorySchema = z.object({
	/** What stands before the / in a plugin's key. It is the name of a folder and of a file in the agent's cache. */
	name: z
		.string()
		.max(128)
		.regex(/^[A-Za-z0-9][\w.-]*$/, "is not the name of a repository"),
	/** Of the index file: https, http or file. */
	url: z
		.string()
		.max(2048)
		.regex(/^(https?|file):\/\//, "begins with https://, http:// or file://"),
	/** Secret. Sent to the origin of `url` only. */
	headers: z
		.record(z.string().max(256), z.string().max(8192))
		.refine((headers) => Object.keys(headers).length <= 32, {
			message: "has at most 32 headers",
		})
		.optional(),
	/** Ed25519, 32 bytes in base64: the index must then be signed by it. */
	publicKey: z
		.string()
		.regex(/^[A-Za-z0-9+/]{43}=$/, "is an Ed25519 key: 32 bytes in base64")
		.optional(),
	/** Whether files without a checksum are taken; takes the agent's consent, too. */
	allowUnverified: z.boolean().optional(),
});
export type PluginRepository = z.output<typeof pluginRepositorySchema>;

/** Repositories of one configuration. */
export const maxPluginRepositories = 50;
