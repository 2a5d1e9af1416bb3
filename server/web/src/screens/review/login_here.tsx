// The session ended in the middle of work: logging in again without leaving the desk.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Client } from "../../api/client";
import { useSession, type Session } from "../../app/session";
import { useOwnTexts, useTexts } from "../../texts/text";
import { Alert, TextField } from "../../ui/field";
import { said } from "../../ui/said";
import { texts } from "./texts";

export function LoginHere({ client, onDone }: { client: Client; onDone: () => void }) {
  const t = useOwnTexts(texts);
  const all = useTexts();
  const { session, accept } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [needsCode, setNeedsCode] = useState(false);
  const [failure, setFailure] = useState("");
  useEffect(() => dialog.current?.showModal(), []);

  async function send(): Promise<void> {
    setFailure("");
    try {
      const got = needsCode
        ? await client.json<Session>("/api/v1/session/code", { method: "POST", json: { code } })
        : await client.json<Session>("/api/v1/session", {
            method: "POST",
            json: { login: session?.login ?? "", password },
          });
      client.useCsrfToken(got.csrf_token);
      if (got.stage === "code") {
        setNeedsCode(true);
        return;
      }
      accept(got);
      onDone();
    } catch (error) {
      setFailure(said(error, all));
    }
  }

  return (
    <dialog ref={dialog} class="review-dialog" onCancel={(event) => event.preventDefault()}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p>{t.loggedOut}</p>
        <p>
          {t.login}: <strong>{session?.login}</strong>
        </p>
        {needsCode ? (
          <TextField label={all.code} value={code} onText={setCode} inputMode="numeric" autoFocus />
        ) : (
          <TextField
            label={t.password}
            type="password"
            autocomplete="current-password"
            value={password}
            onText={setPassword}
            autoFocus
          />
        )}
        {failure && <Alert>{failure}</Alert>}
        <button type="submit">{t.loginButton}</button>
      </form>
    </dialog>
  );
}
