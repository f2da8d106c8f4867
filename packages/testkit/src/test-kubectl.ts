import { provideKubectl } from "@quarterdeck/up/servers";
import { sayProgress, testEnvironment } from "./test-environment.ts";

let path: Promise<string> | undefined;

/** Path of a kubectl of 1.27 or newer; fetched into the project's cache when the machine has none. */
export function testKubectl(): Promise<string> {
	const { kubectl, cacheDir } = testEnvironment();
	path ??= kubectl
		? Promise.resolve(kubectl)
		: provideKubectl({ cacheDir, say: sayProgress }).then(
				(provided) => provided.path,
			);
	return path;
}
