// The code that a certified copy bears: an id, an address that ends in one, or the lines that stand in
// its QR code where no address is set (pipeline/certifier.cc).
export function codeOf(scanned: string): string | null {
  const text = scanned.trim();
  const address = /^https?:\/\/[^/]+\/(?:[^?#]*\/)?([^/?#]+)\/*(?:[?#].*)?$/i.exec(text);
  const lines = /^SOHOA-COPY\/1\s*copy=([a-z2-7]{26})/.exec(text);
  const code = lines?.[1] ?? address?.[1] ?? text.replace(/\s+/g, "");
  return /^[A-Za-z0-9._-]{8,128}$/.test(code) ? code : null;
}
