// A session that ends in mid-work: the login comes over the screen, which keeps what was typed, and the
// calls that waited are made again.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Client } from "../api/client";
import { Login } from "../screens/login/login";
import { useOwnTexts } from "../texts/text";
import { Dialog } from "../ui/dialog";
import { useIdle } from "./idle";
import { move } from "./router";
import { currentSession, SessionContext, type Session } from "./session";
import { shellTexts } from "./texts";

export interface ReloginProps {
  client: Client;
  session: Session; // complete
  accept: (session: Session | null) => void;
}

export function Relogin({ client, session, accept }: ReloginProps) {
  const texts = useOwnTexts(shellTexts);
  const [over, setOver] = useState<"" | "ended" | "idle">("");
  const [begun, setBegun] = useState<Session | null>(null);
  const waiting = useRef<((goesOn: boolean) => void)[]>([]);
  const samePerson = (next: Session | null) => next?.operator === session.operator;

  const settle = (goesOn: boolean) => {
    setOver("");
    setBegun(null);
    const calls = waiting.current;
    waiting.current = [];
    for (const call of calls) call(goesOn);
  };

  useEffect(() => {
    client.onLoggedOut(
      () =>
        new Promise((resolve) => {
          waiting.current.push(resolve);
          setOver((before) => before || "ended");
        }),
      async () => {
        const next = await currentSession(client);
        if (next?.stage === "full") accept(next);
        return next?.stage === "full" && samePerson(next);
      },
    );
    return () => client.onLoggedOut(null);
  }, [client, session.operator]);

  useIdle(
    over === ""
      ? {
          seconds: session.idle_seconds,
          onIdle: () => {
            setOver("idle");
            // Where it does not arrive, the server's own limit ends the session.
            client
              .call("/api/v1/session", { method: "DELETE", impatient: true })
              .catch(() => undefined);
          },
          onBusy: () => void currentSession(client).catch(() => undefined),
        }
      : null,
  );

  if (over === "") return null;

  function take(next: Session | null): void {
    client.useCsrfToken(next?.csrf_token ?? "");
    if (next?.stage !== "full") {
      setBegun(next);
      return;
    }
    accept(next);
    settle(samePerson(next));
  }

  function abandon(): void {
    settle(false);
    accept(null);
    move("/login");
  }

  return (
    <div class="curtain">
      <Dialog title={texts.loggedOutTitle}>
        <p>{over === "idle" ? texts.idleWhy : texts.loggedOutWhy}</p>
        <SessionContext.Provider value={{ session: begun, accept: take }}>
          <Login client={client} inPlace={session.login} />
        </SessionContext.Provider>
        <button type="button" class="quiet" onClick={abandon}>
          {texts.abandon}
        </button>
      </Dialog>
    </div>
  );
}
