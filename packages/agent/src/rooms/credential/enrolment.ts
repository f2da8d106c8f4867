import type {
	EnrolReply,
	EnrolRequest,
	JoinTokenContent,
} from "@quarterdeck/contract";

/** The life of a JWT from its issue to its end, in milliseconds. */
export type LifetimeOf = (jwt: string) => number;

/** A port: the one question that the credential of a join token may ask. */
export interface Enrolment {
	/** A new key pair; its seed stays here. */
	createKey(): { readonly seed: string; readonly userKey: string };
	userKeyOf(seed: string): string;
	/** Whether a server at this address would have to prove itself with one of these authorities, or need not by the settings. */
	mayUse(server: string, ca: string | undefined): boolean;
	/** @throws AppError with the control plane's refusal, or BUS_UNAVAILABLE. */
	enrol(
		token: JoinTokenContent & { readonly servers: readonly string[] },
		request: EnrolRequest,
	): Promise<EnrolReply>;
}
