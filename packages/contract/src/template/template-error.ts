/** A template that cannot be read or rendered; the message says where and why. */
export class TemplateError extends Error {
	constructor(
		at: { readonly line: number; readonly column: number },
		why: string,
	) {
		super(`line ${at.line}, column ${at.column}: ${why}`);
		this.name = "TemplateError";
	}
}
