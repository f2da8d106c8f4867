/** A configuration that was taken into use at some time, without its text. Version 0 is the empty one every organisation begins with. */
export interface ConfigurationSummary {
	readonly version: number;
	readonly author: string;
	readonly createdAt: Date | undefined;
	readonly note: string | undefined;
}

export interface ConfigurationVersion extends ConfigurationSummary {
	/** As it was handed in, secrets included: show it through `showConfiguration`. */
	readonly yaml: string;
}
