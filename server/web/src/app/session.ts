// Who is logged in, as the server says it. Nothing of it is kept in the browser but the cookie, which
// scripts cannot read.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { ApiError, type Client, type Schemas } from "../api/client";

export type Session = Schemas["Session"];
export type Role = Session["roles"][number];

// Told to the window when nobody is logged in any more: what screens hold of people is to go.
export const kLoggedOut = "sohoa-logged-out";

export interface SessionState {
  session: Session | null;
  // After a call that answered with a session, or with none.
  accept: (session: Session | null) => void;
}

export const SessionContext = createContext<SessionState>({ session: null, accept: () => undefined });

export function useSession(): SessionState {
  return useContext(SessionContext);
}

export function hasRole(session: Session | null, role: Role): boolean {
  return session?.stage === "full" && session.roles.includes(role);
}

export async function currentSession(client: Client): Promise<Session | null> {
  try {
    return await client.json<Session>("/api/v1/session");
  } catch (error) {
    if (error instanceof ApiError && error.loggedOut) return null;
    throw error;
  }
}
