// The package brings no types. Only what the test provider touches is declared.
declare module "oidc-provider" {
	import type { IncomingMessage, ServerResponse } from "node:http";

	export interface ProviderContext {
		readonly path: string;
		body: unknown;
		type: string;
		readonly oidc: {
			readonly client: { readonly clientId: string };
			readonly session: { readonly accountId: string };
			readonly params: Readonly<Record<string, unknown>>;
			readonly provider: Provider;
		};
	}

	export interface Grant {
		addOIDCScope(scope: string): void;
		addOIDCClaims(claims: readonly string[]): void;
		save(): Promise<string>;
	}

	export class Provider {
		constructor(
			issuer: string,
			configuration: Readonly<Record<string, unknown>>,
		);
		readonly Grant: new (of: {
			readonly accountId: string;
			readonly clientId: string;
		}) => Grant;
		callback(): (request: IncomingMessage, response: ServerResponse) => void;
		use(
			middleware: (
				context: ProviderContext,
				next: () => Promise<void>,
			) => Promise<void>,
		): void;
		interactionDetails(
			request: IncomingMessage,
			response: ServerResponse,
		): Promise<{ readonly params: Readonly<Record<string, unknown>> }>;
		interactionFinished(
			request: IncomingMessage,
			response: ServerResponse,
			result: Readonly<Record<string, unknown>>,
		): Promise<void>;
	}
}
