// The way from a copy to the form that asks for its certification. The case file in hand goes along in
// memory: it stands in no address.
import { go } from "../../app/router";
import { hasRole, kLoggedOut, type Session } from "../../app/session";

const none = { copy: "", caseFile: "" };
let inHand = none;

addEventListener(kLoggedOut, () => (inHand = none));

export const mayAsk = (session: Session | null): boolean =>
  hasRole(session, "scan") || hasRole(session, "review");

export function askFor(copy: string, caseFile: string): void {
  inHand = { copy, caseFile };
  go(`/certify/${encodeURIComponent(copy)}`);
}

export const caseFileOf = (copy: string): string => (inHand.copy === copy ? inHand.caseFile : "");
