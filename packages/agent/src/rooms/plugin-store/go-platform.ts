/** A platform by the names that Go has for it, as index files name it. */
export interface GoPlatform {
	readonly os: string;
	readonly architecture: string;
}

const systems: Readonly<Record<string, string>> = { win32: "windows" };
const architectures: Readonly<Record<string, string>> = {
	x64: "amd64",
	ia32: "386",
	ppc64: "ppc64le",
};

/** The platform of a Node process. */
export function goPlatformOf(
	platform: string = process.platform,
	arch: string = process.arch,
): GoPlatform {
	return {
		os: systems[platform] ?? platform,
		architecture: architectures[arch] ?? arch,
	};
}

export function isSamePlatform(a: GoPlatform, b: GoPlatform): boolean {
	return a.os === b.os && a.architecture === b.architecture;
}

/** As people write it: `linux/amd64`. */
export function platformName({ os, architecture }: GoPlatform): string {
	return `${os}/${architecture}`;
}
