/** By what actions are kept from doing harm. */
export interface ActionSettings {
	/** An action acts on what happened so long ago at most. */
	readonly maxAgeSeconds: number;
	/** It acts on the same object once in so long: what it does may be the next event. */
	readonly objectSeconds: number;
	/** Runs of one action in a minute. */
	readonly perMinute: number;
}

/** What holds unless it is set. */
export const defaultActionSettings: ActionSettings = {
	maxAgeSeconds: 900,
	objectSeconds: 60,
	perMinute: 20,
};
