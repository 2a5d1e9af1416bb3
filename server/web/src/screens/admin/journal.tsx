// What happened to accounts: logins, failures, changes of rights. Nothing here can be changed.
import { useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { dateTime, useLanguage, useOwnTexts } from "../../texts/text";
import { useAsked } from "../../ui/asked";
import { Alert } from "../../ui/field";
import { kTexts } from "./texts";

interface Page {
  accesses: Schemas["Access"][];
  next: string | null;
}

export function Journal({ client }: { client: Client }) {
  const texts = useOwnTexts(kTexts);
  const language = useLanguage();
  const [cursor, setCursor] = useState("");
  const page = useAsked<Page>(
    client,
    `/api/v1/accesses?about=accounts&order=newest&limit=100${cursor && `&cursor=${cursor}`}`,
  );
  const next = page.value?.next;
  return (
    <>
      {page.failure && <Alert>{page.failure}</Alert>}
      <div class="scrolls" tabIndex={0} role="region" aria-label={texts.parts.journal}>
        <table class="list journal">
          <thead>
            <tr>
              <th scope="col">{texts.at}</th>
              <th scope="col">{texts.what}</th>
              <th scope="col">{texts.toWhom}</th>
              <th scope="col">{texts.who}</th>
              <th scope="col">{texts.detail}</th>
            </tr>
          </thead>
          <tbody>
            {(page.value?.accesses ?? []).map((entry) => (
              <tr key={entry.number}>
                <td>{dateTime(entry.at, language)}</td>
                <td>{texts.actions[entry.action] ?? entry.action}</td>
                <td>{entry.copy || texts.nobody}</td>
                <td>{entry.client}</td>
                <td>
                  {entry.status >= 400 ? `${entry.status} ` : ""}
                  {entry.case_file}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {next && (
        <button type="button" class="quiet" onClick={() => setCursor(next)}>
          {texts.older}
        </button>
      )}
    </>
  );
}
