import {
	type GateSummary,
	isSecretName,
	redactedText,
} from "@quarterdeck/contract";
import { redactWords } from "./redact-words.ts";

/**
 * The path of a request to an API server with every secret in its query replaced: `exec` has the words of a program there, one by one, and
 * a proxied request may have anything.
 */
export function redactPath(path: string): string {
	const cut = path.indexOf("?");
	if (cut < 0) return path;
	const parameters = path
		.slice(cut + 1)
		.split("&")
		.map(readParameter);
	const commands = parameters.filter(({ name }) => name === "command");
	const words = redactWords(["--", ...commands.map(({ value }) => value)]);
	// The first of them is `--`.
	let at = 1;
	const shown = parameters.map(({ written, name, value }) => {
		const hidden =
			name === "command"
				? (words[at++] ?? "")
				: (redactWords([`--${name}`, value])[1] ?? "");
		const safe = isSecretName(name) && value !== "" ? redactedText : hidden;
		return safe === value ? written : `${name}=${encodeURIComponent(safe)}`;
	});
	return `${path.slice(0, cut)}?${shown.join("&")}`;
}

interface Parameter {
	readonly written: string;
	readonly name: string;
	readonly value: string;
}

function readParameter(written: string): Parameter {
	const cut = written.indexOf("=");
	if (cut < 0) return { written, name: written, value: "" };
	const value = written.slice(cut + 1).replaceAll("+", " ");
	return { written, name: written.slice(0, cut), value: decoded(value) };
}

/** The end of a long path may be cut in the middle of a letter. */
function decoded(value: string): string {
	try {
		return decodeURIComponent(value);
	} catch {
		return value;
	}
}

/** What the gate saw of a run, with the secrets in its paths replaced. */
export function redactGate(gate: GateSummary): GateSummary {
	return {
		...gate,
		requests: gate.requests.map((request) => ({
			...request,
			path: redactPath(request.path),
		})),
	};
}
