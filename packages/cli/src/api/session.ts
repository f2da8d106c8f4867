/** `fetch` for requests to one control plane. */
export type Send = (url: URL, init: RequestInit) => Promise<Response>;

/** Where the control plane is and who we are to it. */
export interface Session {
	readonly url: string;
	readonly token: string | undefined;
	/** Sends requests by another way than to the port of its address, such as a socket. It must not follow redirects. */
	readonly send?: Send | undefined;
	/** Sends the token also where others could read it on the way. */
	readonly insecure?: boolean | undefined;
	/** Words for somebody whose token may not do something: how to get another. */
	readonly narrowHint?: string | undefined;
}
