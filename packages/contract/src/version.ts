import manifest from "../package.json" with { type: "json" };

/** The version of Quarterdeck. All packages carry the same; the sources name it nowhere else. */
export const version: string = manifest.version;
