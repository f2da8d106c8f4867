import type { OrganisationId } from "@quarterdeck/contract";

/** A sealed object: whole, unchangeable, of known size and digest. */
export interface SealedObject {
	readonly key: string;
	readonly bytes: number;
	/** SHA-256 (hex). */
	readonly digest: string;
}

/** An object while it is written; under its key nobody can read it before it is sealed. */
export interface ObjectWriter {
	/**
	 * Appends; resolves when more may come.
	 * @throws AppError INPUT_TOO_LARGE when the store's limit is passed; what was written before can still be sealed.
	 */
	write(bytes: Uint8Array): Promise<void>;
	/** Makes durable what was written so far, so that sealing it has only its name left to give. */
	sync(): Promise<void>;
	/** Makes it durable and readable under its key, all at once; what was there under that key is replaced. */
	seal(): Promise<SealedObject>;
	/** Throws away what was written. May be called at any time. */
	discard(): Promise<void>;
	/**
	 * What was written so far and what follows, until the object is sealed or discarded, or `signal` is aborted. Holds a piece at a
	 * time, however far it is behind.
	 */
	read(signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined>;
}

/** A part of an object. `start` and `endExclusive` are bytes. */
export interface ObjectSlice {
	readonly totalBytes: number;
	readonly start: number;
	readonly endExclusive: number;
	readonly bytes: AsyncIterable<Uint8Array>;
}

/** Where big things lie: outputs of commands, later archives. Keys belong to an organisation, which every call names. */
export interface ObjectStore {
	/** @throws RangeError when the key is none: 1 to 8 parts of letters, digits, `.`, `_` and `-`, joined by `/`, at most 200 characters. */
	create(organisationId: OrganisationId, key: string): Promise<ObjectWriter>;
	/** The object or a part of it, cut to what there is; undefined when there is none. */
	open(
		organisationId: OrganisationId,
		key: string,
		range?: { readonly start: number; readonly endExclusive?: number },
	): Promise<ObjectSlice | undefined>;
	/** Removes an object; false when there was none. */
	remove(organisationId: OrganisationId, key: string): Promise<boolean>;
	/** Removes what was sealed before the instant, and what was begun before it and never sealed; how many that were. */
	sweep(before: Date): Promise<number>;
	/** Throws when objects cannot be written. */
	check(): Promise<void>;
}
