/** The keys of an organisation's bus account. */
export interface BusAccountKeys {
	/** The public key, by which the bus tells organisations apart. */
	readonly busAccountId: string;
	/** The signing seeds, as text. Secret: stored encrypted only. */
	readonly secrets: string;
}

export interface BusCredentialText {
	readonly jwt: string;
	readonly seed: string;
}

/** Writes the organisations' bus accounts and mints the credentials of their users. */
export interface BusAccounts {
	/** Keys for a new organisation; nothing is sent. */
	createKeys(): BusAccountKeys;
	/**
	 * Writes the bus account in its present state; revoked keys lose their live connections.
	 * @throws AppError BUS_UNAVAILABLE; it may be repeated at any time.
	 */
	push(request: {
		readonly keys: BusAccountKeys;
		readonly name: string;
		readonly issuedAt: Date;
		/** Public user keys and from when on their older credentials are refused. */
		readonly revocations: readonly {
			readonly userKey: string;
			readonly revokedAt: Date;
		}[];
	}): Promise<void>;
	/** The JWT of an agent's own key. */
	agentJwt(request: {
		readonly keys: BusAccountKeys;
		readonly inst: string;
		readonly userKey: string;
		readonly issuedAt: Date;
		readonly expiresAt: Date;
	}): string;
	/** A credential that can only ask to be enrolled. */
	enrolmentCredential(request: {
		readonly keys: BusAccountKeys;
		readonly inst: string;
		readonly issuedAt: Date;
		readonly expiresAt: Date;
	}): BusCredentialText;
}
