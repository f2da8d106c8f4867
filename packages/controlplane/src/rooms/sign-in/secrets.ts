import type { SecretShape } from "../people/index.ts";

/* What the secrets of this room look like. */

export const apiTokenShape: SecretShape<"apiToken"> = {
	prefix: "qdt",
	kind: "apiToken",
};
export const signInCodeShape: SecretShape<"signInLink"> = {
	prefix: "qdl",
	kind: "signInLink",
};
export const sessionShape: SecretShape<"session"> = {
	prefix: "qds",
	kind: "session",
};
export const machineTokenShape: SecretShape<"machineToken"> = {
	prefix: "qdm",
	kind: "machineToken",
};
