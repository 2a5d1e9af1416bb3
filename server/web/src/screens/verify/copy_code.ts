// The code that a certified copy bears: an id, or an address that ends in one, as its QR code has it.
export function codeOf(scanned: string): string | null {
  const text = scanned.trim();
  const address = /^https?:\/\/[^/]+\/(?:[^?#]*\/)?([^/?#]+)\/*(?:[?#].*)?$/i.exec(text);
  const code = address?.[1] ?? text.replace(/\s+/g, "");
  return /^[A-Za-z0-9._-]{8,128}$/.test(code) ? code : null;
}
