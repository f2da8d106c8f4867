import type { AccountId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";

/** Somebody at an identity provider, with the account they sign in to. */
export interface ProviderAccount {
	readonly issuer: string;
	readonly subject: string;
	readonly accountId: AccountId;
	/** As the provider said it last. */
	readonly email: string;
	readonly createdAt: Date;
	readonly lastSeenAt: Date;
}

/** Where provider accounts lie; over all organisations. */
export interface ProviderAccountStore {
	findProviderAccount(
		tx: Transaction,
		issuer: string,
		subject: string,
	): Promise<ProviderAccount | undefined>;
	/** Whether another subject of this issuer has the account or the email. */
	isHeldByAnother(
		tx: Transaction,
		account: Pick<
			ProviderAccount,
			"issuer" | "subject" | "accountId" | "email"
		>,
	): Promise<boolean>;
	/** False when the subject, or the issuer's place in the account, was taken meanwhile. */
	insertProviderAccount(
		tx: Transaction,
		account: ProviderAccount,
	): Promise<boolean>;
	/** Notes the email and the instant. */
	touchProviderAccount(
		tx: Transaction,
		account: Pick<
			ProviderAccount,
			"issuer" | "subject" | "email" | "lastSeenAt"
		>,
	): Promise<void>;
}
