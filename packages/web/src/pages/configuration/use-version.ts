import { ApiFailure } from "../../data/api-failure.ts";
import { useApiQuery } from "../../data/use-api.ts";
import { configurationVersionDocument } from "./documents.ts";
import { emptyVersion, type Version } from "./version.ts";

/** A version with its text. Version 0 is the empty one. */
export function useVersion(number: number | undefined): {
	readonly version: Version | undefined;
	readonly error: unknown;
	readonly again: () => void;
} {
	const asked = useApiQuery(
		configurationVersionDocument,
		{ version: number ?? 0 },
		{ enabled: number !== undefined && number > 0 },
	);
	const again = () => void asked.refetch();
	if (number === 0) return { version: emptyVersion, error: undefined, again };
	const found = asked.data?.configuration;
	if (asked.error) return { version: undefined, error: asked.error, again };
	if (found === null && !asked.isPlaceholderData)
		return { version: undefined, error: noSuch(number), again };
	// While another one is on its way the last one is still there.
	return {
		version: found && found.version === number ? found : undefined,
		error: undefined,
		again,
	};
}

function noSuch(version: number | undefined): ApiFailure {
	return new ApiFailure({
		code: "CONFIGURATION_NOT_FOUND",
		kind: "not-found",
		message: `Version ${version} does not exist. Choose one from the list.`,
		facts: {},
	});
}
