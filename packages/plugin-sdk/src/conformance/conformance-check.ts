/** One thing every plugin of a kind must do. `run` throws when it does not. */
export interface ConformanceCheck {
	readonly name: string;
	run(): Promise<void>;
}
