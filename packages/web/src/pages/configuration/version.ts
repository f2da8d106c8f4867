/** A configuration that was taken into use, as the control plane shows it. */
export interface Version {
	readonly version: number;
	readonly yaml: string;
	readonly author: string;
	readonly createdAt: string | null;
	readonly note: string | null;
}

/** What an organisation begins with. */
export const emptyVersion: Version = {
	version: 0,
	yaml: "",
	author: "",
	createdAt: null,
	note: null,
};
