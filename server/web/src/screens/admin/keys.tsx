// Keys, certificates and revocation lists: whose they are, where they lie, and when they end.
import { useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { dateTime, useLanguage, useOwnTexts } from "../../texts/text";
import { useAsked } from "../../ui/asked";
import { Alert } from "../../ui/field";
import { kTexts, type AdminTexts } from "./texts";

type Key = Schemas["Keys"]["keys"][number];

const kDay = 86_400_000;
const kSoon = 30; // days, of certificates
const kSoonList = 1; // days, of revocation lists

// How a key stands, in words; the colour only goes along.
export function standing(key: Key, texts: AdminTexts, now = Date.now()): { sort: string; word: string } {
  if (key.trouble) {
    return { sort: "bad", word: key.use === "timestamp_service" ? key.trouble : texts.unreadable };
  }
  if (key.use === "timestamp_service") return { sort: "good", word: texts.answers };
  if (!key.until) return { sort: "doubt", word: "" };
  const days = Math.floor((Date.parse(key.until) - now) / kDay);
  if (Date.parse(key.until) <= now) return { sort: "bad", word: texts.over };
  const left = texts.daysLeft.replace("{n}", String(days));
  const soon = days < (key.use === "crl" ? kSoonList : kSoon);
  return soon ? { sort: "doubt", word: `${texts.soon}, ${left}` } : { sort: "good", word: left };
}

export function Keys({ client }: { client: Client }) {
  const texts = useOwnTexts(kTexts);
  const language = useLanguage();
  const [probe, setProbe] = useState(false);
  const keys = useAsked<Schemas["Keys"]>(client, `/api/v1/keys${probe ? "?probe=1" : ""}`);
  return (
    <>
      {keys.failure && <Alert>{keys.failure}</Alert>}
      <p>
        <button type="button" class="quiet" disabled={probe} onClick={() => setProbe(true)}>
          {texts.probe}
        </button>
      </p>
      <div class="scrolls" tabIndex={0} role="region" aria-label={texts.parts.keys}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{texts.use}</th>
              <th scope="col">{texts.subject}</th>
              <th scope="col">{texts.place}</th>
              <th scope="col">{texts.until}</th>
              <th scope="col">{texts.state}</th>
            </tr>
          </thead>
          <tbody>
            {(keys.value?.keys ?? []).map((key, at) => {
              const { sort, word } = standing(key, texts);
              return (
                <tr key={at}>
                  <td>{texts.uses[key.use] ?? key.use}</td>
                  <td>{key.subject}</td>
                  <td>
                    {texts.places[key.place]} <span class="where">{key.where}</span>
                  </td>
                  <td>{key.until ? dateTime(key.until, language) : ""}</td>
                  <td>
                    <span class={`standing ${sort}`}>{word}</span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
