import { useState } from "react";
import type { Failure } from "../../data/api-failure.ts";
import { type InputText, inputProblem } from "./input-text.ts";

/** What is attached to a command that is being written. */
export interface Attaching {
	readonly attached: InputText | undefined;
	readonly attachFile: (file: File) => Promise<void>;
	readonly attachText: (text: string) => void;
	readonly remove: () => void;
}

/** @param say takes why something was not attached. */
export function useInputText(
	say: (failure: Failure | undefined) => void,
): Attaching {
	const [attached, setAttached] = useState<InputText>();
	const attach = (input: InputText) => {
		const problem = inputProblem(input);
		say(problem === undefined ? undefined : tooLarge(problem));
		if (problem === undefined) setAttached(input);
	};
	return {
		attached,
		async attachFile(file) {
			const { name } = file;
			// A file that is too large is not even read.
			const size = { name, bytes: { length: file.size } as Uint8Array };
			const problem = inputProblem(size);
			if (problem !== undefined) say(tooLarge(problem));
			else attach({ name, bytes: new Uint8Array(await file.arrayBuffer()) });
		},
		attachText: (text) =>
			attach({ name: "Pasted text", bytes: new TextEncoder().encode(text) }),
		remove: () => setAttached(undefined),
	};
}

function tooLarge(message: string): Failure {
	return { code: "INPUT_TOO_LARGE", kind: "exceeds-limit", message, facts: {} };
}
