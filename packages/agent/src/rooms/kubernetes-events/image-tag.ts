/**
 * Whether an image is whatever its registry calls `latest` today: it has that tag or none. An image named by its digest is fixed,
 * and the colon of a registry's port is no tag.
 */
export function isLatestImage(image: string): boolean {
	if (image.includes("@")) return false;
	const last = image.slice(image.lastIndexOf("/") + 1);
	const colon = last.indexOf(":");
	return colon < 0 || last.slice(colon + 1) === "latest";
}
