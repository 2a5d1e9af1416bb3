// What happened to accounts: logins, failures, changes of rights. Nothing here can be changed.
import type { Client, Schemas } from "../../api/client";
import { dateTime, useLanguage, useOwnTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { More } from "../../ui/more";
import { usePaged } from "../../ui/paged";
import { changeWords, whoWords } from "./journal_words";
import { kTexts } from "./texts";

type Entry = Schemas["Access"];

interface Page {
  accesses: Entry[];
  next: string | null;
}

const rowsOf = (page: Page) => page.accesses;
const keyOf = (entry: Entry) => entry.number;

export function Journal({ client }: { client: Client }) {
  const texts = useOwnTexts(kTexts);
  const language = useLanguage();
  const list = usePaged<Entry, Page>(
    client,
    "/api/v1/accesses?about=accounts&order=newest&limit=100",
    rowsOf,
    keyOf,
  );
  return (
    <>
      {list.failure && <Alert>{list.failure}</Alert>}
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
            {(list.rows ?? []).map((entry) => (
              <tr key={entry.number}>
                <td>{dateTime(entry.at, language)}</td>
                <td>{texts.actions[entry.action] ?? entry.action}</td>
                <td title={entry.copy}>{whoWords(entry.copy, entry.account_name, texts)}</td>
                <td title={entry.client}>{whoWords(entry.client, entry.client_name, texts)}</td>
                <td>{changeWords(entry.case_file, texts)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <More more={list.more} />
    </>
  );
}
