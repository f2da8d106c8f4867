import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { findDebianMirror, parseAptSources } from "./apt-sources.ts";

const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

const debianSources = `Types: deb
# http://snapshot.debian.org/archive/debian/20250520T000000Z
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: ${keyring}

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: ${keyring}
`;

describe("stanzas (deb822)", () => {
	test("Debian 12's own file is read", () => {
		const sources = parseAptSources("debian.sources", debianSources);
		assert.deepEqual(sources[0], {
			uris: ["http://mirror.example/debian"],
			suites: ["bookworm", "bookworm-updates"],
			components: ["main"],
			signedBy: keyring,
		});
		assert.equal(sources.length, 2);
		assert.equal(
			findDebianMirror(sources)?.uri,
			"http://mirror.example/debian",
		);
	});

	test("continued lines, several values and odd spelling of fields are read", () => {
		const [source] = parseAptSources(
			"x.sources",
			"TYPES: deb deb-src\nuris: http://one/debian\n http://two/debian\nSuites: sid\nComponents: main\n contrib\n",
		);
		assert.deepEqual(source?.uris, ["http://one/debian", "http://two/debian"]);
		assert.deepEqual(source?.components, ["main", "contrib"]);
		assert.equal(source?.signedBy, undefined);
	});

	test("a disabled stanza and one of sources only do not count", () => {
		const text =
			"Types: deb\nEnabled: no\nURIs: http://a/debian\nSuites: sid\nComponents: main\n\nTypes: deb-src\nURIs: http://b/debian\nSuites: sid\nComponents: main\n";
		assert.deepEqual(parseAptSources("x.sources", text), []);
	});

	test("a key written into the stanza comes out as a key file", () => {
		const [source] = parseAptSources(
			"x.sources",
			"Types: deb\nURIs: http://a/debian\nSuites: sid\nComponents: main\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBF\n -----END PGP PUBLIC KEY BLOCK-----\n",
		);
		assert.equal(
			source?.signedBy,
			"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINBF\n-----END PGP PUBLIC KEY BLOCK-----\n",
		);
	});
});

describe("lines", () => {
	test("options, components and comments are told apart", () => {
		const text = `# deb http://commented/debian sid main
deb-src http://sources/debian sid main
deb [arch=amd64 signed-by=${keyring}] http://mirror.example/debian bookworm main contrib # ours
deb\thttp://plain.example/debian\tbookworm\tmain
`;
		assert.deepEqual(parseAptSources("sources.list", text), [
			{
				uris: ["http://mirror.example/debian"],
				suites: ["bookworm"],
				components: ["main", "contrib"],
				signedBy: keyring,
			},
			{
				uris: ["http://plain.example/debian"],
				suites: ["bookworm"],
				components: ["main"],
				signedBy: undefined,
			},
		]);
	});

	test("whatever the file holds, reading it ends and throws nothing", () => {
		fc.assert(
			fc.property(
				fc.constantFrom("a.list", "a.sources"),
				fc.string({ unit: "binary" }),
				(name, text) => {
					findDebianMirror(parseAptSources(name, `deb ${text}\n\n${text}`));
				},
			),
		);
	});
});

describe("Debian's mirror among the sources", () => {
	function mirrorOf(...lines: string[]): string | undefined {
		return findDebianMirror(parseAptSources("x.list", lines.join("\n")))?.uri;
	}

	test("is not the security archive, a disc or another vendor's", () => {
		assert.equal(
			mirrorOf(
				"deb cdrom:[Debian GNU/Linux 12]/ bookworm main",
				"deb http://security.debian.org/debian-security bookworm-security main",
				"deb [signed-by=/usr/share/keyrings/docker.gpg] https://download.docker.example/linux/debian bookworm main",
				"deb https://packages.example/apt cloud-sdk-bookworm main",
			),
			undefined,
		);
	});

	test("is the one signed with Debian's keys, wherever the company keeps it", () => {
		assert.equal(
			mirrorOf(
				"deb http://other.example/debian bookworm main",
				`deb [signed-by=${keyring}] http://proxy.example/repository/deb-main bookworm main`,
			),
			"http://proxy.example/repository/deb-main",
		);
	});

	test("needs the main component", () => {
		assert.equal(
			mirrorOf("deb http://mirror.example/debian bookworm contrib"),
			undefined,
		);
	});
});
