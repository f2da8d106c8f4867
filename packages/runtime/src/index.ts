export { type Clock, pause, systemClock, type Timer } from "./clock.ts";
export { type Environment, readEnvironment } from "./environment.ts";
export {
	type CertificateRequest,
	createSelfSignedCertificate,
	type SelfSignedCertificate,
} from "./self-signed-certificate.ts";
