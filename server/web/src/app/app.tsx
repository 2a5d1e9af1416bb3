import type { FunctionComponent } from "preact";
import { useCallback, useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { ApiError, Client } from "../api/client";
import { Login } from "../screens/login/login";
import {
  LanguageContext,
  rememberedLanguage,
  rememberLanguage,
  textsOf,
  useOwnTexts,
  useTexts,
  type Language,
} from "../texts/text";
import { Alert } from "../ui/field";
import { said } from "../ui/said";
import { areaOf, kAreas, type Area, type ScreenProps } from "./areas";
import { Leaving } from "./leaving";
import { LineBanner } from "./line_banner";
import { Relogin } from "./relogin";
import { follow, go, move, usePath } from "./router";
import { currentSession, hasRole, kLoggedOut, SessionContext, type Session } from "./session";
import { shellTexts } from "./texts";
import { mayLeave } from "./unsaved";

export function App() {
  const [language, setLanguage] = useState<Language>(rememberedLanguage);
  const [session, setSession] = useState<Session | null>(null);
  const [known, setKnown] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const client = useMemo(() => new Client(() => document.documentElement.lang), []);
  const texts = textsOf(language);
  const path = usePath();

  useLayoutEffect(() => {
    document.documentElement.lang = language;
    rememberLanguage(language);
  }, [language]);

  const accept = useCallback(
    (next: Session | null) => {
      client.useCsrfToken(next?.csrf_token ?? "");
      if (!next) dispatchEvent(new Event(kLoggedOut));
      setSession(next);
      setKnown(true);
      if (next?.stage === "full" && location.pathname === "/login") go(firstArea(next));
    },
    [client],
  );

  // The public page asks nothing of the server.
  const isPublic = areaOf(path).area?.anyOf.length === 0;
  useEffect(() => {
    if (isPublic || known) return;
    currentSession(client).then(accept).catch(setFailure);
  }, [isPublic, known, client, accept]);

  const toggle = useCallback(() => setLanguage((now) => (now === "vi" ? "en" : "vi")), []);

  async function logout(): Promise<void> {
    if (!(await mayLeave())) return;
    try {
      await client.call("/api/v1/session", { method: "DELETE" });
    } catch (error) {
      if (!(error instanceof ApiError && error.loggedOut)) {
        setFailure(error);
        return;
      }
    }
    accept(null);
    move("/login");
  }

  return (
    <LanguageContext.Provider value={language}>
      <SessionContext.Provider value={{ session, accept }}>
        <a class="skip" href="#main">
          {texts.skip}
        </a>
        <header class="bar">
          <a class="brand" href="/" onClick={follow}>
            <img src="/icon.svg" alt="" />
            {texts.appName}
          </a>
          <Menu path={path} session={session} />
          {session?.stage === "full" ? (
            <>
              <span class="person">{session.name || session.login}</span>
              <button type="button" class="quiet" onClick={() => void logout()}>
                {texts.logout}
              </button>
            </>
          ) : (
            <a href="/login" onClick={follow}>
              {texts.login}
            </a>
          )}
          <button
            type="button"
            class="quiet"
            onClick={toggle}
            lang={language === "vi" ? "en" : "vi"}
          >
            {texts.language}
          </button>
        </header>
        <LineBanner line={client.line} />
        <main id="main" tabIndex={-1}>
          {failure !== null && <Alert>{said(failure, texts)}</Alert>}
          {(isPublic || known) && (
            // Another person starts with screens of its own.
            <Screen
              key={session?.stage === "full" ? session.operator : ""}
              path={path}
              client={client}
              session={session}
            />
          )}
        </main>
        <Leaving />
        {session?.stage === "full" && (
          <Relogin client={client} session={session} accept={accept} />
        )}
      </SessionContext.Provider>
    </LanguageContext.Provider>
  );
}

// Areas that the roles of a person allow; the server refuses the others whatever is shown here.
function Menu({ path, session }: { path: string; session: Session | null }) {
  const texts = useTexts();
  const here = areaOf(path).area;
  return (
    <nav aria-label={texts.mainMenu}>
      {kAreas
        .filter((area) => mayEnter(area, session))
        .map((area) => (
          <a
            key={area.path}
            href={area.path}
            onClick={follow}
            aria-current={here === area ? "page" : undefined}
          >
            {texts.areas[area.name]}
          </a>
        ))}
    </nav>
  );
}

// Where somebody who just logged in goes on.
function firstArea(session: Session): string {
  const own = kAreas.find((area) => area.anyOf.some((role) => hasRole(session, role)));
  return (own ?? kAreas[0])?.path ?? "/";
}

function mayEnter(area: Area, session: Session | null): boolean {
  return area.anyOf.length === 0 || area.anyOf.some((role) => hasRole(session, role));
}

function Screen({
  path,
  client,
  session,
}: {
  path: string;
  client: Client;
  session: Session | null;
}) {
  const texts = useTexts();
  const { area, below } = areaOf(path);
  const closed = area !== null && area.anyOf.length > 0;
  if (path === "/login" || (closed && session?.stage !== "full")) return <Login client={client} />;
  if (!area) return <h1>{texts.notFound}</h1>;
  if (!mayEnter(area, session)) return <h1>{texts.notAllowed}</h1>;
  return <Entered key={area.path} area={area} client={client} below={below} />;
}

// Its code comes when somebody enters: the public page need not wait for the others'.
function Entered({ area, client, below }: { area: Area } & ScreenProps) {
  const texts = useTexts();
  const own = useOwnTexts(shellTexts);
  const [screen, setScreen] = useState<{ Shown: FunctionComponent<ScreenProps> } | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    area.load().then(
      (Shown) => setScreen({ Shown }),
      () => setFailed(true),
    );
  }, [area]);
  if (failed) {
    // Cut off, or the program was renewed since this page was loaded.
    return (
      <>
        <Alert>{own.noScreen}</Alert>
        <button type="button" onClick={() => location.reload()}>
          {own.reload}
        </button>
      </>
    );
  }
  return screen ? <screen.Shown client={client} below={below} /> : <p>{texts.waiting}</p>;
}
