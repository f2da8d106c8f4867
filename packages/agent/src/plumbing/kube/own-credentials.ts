import type { ApiServer } from "./api-server.ts";

/** The agent's own credentials by the names a kubeconfig has for them; only `settings.credentials: direct` hands them out. */
export function createOwnCredentials(api: ApiServer) {
	const { access } = api;
	return {
		async read() {
			const { authorization, clientCertificate } = await api.credential();
			const bearer = /^Bearer (.+)$/.exec(authorization ?? "")?.[1];
			const { credential } = access;
			return {
				server: access.server.href.replace(/\/$/, ""),
				certificateAuthorityPem: access.certificateAuthorityPem,
				insecure: access.insecure,
				serverName: access.serverName,
				user: {
					...(bearer ? { token: bearer } : {}),
					...(credential.kind === "basic"
						? { username: credential.username, password: credential.password }
						: {}),
					...(clientCertificate
						? {
								"client-certificate-data": base64(
									clientCertificate.certificatePem,
								),
								"client-key-data": base64(clientCertificate.privateKeyPem),
							}
						: {}),
				},
			};
		},
	};
}

function base64(text: string): string {
	return Buffer.from(text, "utf8").toString("base64");
}
