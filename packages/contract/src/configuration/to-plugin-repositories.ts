import type { PluginRepository } from "../index.ts";
import type { ConfigurationFile } from "./configuration.schema.ts";

/** The repositories of a file that have an address. */
export function toPluginRepositories({
	repositories = {},
}: NonNullable<ConfigurationFile["plugins"]>): PluginRepository[] {
	return Object.entries(repositories).flatMap(([name, one]) => {
		const { url, headers, publicKey, allowUnverified } = one;
		if (url === undefined || url === "") return [];
		return [
			{
				name,
				url,
				...(headers === undefined ? {} : { headers }),
				...(publicKey === undefined ? {} : { publicKey }),
				...(allowUnverified ? { allowUnverified } : {}),
			},
		];
	});
}
