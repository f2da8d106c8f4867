/** Text that goes to a command's standard input. */
export interface InputText {
	/** As people see it: a file's name, or that it was pasted. */
	readonly name: string;
	readonly bytes: Uint8Array;
}

/** The most a command takes. */
export const maxInputBytes = 524_288;

/** Why this cannot be the input of a command; undefined when it can. */
export function inputProblem({ name, bytes }: InputText): string | undefined {
	if (bytes.length <= maxInputBytes) return undefined;
	return `${name} has ${Math.ceil(bytes.length / 1024)} KiB, and a command takes at most ${maxInputBytes / 1024} KiB of input. Nothing was attached.`;
}

/** Bytes in Base64, as the API takes them. */
export function inputAsBase64(bytes: Uint8Array): string {
	let text = "";
	// In pieces: a call takes only so many arguments.
	for (let at = 0; at < bytes.length; at += 8192)
		text += String.fromCharCode(...bytes.subarray(at, at + 8192));
	return btoa(text);
}
