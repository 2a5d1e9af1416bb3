import { useCallback, useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { ApiError, Client } from "../api/client";
import { Login } from "../screens/login/login";
import { Verify } from "../screens/verify/verify";
import { WarehouseScreen } from "../screens/warehouse/warehouse";
import {
  LanguageContext,
  rememberedLanguage,
  rememberLanguage,
  textsOf,
  useTexts,
  type Language,
} from "../texts/text";
import { Alert } from "../ui/field";
import { said } from "../ui/said";
import { follow, go, usePath } from "./router";
import { currentSession, hasRole, SessionContext, type Session } from "./session";

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
      setSession(next);
      setKnown(true);
      if (next?.stage === "full" && location.pathname === "/login") go("/warehouse");
    },
    [client],
  );

  // The public page asks nothing of the server.
  const isPublic = path === "/" || path === "/verify";
  useEffect(() => {
    if (isPublic || known) return;
    currentSession(client).then(accept).catch(setFailure);
  }, [isPublic, known, client, accept]);

  const toggle = useCallback(() => setLanguage((now) => (now === "vi" ? "en" : "vi")), []);

  async function logout(): Promise<void> {
    try {
      await client.call("/api/v1/session", { method: "DELETE" });
    } catch (error) {
      if (!(error instanceof ApiError && error.loggedOut)) {
        setFailure(error);
        return;
      }
    }
    accept(null);
    go("/login");
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
        <main id="main" tabIndex={-1}>
          {failure !== null && <Alert>{said(failure, texts)}</Alert>}
          {(isPublic || known) && <Screen path={path} client={client} session={session} />}
        </main>
      </SessionContext.Provider>
    </LanguageContext.Provider>
  );
}

// Areas that the roles of a person allow; the server refuses the others whatever is shown here.
function Menu({ path, session }: { path: string; session: Session | null }) {
  const texts = useTexts();
  const areas: [string, string][] = [["/verify", texts.verify]];
  if (hasRole(session, "read")) areas.push(["/warehouse", texts.warehouse]);
  const here = path === "/" ? "/verify" : path;
  return (
    <nav aria-label={texts.mainMenu}>
      {areas.map(([href, name]) => (
        <a
          key={href}
          href={href}
          onClick={follow}
          aria-current={here === href ? "page" : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  );
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
  if (path === "/" || path === "/verify") return <Verify client={client} />;
  if (path === "/login" || (path === "/warehouse" && session?.stage !== "full")) {
    return <Login client={client} />;
  }
  if (path === "/warehouse") {
    return hasRole(session, "read") ? (
      <WarehouseScreen client={client} />
    ) : (
      <h1>{texts.notAllowed}</h1>
    );
  }
  return <h1>{texts.notFound}</h1>;
}
