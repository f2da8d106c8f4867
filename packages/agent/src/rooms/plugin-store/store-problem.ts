/** Why a plugin cannot be had from its repository: a sentence for the person who configured it. Nothing in it is secret. */
export class StoreProblem extends Error {
	/** False when trying again in a moment cannot help. */
	readonly mayPass: boolean;

	constructor(
		message: string,
		options: { readonly mayPass?: boolean; readonly cause?: unknown } = {},
	) {
		super(message, options.cause === undefined ? {} : { cause: options.cause });
		this.name = "StoreProblem";
		this.mayPass = options.mayPass ?? false;
	}
}
