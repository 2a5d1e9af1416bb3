import { useCallback, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { Client } from "../api/client";
import { Verify } from "../screens/verify/verify";
import {
  LanguageContext,
  rememberedLanguage,
  rememberLanguage,
  textsOf,
  useTexts,
  type Language,
} from "../texts/text";
import { follow, usePath } from "./router";

export function App() {
  const [language, setLanguage] = useState<Language>(rememberedLanguage);
  const client = useMemo(() => new Client(() => document.documentElement.lang), []);
  const texts = textsOf(language);
  const path = usePath();

  useLayoutEffect(() => {
    document.documentElement.lang = language;
    rememberLanguage(language);
  }, [language]);

  const toggle = useCallback(() => setLanguage((now) => (now === "vi" ? "en" : "vi")), []);

  return (
    <LanguageContext.Provider value={language}>
      <a class="skip" href="#main">
        {texts.skip}
      </a>
      <header class="bar">
        <a class="brand" href="/" onClick={follow}>
          <img src="/icon.svg" alt="" />
          {texts.appName}
        </a>
        <nav aria-label={texts.mainMenu}>
          <a href="/verify" onClick={follow} aria-current={path === "/" || path === "/verify" ? "page" : undefined}>
            {texts.verify}
          </a>
        </nav>
        <button type="button" class="quiet" onClick={toggle} lang={language === "vi" ? "en" : "vi"}>
          {texts.language}
        </button>
      </header>
      <main id="main" tabIndex={-1}>
        <Screen path={path} client={client} />
      </main>
    </LanguageContext.Provider>
  );
}

function Screen({ path, client }: { path: string; client: Client }) {
  if (path === "/" || path === "/verify") return <Verify client={client} />;
  return <NotFound />;
}

function NotFound() {
  return <h1>{useTexts().notFound}</h1>;
}
