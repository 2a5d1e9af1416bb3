// Password, then a code where there is a second factor, then a new password where one is due: each
// step as the server's answer to the one before says.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Client, Operations } from "../../api/client";
import { currentSession, useSession, type Session } from "../../app/session";
import { useTexts } from "../../texts/text";
import { vi } from "../../texts/vi";
import { Alert, TextField } from "../../ui/field";
import { said } from "../../ui/said";

// `inPlace`: over a screen whose session ended, and whose it was.
export function Login({ client, inPlace = "" }: { client: Client; inPlace?: string }) {
  const { session, accept } = useSession();
  const texts = useTexts();
  const [elsewhere, setElsewhere] = useState(() => (inPlace ? "" : failedElsewhere()));
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  // Told once: not again to who loads the page anew, or comes back to it.
  useEffect(() => {
    if (elsewhere) history.replaceState(null, "", location.pathname);
  }, []);

  async function send(path: string, json: Record<string, string>): Promise<void> {
    setBusy(true);
    setFailure("");
    setElsewhere("");
    try {
      accept(await client.json<Session>(path, { method: "POST", json }));
    } catch (error) {
      setFailure(said(error, texts));
    } finally {
      setBusy(false);
    }
  }

  const step = { busy, send, inPlace };
  return (
    <div class={inPlace ? "" : "card narrow"}>
      {session === null && <PasswordStep key="password" {...step} />}
      {session?.stage === "code" && <CodeStep key="code" {...step} />}
      {session?.stage === "password" && <NewPasswordStep key="new" {...step} />}
      {failure && <Alert>{failure}</Alert>}
      {elsewhere && <Alert>{texts.loginFailed[elsewhere]}</Alert>}
      {session === null && <Elsewhere client={client} inPlace={inPlace !== ""} />}
    </div>
  );
}

// The word for what went wrong at the identity provider, as server/routes_oidc.cc puts it into the address.
// Anybody can make such a link: what is none of our words is none.
function failedElsewhere(): string {
  const word = new URLSearchParams(location.search).get("failed") ?? "";
  return Object.hasOwn(vi.loginFailed, word) ? word : "";
}

type Ways = Operations["listLoginWays"]["responses"]["200"]["content"]["application/json"];

// The city's identity provider, where the server knows one. Over a screen with work in it, which has to
// stay, it opens beside; whoever comes back from there is asked for no password.
function Elsewhere({ client, inPlace }: { client: Client; inPlace: boolean }) {
  const texts = useTexts();
  const { accept } = useSession();
  const [ways, setWays] = useState<Ways | null>(null);
  const [notYet, setNotYet] = useState("");
  async function goOn(): Promise<void> {
    try {
      const begun = await currentSession(client);
      if (begun) accept(begun);
      else setNotYet(texts.loginElsewhereNotYet);
    } catch (error) {
      setNotYet(said(error, texts));
    }
  }
  useEffect(() => {
    const gone = new AbortController();
    client
      .json<Ways>("/api/v1/session/ways", { signal: gone.signal })
      .then(setWays, () => undefined); // the password is asked for all the same
    return () => gone.abort();
  }, [client]);
  if (!ways?.oidc) return null;
  return (
    <p class="elsewhere">
      <a class="button quiet" href="/api/v1/session/oidc" target={inPlace ? "_blank" : undefined}>
        {inPlace ? texts.loginElsewhereBeside : texts.loginElsewhere}
      </a>
      {inPlace && (
        <button type="button" class="quiet" onClick={() => void goOn()}>
          {texts.loginElsewhereDone}
        </button>
      )}
      {notYet && <Alert>{notYet}</Alert>}
    </p>
  );
}

interface Step {
  busy: boolean;
  inPlace: string;
  send: (path: string, json: Record<string, string>) => Promise<void>;
}

// What all steps look like: a heading, what is asked, and the button that sends it.
function StepForm({
  title,
  button,
  busy,
  onSend,
  children,
}: {
  title: string | undefined;
  button: string;
  busy: boolean;
  onSend: () => void;
  children: ComponentChildren;
}) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      {title !== undefined && <h1>{title}</h1>}
      {children}
      <button type="submit" disabled={busy}>
        {button}
      </button>
    </form>
  );
}

function PasswordStep({ busy, send, inPlace }: Step) {
  const texts = useTexts();
  const [login, setLogin] = useState(inPlace);
  const [password, setPassword] = useState("");
  return (
    <StepForm
      title={inPlace ? undefined : texts.loginTitle}
      button={texts.login}
      busy={busy}
      onSend={() => void send("/api/v1/session", { login, password })}
    >
      <TextField
        label={texts.loginName}
        value={login}
        onText={setLogin}
        autocomplete="username"
        autoFocus={!inPlace}
        required
      />
      <TextField
        label={texts.password}
        type="password"
        value={password}
        onText={setPassword}
        autocomplete="current-password"
        autoFocus={inPlace !== ""}
        required
      />
    </StepForm>
  );
}

function CodeStep({ busy, send }: Step) {
  const texts = useTexts();
  const [code, setCode] = useState("");
  return (
    <StepForm
      title={texts.codeTitle}
      button={texts.continueButton}
      busy={busy}
      onSend={() => void send("/api/v1/session/code", { code })}
    >
      <TextField
        label={texts.code}
        hint={texts.codeHint}
        value={code}
        onText={setCode}
        autocomplete="one-time-code"
        autoFocus
        required
      />
    </StepForm>
  );
}

function NewPasswordStep({ busy, send }: Step) {
  const texts = useTexts();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  return (
    <StepForm
      title={texts.newPasswordTitle}
      button={texts.continueButton}
      busy={busy}
      onSend={() => void send("/api/v1/session/password", { current, new: next })}
    >
      <TextField
        label={texts.currentPassword}
        type="password"
        value={current}
        onText={setCurrent}
        autocomplete="current-password"
        autoFocus
        required
      />
      <TextField
        label={texts.newPassword}
        hint={texts.newPasswordHint}
        type="password"
        value={next}
        onText={setNext}
        autocomplete="new-password"
        required
      />
    </StepForm>
  );
}
