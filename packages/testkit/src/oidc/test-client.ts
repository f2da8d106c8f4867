/** A program that may ask this provider who somebody is. */
export interface TestClient {
	readonly id: string;
	readonly secret: string;
	/** Compared letter for letter, as the standard wants. */
	readonly redirectUris: readonly string[];
}
